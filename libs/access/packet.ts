import type { AgencyId, DecisionToShare, Offer } from '../pathways/referral-context.js';
import { type Item, readOn, withoutConditions } from './audience.js';
import { type Ledger, openOffersTo } from './standing.js';
import type { AgencyKind, Section } from './vocabulary.js';

/** What somebody thinks of deciding: which sections their agency would open to another one. */
export interface Intended {
  byAgency: AgencyId;
  recipient: { id: AgencyId; kind: AgencyKind };
  sections: readonly Section[];
}

/**
 * Whether something that stands would be opened by a decision that is not made yet. Nothing is weighed here: the decision is put into the
 * ledger, with the invitation that would carry it where this agency has not asked the other one already, and the rule of every
 * other answer is asked. What the other agency may have from somebody else does not show.
 */
export function wouldOpen(intended: Intended, ledger: Ledger): (item: Item) => boolean {
  const decision = asDecided(intended, ledger);
  const { byAgency, recipient } = intended;
  const asked = openOffersTo(ledger, recipient.id).some(({ fromAgency }) => fromAgency === byAgency);
  const then: Ledger = {
    ...ledger,
    seq: ledger.seq + 2,
    decisions: [...ledger.decisions, decision],
    offers: asked ? ledger.offers : [...ledger.offers, invitationOn(decision, ledger.seq + 2)],
  };
  return (item) => readOn(decision, item, then);
}

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
