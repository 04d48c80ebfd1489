import type { Actor } from '../../libs/access/actor.js';
import { codedPart } from '../../libs/pathways/coded-part.js';
import { checkInput, specsOf } from '../../libs/pathways/field.js';
import { imageryIn } from '../../libs/pathways/imagery.js';
import { asMeant } from '../../libs/pathways/as-meant.js';
import { dayOf } from '../../libs/working-time/counting.js';
import { asksForPeople } from '../../libs/pathways/common/rules.js';
import { partiesSeen } from '../../libs/pathways/common/parties-seen.js';
import { servicesThatCarryOn } from '../../libs/pathways/common/services.js';
import type {
  ActionDeclaration,
  FieldFault,
  InputFacts,
  Pathway,
  PersonOfAgency,
} from '../../libs/pathways/pathway.js';
import type { JsonValue, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { AgencyDirectory } from '../agencies/agency-directory.js';
import {
  ActionNotAvailable,
  BadUserInput,
  Forbidden,
  ImageryRefused,
  SharingDecisionRequired,
  TrainingExpired,
  VersionConflict,
} from '../errors/handrail-error.js';
import { behalfFaults, type Command, eventActor, ownFields } from './command.js';
import { newId } from './new-id.js';
import { resolvedAgencies } from './resolved-agencies.js';
import { resolvedServices } from './resolved-services.js';
import type { LoadedReferral } from './stored-rows.js';

/** An action that every check has let through. */
export interface CheckedAction {
  action: ActionDeclaration;
  input: Record<string, unknown>;
  payload: Record<string, JsonValue>;
  facts: InputFacts;
}
export interface ActionToCheck {
  actor: Actor;
  name: string;
  command: Command;
  referral: LoadedReferral;
  pathway: Pathway;
  now: string;
  trained: boolean;
  directory: AgencyDirectory;
}

/** Role, version, state, input, sharing decision: in the contract's order, and the first that fails is the answer. */
export async function checkedAction(asked: ActionToCheck): Promise<CheckedAction> {
  const { actor, name, command, referral, pathway, now, trained, directory } = asked;
  const by = eventActor(actor);
  const action = pathway.actions.get(name);
  if (!action || !pathway.mayEver(action, by)) throw new Forbidden();
  if (!trained) throw new TrainingExpired();

  const version = referral.participations.find((part) => part.agency_id === actor.agency.id)?.version ?? 0;
  if (command.expectedVersion !== version) throw new VersionConflict(version);

  const refusal = pathway.refusal(referral.stored, action, by);
  if (refusal !== undefined) throw new ActionNotAvailable(refusal);
  const context = pathway.contextOf(referral.stored);
  const of = await resolvedAgencies(directory, action, asMeant(action.input, ownFields(command)));
  const people = namesPeople(action, of.input) ? await directory.people(actor.agency.id) : [];
  const { input, faults } = resolvedServices(action, of.input, servicesThatCarryOn({}, by, people));
  const ended = action.noLongerOpen?.(input, context, by);
  if (ended !== undefined) throw new ActionNotAvailable(ended);

  if (imageryIn({ ...input, onBehalfOf: command.onBehalfOf })) throw new ImageryRefused();
  const facts = await factsFor(asked, context, people);
  const all = merged([
    ...of.faults,
    ...faults,
    ...behalfFaults(actor, command),
    ...checkInput(action.input, input, { now }),
    ...pathway.inputFaults(referral.stored, action, by, input, facts),
  ]);
  if (all.length > 0) throw new BadUserInput(all);
  const undecided = action.sharingDecisionMissing?.(input, context, by);
  if (undecided !== undefined) throw new SharingDecisionRequired(undecided);
  const nobody = action.leavesNobody?.(context, by, facts)(input);
  if (nobody !== undefined) throw new ActionNotAvailable(nobody);
  const payload = { ...eventPayload(codedPart(action.input, input), facts), ...action.names?.(input, by, facts) };
  return { action, input, payload, facts };
}

/** What the event carries: codes only, with what replay could not look up. A new child is an id and a part, and nothing more. */
function eventPayload(coded: Record<string, JsonValue>, { agencies }: InputFacts): Record<string, JsonValue> {
  const payload = { ...coded };
  for (const name of ['toAgency', 'recipientAgency']) {
    const agencyId = payload[name];
    const kind = typeof agencyId === 'string' ? agencies[agencyId]?.kind : undefined;
    if (kind) payload[`${name}Kind`] = kind;
  }
  const { party } = payload;
  if (typeof party === 'object' && party !== null && !Array.isArray(party))
    payload.party = { id: newId(), role: party.role ?? null };
  return payload;
}

/** What a rule about input may need to know that is not the referral's: agencies and people, and which parties the caller sees. */
async function factsFor(
  { actor, directory, now }: ActionToCheck,
  context: ReferralContext,
  people: readonly PersonOfAgency[],
): Promise<InputFacts> {
  return {
    today: dayOf(now),
    agencies: await directory.kindsAndDoors(),
    visibleParties: partiesSeen(context, eventActor(actor)).map(({ id }) => id),
    people,
  };
}
/** Colleagues by their address, or as who belongs to a service. */
const namesPeople = ({ input: ofAction }: ActionDeclaration, input: Record<string, unknown>): boolean =>
  asksForPeople(specsOf(ofAction)) || (typeof input.service === 'string' && input.service.trim() !== '');

/** All faults of one path together, each said once. */
export function merged(faults: readonly FieldFault[]): FieldFault[] {
  const byPath = new Map<string, Set<string>>();
  for (const { path, messages } of faults) {
    const said = byPath.get(path) ?? new Set<string>();
    messages.forEach((message) => said.add(message));
    byPath.set(path, said);
  }
  return [...byPath].map(([path, messages]) => ({ path, messages: [...messages] }));
}
