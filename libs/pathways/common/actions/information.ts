import { isKnownToBeAsked, isKnownToTakePart } from '../../../access/known-there.js';
import { openOffersTo, takesPart } from '../../../access/standing.js';
import { dateTime, field, id, text } from '../../field.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import type { ReferralContext } from '../../referral-context.js';
import { whoSeesTo } from '../offers.js';
import { declareAction, fault, type Input, mustBeOpen, text as textOf } from '../rules.js';
import { whoMayAct } from '../who-may.js';

export class RequestInformationInput {
  @field('Agency that is asked', id('agency')) toAgency!: string;
  @field('Question', text(4000), { hint: 'Name no other child in this.' }) question!: string;
  @field('Answer needed by', dateTime(), { optional: true }) respondBy?: string;
}
/** Who is offered or invited may ask the agency that asked it, before it answers. */
const takesPartOrIsAsked: Rule<ReferralContext> = {
  id: 'handrail.may-ask',
  needs: 'the agency takes part or is asked to',
  refuse: (context, actor) =>
    takesPart(context, actor.agencyId) || openOffersTo(context, actor.agencyId).length > 0
      ? undefined
      : 'Your agency does not take part in this referral.',
};
/**
 * Whom an agency may ask goes by what it knows: of any other one a refusal must not tell whether it takes part, or is only asked to.
 */
const canBeAsked: InputRule<ReferralContext, Input> = {
  id: 'handrail.can-be-asked',
  faults: (input, context, actor) => {
    const asked = textOf(input, 'toAgency');
    if (asked === '') return [];
    if (asked === actor.agencyId) return [fault('toAgency', 'This is your own agency. Ask another one.')];
    if (!takesPart(context, actor.agencyId)) {
      // One that has left answers for nobody here any more.
      const asking = openOffersTo(context, actor.agencyId).map((offer) => whoSeesTo(offer, context));
      return asking.includes(asked)
        ? []
        : [
            fault(
              'toAgency',
              'Until your agency has answered, ask the agency that asked it, or once that has left the one that holds the risk.',
            ),
          ];
    }
    const known = [isKnownToTakePart, isKnownToBeAsked].some((is) => is(asked, actor.agencyId, context));
    if (known) return [];
    const whom =
      context.custodian === actor.agencyId ? 'Ask one that takes part.' : 'Ask the agency that holds the risk.';
    return [fault('toAgency', `Your agency has nothing to do with this one here. ${whom}`)];
  },
};
export const requestInformation: ActionDeclaration = declareAction({
  name: 'requestInformation',
  title: 'Ask another agency a question',
  done: 'Question put to {agency}',
  description: 'Both agencies read the question and its answer.',
  takenBy: whoMayAct,
  input: RequestInformationInput,
  section: 'NARRATIVE',
  audience: 'QUESTION',
  otherEnd: (input) => textOf(input, 'toAgency'),
  refusedWhen: [mustBeOpen, takesPartOrIsAsked],
  inputMust: [canBeAsked],
  effect: (context, event) => {
    const respondBy = event.payload.respondBy;
    context.requests.push({
      id: event.entryId,
      byAgency: event.by?.agencyId ?? '',
      toAgency: textOf(event.payload, 'toAgency'),
      respondBy: typeof respondBy === 'string' ? new Date(respondBy).toISOString() : null,
      answered: false,
    });
  },
});

export class ProvideInformationInput {
  @field('Question', id('request')) requestId!: string;
  @field('Answer', text(8000), { hint: 'Name no other child in this.' }) answer!: string;
}
const someQuestion: Rule<ReferralContext> = {
  id: 'handrail.was-asked',
  needs: 'the agency was asked a question',
  refuse: ({ requests }, actor) =>
    requests.some((request) => request.toAgency === actor.agencyId && !request.answered)
      ? undefined
      : 'No question to your agency is open.',
};
const namesAQuestion: InputRule<ReferralContext, Input> = {
  id: 'handrail.names-question',
  faults: (input, { requests }, actor) =>
    requests.some((request) => request.id === input.requestId && request.toAgency === actor.agencyId)
      ? []
      : [fault('requestId', 'This names no question to your agency.')],
};
export const provideInformation: ActionDeclaration = declareAction({
  name: 'provideInformation',
  title: 'Answer a question',
  done: 'Question from {agency} answered',
  description: 'Only the agency that was asked answers; both agencies read it.',
  takenBy: whoMayAct,
  input: ProvideInformationInput,
  section: 'NARRATIVE',
  audience: 'QUESTION',
  otherEnd: (input, { requests }) => requests.find(({ id: request }) => request === input.requestId)?.byAgency ?? null,
  refusedWhen: [mustBeOpen, someQuestion],
  inputMust: [namesAQuestion],
  noLongerOpen: (input, { requests }, actor) =>
    requests.some(
      (request) => request.id === input.requestId && request.toAgency === actor.agencyId && request.answered,
    )
      ? 'This question is no longer open.'
      : undefined,
  effect: (context, event) => {
    const request = context.requests.find((one) => one.id === event.payload.requestId);
    if (request) request.answered = true;
  },
});
