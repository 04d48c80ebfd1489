import { agreementAsked } from '../../../access/handling.js';
import { isOpen, partOf, takesPart } from '../../../access/standing.js';
import { field, NO_OTHER_CHILD, text } from '../../field.js';
import type { ActionDeclaration, Rule, TakenBy } from '../../pathway.js';
import type { ReferralContext } from '../../referral-context.js';
import { endQuestionsOf } from '../offers.js';
import { declareAction, endWhatIsOpen, mustBeOpen, mustHold, mustLast, mustTakePart } from '../rules.js';
import { coordinator, policeSupervisor, safeguardingLead, whoMayAccept, whoMayOffer } from '../who-may.js';

export class EndContributionInput {
  @field('Why the contribution ends', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
const notTheCustodian: Rule<ReferralContext> = {
  id: 'handrail.custodian-stays',
  needs: 'the agency does not hold the risk',
  refuse: ({ custodian }, actor) =>
    custodian === actor.agencyId ? 'Your agency holds the risk: hand it on first.' : undefined,
};
const nothingOpenBetween: Rule<ReferralContext> = {
  id: 'handrail.answers-first',
  needs: 'nobody waits for an answer of the agency’s: no question to it, no offer, no agreement that it is asked for',
  refuse: (context, actor) => {
    if (context.requests.some((request) => request.toAgency === actor.agencyId && !request.answered))
      return 'A question to your agency is open.';
    if (agreementAsked(context, actor.agencyId).length > 0)
      return 'An agency waits for yours to agree that something is shared on, or to refuse.';
    return context.offers.some((offer) => offer.toAgency === actor.agencyId && isOpen(offer))
      ? 'An offer to your agency is open.'
      : undefined;
  },
};
/** `ownPart`: the pathway says which part only this agency can do. */
export const endContribution = <C extends ReferralContext>(ownPart: Rule<C>): ActionDeclaration<C> =>
  declareAction<C>({
    name: 'endContribution',
    title: 'End our contribution',
    done: 'Contribution ended',
    description: 'The agency keeps reading what it had, and sees nothing new.',
    takenBy: whoMayAccept,
    input: EndContributionInput,
    section: 'SUMMARY',
    audience: 'ORDINARY',
    refusedWhen: [mustBeOpen, mustTakePart, notTheCustodian, nothingOpenBetween, ownPart],
    inputMust: [],
    effect: (context, event) => {
      const part = partOf(context, event.by?.agencyId ?? '');
      if (!part) return;
      part.endedSeq = event.seq;
      for (const span of part.takesPart) span.until ??= event.seq;
      endQuestionsOf(context, part.agencyId);
      if (context.allocations)
        context.allocations = context.allocations.filter(({ agencyId }) => agencyId !== part.agencyId);
    },
  });

export class CloseInput {
  @field('Outcome', text(4000), { hint: NO_OTHER_CHILD }) outcome!: string;
  @field('Risk as it is now', text(4000), { section: 'RISK', hint: NO_OTHER_CHILD }) riskNote!: string;
  @field('What the referrer is told', text(2000), { feedback: true, hint: NO_OTHER_CHILD }) feedbackToReferrer!: string;
}
/** No closing without a recorded look at the risk. Source: GMP graded response policy 2022, taken up for every pathway. */
export const close = <C extends ReferralContext>(rules: Rule<C>[]): ActionDeclaration<C> =>
  declareAction<C>({
    name: 'close',
    title: 'Close the referral',
    done: 'Referral closed',
    description: 'With an outcome, a fresh note of the risk, and word to the referrer.',
    takenBy: whoMayOffer,
    input: CloseInput,
    section: 'SUMMARY',
    audience: 'ORDINARY',
    refusedWhen: [mustBeOpen, mustHold, ...rules],
    inputMust: [],
    effect: (context, event) => {
      context.status = 'CLOSED';
      endWhatIsOpen(context, event.seq);
    },
  });

export class ReopenInput {
  @field('Why it is opened again', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
  @field('Risk as it is now', text(4000), { hint: NO_OTHER_CHILD }) riskNote!: string;
}
const mustBeClosed: Rule<ReferralContext> = {
  id: 'handrail.closed',
  needs: 'the referral is closed',
  tellsStatus: true,
  refuse: ({ status }) => (status === 'CLOSED' ? undefined : 'Only a closed referral can be opened again.'),
};
export const reopen = <C extends ReferralContext>(reset: (context: C) => void): ActionDeclaration<C> =>
  declareAction<C>({
    name: 'reopen',
    title: 'Open the referral again',
    done: 'Referral opened again',
    description: 'Back to the last review, held by the same agency.',
    takenBy: whoMayOffer,
    input: ReopenInput,
    section: 'RISK',
    audience: 'ORDINARY',
    refusedWhen: [mustBeClosed, mustHold],
    inputMust: [],
    effect: (context) => {
      context.status = 'OPEN';
      reset(context);
    },
  });

export class WithdrawInput {
  @field('Why it is withdrawn', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
const referrerHolds: Rule<ReferralContext> = {
  id: 'handrail.withdraw',
  needs: 'the agency made the referral and holds the risk, and nothing forced it on',
  refuse: ({ referrer, custodian, forcedOn, acceptedElsewhere }, actor) => {
    if (referrer !== actor.agencyId || custodian !== actor.agencyId)
      return 'Only the referrer withdraws it, while it holds the risk.';
    if (forcedOn) return 'After what was recorded here it can no longer be withdrawn.';
    return acceptedElsewhere ? 'Another agency has accepted it.' : undefined;
  },
};
export const withdraw: ActionDeclaration = declareAction({
  name: 'withdraw',
  title: 'Withdraw the referral',
  done: 'Referral withdrawn',
  description: 'Final. Only before anything forced the referral on and before another agency accepted.',
  takenBy: [...safeguardingLead, ...coordinator],
  input: WithdrawInput,
  section: 'SUMMARY',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, referrerHolds],
  inputMust: [],
  effect: (context, event) => {
    context.status = 'WITHDRAWN';
    endWhatIsOpen(context, event.seq);
  },
});

export class MarkEnteredInErrorInput {
  @field('What was entered in error', text(2000), { hint: NO_OTHER_CHILD }) reason!: string;
}
const custodianOrReferrer: Rule<ReferralContext> = {
  id: 'handrail.entered-in-error',
  needs: 'the agency holds the risk or made the referral',
  refuse: (context, actor) =>
    context.custodian === actor.agencyId || (context.referrer === actor.agencyId && takesPart(context, actor.agencyId))
      ? undefined
      : 'Only the custodian or the referrer can say so.',
};
const mayMarkInError: TakenBy[] = [...policeSupervisor, ...safeguardingLead];
export const markEnteredInError: ActionDeclaration = declareAction({
  name: 'markEnteredInError',
  title: 'Mark as entered in error',
  done: 'Marked as entered in error',
  description: 'Final. Afterwards only the agency that holds it reads it, and its auditors learn that it is there.',
  takenBy: mayMarkInError,
  input: MarkEnteredInErrorInput,
  section: 'SUMMARY',
  audience: 'ORDINARY',
  refusedWhen: [mustLast, custodianOrReferrer],
  inputMust: [],
  effect: (context, event) => {
    context.status = 'ENTERED_IN_ERROR';
    endWhatIsOpen(context, event.seq);
  },
});
