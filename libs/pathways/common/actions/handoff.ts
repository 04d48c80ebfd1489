import { MUST_OPEN } from '../../../access/decisions.js';
import type { AgencyKind } from '../../../access/vocabulary.js';
import { field, id, NO_OTHER_CHILD, text } from '../../field.js';
import type { ActionDeclaration, InputRule } from '../../pathway.js';
import type { Offer, PathwayEvent, ReferralContext } from '../../referral-context.js';
import { offerToTakeBack, offerToUs } from '../named-offers.js';
import { acceptedOffer, endCustody, endOffer, joins, openOffer, whyNotHandedOn, whyNotShared } from '../offers.js';
import { membersOf, nobodyCarriesOn, ONLY_THAT_SERVICE, passedToService } from '../services.js';
import {
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustHold,
  namesAnotherAgency,
  noOpenHandoff,
  offeredToUs,
  someOpen,
  text as textOf,
} from '../rules.js';
import { stillShared } from '../still-shared.js';
import { whoMayAccept, whoMayOffer } from '../who-may.js';

export class OfferHandoffInput {
  @field('Agency that is to hold the risk', id('agency')) toAgency!: string;
  @field('Why it is handed on', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
  @field('Decision to share with that agency', id('decision')) sharingDecisionId!: string;
}
/** A pathway says which kinds of agency may hold the risk; others are invited only. */
const mayHoldIt = (kinds: readonly AgencyKind[]): InputRule<ReferralContext, Input> => ({
  id: 'handrail.may-hold',
  faults: (input, context, _actor, { agencies }) => {
    const toAgency = textOf(input, 'toAgency');
    const agency = agencies[toAgency];
    if (agency && !kinds.includes(agency.kind))
      return [fault('toAgency', 'An agency of this kind cannot hold the risk here. Invite it instead.')];
    return toAgency === context.custodian ? [fault('toAgency', 'This agency holds the risk already.')] : [];
  },
});
export const offerHandoff = (mayHold: readonly AgencyKind[]): ActionDeclaration =>
  declareAction({
    name: 'offerHandoff',
    title: 'Offer a hand-off',
    done: 'Hand-off offered to {agency}',
    description:
      'Asks another agency to hold the risk. The custodian goes on holding it until the other agency accepts.',
    takenBy: whoMayOffer,
    input: OfferHandoffInput,
    section: 'SUMMARY',
    audience: 'BOTH_ENDS',
    otherEnd: (input) => textOf(input, 'toAgency'),
    refusedWhen: [mustBeOpen, mustHold, noOpenHandoff],
    inputMust: [namesAnotherAgency('toAgency'), mayHoldIt(mayHold)],
    // Who takes the risk must see it: at least the summary and the risk.
    sharingDecisionMissing: (input, context, actor) =>
      whyNotShared(input, context, actor, MUST_OPEN.HANDOFF) ?? whyNotHandedOn(input, context),
    effect: (context, event) => openOffer(context, event, 'HANDOFF'),
  });

export class AnswerHandoffInput {
  @field('Hand-off', id('handoff')) handoffId!: string;
  @field('Service of yours that takes it', id('service'), { optional: true, hint: ONLY_THAT_SERVICE }) service?: string;
}
export class DeclineHandoffInput {
  @field('Hand-off', id('handoff')) handoffId!: string;
  @field('Why it is declined', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
export class WithdrawHandoffInput {
  @field('Hand-off', id('handoff')) handoffId!: string;
  @field('Why it is withdrawn', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
const ourHandoff = offerToUs('handoffId', 'HANDOFF');
const handoffToTakeBack = offerToTakeBack('handoffId', 'HANDOFF');
const fromAgency = (input: Input, { offers }: ReferralContext): string | null =>
  offers.find((one) => one.id === input.handoffId)?.fromAgency ?? null;
const toAgency = (input: Input, { offers }: ReferralContext): string | null =>
  offers.find((one) => one.id === input.handoffId)?.toAgency ?? null;

export const acceptHandoff: ActionDeclaration = declareAction({
  name: 'acceptHandoff',
  title: 'Accept the hand-off',
  done: 'Hand-off from {agency} accepted',
  description: 'From this moment the accepting agency holds the risk.',
  takenBy: whoMayAccept,
  input: AnswerHandoffInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: fromAgency,
  refusedWhen: [mustBeOpen, offeredToUs('HANDOFF'), stillShared('HANDOFF')],
  inputMust: [ourHandoff.isNamed],
  noLongerOpen: ourHandoff.noLongerOpen,
  leavesNobody: nobodyCarriesOn,
  names: (input, _actor, facts) => membersOf(input, facts),
  effect: (context, event) => {
    const offer = acceptedOffer(context, event, 'handoffId');
    if (offer) takeCustody(context, event, offer);
    passedToService(context, event);
  },
});

function takeCustody(context: ReferralContext, event: PathwayEvent, offer: Offer): void {
  endCustody(context, event.seq);
  const part = joins(context, offer, event.seq);
  part.custody.push({ from: event.seq, until: null, decisionId: offer.decisionId });
  context.custodian = offer.toAgency;
  context.acceptedElsewhere = true;
}

export const declineHandoff: ActionDeclaration = declareAction({
  name: 'declineHandoff',
  title: 'Decline the hand-off',
  done: 'Hand-off from {agency} declined',
  description: 'The custodian still holds the risk, and learns the reason at once.',
  takenBy: whoMayAccept,
  input: DeclineHandoffInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: fromAgency,
  refusedWhen: [mustBeOpen, offeredToUs('HANDOFF')],
  inputMust: [ourHandoff.isNamed],
  noLongerOpen: ourHandoff.noLongerOpen,
  effect: (context, event) => {
    endOffer(context, event, 'handoffId', 'DECLINED');
  },
});

export const withdrawHandoff: ActionDeclaration = declareAction({
  name: 'withdrawHandoff',
  title: 'Withdraw the hand-off',
  done: 'Hand-off to {agency} withdrawn',
  description: 'Takes an open offer back; the other agency reads nothing of it any more.',
  takenBy: whoMayOffer,
  input: WithdrawHandoffInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: toAgency,
  refusedWhen: [mustBeOpen, mustHold, someOpen('HANDOFF')],
  inputMust: [handoffToTakeBack.isNamed],
  noLongerOpen: handoffToTakeBack.noLongerOpen,
  effect: (context, event) => {
    endOffer(context, event, 'handoffId', 'WITHDRAWN');
  },
});
