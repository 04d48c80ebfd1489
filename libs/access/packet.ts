import type { AgencyId, DecisionToShare, Offer } from '../pathways/referral-context.js';
import { type Item, readOn, withoutConditions } from './audience.js';
import { MUST_OPEN } from './decisions.js';
import { isOpen, type Ledger, openOffersTo } from './standing.js';
import type { AgencyKind, Section } from './vocabulary.js';

/** What somebody thinks of deciding: which sections their agency would open to another one. */
export interface Intended {
  byAgency: AgencyId;
  recipient: { id: AgencyId; kind: AgencyKind };
  sections: readonly Section[];
}

/** In the place of an agency that may have things by ways of its own. */
const NEWCOMER = 'an agency that has nothing';

/**
 * Whether something that stands would be opened by a decision that is not made yet. What the other agency may have from somebody else does not
 * show: it is asked of a newcomer in its place as well, for a decision opens nothing to an agency by which alone one reads it oneself.
 */
export function wouldOpen(intended: Intended, ledger: Ledger): (item: Item) => boolean {
  const { recipient } = intended;
  const opens = opensTo(intended, ledger);
  const opensToNewcomer = opensTo(
    { ...intended, recipient: { ...recipient, id: NEWCOMER } },
    inItsPlace(intended, ledger),
  );
  return (item) => opens(item) || (item.notFor !== recipient.id && opensToNewcomer(item));
}

/** What was agreed and asked of that agency stands for the newcomer; and a condition that it set itself binds others, not the newcomer. */
function inItsPlace({ byAgency, recipient }: Intended, ledger: Ledger): Ledger {
  const toNewcomer = <T extends { toAgency: AgencyId }>(one: T): T =>
    one.toAgency === recipient.id ? { ...one, toAgency: NEWCOMER } : one;
  return {
    ...ledger,
    onward: ledger.onward?.map(toNewcomer),
    offers: ledger.offers.map((offer) => (isOpen(offer) && offer.fromAgency === byAgency ? toNewcomer(offer) : offer)),
    decisions: ledger.decisions.map((one) => (one.byAgency === recipient.id ? { ...one, handling: undefined } : one)),
  };
}

/**
 * Nothing is weighed here: the decision is put into the ledger, with the invitation that would carry it where this agency has not asked the
 * other one already, and the rule of every other answer is asked.
 */
function opensTo(intended: Intended, ledger: Ledger): (item: Item) => boolean {
  const decision = asDecided(intended, ledger);
  const { byAgency, recipient } = intended;
  const then: Ledger = {
    ...ledger,
    seq: ledger.seq + 2,
    decisions: [...ledger.decisions, decision],
    offers: asksAlready(byAgency, recipient.id, ledger)
      ? ledger.offers
      : [...ledger.offers, invitationOn(decision, ledger.seq + 2)],
  };
  return (item) => readOn(decision, item, then);
}
const asksAlready = (byAgency: AgencyId, recipient: AgencyId, ledger: Ledger): boolean =>
  openOffersTo(ledger, recipient).some(({ fromAgency }) => fromAgency === byAgency);

/** What a hand-off that waits for that agency's answer must show and the decision would leave out: its packet would be empty. */
export const missingForHandoff = ({ byAgency, recipient, sections }: Intended, ledger: Ledger): Section[] =>
  openOffersTo(ledger, recipient.id).some(({ kind, fromAgency }) => kind === 'HANDOFF' && fromAgency === byAgency)
    ? MUST_OPEN.HANDOFF.filter((section) => !sections.includes(section))
    : [];

/** Whether it is left out only because somebody set a condition, and has not agreed to this recipient. */
export function wouldNeedAgreement(intended: Intended, ledger: Ledger): (item: Item) => boolean {
  const now = wouldOpen(intended, ledger);
  const otherwise = wouldOpen(intended, withoutConditions(ledger));
  return (item) => otherwise(item) && !now(item);
}

const asDecided = ({ byAgency, recipient, sections }: Intended, { seq }: Ledger): DecisionToShare => ({
  id: 'intended',
  seq: seq + 1,
  byAgency,
  recipientAgency: recipient.id,
  recipientKind: recipient.kind,
  outcome: 'SHARE',
  sections: [...sections],
  lawfulBasis: 'PUBLIC_TASK',
  ongoing: false,
});
const invitationOn = (decision: DecisionToShare, offeredSeq: number): Offer => ({
  id: 'intended',
  kind: 'INVITATION',
  status: 'OFFERED',
  fromAgency: decision.byAgency,
  toAgency: decision.recipientAgency,
  toKind: decision.recipientKind,
  decisionId: decision.id,
  offeredSeq,
  offeredAt: '',
  answeredSeq: null,
});
