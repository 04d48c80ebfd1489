import { recordedValues, valuesBeside } from '../../libs/pathways/recorded-values.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { Words } from './carried-change.js';
import { standing } from './item-readers.js';
import type { NewItem } from './stored-rows.js';
import type { CheckedAction } from './checked-action.js';
import type { KeptItem } from './stored-rows.js';
import { type EntryOf, entryItem, partyItem, placeOf, valueItem } from './entries.js';
import { newId, newIdAfter } from './new-id.js';

/** Timeline entry, its values each in the table of its section, feedback as an entry of its own, and a child who is new. */
export function newItemsOf(
  taken: CheckedAction,
  event: PathwayEvent,
  before: ReferralContext,
  after: ReferralContext,
  kept: readonly KeptItem[],
): NewItem[] {
  const { action, input, facts } = taken;
  const { by } = event;
  const { section, audience } = placeOf(action, input, after);
  const otherEnd = action.otherEnd?.(input, before) ?? null;
  const keptFrom = action.keptFrom?.(input, before) ?? null;
  const of: EntryOf = { event, section, audience, otherEnd };
  // Both at one instant: the feedback stands after the act that gave it.
  const feedbackId = newIdAfter(event.entryId);
  const feedback: EntryOf = { ...of, section: 'SUMMARY', audience: 'FEEDBACK', otherEnd: null };
  const beside = by ? valuesBeside(action, input, before, standing(kept), by, facts) : [];
  const said = [...recordedValues(action, input, after), ...beside];
  const values = said.map((value, place) =>
    value.feedback
      ? valueItem(feedback, feedbackId, newId(), place, { ...value, section: 'SUMMARY' }, null)
      : valueItem(of, event.entryId, newId(), place, value, keptFrom ?? (value.notForOtherEnd ? otherEnd : null)),
  );
  const newParties = after.parties
    .filter((party) => party.addedSeq === event.seq)
    .map((party, place) => partyItem(event.seq, place, party, input.party ?? {}));
  return [
    entryItem(of),
    ...values,
    ...(values.some((value) => value.audience === 'FEEDBACK' && value.entry_id === feedbackId)
      ? [entryItem(feedback, feedbackId, 'feedbackToReferrer')]
      : []),
    ...newParties,
  ];
}

const text = (value: unknown): string => said(value) ?? '';
const said = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Words that stand in a row of their own beside the timeline: an offer's, a decision's, a programme's. */
export function wordsOf({ action, input }: CheckedAction, respondBy: string | null): Words {
  switch (action.name) {
    case 'offerHandoff':
    case 'inviteContributor':
      return { offer: { words: text(input.reason ?? input.ask), respondBy } };
    case 'declineHandoff':
    case 'declineInvitation':
      return { declineReason: text(input.reason) };
    case 'recordSharingDecision':
      return {
        decision: {
          purpose: text(input.purpose),
          family_informed: input.familyInformed === true,
          consent: said(input.consent),
          schedule8_condition: said(input.schedule8Condition),
          rationale: text(input.rationale),
          necessity: said(input.necessity),
          proportionality: said(input.proportionality),
          consent_not_sought_reason: said(input.consentNotSoughtReason),
          family_not_informed_reason: said(input.familyNotInformedReason),
          not_shared_reasons: Array.isArray(input.notSharedReasons) ? (input.notSharedReasons as string[]) : [],
        },
        conditions: text(input.handlingConditions),
      };
    case 'startIntervention':
      return { programme: text(input.programme) };
    default:
      return {};
  }
}
