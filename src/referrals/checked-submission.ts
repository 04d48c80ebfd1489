import type { Actor } from '../../libs/access/actor.js';
import { maySubmit } from '../../libs/pathways/engine.js';
import { checkInput } from '../../libs/pathways/field.js';
import { imageryIn } from '../../libs/pathways/imagery.js';
import { asMeant } from '../../libs/pathways/as-meant.js';
import { pathways } from '../../libs/pathways/index.js';
import type { PartyInput } from '../../libs/pathways/party.js';
import type { Pathway } from '../../libs/pathways/pathway.js';
import type { JsonValue, PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { relationFaults, SubmissionInput } from '../../libs/pathways/submission.js';
import type { RecordedValue } from '../../libs/pathways/recorded-values.js';
import { BadUserInput, Forbidden, ImageryRefused, TrainingExpired } from '../errors/handrail-error.js';
import type { Identity, NewItem } from './stored-rows.js';
import { merged } from './checked-action.js';
import { behalfFaults, type Command, eventActor, ownFields } from './command.js';
import { type EntryOf, entryItem, partyItem, valueItem } from './entries.js';
import type { LoadedForCaller } from './door-transactions.js';
import { newId } from './new-id.js';

export interface CheckedSubmission {
  pathway: Pathway;
  payload: Record<string, JsonValue>;
  itemsFor(identity: Identity, event: PathwayEvent, context: ReferralContext): NewItem[];
}

/** Role, then input: every fault at once. A role that may never submit anything learns only that. */
export function checkedSubmission(
  actor: Actor,
  command: Command,
  { now, trained }: Pick<LoadedForCaller, 'now' | 'trained'>,
): CheckedSubmission {
  const by = eventActor(actor);
  const pathway = typeof command.pathway === 'string' ? pathways.get(command.pathway) : undefined;
  const may = pathway ? maySubmit(pathway, by) : [...pathways.values()].some((one) => maySubmit(one, by));
  if (!may) throw new Forbidden();
  if (!trained) throw new TrainingExpired();
  const input = asMeant(SubmissionInput, ownFields(command));
  if (imageryIn({ ...input, onBehalfOf: command.onBehalfOf })) throw new ImageryRefused();
  const faults = merged([
    ...(pathway || typeof input.pathway !== 'string' || input.pathway.trim() === ''
      ? []
      : [{ path: 'pathway', messages: ['There is no such pathway here.'] }]),
    ...behalfFaults(actor, command),
    ...checkInput(SubmissionInput, input, { now }),
    ...relationFaults(input.parties),
  ]);
  if (faults.length > 0 || !pathway) throw new BadUserInput(faults);
  const parties = input.parties as PartyInput[];
  const codes = parties.map(({ role, relatedTo }) => ({ id: newId(), role, relatedTo: relatedTo ?? null }));
  return {
    pathway,
    payload: { pathway: pathway.key, parties: codes },
    itemsFor: (identity, event, context) => {
      const of: EntryOf = { event, section: 'SUMMARY', audience: 'ORDINARY', otherEnd: null };
      const value = (
        name: string,
        title: string,
        section: RecordedValue['section'],
        id: string,
        place: number,
      ): NewItem[] => {
        const said = input[name];
        return typeof said === 'string' && said.trim() !== ''
          ? [valueItem(of, event.entryId, id, place, { name, title, value: said, section, partyId: null }, null)]
          : [];
      };
      return [
        entryItem(of),
        // Summary and account go by the referral's own id: a page finds them by key.
        ...value('summary', 'Summary', 'SUMMARY', identity.referralId, 0),
        ...value('narrative', 'Account', 'NARRATIVE', identity.referralId, 1),
        ...value('occurredOn', 'Day of the incident', 'NARRATIVE', newId(), 2),
        ...context.parties.map((party, place) => partyItem(event.seq, place, party, parties[place] ?? {})),
      ];
    },
  };
}
