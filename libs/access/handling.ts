import type { AgencyId, DecisionToShare, OnwardRequest, Participation } from '../pathways/referral-context.js';
import { decisionBehind, endedOn, isWithdrawn, MUST_OPEN, newestDecision, offerTaken, openedOn } from './decisions.js';
import { type Ledger, partOf, within } from './standing.js';
import type { Section } from './vocabulary.js';

/**
 * Handling codes of the 3x5x2 model: P, lawful sharing permitted; C, with conditions. What a decision opened under code C its recipient
 * passes on only to whom the originator, whose decision it was, has agreed; and so does everybody whom it reaches that way.
 */
export type Handling = 'P' | 'C';
export const isConditional = ({ handling }: DecisionToShare): boolean => handling === 'C';

/**
 * One agency's passing something on to another: the event that opened it, the event at which this was opened by that, and the event from
 * which the other has it for good. That one is endless while a packet waits for an answer: what nobody has taken can be taken back.
 */
export interface Step {
  by: AgencyId;
  to: AgencyId;
  since: number;
  at: number;
  had: number;
}
export const stepOf = (by: AgencyId, to: AgencyId, since: number, at = since, had = at): Step => ({
  by,
  to,
  since,
  at,
  had,
});
/** To somebody of whom nothing was ever agreed: what an agency may pass on to them it has free of any condition. */
export const toAnybody = (by: AgencyId): Step => stepOf(by, '', Infinity);

/** Whether what a decision opened of a section may go on in these steps. */
export const goesOn = (
  decision: DecisionToShare,
  section: Section,
  onward: readonly Step[],
  ledger: Pick<Ledger, 'decisions' | 'onward'>,
): boolean =>
  !isConditional(decision) ||
  onward.every(
    (step) =>
      step.to === decision.byAgency ||
      isLifted(decision, section, step, ledger) ||
      isAgreed(decision, step, ledger, section),
  );

/** The originator has since shared the same section with the same agency without a condition. */
function isLifted(
  { byAgency, recipientAgency }: DecisionToShare,
  section: Section,
  { at }: Step,
  ledger: Pick<Ledger, 'decisions'>,
): boolean {
  const newest = newestDecision(ledger, byAgency, recipientAgency, at);
  return (
    newest !== undefined && !isConditional(newest) && !isWithdrawn(newest, at) && newest.sections.includes(section)
  );
}

/**
 * The originator had said yes when it was opened, to this agency about that one, and has not taken that back or replaced the decision
 * since; while a packet waits, by one that shares the section no more: sharing more stops nothing on its way. So an agreement by itself
 * opens nothing, and whoever is spoken of cannot tell that there is one.
 */
function isAgreed(
  decision: DecisionToShare,
  step: Step,
  ledger: Pick<Ledger, 'decisions' | 'onward'>,
  section?: Section,
): boolean {
  const ended = endedOn(decision, ledger);
  const newer = ledger.decisions.find(({ seq }) => seq === ended);
  const sharesOn = newer !== undefined && (section === undefined || newer.sections.includes(section));
  const counts = sharesOn ? step.at : step.had;
  return (ledger.onward ?? []).some(({ originator, byAgency, toAgency, answer, answeredSeq, withdrawnSeq }) => {
    if (answer !== 'AGREED' || answeredSeq === null || originator !== decision.byAgency) return false;
    if (byAgency !== step.by || toAgency !== step.to) return false;
    const takenBack = [withdrawnSeq, decision.withdrawnSeq].some(
      (seq) => seq !== undefined && answeredSeq < seq && seq < step.had,
    );
    return (
      decision.seq < answeredSeq && answeredSeq < step.since && !takenBack && !(answeredSeq < ended && ended < counts)
    );
  });
}

/** Whether whoever holds the risk may hand on what it was handed of a section: each hand-off that it came by must let it. */
export function handedOn(
  part: Participation,
  span: Participation['custody'][number],
  section: Section,
  onward: readonly Step[],
  ledger: Ledger,
): boolean {
  const offer = offerTaken(part, span, ledger);
  if (!offer) return true;
  const decision = decisionBehind(offer, ledger);
  if (decision?.sections.includes(section) && !goesOn(decision, section, onward, ledger)) return false;
  const giver = partOf(ledger, offer.fromAgency);
  const before = giver?.custody.find((one) => within(one, offer.offeredSeq));
  if (!giver || !before) return true;
  const step = stepOf(giver.agencyId, part.agencyId, offer.offeredSeq, offer.offeredSeq, span.from);
  return handedOn(giver, before, section, [...onward, step], ledger);
}

/**
 * Whether whoever holds the risk may hand it to that agency now, which would have to see what the holder has under a condition: by an
 * offer that it makes now, or on one that has waited since an event.
 */
export function mayHandOn(ledger: Ledger, to: AgencyId, since = ledger.seq + 1): boolean {
  const part = partOf(ledger, ledger.custodian);
  const span = part?.custody.find(({ until }) => until === null);
  if (!part || !span) return true;
  const step = stepOf(part.agencyId, to, since, since, ledger.seq + 1);
  return MUST_OPEN.HANDOFF.every((section) => handedOn(part, span, section, [step], ledger));
}

/**
 * The decisions under code C by which something may have come to an agency: those about it, and those about whoever has shared with it
 * since what they had so. Nobody else is bound by a condition, or knows of it.
 */
export function conditionsThatReach(agency: AgencyId, ledger: Ledger): DecisionToShare[] {
  return ledger.decisions.filter(isConditional).filter((decision) => reachedBy(decision, ledger).has(agency));
}
function reachedBy(decision: DecisionToShare, ledger: Ledger): Set<AgencyId> {
  const reached = new Set([decision.recipientAgency]);
  for (const from of reached)
    for (const next of ledger.decisions) {
      if (next.byAgency !== from || !next.sections.some((section) => decision.sections.includes(section))) continue;
      const to = next.recipientAgency;
      if (openedOn(next, ledger.offers, ledger).some((since) => isAgreed(decision, stepOf(from, to, since), ledger)))
        reached.add(to);
    }
  return reached;
}
/**
 * Whether an agreement still lets anything on, of every decision under a condition of its originator that binds who asked, or of one: not
 * once it was taken back, nor after that decision was withdrawn or replaced.
 */
export function agreementStands(
  { originator, byAgency, answer, answeredSeq, withdrawnSeq }: OnwardRequest,
  ledger: Ledger,
  of: 'every' | 'some' = 'some',
): boolean {
  if (answer !== 'AGREED' || answeredSeq === null || withdrawnSeq !== undefined) return false;
  const binding = conditionsThatReach(byAgency, ledger).filter((one) => one.byAgency === originator);
  const covered = (decision: DecisionToShare): boolean => {
    const ended = endedOn(decision, ledger);
    return decision.seq < answeredSeq && (ended < answeredSeq || ended === Infinity);
  };
  return binding.length > 0 && (of === 'every' ? binding.every(covered) : binding.some(covered));
}
/** Whether two of what was asked speak of the same: what one agency may pass on to another. */
export const asksTheSame = (one: OnwardRequest, other: OnwardRequest): boolean =>
  one.originator === other.originator && one.byAgency === other.byAgency && one.toAgency === other.toAgency;

/** Whether something is asked of an agency that shared under a condition, and not answered. */
export const agreementAsked = ({ onward }: Pick<Ledger, 'onward'>, ofAgency: AgencyId): OnwardRequest[] =>
  (onward ?? []).filter(({ originator, answer }) => originator === ofAgency && answer === null);
