import { agreementAsked, conditionsThatReach } from '../../../access/handling.js';
import { takesPart } from '../../../access/standing.js';
import { field, id, text } from '../../field.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import type { AgencyId, OnwardRequest, ReferralContext } from '../../referral-context.js';
import {
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustTakePart,
  namesAnotherAgency,
  text as textOf,
} from '../rules.js';
import { whoMayOffer } from '../who-may.js';

/* What came under handling code C goes on only to whom its originator agrees. Source: 3x5x2 intelligence report, handling codes. */

export class AskOnwardSharingInput {
  @field('Agency that set the condition', id('agency')) originator!: string;
  @field('Agency with which yours would share it', id('agency'), { named: true }) toAgency!: string;
  @field('Why that agency needs it', text(4000), {
    hint: 'The agency that set the condition reads this; the third one does not. Name no other child in it.',
  })
  reason!: string;
}
const somethingUnderCondition: Rule<ReferralContext> = {
  id: 'handrail.under-condition',
  refuse: (context, { agencyId }) =>
    conditionsThatReach(agencyId, context).length > 0
      ? undefined
      : 'Nothing here came to your agency under a condition: it shares by a decision of its own.',
};
/** Whether an agency set a condition that does not bind the one that asks, or no longer takes part, the answer does not tell apart. */
const setACondition: InputRule<ReferralContext, Input> = {
  id: 'handrail.names-originator',
  faults: (input, context, { agencyId }) => {
    const originator = textOf(input, 'originator');
    const binds = conditionsThatReach(agencyId, context).some(({ byAgency }) => byAgency === originator);
    return originator === '' || (binds && takesPart(context, originator))
      ? []
      : [fault('originator', 'This agency cannot be asked. Name one that takes part and set a condition for yours.')];
  },
};
const notAskedYet: InputRule<ReferralContext, Input> = {
  id: 'handrail.one-agreement',
  faults: (input, context, { agencyId }) => {
    const originator = textOf(input, 'originator');
    const toAgency = textOf(input, 'toAgency');
    if (toAgency !== '' && toAgency === originator)
      return [fault('toAgency', 'This agency set the condition: what is its own goes back to it without agreement.')];
    return agreementAsked(context, originator).some((one) => one.byAgency === agencyId && one.toAgency === toAgency)
      ? [fault('toAgency', 'Your agency has asked this already, and it is not answered yet.')]
      : [];
  },
};
export const askOnwardSharing: ActionDeclaration = declareAction({
  name: 'askOnwardSharing',
  title: 'Ask to share on what came under a condition',
  done: '{agency} asked to agree that it is shared on',
  description:
    'Asks the agency that set a condition (handling code C) to agree that a third agency receives what stands under it. Without its agreement that is left out of whatever your agency shares.',
  takenBy: whoMayOffer,
  input: AskOnwardSharingInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input) => textOf(input, 'originator'),
  keptFrom: (input) => textOf(input, 'toAgency'),
  refusedWhen: [mustBeOpen, mustTakePart, somethingUnderCondition],
  inputMust: [setACondition, namesAnotherAgency('toAgency'), notAskedYet],
  effect: (context, event) => {
    context.onward ??= [];
    context.onward.push({
      id: event.entryId,
      byAgency: event.by?.agencyId ?? '',
      originator: textOf(event.payload, 'originator'),
      toAgency: textOf(event.payload, 'toAgency'),
      answer: null,
      answeredSeq: null,
    });
  },
});

const READ_BY_WHO_ASKED = 'The agency that asked reads this; the third one does not. Name no other child in it.';
export class AgreeOnwardSharingInput {
  @field('What is asked', id('onwardRequest')) requestId!: string;
  @field('Why your agency agrees', text(4000), { hint: READ_BY_WHO_ASKED }) reason!: string;
}
export class RefuseOnwardSharingInput {
  @field('What is asked', id('onwardRequest')) requestId!: string;
  @field('Why your agency refuses', text(4000), { hint: READ_BY_WHO_ASKED }) reason!: string;
}
const named = (input: Input, { onward }: ReferralContext, agencyId?: AgencyId): OnwardRequest | undefined =>
  (onward ?? []).find((one) => one.id === input.requestId && [one.originator, undefined].includes(agencyId));
const agreementIsAsked: Rule<ReferralContext> = {
  id: 'handrail.agreement-asked',
  refuse: (context, { agencyId }) =>
    agreementAsked(context, agencyId).length > 0
      ? undefined
      : 'No agency waits for yours to agree that something is shared on.',
};
const answering = (
  answer: 'AGREED' | 'REFUSED',
): Omit<ActionDeclaration, 'name' | 'title' | 'done' | 'description' | 'input'> => ({
  takenBy: whoMayOffer,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, context) => named(input, context)?.byAgency ?? null,
  keptFrom: (input, context) => named(input, context)?.toAgency ?? null,
  refusedWhen: [mustBeOpen, mustTakePart, agreementIsAsked],
  inputMust: [
    {
      id: 'handrail.names-onward-request',
      faults: (input, context, { agencyId }) =>
        named(input, context, agencyId)
          ? []
          : [fault('requestId', 'This names nothing that your agency is asked to agree to.')],
    },
  ],
  noLongerOpen: (input, context, { agencyId }) => {
    const request = named(input, context, agencyId);
    return request && request.answer !== null ? 'This was answered already, or needs no answer any more.' : undefined;
  },
  effect: (context, event) => {
    const request = named(event.payload, context);
    if (!request) return;
    request.answer = answer;
    request.answeredSeq = event.seq;
  },
});

export const agreeOnwardSharing: ActionDeclaration = declareAction({
  ...answering('AGREED'),
  name: 'agreeOnwardSharing',
  title: 'Agree that it is shared on',
  done: 'Agreed with {agency} that it is shared on',
  description:
    'From now on the agency that asked may open to the third one what your agency shared with it under a condition, until your agency withdraws that decision or makes a newer one. The condition goes with it.',
  input: AgreeOnwardSharingInput,
});
export const refuseOnwardSharing: ActionDeclaration = declareAction({
  ...answering('REFUSED'),
  name: 'refuseOnwardSharing',
  title: 'Refuse that it is shared on',
  done: 'Refused to {agency} that it is shared on',
  description:
    'What your agency shared under a condition stays left out of whatever the agency that asked opens to the third one.',
  input: RefuseOnwardSharingInput,
});
