import { MUST_OPEN } from '../../../access/decisions.js';
import { isOpen, partOf } from '../../../access/standing.js';
import { field, id, NO_OTHER_CHILD, text } from '../../field.js';
import type { ActionDeclaration, InputRule } from '../../pathway.js';
import type { ReferralContext } from '../../referral-context.js';
import { offerToTakeBack, offerToUs } from '../named-offers.js';
import { acceptedOffer, endOffer, joins, openOffer, whyNotShared } from '../offers.js';
import {
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustHold,
  namesAnotherAgency,
  offeredToUs,
  someOpen,
  text as textOf,
} from '../rules.js';
import { membersOf, nobodyCarriesOn, ONLY_THAT_SERVICE, passedToService } from '../services.js';
import { stillShared } from '../still-shared.js';
import { whoMayAccept, whoMayOffer } from '../who-may.js';

export class InviteContributorInput {
  @field('Agency that is to take part', id('agency')) toAgency!: string;
  @field('What it is asked to do', text(2000), { hint: NO_OTHER_CHILD }) ask!: string;
  @field('Decision to share with that agency', id('decision')) sharingDecisionId!: string;
}
const notInvitedYet: InputRule<ReferralContext, Input> = {
  id: 'handrail.one-invitation',
  faults: (input, context) => {
    const toAgency = textOf(input, 'toAgency');
    const invited = context.offers.some(
      (offer) => offer.kind === 'INVITATION' && isOpen(offer) && offer.toAgency === toAgency,
    );
    const part = partOf(context, toAgency);
    return invited || (part?.isContributor && part.endedSeq === null)
      ? [fault('toAgency', 'This agency is invited or takes part already.')]
      : [];
  },
};
export const inviteContributor: ActionDeclaration = declareAction({
  name: 'inviteContributor',
  title: 'Invite an agency to take part',
  done: 'Invitation sent to {agency}',
  description: 'An agency takes part without holding the risk, and sees what the decision opens.',
  takenBy: whoMayOffer,
  input: InviteContributorInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input) => textOf(input, 'toAgency'),
  refusedWhen: [mustBeOpen, mustHold],
  inputMust: [namesAnotherAgency('toAgency'), notInvitedYet],
  sharingDecisionMissing: (input, context, actor) => whyNotShared(input, context, actor, MUST_OPEN.INVITATION),
  effect: (context, event) => openOffer(context, event, 'INVITATION'),
});

export class AcceptInvitationInput {
  @field('Invitation', id('invitation')) invitationId!: string;
  @field('Service of yours that takes it', id('service'), { optional: true, hint: ONLY_THAT_SERVICE }) service?: string;
}
export class DeclineInvitationInput {
  @field('Invitation', id('invitation')) invitationId!: string;
  @field('Why it is declined', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
export class WithdrawInvitationInput {
  @field('Invitation', id('invitation')) invitationId!: string;
  @field('Why it is withdrawn', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
const named = (input: Input, { offers }: ReferralContext): ReferralContext['offers'][number] | undefined =>
  offers.find((one) => one.id === input.invitationId);
const ourInvitation = offerToUs('invitationId', 'INVITATION');
const invitationToTakeBack = offerToTakeBack('invitationId', 'INVITATION');
const fromAgency = (input: Input, context: ReferralContext): string | null => named(input, context)?.fromAgency ?? null;

export const acceptInvitation: ActionDeclaration = declareAction({
  name: 'acceptInvitation',
  title: 'Accept the invitation',
  done: 'Invitation from {agency} accepted',
  description: 'The agency takes part; the risk stays where it is.',
  takenBy: whoMayAccept,
  input: AcceptInvitationInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: fromAgency,
  refusedWhen: [mustBeOpen, offeredToUs('INVITATION'), stillShared('INVITATION')],
  inputMust: [ourInvitation.isNamed],
  noLongerOpen: ourInvitation.noLongerOpen,
  leavesNobody: nobodyCarriesOn,
  names: (input, _actor, facts) => membersOf(input, facts),
  effect: (context, event) => {
    const offer = acceptedOffer(context, event, 'invitationId');
    if (!offer) return;
    joins(context, offer, event.seq).isContributor = true;
    context.acceptedElsewhere = true;
    passedToService(context, event);
  },
});

export const declineInvitation: ActionDeclaration = declareAction({
  name: 'declineInvitation',
  title: 'Decline the invitation',
  done: 'Invitation from {agency} declined',
  description: 'The agency takes no part and reads nothing of it any more; who asked learns the reason at once.',
  takenBy: whoMayAccept,
  input: DeclineInvitationInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: fromAgency,
  refusedWhen: [mustBeOpen, offeredToUs('INVITATION')],
  inputMust: [ourInvitation.isNamed],
  noLongerOpen: ourInvitation.noLongerOpen,
  effect: (context, event) => {
    endOffer(context, event, 'invitationId', 'DECLINED');
  },
});

export const withdrawInvitation: ActionDeclaration = declareAction({
  name: 'withdrawInvitation',
  title: 'Withdraw the invitation',
  done: 'Invitation to {agency} withdrawn',
  description: 'Takes an open invitation back.',
  takenBy: whoMayOffer,
  input: WithdrawInvitationInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, context) => named(input, context)?.toAgency ?? null,
  refusedWhen: [mustBeOpen, mustHold, someOpen('INVITATION')],
  inputMust: [invitationToTakeBack.isNamed],
  noLongerOpen: invitationToTakeBack.noLongerOpen,
  effect: (context, event) => {
    endOffer(context, event, 'invitationId', 'WITHDRAWN');
  },
});
