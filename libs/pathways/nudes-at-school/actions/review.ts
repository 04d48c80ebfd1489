import { inWords } from '../../../access/vocabulary.js';
import { choice, choices, date, field, group, id, line, listOf, NO_OTHER_CHILD, text, yesNo } from '../../field.js';
import {
  children,
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustHaveReferred,
  mustHold,
  text as textOf,
} from '../../common/rules.js';
import { partiesSeen } from '../../common/parties-seen.js';
import { safeguardingLead, schoolLeader } from '../../common/who-may.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import type { PathwayEvent } from '../../referral-context.js';
import { forceOn, type NudesContext } from '../nudes-context.js';

/** Source of the five criteria: Sharing nudes and semi-nudes, UKCIS, initial review (wording still to be checked against the 2024 text). */
export const CRITERIA = [
  'ADULT_INVOLVED',
  'COERCION_OR_CAPACITY',
  'UNUSUAL_OR_VIOLENT',
  'UNDER_13_SEXUAL_ACT',
  'IMMEDIATE_RISK',
];
/** Source: Sexting: A Typology, Wolak and Finkelhor, 2011. */
export const TYPOLOGY = [
  'EXPERIMENTAL_ROMANTIC',
  'EXPERIMENTAL_ATTENTION',
  'EXPERIMENTAL_OTHER',
  'AGGRAVATED_ADULT',
  'AGGRAVATED_INTENT_TO_HARM',
  'AGGRAVATED_RECKLESS',
];

const OVERTAKEN =
  'The referral has gone on: new information, or the agency that took it over, has overtaken the initial review.';
const reviewNotOpened: Rule<NudesContext> = {
  id: 'nudes.review-once',
  needs: 'the review has not been opened',
  refuse: ({ main, review }) => {
    if (main === 'reported') return undefined;
    if (main === 'initialReview' && !review) return 'The initial review is open already.';
    return review ? 'The initial review is recorded.' : OVERTAKEN;
  },
};
export class NoInput {}

export const openInitialReview: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'openInitialReview',
  title: 'Open the initial review',
  done: 'Initial review opened',
  description:
    'The safeguarding lead takes the report. Source: Sharing nudes and semi-nudes, UKCIS: the lead holds an initial review meeting.',
  takenBy: safeguardingLead,
  input: NoInput,
  section: 'RISK',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustHaveReferred, reviewNotOpened],
  inputMust: [],
  effect: () => undefined,
});

export class ViewingInput {
  @field('When it was seen', date()) viewedOn!: string;
  @field('Why it had to be seen', text(2000)) reason!: string;
  @field('Who was present', line(200)) witness!: string;
}
export class RecordInitialReviewInput {
  @field('Criteria for an immediate referral', choices('ImmediateReferralCriterion', CRITERIA)) criteria!: string[];
  @field('Kind of incident', choice('Typology', TYPOLOGY)) typology!: string;
  @field('How far it has spread', choice('Spread', ['CONTAINED', 'OTHER_SETTINGS', 'ONLINE'])) spread!: string;
  @field('Was the imagery seen by staff?', yesNo(), { hint: 'It should not be. Never copy, store or share it.' })
  imageryViewed!: boolean;
  @field('Record of the viewing', group(() => ViewingInput), { requiredWhen: { field: 'imageryViewed', is: true } })
  viewing?: ViewingInput;
  @field('Parents or carers', choice('ParentsInformed', ['INFORMED', 'DEFERRED'])) parents!: string;
  @field('Why they are told later', text(2000), {
    requiredWhen: { field: 'parents', is: 'DEFERRED' },
    hint: NO_OTHER_CHILD,
  })
  parentsReason?: string;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
}
const reviewIsOpen: Rule<NudesContext> = {
  id: 'nudes.review-open',
  needs: 'the review is open',
  refuse: ({ main, review }) => {
    if (main === 'reported') return 'Open the initial review first.';
    if (main === 'initialReview' && !review) return undefined;
    return review ? 'The initial review is recorded.' : OVERTAKEN;
  },
};
type ReviewCodes = PathwayEvent['payload'];
const criteriaIn = ({ criteria }: ReviewCodes): string[] => criteria as string[];
/** What a review says of an adult, before any other criterion. */
export const findsAdult = (codes: ReviewCodes): boolean =>
  criteriaIn(codes).includes('ADULT_INVOLVED') || codes.typology === 'AGGRAVATED_ADULT';
/** What takes the decision out of the school's hands. */
export const findsForce = (codes: ReviewCodes): boolean =>
  findsAdult(codes) || criteriaIn(codes).length > 0 || codes.typology === 'AGGRAVATED_INTENT_TO_HARM';

export const recordInitialReview: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordInitialReview',
  title: 'Record the initial review',
  done: 'Initial review held',
  description:
    'Any one of the five criteria takes the decision out of the school’s hands, and so does harm that was meant. Source: Sharing nudes and semi-nudes, UKCIS.',
  takenBy: safeguardingLead,
  input: RecordInitialReviewInput,
  section: 'RISK',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustHaveReferred, reviewIsOpen],
  inputMust: [],
  effect: (context, { payload, seq, at }) => {
    const forced = findsForce(payload);
    context.review = {
      criteria: criteriaIn(payload),
      typology: textOf(payload, 'typology'),
      adult: findsAdult(payload),
      forced,
    };
    if (forced) forceOn(context, seq, at);
  },
});

export class SafetyPlanInput {
  @field('Child', id('party')) partyId!: string;
  @field('Plan', text(4000), { section: 'CHILD', hint: NO_OTHER_CHILD }) plan!: string;
}
export class ChooseLocalResponseInput {
  @field('Why the school can respond itself', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
  @field('A plan for each child', listOf(() => SafetyPlanInput), { mayBeEmpty: true }) safetyPlans!: SafetyPlanInput[];
}
const reviewedFirst: Rule<NudesContext> = {
  id: 'nudes.reviewed',
  needs: 'the review is recorded',
  refuse: ({ main, review, localChosenBy }) => {
    if (main === 'reported' || (main === 'initialReview' && !review)) return 'Record the initial review first.';
    if (main !== 'initialReview') return 'The referral has gone on from the initial review.';
    return localChosenBy ? 'A local response is chosen already and waits for the co-signature.' : undefined;
  },
};
/** Any one of the five criteria, an adult, or harm that was meant. */
const nothingForcesItOn: Rule<NudesContext> = {
  id: 'nudes.immediate-referral',
  needs: 'nothing recorded takes the decision out of the school’s hands',
  refuse: ({ review }) => {
    if (review?.criteria.length) return `The initial review recorded: ${review.criteria.map(inWords).join(', ')}.`;
    if (review?.adult) return 'An adult is involved.';
    return review?.forced ? 'Harm was meant.' : undefined;
  },
};
/** Every child whom the caller sees: a fault that counted others too would tell that there are others. */
const planForEveryChild: InputRule<NudesContext, Input> = {
  id: 'nudes.plan-for-every-child',
  faults: (input, context, _actor, { visibleParties }) => {
    const plans = Array.isArray(input.safetyPlans) ? (input.safetyPlans as { partyId?: unknown }[]) : [];
    const seen = children(context).flatMap(({ id: child }) => (visibleParties.includes(child) ? [child] : []));
    const strangers = plans.flatMap(({ partyId }, place) =>
      typeof partyId === 'string' && !seen.includes(partyId)
        ? [fault(`safetyPlans.${place}.partyId`, 'This names no child here.')]
        : [],
    );
    const twice = new Set(plans.map(({ partyId }) => partyId)).size !== plans.length;
    const all = seen.every((child) => plans.some(({ partyId }) => partyId === child));
    return [
      ...strangers,
      ...(all && !twice ? [] : [fault('safetyPlans', 'Make one plan for every child whom you see here, and no more.')]),
    ];
  },
};
/** Where there are children: a plan is for each of them. */
const seesAChild: Rule<NudesContext> = {
  id: 'nudes.sees-a-child',
  needs: 'the school sees a child, where the referral names one',
  refuse: (context, actor) => {
    const all = children(context);
    return all.length === 0 || partiesSeen(context, actor).some((party) => all.includes(party))
      ? undefined
      : 'Your school sees no child here, and each needs a plan: whoever sees them has to share who they are.';
  },
};
export const chooseLocalResponse: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'chooseLocalResponse',
  title: 'Respond within the school',
  done: 'Local response chosen',
  description:
    'The school keeps the referral; a school leader co-signs. Source: Sharing nudes and semi-nudes, UKCIS: when none of the criteria applies.',
  takenBy: safeguardingLead,
  input: ChooseLocalResponseInput,
  section: 'RISK',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustHold, nothingForcesItOn, reviewedFirst, seesAChild],
  inputMust: [planForEveryChild],
  effect: (context, { by }) => {
    context.localChosenBy = by?.personId ?? null;
  },
});

export class CoSignLocalResponseInput {
  @field('Why you agree', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
}
const someoneElseChose: Rule<NudesContext> = {
  id: 'nudes.two-people',
  needs: 'somebody else of the school chose the local response',
  refuse: ({ main, localChosenBy }, actor) => {
    if (main !== 'initialReview' || !localChosenBy) return 'No local response waits for a co-signature.';
    return localChosenBy === actor.personId ? 'Whoever chose the local response cannot co-sign it.' : undefined;
  },
};
export const coSignLocalResponse: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'coSignLocalResponse',
  title: 'Co-sign the local response',
  done: 'Local response co-signed',
  description: 'Never on one signature: a school leader agrees, and is never the person who chose it.',
  takenBy: schoolLeader,
  input: CoSignLocalResponseInput,
  section: 'RISK',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustHold, nothingForcesItOn, someoneElseChose],
  inputMust: [],
  effect: () => undefined,
});
