import { audienceOf } from '../../libs/access/audience.js';
import { agreementAsked } from '../../libs/access/handling.js';
import { sectionSight } from '../../libs/access/section-sight.js';
import { agenciesOn, hasOnlyWhatItHad, isOpen, openOffersTo, relationsOf } from '../../libs/access/standing.js';
import { seesStatesOf } from '../../libs/access/state-sight.js';
import { Section } from '../../libs/access/vocabulary.js';
import type { Advanced, OpenClock, Pathway, StoredReferral } from '../../libs/pathways/pathway.js';
import type { DecisionToShare, Intervention, Offer, ReferralContext } from '../../libs/pathways/referral-context.js';
import { keptState } from './kept-states.js';

const sections = Object.values(Section);

export const seesOffer = (offer: Offer, ledger: ReferralContext): string[] =>
  audienceOf(
    {
      seq: offer.offeredSeq,
      section: 'SUMMARY',
      writer: offer.fromAgency,
      audience: 'BOTH_ENDS',
      otherEnd: offer.toAgency,
      notFor: null,
    },
    ledger,
  );

export const seesDecision = (decision: DecisionToShare, ledger: ReferralContext, notFor: string | null): string[] =>
  audienceOf(
    {
      seq: decision.seq,
      section: 'SUMMARY',
      writer: decision.byAgency,
      audience: 'BOTH_ENDS',
      otherEnd: decision.recipientAgency,
      notFor,
    },
    ledger,
  );

export const seesIntervention = (intervention: Intervention, seq: number, ledger: ReferralContext): string[] =>
  audienceOf(
    { seq, section: 'SESSIONS', writer: intervention.agencyId, audience: 'ORDINARY', otherEnd: null, notFor: null },
    ledger,
  );

/** A deadline is seen by the agency that must meet it, and by the custodian: but not when it is about whether that may be told something. */
export function seesClock(clock: OpenClock, ledger: ReferralContext): string[] {
  const on = agenciesOn(ledger);
  const spokenOf = ledger.onward?.find(({ id }) => id === clock.about)?.toAgency;
  return [...new Set([clock.agencyId, ledger.custodian])].filter(
    (agency) => on.includes(agency) && agency !== spokenOf,
  );
}

/** The active states that an agency may see, as its part keeps them: the main way, and a region's to whom its section is open. */
export function statesFor(agency: string, pathway: Pathway, stored: StoredReferral, ledger: ReferralContext): string[] {
  return pathway
    .activeStates(stored, agency)
    .filter(({ tells }) => tells === null || seesStatesOf(tells, agency, ledger))
    .map(keptState);
}

export const sectionsOf = (agency: string, ledger: ReferralContext): Record<string, string> =>
  Object.fromEntries(sections.map((section) => [section, sectionSight(agency, section, ledger)]));

/** What the referral's own fields show to one agency. When it differs after an event, that agency's version moves. */
export function viewOf(
  agency: string,
  pathway: Pathway,
  { stored, context }: Pick<Advanced<ReferralContext>, 'stored' | 'context'>,
): string {
  const clocks = stored.clocks.filter((clock) => seesClock(clock, context).includes(agency));
  const hasLeft = hasOnlyWhatItHad(context, agency);
  const offers = context.offers.filter((offer) => seesOffer(offer, context).includes(agency));
  return JSON.stringify([
    relationsOf(context, agency),
    hasLeft || [
      context.status,
      context.custodian,
      statesFor(agency, pathway, stored, context),
      sectionsOf(agency, context),
    ],
    // How each was answered, who reads that entry learns with it.
    offers.map((offer) => {
      const waits = isOpen(offer) && !hasLeft && [offer.fromAgency, offer.toAgency].includes(agency);
      return [offer.id, waits ? offer.status : null];
    }),
    clocks.map(({ id, dueAt, status }) => [id, dueAt, status]),
  ]);
}

/** The agency's work is waiting for it: an offer, a question or an agreement to answer, or a clock of its own. */
export function waitsFor(
  agency: string,
  { stored, context }: Pick<Advanced<ReferralContext>, 'stored' | 'context'>,
): boolean {
  return (
    openOffersTo(context, agency).length > 0 ||
    context.requests.some((request) => request.toAgency === agency && !request.answered) ||
    agreementAsked(context, agency).length > 0 ||
    stored.clocks.some((clock) => clock.agencyId === agency && clock.status !== 'PAUSED')
  );
}

export function nextDeadlineFor(agency: string, stored: StoredReferral, ledger: ReferralContext): string {
  const due = stored.clocks
    .filter((clock) => clock.status !== 'PAUSED' && seesClock(clock, ledger).includes(agency))
    .map((clock) => clock.dueAt)
    .sort();
  return due[0] ?? 'infinity';
}
