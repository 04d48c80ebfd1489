import type { Actor } from '../../libs/access/actor.js';
import { partOf } from '../../libs/access/standing.js';
import { readsWhoIsShutOut } from '../../libs/pathways/common/who-may.js';
import { partiesSeen } from '../../libs/pathways/common/parties-seen.js';
import { asksForPeople } from '../../libs/pathways/common/rules.js';
import { NO_SERVICE_CARRIES_ON, servicesThatCarryOn } from '../../libs/pathways/common/services.js';
import type { FieldSpec } from '../../libs/pathways/field.js';
import { pathways } from '../../libs/pathways/index.js';
import type {
  ActionDeclaration,
  Availability,
  InputFacts,
  Pathway,
  PersonOfAgency,
  StoredReferral,
} from '../../libs/pathways/pathway.js';
import type { ReferralContext } from '../../libs/pathways/referral-context.js';
import { TrainingExpired } from '../errors/handrail-error.js';
import { eventActor } from './command.js';

export interface ActionFieldRow {
  name: string;
  title: string;
  hint: string | null;
  kind: string;
  required: boolean;
  options: string[];
  fields: ActionFieldRow[];
}
export interface ActionOffered {
  name: string;
  title: string;
  allowed: boolean;
  reason: string | null;
  fields: ActionFieldRow[];
}

/** What the caller's role may ever do here, and why not now. Where an agency has no services nothing is said of them. */
export function actionsOffered(
  stored: StoredReferral,
  actor: Actor,
  { people, today, trained }: Pick<InputFacts, 'people' | 'today'> & { trained: boolean },
): ActionOffered[] {
  const pathway = pathways.get(stored.pathway);
  if (!pathway) return [];
  const context = pathway.contextOf(stored);
  const services = servicesBeside(context, actor, people);
  const mayBeAbout = partiesToName(context, actor);
  const named = colleaguesToName(pathway, stored, actor, { people, today });
  const optionsAmong =
    (colleagues: readonly PersonOfAgency[]) =>
    ({ name, of, offeredTo, options: all = [] }: FieldSpec): readonly string[] => {
      if (name === 'personEmail') return colleagues.map(({ email }) => email);
      return of === 'service' ? services.carryOn : (offeredTo?.(actor.agency.kind, today) ?? all);
    };
  const available = pathway.available(stored, eventActor(actor)).map((found) => ({ ...found, asks: asksForA(found) }));
  return available
    .filter(({ asks }) => services.others || !asks.service)
    .map((found) => {
      const { action, allowed, fields, asks } = found;
      const { nobody, colleagues } = asks.colleague && allowed ? named(action) : NOT_ASKED;
      const noService = asks.service && services.carryOn.length === 0 ? NO_SERVICE_CARRIES_ON : null;
      const noColleague = asks.colleague && colleagues.length === 0 ? (nobody ?? asks.needed) : null;
      const noParty = allowed && !asks.parties.every((field) => mayBeAbout(action, field)) ? NO_PARTY_SEEN : null;
      const reason = found.reason ?? noParty ?? noService ?? noColleague;
      const offered = nobody === null ? fields : fields.map(mustNameSomebody);
      return {
        name: action.name,
        title: action.title,
        allowed: reason === null && trained,
        reason: trained ? reason : new TrainingExpired().message,
        fields: offered.flatMap((spec) => fieldOf(spec, optionsAmong(colleagues))),
      };
    });
}

/** What the caller has to choose: somebody whom it is about; of their own agency's, one of its services, whoever of its people. */
const asksForA = ({
  fields,
}: Availability): { parties: string[]; service: boolean; colleague: boolean; needed: string | null } => ({
  parties: fields.filter(({ of, required }) => of === 'party' && required).map(({ name }) => name),
  service: fields.some(({ of, required }) => of === 'service' && required),
  colleague: asksForPeople(fields),
  needed: asksForPeople(fields.filter(({ required }) => required)) ? NOBODY_TO_NAME : null,
});
const NO_PARTY_SEEN = 'Your agency is shown nobody here whom this could be about.';
const NOBODY_TO_NAME = 'There is nobody of your agency whom you could name: whoever it may be is not active there.';

/** Whether there is somebody whom the caller sees and could name in a field: the action's own rules say so of each. */
function partiesToName(context: ReferralContext, actor: Actor): (action: ActionDeclaration, field: string) => boolean {
  const by = eventActor(actor);
  const visibleParties = partiesSeen(context, by).map(({ id }) => id);
  const facts: InputFacts = { agencies: {}, visibleParties, people: [], today: '' };
  return (action, field) =>
    visibleParties.some((id) =>
      action.inputMust
        .flatMap((rule) => rule.faults({ [field]: id }, context, by, facts))
        .every(({ path }) => path !== field),
    );
}

/** Whether the agency has services beside the one that has it, and the keys of those in which somebody could carry on. */
function servicesBeside(
  context: ReferralContext,
  { agency: { id: agencyId, kind: agencyKind } }: Actor,
  people: readonly PersonOfAgency[],
): { others: boolean; carryOn: string[] } {
  const acting = people.filter((one) => one.mayAct && one.trained);
  const its = partOf(context, agencyId)?.serviceId;
  const carryOn = servicesThatCarryOn(context, { agencyId, agencyKind }, acting).filter(({ id }) => id !== its);
  return {
    others: acting.some(({ services }) => services.some(({ id }) => id !== its)),
    carryOn: carryOn.map(({ key }) => key),
  };
}

/**
 * Whom of their colleagues the caller may name, and why they may not mean themselves by naming nobody. Nobody whom the door would refuse: the
 * action's own rules say so of each.
 */
function colleaguesToName(
  pathway: Pathway,
  stored: StoredReferral,
  actor: Actor,
  known: Pick<InputFacts, 'people' | 'today'>,
): (action: ActionDeclaration) => { nobody: string | null; colleagues: PersonOfAgency[] } {
  const by = eventActor(actor);
  const context = pathway.contextOf(stored);
  const facts: InputFacts = { ...known, agencies: {}, visibleParties: [] };
  // Nor told by whom a form leaves out.
  const toldOf = readsWhoIsShutOut(by) ? context : { ...context, restrictions: [], conflicts: [] };
  return (action) => {
    const leavesNobody = action.leavesNobody?.(toldOf, by, facts);
    const colleagues = facts.people.filter(
      (one) =>
        action.inputMust.every((rule) => rule.whyNot?.(one, toldOf, by) === undefined) &&
        leavesNobody?.({ personEmail: one.email }) === undefined,
    );
    return { nobody: action.leavesNobody?.(context, by, facts)({}) ?? null, colleagues };
  };
}
const NOT_ASKED = { nobody: null, colleagues: [] };
const mustNameSomebody = (spec: FieldSpec): FieldSpec =>
  spec.name === 'personEmail' ? { ...spec, required: true } : spec;

/** Nobody is asked to choose where there is nothing that they may choose. */
function fieldOf(spec: FieldSpec, optionsOf: (spec: FieldSpec) => readonly string[]): ActionFieldRow[] {
  const options = [...optionsOf(spec)];
  const chosen = spec.offeredTo !== undefined || (spec.of === 'service' && !spec.required);
  if (chosen && options.length === 0) return [];
  return [
    {
      name: spec.name,
      title: spec.title,
      hint: spec.hint ?? null,
      kind: spec.kind,
      required: spec.required,
      options,
      fields: (spec.fields ?? []).flatMap((inner) => fieldOf(inner, optionsOf)),
    },
  ];
}
