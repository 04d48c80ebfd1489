import { isBarred } from '../../libs/access/barred.js';
import type { Actor } from '../../libs/access/actor.js';
import { partOf } from '../../libs/access/standing.js';
import { peopleOfThePart, servicesThatCarryOn } from '../../libs/pathways/common/services.js';
import type { FieldSpec } from '../../libs/pathways/field.js';
import { allocate } from '../../libs/pathways/common/actions/notes.js';
import { pathways } from '../../libs/pathways/index.js';
import type { Availability, InputFacts, Pathway, PersonOfAgency, StoredReferral } from '../../libs/pathways/pathway.js';
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
  { people, today }: Pick<InputFacts, 'people' | 'today'>,
): ActionOffered[] {
  const pathway = pathways.get(stored.pathway);
  if (!pathway) return [];
  const context = pathway.contextOf(stored);
  const acting = people.filter((one) => one.mayAct && one.trained);
  const colleagues = peopleOfThePart(context, actor.agency.id, acting);
  // Work goes only to people who may see it: not to whom it is shut. Who it is to be open to from now on is another matter.
  const mayHoldIt = colleagues.filter(({ id }) => !isBarred(context, { id, agencyId: actor.agency.id }));
  const { others: haveOthers, carryOn } = servicesBeside(context, actor, acting);
  const optionsAmong =
    (named: readonly PersonOfAgency[]) =>
    ({ name, of, offeredTo, options: all = [] }: FieldSpec): readonly string[] => {
      if (name === 'personEmail') return named.map(({ email }) => email);
      return of === 'service' ? carryOn : (offeredTo?.(actor.agency.kind, today) ?? all);
    };
  const available = pathway
    .available(stored, eventActor(actor))
    .filter(({ fields }) => haveOthers || !fields.some(({ of, required }) => of === 'service' && required));
  return available.map((found) => {
    const { action, fields } = found;
    const { nobody, others } = nobodyLeft(found, pathway, stored, actor, { people, today });
    const offered = nobody === null ? fields : fields.map(mustNameSomebody);
    const reason = nobody === null || others.length > 0 ? found.reason : nobody;
    return {
      name: action.name,
      title: action.title,
      allowed: reason === null && actor.trainingCurrent,
      reason: actor.trainingCurrent ? reason : new TrainingExpired().message,
      fields: offered.flatMap((spec) =>
        fieldOf(spec, optionsAmong(nobody !== null ? others : action.name === allocate.name ? mayHoldIt : colleagues)),
      ),
    };
  });
}

/** Whether the agency has services beside the one that has it, and the keys of those in which somebody could carry on. */
function servicesBeside(
  context: ReferralContext,
  { agency: { id: agencyId, kind: agencyKind } }: Actor,
  acting: readonly PersonOfAgency[],
): { others: boolean; carryOn: string[] } {
  const its = partOf(context, agencyId)?.serviceId;
  const carryOn = servicesThatCarryOn(context, { agencyId, agencyKind }, acting).filter(({ id }) => id !== its);
  return {
    others: acting.some(({ services }) => services.some(({ id }) => id !== its)),
    carryOn: carryOn.map(({ key }) => key),
  };
}

/**
 * Of what is refused where it would leave nobody who could go on: why the caller may not do it for themselves, and for whom of
 * their colleagues they may. The input alone says who is meant, so each of them is tried.
 */
function nobodyLeft(
  { action, allowed }: Availability,
  pathway: Pathway,
  stored: StoredReferral,
  actor: Actor,
  known: Pick<InputFacts, 'people' | 'today'>,
): { nobody: string | null; others: PersonOfAgency[] } {
  const by = eventActor(actor);
  const context = pathway.contextOf(stored);
  const facts: InputFacts = { ...known, agencies: {}, visibleParties: [], colleague: null };
  const nobody = allowed ? (action.leavesNobody?.({}, context, by, facts) ?? null) : null;
  if (nobody === null) return { nobody, others: [] };
  const others = facts.people.filter(({ id, email: personEmail }) => {
    const input = { personEmail };
    if (id === by.personId || action.leavesNobody?.(input, context, by, facts) !== undefined) return false;
    return pathway.inputFaults(stored, action, by, input, facts).length === 0;
  });
  return { nobody, others };
}
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
