import { openOffersTo, takesPart } from '../../access/standing.js';
import { isWithdrawn, newestDecision } from '../../access/decisions.js';
import { mayHandOn } from '../../access/handling.js';
import { type Input, text as textOf } from './rules.js';
import type { AgencyKind, Section } from '../../access/vocabulary.js';
import type { Refusal } from '../pathway.js';
import type {
  AgencyId,
  EventActor,
  Offer,
  OfferStatus,
  Participation,
  PathwayEvent,
  ReferralContext,
} from '../referral-context.js';

/** Why an offer cannot stand on the decision that it names: only this agency's newest for that recipient counts. */
export function whyNotShared(
  input: Input,
  context: ReferralContext,
  actor: EventActor,
  mustOpen: readonly Section[],
): Refusal {
  const newest = newestDecision(context, actor.agencyId, textOf(input, 'toAgency'));
  if (!newest) return 'First record a decision to share with that agency.';
  if (newest.id !== input.sharingDecisionId)
    return 'Only your agency’s newest decision about that agency counts. Name that one.';
  if (isWithdrawn(newest))
    return 'Your agency has withdrawn its newest decision about that agency. First record another one.';
  if (newest.outcome === 'DO_NOT_SHARE')
    return 'Your agency’s newest decision is not to share with that agency. First record another one.';
  const closed = mustOpen.filter((section) => !newest.sections.includes(section));
  return closed.length > 0
    ? `Whoever takes the risk must be able to see it. First record a decision that opens ${closed.join(' and ')} too.`
    : undefined;
}

/** Whoever holds the risk under a condition hands it on as that lets them: to its originator always, to others when it has agreed. */
export const whyNotHandedOn = (input: Input, context: ReferralContext): Refusal =>
  mayHandOn(context, textOf(input, 'toAgency'))
    ? undefined
    : 'What that agency would have to see to hold the risk came to yours under a condition (handling code C). First ask the agency that set it, which handlingConditions names, to agree (askOnwardSharing), or hand the risk back to that agency. Danger that your own agency learns of is under no condition: report it, and invite whoever must help.';

/** An offer as its event says it. The kind of the other agency comes with the event, so that replay asks no directory. */
export function openOffer(context: ReferralContext, event: PathwayEvent, kind: Offer['kind']): void {
  context.offers.push({
    id: event.entryId,
    kind,
    status: 'OFFERED',
    fromAgency: event.by?.agencyId ?? context.custodian,
    toAgency: textOf(event.payload, 'toAgency'),
    toKind: event.payload.toAgencyKind as AgencyKind,
    decisionId: textOf(event.payload, 'sharingDecisionId'),
    offeredSeq: event.seq,
    offeredAt: event.at,
    answeredSeq: null,
  });
}

/** Whose matter an offer is at the asking end: who made it, and once that takes part no more whoever holds the risk. */
export const whoSeesTo = ({ fromAgency }: Offer, context: ReferralContext): AgencyId =>
  takesPart(context, fromAgency) ? fromAgency : context.custodian;

export const acceptedOffer = (context: ReferralContext, event: PathwayEvent, name: string): Offer | undefined =>
  answeredOffer(context, event, name, 'ACCEPTED');

/** Declined, or taken back. */
export function endOffer(
  context: ReferralContext,
  event: PathwayEvent,
  name: string,
  status: 'DECLINED' | 'WITHDRAWN',
): void {
  const offer = answeredOffer(context, event, name, status);
  if (offer) endQuestionsOf(context, offer.toAgency);
}

function answeredOffer(
  context: ReferralContext,
  event: PathwayEvent,
  name: string,
  status: OfferStatus,
): Offer | undefined {
  const offer = context.offers.find((one) => one.id === event.payload[name]);
  if (!offer) return undefined;
  offer.status = status;
  offer.answeredSeq = event.seq;
  return offer;
}

/** An agency that has no part left leaves no question behind: it could not read the answer, nor give one. */
export function endQuestionsOf(context: ReferralContext, agencyId: string): void {
  if (takesPart(context, agencyId) || openOffersTo(context, agencyId).length > 0) return;
  for (const request of context.requests)
    if ([request.byAgency, request.toAgency].includes(agencyId)) request.answered = true;
  for (const request of context.onward ?? [])
    if ([request.byAgency, request.originator].includes(agencyId)) request.answer ??= 'ENDED';
}

/** The agency's part, begun now when it had none or had ended it. */
export function joins(context: ReferralContext, offer: Pick<Offer, 'toAgency' | 'toKind'>, seq: number): Participation {
  let part = context.participations.find((one) => one.agencyId === offer.toAgency);
  if (!part) {
    part = {
      agencyId: offer.toAgency,
      kind: offer.toKind,
      isReferrer: false,
      isContributor: false,
      custody: [],
      takesPart: [],
      endedSeq: null,
    };
    context.participations.push(part);
  }
  if (!part.takesPart.some((span) => span.until === null)) {
    // What it was before it ended its part it is not again by itself.
    part.isContributor = false;
    part.takesPart.push({ from: seq, until: null });
  }
  part.endedSeq = null;
  return part;
}

export function endCustody(context: ReferralContext, seq: number): void {
  for (const part of context.participations) for (const span of part.custody) span.until ??= seq;
}
