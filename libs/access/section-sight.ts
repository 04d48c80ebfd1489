import type { AgencyId, DecisionToShare, Participation } from '../pathways/referral-context.js';
import { decisionBehind, endedOn, offersStanding, offerTaken, openedOn, packetOpenedOn } from './decisions.js';
import { type Ledger, ledgerAt, openOffersTo, partOf } from './standing.js';
import type { Section } from './vocabulary.js';

/** Never leave the agency that wrote them, whatever a decision says. */
export const NEVER_SHARED: readonly Section[] = ['OWN_NOTES', 'INTELLIGENCE'];
/** What whoever holds the risk must see to hold it. */
export const CUSTODIAN_READS: readonly Section[] = ['SUMMARY', 'RISK', 'SESSIONS'];
/** Whose own record a section is. */
export const OWN_RECORD: Partial<Record<Section, string>> = {
  POLICE_RECORD: 'POLICE',
  SOCIAL_CARE_RECORD: 'SOCIAL_CARE',
};
/** Kept by one kind of agency: another agency's hand-off cannot open them. */
export const KEPT_BY_ITS_OWNER: readonly Section[] = ['POLICE_RECORD', 'SOCIAL_CARE_RECORD'];

export type SectionSight = 'FULL' | 'PACKET' | 'NONE';

/**
 * Which sections an agency reads, whether or not anything stands there: FULL also what is added, PACKET what was opened. `asked` holds
 * the agencies whose sight depends on this answer: a decision opens no section that its own agency does not read.
 */
export function sectionSight(
  agency: AgencyId,
  section: Section,
  ledger: Ledger,
  asked: readonly AgencyId[] = [],
): SectionSight {
  if (asked.includes(agency)) return 'NONE';
  const part = partOf(ledger, agency);
  const seen = part && part.takesPart.length > 0 ? sightAsParticipant(part, section, ledger, asked) : 'NONE';
  if (seen !== 'NONE' || NEVER_SHARED.includes(section)) return seen;
  const opened = openOffersTo(ledger, agency).some((offer) => {
    const decision = decisionBehind(offer, ledger);
    return (
      decision !== undefined &&
      opensSection(decision, section, ledgerAt(ledger, packetOpenedOn(offer, decision)), [...asked, agency])
    );
  });
  return opened ? 'PACKET' : 'NONE';
}

function sightAsParticipant(
  part: Participation,
  section: Section,
  ledger: Ledger,
  asked: readonly AgencyId[],
): SectionSight {
  const active = part.endedSeq === null;
  if (NEVER_SHARED.includes(section)) {
    const own = section === 'OWN_NOTES' || part.kind === 'POLICE';
    return !own ? 'NONE' : active ? 'FULL' : 'PACKET';
  }
  const toIt = ledger.decisions.filter((one) => opensSectionTo(part, one, section, ledger, asked));
  const holding = part.custody.find((span) => span.until === null);
  const isFull =
    OWN_RECORD[section] === part.kind ||
    (holding !== undefined && holdingOpensSection(part, holding, section, ledger)) ||
    toIt.some((one) => one.ongoing && endedOn(one, ledger) === Infinity) ||
    (section === 'SESSIONS' && part.isContributor && part.kind === 'CHARITY');
  if (active && isFull) return 'FULL';
  const isPacket =
    OWN_RECORD[section] === part.kind ||
    (part.isReferrer && !KEPT_BY_ITS_OWNER.includes(section)) ||
    (part.custody.length > 0 && CUSTODIAN_READS.includes(section)) ||
    toIt.length > 0;
  return isPacket ? 'PACKET' : 'NONE';
}

/** A hand-off opens a section as far as who offered it read that then; who submitted holds what it wrote itself. */
export function holdingOpensSection(
  part: Participation,
  span: Participation['custody'][number],
  section: Section,
  ledger: Ledger,
): boolean {
  if (CUSTODIAN_READS.includes(section)) return true;
  if (span.decisionId === null) return !KEPT_BY_ITS_OWNER.includes(section);
  const offer = offerTaken(part, span, ledger);
  return (
    offer !== undefined && opensSection(decisionBehind(offer, ledger), section, ledgerAt(ledger, offer.offeredSeq), [])
  );
}

/**
 * Whether a decision opened a section to who takes part: as far as its own agency read it at that moment. What that agency comes to read
 * later, or reads no more, is between others: single entries may still follow from an ongoing decision, the section does not.
 */
function opensSectionTo(
  part: Participation,
  decision: DecisionToShare,
  section: Section,
  ledger: Ledger,
  asked: readonly AgencyId[],
): boolean {
  if (decision.recipientAgency !== part.agencyId) return false;
  return openedOn(decision, offersStanding(part.agencyId, ledger), ledger).some((opened) =>
    opensSection(decision, section, ledgerAt(ledger, opened), [...asked, part.agencyId]),
  );
}

const opensSection = (
  decision: DecisionToShare | undefined,
  section: Section,
  ledger: Ledger,
  asked: readonly AgencyId[],
): boolean =>
  decision !== undefined &&
  decision.outcome !== 'DO_NOT_SHARE' &&
  decision.sections.includes(section) &&
  sectionSight(decision.byAgency, section, ledger, asked) !== 'NONE';
