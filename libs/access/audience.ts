import type { Audience } from '../pathways/pathway.js';
import type { AgencyId, DecisionToShare, Offer, Participation } from '../pathways/referral-context.js';
import { agenciesOn, isOpen, type Ledger, openOffersTo, partOf, tookPartAt, within } from './standing.js';
import type { Section } from './vocabulary.js';

/** One value of one entry (or a party), as far as it matters for who reads it. */
export interface Item {
  /** Number of the event that wrote it. */
  seq: number;
  section: Section;
  writer: AgencyId;
  audience: Audience;
  /** The other agency of an offer, decision, question or answer. */
  otherEnd: AgencyId | null;
  /** A decision's rationale is not for the agency that the decision is about. */
  notFor: AgencyId | null;
}

/** Never leave the agency that wrote them, whatever a decision says. */
export const NEVER_SHARED: readonly Section[] = ['OWN_NOTES', 'INTELLIGENCE'];
/** What whoever holds the risk must see to hold it. */
export const CUSTODIAN_READS: readonly Section[] = ['SUMMARY', 'RISK', 'SESSIONS'];
/** Kept by one kind of agency: another agency's hand-off cannot open them. */
const KEPT_BY_ITS_OWNER: readonly Section[] = ['POLICE_RECORD', 'SOCIAL_CARE_RECORD'];

/** The agencies that read this item as things stand. */
export function audienceOf(item: Item, ledger: Ledger): AgencyId[] {
  return agenciesOn(ledger).filter((agency) => reads(agency, item, ledger, []));
}

/**
 * Contract, "Sections, and who sees a new entry". `asked` holds the agencies whose sight depends on this answer: two agencies
 * that share with each other open nothing to each other that neither had.
 */
function reads(agency: AgencyId, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  if (ledger.status === 'ENTERED_IN_ERROR' && agency !== ledger.custodian) return false;
  if (asked.includes(agency) || item.notFor === agency) return false;
  const part = partOf(ledger, agency);
  if (!part && openOffersTo(ledger, agency).length === 0) return false;
  if (item.writer === agency) return true;
  if (NEVER_SHARED.includes(item.section)) return false;
  const had = part !== undefined && readsAsParticipant(part, item, ledger, [...asked, agency]);
  return had || readsAsAsked(agency, item, ledger, [...asked, agency]);
}

/** Offered or invited: the packet, and what was said between the two agencies. */
function readsAsAsked(agency: AgencyId, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  const open = openOffersTo(ledger, agency);
  if (open.length === 0) return false;
  if (item.audience === 'BOTH_ENDS' || item.audience === 'QUESTION') {
    if (item.otherEnd === agency) return true;
    if (item.audience === 'BOTH_ENDS') return false;
  }
  return open.some((offer) => inPacket(offer, item, ledger, asked));
}

function readsAsParticipant(part: Participation, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  if (part.takesPart.length === 0) return false;
  // Informed: it reads what it had, nothing new.
  if (part.endedSeq !== null && item.seq > part.endedSeq) return false;
  switch (item.audience) {
    case 'FEEDBACK':
      return part.isReferrer || part.custody.some((span) => within(span, item.seq));
    case 'BOTH_ENDS':
      return (
        item.otherEnd === part.agencyId || part.custody.some((span) => span.until === null || item.seq <= span.until)
      );
    case 'ALL_TAKING_PART':
      if (tookPartAt(part, item.seq)) return true;
      break;
    case 'DANGER':
      if (tookPartAt(part, item.seq) && (part.isReferrer || part.custody.some((span) => span.from <= item.seq)))
        return true;
      break;
    case 'QUESTION':
      if (item.otherEnd === part.agencyId) return true;
      break;
    case 'ORDINARY':
      break;
  }
  return holdingOpened(part, item, ledger) || decisionOpened(part, item, ledger, asked);
}

/** What holding the risk opens, while it is held; what was readable then stays so. */
function holdingOpened(part: Participation, item: Item, ledger: Ledger): boolean {
  return part.custody.some((span) => {
    if (span.until !== null && item.seq > span.until) return false;
    if (CUSTODIAN_READS.includes(item.section)) return true;
    const decision = ledger.decisions.find((one) => one.id === span.decisionId);
    if (!decision?.sections.includes(item.section) || KEPT_BY_ITS_OWNER.includes(item.section)) return false;
    return item.seq > offeredOn(decision, part.agencyId, ledger);
  });
}

function decisionOpened(part: Participation, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  const accepted = ledger.offers.filter((offer) => offer.toAgency === part.agencyId && offer.status === 'ACCEPTED');
  if (accepted.some((offer) => inPacket(offer, item, ledger, asked))) return true;
  return ledger.decisions.some((decision) => {
    if (decision.recipientAgency !== part.agencyId || !opens(decision, item, ledger, asked)) return false;
    const takingPart = tookPartAt(part, decision.seq);
    if (takingPart && item.seq < decision.seq) return true;
    if (!decision.ongoing) return false;
    const since = takingPart ? decision.seq : offeredOn(decision, part.agencyId, ledger);
    return item.seq > since && item.seq < supersededOn(decision, ledger);
  });
}

/** What stood in the opened sections when the hand-off or invitation was offered. */
function inPacket(offer: Offer, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  const decision = ledger.decisions.find((one) => one.id === offer.decisionId);
  return decision !== undefined && item.seq < offer.offeredSeq && opens(decision, item, ledger, asked);
}

/** A decision opens nothing that its own agency cannot read, and never feedback or what passed between two agencies. */
function opens(decision: DecisionToShare, item: Item, ledger: Ledger, asked: readonly AgencyId[]): boolean {
  if (decision.outcome === 'DO_NOT_SHARE' || !decision.sections.includes(item.section)) return false;
  if (item.audience === 'FEEDBACK' || item.audience === 'BOTH_ENDS') return false;
  return reads(decision.byAgency, item, ledger, asked);
}

/** Event number from which a decision counted for an agency that did not take part yet; endless when nothing came of it. */
function offeredOn(decision: DecisionToShare, recipient: AgencyId, ledger: Ledger): number {
  const offers = ledger.offers.filter(
    (offer) =>
      offer.decisionId === decision.id &&
      offer.toAgency === recipient &&
      (offer.status === 'ACCEPTED' || isOpen(offer)),
  );
  return Math.min(Infinity, ...offers.map((offer) => offer.offeredSeq));
}

/** The newest decision of an agency for a recipient counts: an ongoing one lasts until the next. */
function supersededOn(decision: DecisionToShare, ledger: Ledger): number {
  const later = ledger.decisions.filter(
    (one) =>
      one.byAgency === decision.byAgency && one.recipientAgency === decision.recipientAgency && one.seq > decision.seq,
  );
  return Math.min(Infinity, ...later.map((one) => one.seq));
}

export type SectionSight = 'FULL' | 'PACKET' | 'NONE';

/** Which sections an agency reads, whether or not anything stands there: FULL also what is added, PACKET what was opened. */
export function sectionSight(agency: AgencyId, section: Section, ledger: Ledger): SectionSight {
  const part = partOf(ledger, agency);
  const open = openOffersTo(ledger, agency);
  const opensSection = (decisionId: string | null): boolean =>
    ledger.decisions.some(
      (one) => one.id === decisionId && one.outcome !== 'DO_NOT_SHARE' && one.sections.includes(section),
    );
  const active = part !== undefined && part.endedSeq === null && part.takesPart.length > 0;
  if (NEVER_SHARED.includes(section)) {
    const own = section === 'OWN_NOTES' || part?.kind === 'POLICE';
    return !part || part.takesPart.length === 0 || !own ? 'NONE' : active ? 'FULL' : 'PACKET';
  }
  const toIt = ledger.decisions.filter((one) => one.recipientAgency === agency && one.sections.includes(section));
  if (active) {
    if (OWN_RECORD[section] === part.kind) return 'FULL';
    const holding = part.custody.find((span) => span.until === null);
    if (holding && CUSTODIAN_READS.includes(section)) return 'FULL';
    if (holding?.decisionId === null && !KEPT_BY_ITS_OWNER.includes(section)) return 'FULL';
    if (holding && opensSection(holding.decisionId)) return 'FULL';
    if (toIt.some((one) => one.ongoing && supersededOn(one, ledger) === Infinity)) return 'FULL';
    if (section === 'SESSIONS' && part.isContributor && part.kind === 'CHARITY') return 'FULL';
  }
  if (part && part.takesPart.length > 0) {
    const everHeld = part.custody.length > 0;
    if (everHeld && CUSTODIAN_READS.includes(section)) return 'PACKET';
    if (part.custody.some((span) => span.decisionId === null) && !KEPT_BY_ITS_OWNER.includes(section)) return 'PACKET';
    if (part.isReferrer && !KEPT_BY_ITS_OWNER.includes(section)) return 'PACKET';
    if (OWN_RECORD[section] === part.kind) return 'PACKET';
    if (
      toIt.some(
        (one) =>
          one.outcome !== 'DO_NOT_SHARE' && (tookPartAt(part, one.seq) || offeredOn(one, agency, ledger) !== Infinity),
      )
    )
      return 'PACKET';
  }
  return open.some((offer) => opensSection(offer.decisionId)) ? 'PACKET' : 'NONE';
}
const OWN_RECORD: Partial<Record<Section, string>> = { POLICE_RECORD: 'POLICE', SOCIAL_CARE_RECORD: 'SOCIAL_CARE' };
