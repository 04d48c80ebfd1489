import type { AgencyId, Offer, Participation, ReferralContext, Span } from '../pathways/referral-context.js';
import type { Relation } from './vocabulary.js';

/** The part of a referral that decides who sees what. */
export type Ledger = Pick<
  ReferralContext,
  'status' | 'custodian' | 'referrer' | 'participations' | 'offers' | 'decisions' | 'onward' | 'seq'
>;

export const within = (span: Span, seq: number): boolean =>
  seq >= span.from && (span.until === null || seq <= span.until);

export const partOf = (ledger: Ledger, agency: AgencyId): Participation | undefined =>
  ledger.participations.find((one) => one.agencyId === agency);

/** Takes part now: as custodian, contributor, referrer or former custodian, and has not ended its contribution. */
export const takesPart = (ledger: Ledger, agency: AgencyId): boolean =>
  partOf(ledger, agency)?.takesPart.some((span) => span.until === null) ?? false;

/** Has work on it: takes part in an open referral. */
export const worksOn = (ledger: Ledger, agency: AgencyId): boolean =>
  ledger.status === 'OPEN' && takesPart(ledger, agency);

export const tookPartAt = (part: Participation, seq: number): boolean =>
  part.takesPart.some((span) => within(span, seq));

/** Takes part now, and has without a break since an event. */
export const stillTakesPart = (ledger: Ledger, agency: AgencyId, seq: number): boolean =>
  partOf(ledger, agency)?.takesPart.some((span) => span.until === null && within(span, seq)) ?? false;

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

/** An agency that has ended its part goes on reading what it had: where the referral goes from there is news. */
export const hasOnlyWhatItHad = (ledger: Ledger, agency: AgencyId): boolean =>
  relationsOf(ledger, agency).every((relation) => relation === 'INFORMED');

/** Every agency that sees the referral at all. */
export function agenciesOn(ledger: Ledger): AgencyId[] {
  const named = [
    ...ledger.participations.map((part) => part.agencyId),
    ...ledger.offers.map((offer) => offer.toAgency),
  ];
  return [...new Set(named)].filter((agency) => relationsOf(ledger, agency).length > 0);
}

/** The ledger as it stood when an event had just been taken: who took part then, what was open and what had been decided. */
export function ledgerAt(ledger: Ledger, seq: number): Ledger {
  if (seq >= ledger.seq) return ledger;
  const spansThen = <S extends Span>(spans: readonly S[]): S[] =>
    spans
      .filter(({ from }) => from <= seq)
      .map((span) => (span.until !== null && span.until > seq ? { ...span, until: null } : span));
  return {
    ...ledger,
    seq,
    participations: ledger.participations
      .map((part) => ({
        ...part,
        custody: spansThen(part.custody),
        takesPart: spansThen(part.takesPart),
        endedSeq: part.endedSeq !== null && part.endedSeq > seq ? null : part.endedSeq,
      }))
      .filter(({ takesPart: spans }) => spans.length > 0),
    offers: ledger.offers
      .filter(({ offeredSeq }) => offeredSeq <= seq)
      .map((offer) =>
        offer.answeredSeq !== null && offer.answeredSeq > seq
          ? { ...offer, status: 'OFFERED', answeredSeq: null }
          : offer,
      ),
    decisions: ledger.decisions
      .filter((decision) => decision.seq <= seq)
      .map(({ withdrawnSeq, ...decision }) =>
        withdrawnSeq !== undefined && withdrawnSeq <= seq ? { ...decision, withdrawnSeq } : decision,
      ),
    onward: ledger.onward?.map(({ withdrawnSeq, ...asked }) =>
      withdrawnSeq !== undefined && withdrawnSeq <= seq ? { ...asked, withdrawnSeq } : asked,
    ),
  };
}
