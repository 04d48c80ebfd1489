import { audienceOf, isReadBy, type Item } from '../../libs/access/audience.js';
import { agreementAsked } from '../../libs/access/handling.js';
import { sectionSight } from '../../libs/access/section-sight.js';
import { agenciesOn, hasOnlyWhatItHad, isOpen, openOffersTo, relationsOf } from '../../libs/access/standing.js';
import { seesStatesOf } from '../../libs/access/state-sight.js';
import { type Relation, Section } from '../../libs/access/vocabulary.js';
import type { OpenClock, Pathway, StoredReferral } from '../../libs/pathways/pathway.js';
import type { DecisionToShare, Intervention, Offer, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { State } from './stored-rows.js';
import { keptState } from './kept-states.js';

const sections = Object.values(Section);

const ofOffer = ({ offeredSeq, fromAgency, toAgency }: Offer): Item => ({
  seq: offeredSeq,
  section: 'SUMMARY',
  writer: fromAgency,
  audience: 'BOTH_ENDS',
  otherEnd: toAgency,
  notFor: null,
});
export const seesOffer = (offer: Offer, ledger: ReferralContext): string[] => audienceOf(ofOffer(offer), ledger);

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

const sectionsOf = (agency: string, ledger: ReferralContext): Record<string, string> =>
  Object.fromEntries(sections.map((section) => [section, sectionSight(agency, section, ledger)]));

/** What the referral's own fields show to one agency. */
export interface View {
  relations: Relation[];
  /** It has no more than it had: nothing of the next four is news to it. */
  hasLeft: boolean;
  status: ReferralContext['status'];
  custodian: string;
  states: string[];
  sections: Record<string, string>;
  /** The offers that it sees, and of its own how those stand that wait. */
  offers: [id: string, status: string | null][];
  clocks: OpenClock[];
}
export function viewOf(agency: string, pathway: Pathway, { stored, context }: State): View {
  const hasLeft = hasOnlyWhatItHad(context, agency);
  const relations = relationsOf(context, agency);
  const waits = (offer: Offer): boolean =>
    isOpen(offer) && (offer.toAgency === agency || (offer.fromAgency === agency && !relations.includes('INFORMED')));
  return {
    relations,
    hasLeft,
    status: context.status,
    custodian: context.custodian,
    states: statesFor(agency, pathway, stored, context),
    sections: sectionsOf(agency, context),
    offers: context.offers
      .filter((offer) => isReadBy(agency, ofOffer(offer), context))
      .map((offer) => [offer.id, waits(offer) ? offer.status : null]),
    clocks: stored.clocks.filter((clock) => seesClock(clock, context).includes(agency)),
  };
}
/** Whether an agency is shown the same before and after an event; if not, its version moves. */
export const looksTheSame = (one: View, other: View): boolean => inWords(one) === inWords(other);
const inWords = (view: View): string =>
  JSON.stringify([
    view.relations,
    view.hasLeft || [view.status, view.custodian, view.states, view.sections],
    view.offers,
    view.clocks.map(({ id, dueAt, status }) => [id, dueAt, status]),
  ]);

/** The agency's work is waiting for it: an offer, a question or an agreement to answer, or a clock of its own. */
export function waitsFor(agency: string, { stored, context }: State): boolean {
  return (
    openOffersTo(context, agency).length > 0 ||
    context.requests.some((request) => request.toAgency === agency && !request.answered) ||
    agreementAsked(context, agency).length > 0 ||
    stored.clocks.some((clock) => clock.agencyId === agency && clock.status !== 'PAUSED')
  );
}

/** The first of those that run. */
export const nextDeadlineOf = (clocks: readonly OpenClock[]): string =>
  clocks
    .filter(({ status }) => status !== 'PAUSED')
    .map(({ dueAt }) => dueAt)
    .sort()[0] ?? 'infinity';
