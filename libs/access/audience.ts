import type { Audience } from '../pathways/pathway.js';
import type { AgencyId, DecisionToShare, Offer, OnwardRequest, Participation } from '../pathways/referral-context.js';
import {
  decisionBehind,
  endedOn,
  offeredOn,
  offersAccepted,
  offersStanding,
  offerTaken,
  packetOpenedOn,
} from './decisions.js';
import { asksTheSame, goesOn, handedOn, isConditional, type Step, stepOf, toAnybody } from './handling.js';
import { CUSTODIAN_READS, holdingOpensSection, KEPT_BY_ITS_OWNER, NEVER_SHARED } from './section-sight.js';
import {
  agenciesOn,
  type Ledger,
  ledgerAt,
  openOffersTo,
  partOf,
  relationsOf,
  tookPartAt,
  within,
} from './standing.js';
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

/** The agencies that read this item as things stand. */
export function audienceOf(item: Item, ledger: Ledger): AgencyId[] {
  return agenciesOn(ledger).filter((agency) => reads(agency, item, ledger));
}
/** Whether one of them is that agency. */
export const isReadBy = (agency: AgencyId, item: Item, ledger: Ledger): boolean =>
  relationsOf(ledger, agency).length > 0 && reads(agency, item, ledger);

/**
 * The decisions under code C without which an agency would not read this item: none, when it wrote it itself or has it by another way
 * that is free. Of several each of which would do alone, all.
 */
export function conditionsOn(agency: AgencyId, item: Item, now: Ledger): DecisionToShare[] {
  const ledger = { ...now, decisions: decisionsHeardOf(agency, now) };
  const conditional = ledger.decisions.filter(isConditional);
  const isFree = (freed: readonly DecisionToShare[]): boolean =>
    reads(agency, item, withoutConditions(ledger, freed), [toAnybody(agency)]);
  if (conditional.length === 0 || !reads(agency, item, ledger) || isFree([])) return [];
  const alone = conditional.filter((one) => isFree([one]));
  return alone.length > 0 ? alone : conditional.filter((one) => !isFree(conditional.filter((other) => other !== one)));
}
/** Who ended its part, and is not asked back, keeps what it has as it had it: what is decided later neither binds nor frees it there. */
function decisionsHeardOf(agency: AgencyId, ledger: Ledger): DecisionToShare[] {
  const ended = partOf(ledger, agency)?.endedSeq ?? null;
  if (ended === null || openOffersTo(ledger, agency).length > 0) return ledger.decisions;
  return ledger.decisions.filter(({ seq }) => seq <= ended);
}
/** As if these decisions had been made under code P. */
export const withoutConditions = (ledger: Ledger, freed: readonly DecisionToShare[] = ledger.decisions): Ledger => ({
  ...ledger,
  decisions: ledger.decisions.map((one) => (freed.includes(one) ? { ...one, handling: undefined } : one)),
});

/** The way that an item would take to whoever is asked about first, as far as it has been followed back. */
interface Way {
  /** The agencies whose sight depends on this answer: two that share with each other open nothing to each other that neither had. */
  asked: readonly AgencyId[];
  /** The steps in which the item goes on from here, if it does: then only that counts which no condition keeps from them. */
  onward: readonly Step[];
  /** What is known of conditions and agreements today, also where the way leads back to how things stood before. */
  today: Ledger;
}

/** Contract, "Sections, and who sees a new entry". */
const reads = (agency: AgencyId, item: Item, ledger: Ledger, onward: readonly Step[] = []): boolean =>
  readsOn({ asked: [], onward, today: ledger }, agency, item, ledger);

function readsOn({ asked, ...way }: Way, agency: AgencyId, item: Item, ledger: Ledger): boolean {
  if (asked.includes(agency) || item.notFor === agency) return false;
  const part = partOf(ledger, agency);
  if (!part && openOffersTo(ledger, agency).length === 0) return false;
  if (item.writer === agency) return true;
  if (NEVER_SHARED.includes(item.section)) return false;
  const from: Way = { ...way, asked: [...asked, agency] };
  return (
    (part !== undefined && readsAsParticipant(part, item, ledger, from)) || readsAsAsked(agency, item, ledger, from)
  );
}

/** Offered or invited: the packet, and what was said between the two agencies. */
function readsAsAsked(agency: AgencyId, item: Item, ledger: Ledger, way: Way): boolean {
  const open = openOffersTo(ledger, agency);
  if (open.length === 0) return false;
  if ((item.audience === 'BOTH_ENDS' || item.audience === 'QUESTION') && item.otherEnd === agency) return true;
  return open.some((offer) => inPacket(offer, item, ledger, way));
}

function readsAsParticipant(part: Participation, item: Item, ledger: Ledger, way: Way): boolean {
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
  return holdingOpened(part, item, ledger, way) || decisionOpened(part, item, ledger, way);
}

/** What holding the risk opens, while it is held; what was readable then stays so. */
function holdingOpened(part: Participation, item: Item, ledger: Ledger, way: Way): boolean {
  return part.custody.some((span) => {
    if (span.until !== null && item.seq > span.until) return false;
    if (CUSTODIAN_READS.includes(item.section)) return heldFreely(part, span, item, way);
    const offer = offerTaken(part, span, ledger);
    if (!offer || item.seq <= offer.offeredSeq || !holdingOpensSection(part, span, item.section, ledger)) return false;
    if (!heldFreely(part, span, item, way)) return false;
    if (!KEPT_BY_ITS_OWNER.includes(item.section)) return true;
    const had = Math.max(item.seq, span.from);
    const step = stepOf(offer.fromAgency, part.agencyId, offer.offeredSeq, item.seq, had);
    return readsOn(goingOn(way, step), offer.fromAgency, item, ledgerAt(ledger, item.seq));
  });
}

/**
 * Who took the risk under a condition is bound in what it was handed, and in what is added by the agency that handed it on. What anybody
 * else adds is theirs: no condition of another's lies on it, and danger least of all.
 */
function heldFreely(
  part: Participation,
  span: Participation['custody'][number],
  item: Item,
  { onward, today }: Way,
): boolean {
  if (onward.length === 0) return true;
  const offer = offerTaken(part, span, today);
  if (!offer || item.seq < offer.offeredSeq) return handedOn(part, span, item.section, onward, today);
  const decision = decisionBehind(offer, today);
  const theirs = item.writer === offer.fromAgency && decision?.sections.includes(item.section);
  return !theirs || !decision || goesOn(decision, item.section, onward, today);
}

function decisionOpened(part: Participation, item: Item, ledger: Ledger, way: Way): boolean {
  return (
    offersAccepted(part.agencyId, ledger).some((offer) => inPacket(offer, item, ledger, way)) ||
    ledger.decisions.some((decision) => openedWhileThere(decision, part, item, ledger, way))
  );
}

/** What a decision opened to an agency that took part then, and, when it is ongoing, what was added until it ended. */
function openedWhileThere(
  decision: DecisionToShare,
  part: Participation,
  item: Item,
  ledger: Ledger,
  way: Way,
): boolean {
  if (decision.recipientAgency !== part.agencyId || !decision.sections.includes(item.section)) return false;
  const since = openedSince(decision, part, item, ledger);
  return since !== null && opens(decision, item, ledger, way, since, hadFrom(part, since, item));
}
/** What was added while it was asked, it has from when it said yes. */
function hadFrom({ takesPart }: Participation, since: number, { seq }: Item): number {
  const at = Math.max(since, seq);
  const there = takesPart.find(({ until }) => until === null || until >= at);
  return Math.max(at, there?.from ?? Infinity);
}

/** Event number from which a decision opened an item to who took part. Null: it did not. */
function openedSince(decision: DecisionToShare, part: Participation, item: Item, ledger: Ledger): number | null {
  const takingPart = tookPartAt(part, decision.seq);
  if (takingPart && item.seq < decision.seq) return decision.seq;
  if (!decision.ongoing || item.seq >= endedOn(decision, ledger)) return null;
  const since = takingPart ? decision.seq : offeredOn(decision, part.agencyId, ledger);
  // What was written while it was away stays closed to it when it comes back: only a new decision opens that.
  const there =
    tookPartAt(part, item.seq) ||
    offersAccepted(part.agencyId, ledger).some(({ offeredSeq, answeredSeq }) =>
      within({ from: offeredSeq, until: answeredSeq }, item.seq),
    );
  return there && item.seq > since ? since : null;
}

/** What stood in the opened sections when the hand-off or invitation was offered. */
function inPacket(offer: Offer, item: Item, ledger: Ledger, way: Way): boolean {
  const decision = decisionBehind(offer, ledger);
  if (!decision || item.seq >= offer.offeredSeq) return false;
  const since = packetOpenedOn(offer, decision);
  return opens(decision, item, ledger, way, since, offer.answeredSeq ?? Infinity);
}

/**
 * A decision opens nothing that its own agency does not read, or must not pass on to its recipient; and never feedback or what passed
 * between two agencies. What that agency comes to read after it was opened, or added, is opened to nobody by what it decided before.
 */
function opens(decision: DecisionToShare, item: Item, ledger: Ledger, way: Way, since: number, had: number): boolean {
  const { id, outcome, sections, byAgency, recipientAgency } = decision;
  if (outcome === 'DO_NOT_SHARE' || !sections.includes(item.section)) return false;
  if (item.audience === 'FEEDBACK' || item.audience === 'BOTH_ENDS') return false;
  const { onward, today } = way;
  // As it stands today: it may have been withdrawn since.
  if (!goesOn(today.decisions.find((one) => one.id === id) ?? decision, item.section, onward, today)) return false;
  const step = stepOf(byAgency, recipientAgency, since, Math.max(since, item.seq), had);
  return readsOn(goingOn(way, step), byAgency, item, ledgerAt(ledger, step.at));
}
const goingOn = (way: Way, step: Step): Way => ({ ...way, onward: [...way.onward, step] });

/**
 * Whether its recipient reads this item on that decision: in a packet, holding the risk on it, or because it takes part. Never what the
 * deciding agency does not read: whoever holds the risk also reads what a third adds, and its decision must not tell of that.
 */
export function readOn(decision: DecisionToShare, item: Item, ledger: Ledger): boolean {
  const agency = decision.recipientAgency;
  if (item.writer === agency || !reads(agency, item, ledger) || !reads(decision.byAgency, item, ledger)) return false;
  const way: Way = { asked: [agency], onward: [], today: ledger };
  const resting = offersStanding(agency, ledger).filter((offer) => decisionBehind(offer, ledger)?.id === decision.id);
  if (resting.some((offer) => inPacket(offer, item, ledger, way))) return true;
  const part = partOf(ledger, agency);
  if (!part) return false;
  const custody = part.custody.filter((span) => resting.some(({ answeredSeq }) => answeredSeq === span.from));
  return (
    openedWhileThere(decision, part, item, ledger, way) ||
    (decision.sections.includes(item.section) && holdingOpened({ ...part, custody }, item, ledger, way))
  );
}

/**
 * Whether the third agency reads this item on what the agency that asked decided, and would not without this agreement. What it has from
 * somebody else does not matter, for that is between those two; and never what the originator does not read: it learns what became of its
 * own condition, and of nothing else.
 */
export function readByAgreement(agreed: OnwardRequest, item: Item, ledger: Ledger): boolean {
  const without = { ...ledger, onward: (ledger.onward ?? []).filter((one) => !asksTheSame(one, agreed)) };
  const passing = ledger.decisions.filter(
    ({ byAgency, recipientAgency }) => byAgency === agreed.byAgency && recipientAgency === agreed.toAgency,
  );
  return (
    reads(agreed.originator, item, ledger) &&
    passing.some((decision) => readOn(decision, item, ledger) && !readOn(decision, item, without))
  );
}
