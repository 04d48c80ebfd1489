import type { AgencyId, DecisionToShare, Offer, Participation, Span } from '../pathways/referral-context.js';
import { isOpen, type Ledger, partOf, tookPartAt } from './standing.js';
import type { Section } from './vocabulary.js';

/** What a decision must open for an offer to stand on it: who takes the risk must see it. */
export const MUST_OPEN: Record<Offer['kind'], readonly Section[]> = { HANDOFF: ['SUMMARY', 'RISK'], INVITATION: [] };

/** The newest decision of an agency for a recipient: the only one that counts. Given an event's number, as it was before that. */
export const newestDecision = (
  { decisions }: Pick<Ledger, 'decisions'>,
  byAgency: AgencyId,
  recipient: AgencyId,
  before = Infinity,
): DecisionToShare | undefined =>
  decisions.filter((one) => one.byAgency === byAgency && one.recipientAgency === recipient && one.seq < before).at(-1);

/** Withdrawn, as it was before an event. No older decision takes its place: only a new one shares again. */
export const isWithdrawn = ({ withdrawnSeq }: DecisionToShare, before = Infinity): boolean =>
  (withdrawnSeq ?? Infinity) < before;

/**
 * The decision that an offer stands on: until it is answered the newest of the offering agency for its recipient. None, once that is
 * not to share, withdrawn, or hides what must be seen: then the offer is still known to both, and its packet is empty.
 */
export function decisionBehind(offer: Offer, ledger: Pick<Ledger, 'decisions'>): DecisionToShare | undefined {
  const answered = offer.answeredSeq ?? Infinity;
  const newest = newestDecision(ledger, offer.fromAgency, offer.toAgency, answered);
  if (!newest || newest.outcome === 'DO_NOT_SHARE' || isWithdrawn(newest, answered)) return undefined;
  return MUST_OPEN[offer.kind].every((section) => newest.sections.includes(section)) ? newest : undefined;
}

/** Event number at which the packet of an offer was opened as it is: a newer decision, while it waits, opens it anew. */
export const packetOpenedOn = ({ offeredSeq }: Offer, { seq }: DecisionToShare): number => Math.max(offeredSeq, seq);

/** Event number at which a decision was withdrawn, or its agency's next one for the same recipient came: an ongoing one lasts until then. */
export function endedOn(decision: DecisionToShare, { decisions }: Pick<Ledger, 'decisions'>): number {
  const later = decisions.filter(
    (one) =>
      one.byAgency === decision.byAgency && one.recipientAgency === decision.recipientAgency && one.seq > decision.seq,
  );
  return Math.min(decision.withdrawnSeq ?? Infinity, ...later.map((one) => one.seq));
}

/** Offers to an agency that are open or were accepted. */
export const offersStanding = (agency: AgencyId, ledger: Pick<Ledger, 'offers'>): Offer[] =>
  ledger.offers.filter((offer) => offer.toAgency === agency && (isOpen(offer) || offer.status === 'ACCEPTED'));

/** Event number from which a decision counted for an agency that did not take part yet; endless when nothing came of it. */
export function offeredOn(decision: DecisionToShare, recipient: AgencyId, ledger: Ledger): number {
  const offers = offersStanding(recipient, ledger).filter((offer) => decisionBehind(offer, ledger)?.id === decision.id);
  return Math.min(Infinity, ...offers.map((offer) => offer.offeredSeq));
}

/** Event numbers at which a decision opened what stood: at once to who took part, and in the packet of each of these offers. */
export function openedOn(decision: DecisionToShare, offers: readonly Offer[], ledger: Ledger): number[] {
  const part = partOf(ledger, decision.recipientAgency);
  const packets = offers.filter((offer) => decisionBehind(offer, ledger)?.id === decision.id);
  const opened = packets.map((offer) => packetOpenedOn(offer, decision));
  return part && tookPartAt(part, decision.seq) ? [decision.seq, ...opened] : opened;
}

/** Whether a decision to share opened anything to its recipient while it stood: to one that took part, or was asked on it. */
export function reached(decision: DecisionToShare, ledger: Ledger): boolean {
  if (decision.outcome === 'DO_NOT_SHARE') return false;
  const part = partOf(ledger, decision.recipientAgency);
  if (part && tookPartAt(part, decision.seq)) return true;
  const stood: DecisionToShare = { ...decision, withdrawnSeq: undefined };
  const decisions = ledger.decisions.map((one) => (one.id === decision.id ? stood : one));
  return offeredOn(stood, decision.recipientAgency, { ...ledger, decisions }) < Infinity;
}

export const offersAccepted = (agency: AgencyId, { offers }: Pick<Ledger, 'offers'>): Offer[] =>
  offers.filter((offer) => offer.toAgency === agency && offer.status === 'ACCEPTED');

/** The hand-off by which an agency came to hold the risk; none for who submitted. */
export const offerTaken = ({ agencyId }: Participation, { from }: Span, ledger: Ledger): Offer | undefined =>
  offersAccepted(agencyId, ledger).find(({ kind, answeredSeq }) => kind === 'HANDOFF' && answeredSeq === from);
