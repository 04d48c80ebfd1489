import type { AgencyId, Offer, Participation, ReferralContext, Span } from '../pathways/referral-context.js';
import type { Relation } from './vocabulary.js';

/** The part of a referral that decides who sees what. */
export type Ledger = Pick<
  ReferralContext,
  'status' | 'custodian' | 'referrer' | 'participations' | 'offers' | 'decisions' | 'seq'
>;

export const within = (span: Span, seq: number): boolean =>
  seq >= span.from && (span.until === null || seq <= span.until);

export const partOf = (ledger: Ledger, agency: AgencyId): Participation | undefined =>
  ledger.participations.find((one) => one.agencyId === agency);

/** Takes part now: as custodian, contributor, referrer or former custodian, and has not ended its contribution. */
export const takesPart = (ledger: Ledger, agency: AgencyId): boolean =>
  partOf(ledger, agency)?.takesPart.some((span) => span.until === null) ?? false;

export const tookPartAt = (part: Participation, seq: number): boolean =>
  part.takesPart.some((span) => within(span, seq));

/** Open for an answer: an offer that ran out stays acceptable, so that it is never silently dropped. */
export const isOpen = (offer: Offer): boolean => offer.status === 'OFFERED' || offer.status === 'OVERDUE';

export const openOffersTo = (ledger: Ledger, agency: AgencyId): Offer[] =>
  ledger.offers.filter((offer) => offer.toAgency === agency && isOpen(offer));

/** The agency's relations to the referral, strongest first. Empty: for this agency there is no such referral. */
export function relationsOf(ledger: Ledger, agency: AgencyId): Relation[] {
  const part = partOf(ledger, agency);
  const ended = part?.endedSeq != null;
  const open = openOffersTo(ledger, agency);
  if (ledger.status === 'ENTERED_IN_ERROR') return ledger.custodian === agency ? ['CUSTODIAN'] : [];
  const holds: [Relation, boolean][] = [
    ['CUSTODIAN', ledger.custodian === agency],
    ['CONTRIBUTOR', !ended && (part?.isContributor ?? false)],
    ['OFFERED', open.some((offer) => offer.kind === 'HANDOFF')],
    ['INVITED', open.some((offer) => offer.kind === 'INVITATION')],
    ['REFERRER', !ended && (part?.isReferrer ?? false)],
    ['FORMER_CUSTODIAN', !ended && ledger.custodian !== agency && (part?.custody.length ?? 0) > 0],
    ['INFORMED', ended],
  ];
  return holds.filter(([, is]) => is).map(([relation]) => relation);
}

/** Every agency that sees the referral at all. */
export function agenciesOn(ledger: Ledger): AgencyId[] {
  const named = [
    ...ledger.participations.map((part) => part.agencyId),
    ...ledger.offers.map((offer) => offer.toAgency),
  ];
  return [...new Set(named)].filter((agency) => relationsOf(ledger, agency).length > 0);
}
