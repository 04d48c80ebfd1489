import { readByAgreement } from '../../../access/audience.js';
import { agreementAsked, agreementStands, asksTheSame, conditionsThatReach } from '../../../access/handling.js';
import { isKnownToTakePart } from '../../../access/known-there.js';
import { stillTakesPart } from '../../../access/standing.js';
import { Section } from '../../../access/vocabulary.js';
import { choices, field, id, text } from '../../field.js';
import type { ActionDeclaration, InputRule, Refusal, Rule } from '../../pathway.js';
import type { AgencyId, OnwardRequest, ReferralContext } from '../../referral-context.js';
import {
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustLast,
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
  needs: 'something came to the agency under a condition',
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
    const binding = conditionsThatReach(agencyId, context).filter(({ byAgency }) => byAgency === originator);
    const isThere =
      isKnownToTakePart(originator, agencyId, context) ||
      binding.some(({ seq }) => stillTakesPart(context, originator, seq));
    return originator === '' || (binding.length > 0 && isThere)
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
    const asked = (context.onward ?? []).filter(
      (one) => one.originator === originator && one.byAgency === agencyId && one.toAgency === toAgency,
    );
    if (asked.some(({ answer }) => answer === null))
      return [fault('toAgency', 'Your agency has asked this already, and it is not answered yet.')];
    return asked.some((one) => agreementStands(one, context, 'every'))
      ? [fault('toAgency', 'This was agreed to already, and still counts.')]
      : [];
  },
};
export const askOnwardSharing: ActionDeclaration = declareAction({
  name: 'askOnwardSharing',
  title: 'Ask to share on what came under a condition',
  done: 'Asked {agency} to agree that it is shared on',
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
const namesOwnRequest = (otherwise: string): InputRule<ReferralContext, Input> => ({
  id: 'handrail.names-onward-request',
  faults: (input, context, { agencyId }) => (named(input, context, agencyId) ? [] : [fault('requestId', otherwise)]),
});
const agreementIsAsked: Rule<ReferralContext> = {
  id: 'handrail.agreement-asked',
  needs: 'the agency is asked to agree',
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
  inputMust: [namesOwnRequest('This names nothing that your agency is asked to agree to.')],
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

export class WithdrawOnwardAgreementInput {
  @field('Agreement that is taken back', id('onwardRequest'), { hint: 'Named by what was asked.' }) requestId!: string;
  @field('Why it is taken back', text(4000), { hint: READ_BY_WHO_ASKED }) reason!: string;
}
/** As with a decision that is withdrawn: who takes it back must know what has gone on already. */
class GoneOn {
  @field('What the third agency already has', choices('Section', Object.keys(Section))) alreadyHas!: Section[];
}
function whyNotTakenBack(request: OnwardRequest, context: ReferralContext): Refusal {
  if (request.answer === null) return 'This is not answered yet: refuse it instead.';
  if (request.answer !== 'AGREED') return 'Your agency has not agreed to this.';
  if (request.withdrawnSeq !== undefined) return 'This agreement was taken back already.';
  return agreementStands(request, context)
    ? undefined
    : 'This agreement ended when your agency withdrew or replaced the decision that it was about.';
}
const someAgreementStands: Rule<ReferralContext> = {
  id: 'handrail.agreement-stands',
  needs: 'the agency agreed to something that still counts',
  refuse: (context, { agencyId }) =>
    (context.onward ?? []).some((one) => one.originator === agencyId && !whyNotTakenBack(one, context))
      ? undefined
      : 'Your agency has agreed to nothing that still counts.',
};
export const withdrawOnwardAgreement: ActionDeclaration = declareAction({
  name: 'withdrawOnwardAgreement',
  title: 'Take back an agreement that it is shared on',
  done: 'Agreement with {agency} that it is shared on taken back',
  description:
    'Ends what the agreement allowed from then on: what is added later, and what waits in the packet of an offer that is not answered yet. What the third agency has received it keeps, under the condition, and the timeline says what that is.',
  takenBy: whoMayOffer,
  input: WithdrawOnwardAgreementInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, context) => named(input, context)?.byAgency ?? null,
  keptFrom: (input, context) => named(input, context)?.toAgency ?? null,
  // Of a closed referral too: what is reported there would still go on by a decision that is ongoing.
  refusedWhen: [mustLast, mustTakePart, someAgreementStands],
  inputMust: [namesOwnRequest('This names nothing that your agency agreed to.')],
  noLongerOpen: (input, context, { agencyId }) => {
    const request = named(input, context, agencyId);
    return request && whyNotTakenBack(request, context);
  },
  alsoSays: {
    fields: GoneOn,
    of: (input, context, kept) => {
      const request = named(input, context);
      const had = request ? kept.filter((item) => readByAgreement(request, item, context)) : [];
      return { alreadyHas: Object.values(Section).filter((section) => had.some((item) => item.section === section)) };
    },
  },
  effect: (context, event) => {
    const request = named(event.payload, context);
    // All that was agreed about the same: an earlier agreement does not come back to life.
    for (const one of context.onward ?? [])
      if (request && asksTheSame(one, request) && one.answer === 'AGREED') one.withdrawnSeq ??= event.seq;
  },
});
