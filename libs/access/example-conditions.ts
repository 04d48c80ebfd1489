import type { DecisionToShare, Offer, OnwardRequest, Participation } from '../pathways/referral-context.js';
import { audienceOf, conditionsOn, type Item } from './audience.js';
import type { Ledger } from './standing.js';

// An invented referral on which a school shared with police under a condition, for the tests of what that binds and of agreements to it.

export const part = (agencyId: string, from: number, change: Partial<Participation> = {}): Participation => ({
  agencyId,
  kind: 'CHARITY',
  isReferrer: false,
  isContributor: true,
  custody: [],
  takesPart: [{ from, until: null }],
  endedSeq: null,
  ...change,
});
export const decided = (
  byAgency: string,
  recipientAgency: string,
  seq: number,
  change: Partial<DecisionToShare> = {},
): DecisionToShare => ({
  id: `${byAgency}-${recipientAgency}-${seq}`,
  seq,
  byAgency,
  recipientAgency,
  recipientKind: 'CHARITY',
  outcome: 'SHARE',
  sections: ['SUMMARY', 'RISK', 'NARRATIVE'],
  lawfulBasis: 'PUBLIC_TASK',
  ongoing: false,
  ...change,
});
export const accepted = (decision: DecisionToShare, offeredSeq: number, kind: Offer['kind'] = 'INVITATION'): Offer => ({
  id: `offer-${offeredSeq}`,
  kind,
  status: 'ACCEPTED',
  fromAgency: decision.byAgency,
  toAgency: decision.recipientAgency,
  toKind: 'CHARITY',
  decisionId: decision.id,
  offeredSeq,
  offeredAt: '2026-11-25T10:00:00.000Z',
  answeredSeq: offeredSeq + 1,
});
/** The same, not answered yet. */
export const offered = (decision: DecisionToShare, offeredSeq: number, kind?: Offer['kind']): Offer => ({
  ...accepted(decision, offeredSeq, kind),
  status: 'OFFERED',
  answeredSeq: null,
});
export const agreement = (
  byAgency: string,
  toAgency: string,
  answeredSeq: number | null,
  answer: OnwardRequest['answer'] = 'AGREED',
): OnwardRequest => ({
  id: `ask-${byAgency}-${toAgency}`,
  byAgency,
  originator: 'school',
  toAgency,
  answer,
  answeredSeq,
});
export const item = (change: Partial<Item> = {}): Item => ({
  seq: 2,
  section: 'NARRATIVE',
  writer: 'school',
  audience: 'ORDINARY',
  otherEnd: null,
  notFor: null,
  ...change,
});

/** The school shared with police under a condition, and police with a charity that takes part. */
export const underC = decided('school', 'police', 4, { handling: 'C' });
export const onward = decided('police', 'charity', 20);
export const school = part('school', 1, {
  kind: 'SCHOOL',
  isReferrer: true,
  custody: [{ from: 1, until: null, decisionId: null }],
});
export const shared = (change: Partial<Ledger> = {}): Ledger => ({
  status: 'OPEN',
  custodian: 'school',
  referrer: 'school',
  participations: [school, part('police', 6, { kind: 'POLICE' }), part('charity', 10), part('care', 10)],
  offers: [accepted(underC, 5)],
  decisions: [underC, onward],
  seq: 40,
  ...change,
});
/** The same, the police holding the risk by that decision. */
export const handedOver = (change: Partial<Ledger> = {}): Ledger =>
  shared({
    custodian: 'police',
    participations: [
      { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
      part('police', 6, { kind: 'POLICE', custody: [{ from: 6, until: null, decisionId: underC.id }] }),
      part('charity', 10),
      part('care', 10),
    ],
    offers: [accepted(underC, 5, 'HANDOFF')],
    ...change,
  });
export const reads = (agency: string, on: Ledger, change: Partial<Item> = {}): boolean =>
  audienceOf(item(change), on).includes(agency);
export const originators = (agency: string, on: Ledger, change: Partial<Item> = {}): string[] =>
  conditionsOn(agency, item(change), on).map(({ byAgency }) => byAgency);
