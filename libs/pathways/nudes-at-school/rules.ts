import { children } from '../common/rules.js';
import type { Rule } from '../pathway.js';
import {
  type NudesContext,
  policeSettled,
  socialCareSettled,
  supportSettled,
  takedownSettled,
} from './nudes-context.js';

const inClosureCheck: Rule<NudesContext> = {
  id: 'nudes.closure-check',
  refuse: ({ main }) =>
    main === 'closureCheck' ? undefined : 'A referral is closed only after its later review found it stable.',
};
const safe: Rule<NudesContext> = {
  id: 'nudes.safe-before-closing',
  refuse: ({ immediateSafety }) =>
    immediateSafety ? 'A child may be in danger: confirm first that the child is safe.' : undefined,
};
const partsSettled: Rule<NudesContext> = {
  id: 'nudes.parts-settled',
  refuse: (context) => {
    if (!policeSettled(context)) return 'The police outcome is open.';
    if (!socialCareSettled(context)) return 'Social care have not decided.';
    if (!supportSettled(context)) return 'Support for a child is not settled.';
    if (!takedownSettled(context)) return 'The take-down is not settled.';
    return context.interventions.some(({ completion }) => completion === null)
      ? 'An intervention is under way.'
      : undefined;
  },
};
const everyVoice: Rule<NudesContext> = {
  id: 'nudes.every-voice',
  refuse: (context) =>
    children(context).every(({ id }) => context.voices.includes(id))
      ? undefined
      : 'What a child wants is missing, or why the child was not asked.',
};
const reviewedSince: Rule<NudesContext> = {
  id: 'nudes.reviewed-since',
  refuse: ({ stable }) => (stable ? undefined : 'Something new was reported: a later review is needed after it.'),
};
/** Nobody closes while a part is open, a voice is missing or a child may be in danger. */
export const closing: Rule<NudesContext>[] = [inClosureCheck, safe, partsSettled, everyVoice, reviewedSince];

export const laterReviewIsDue: Rule<NudesContext> = {
  id: 'nudes.later-review',
  refuse: ({ main, stable }) => {
    if (main === 'laterReview' || (main === 'closureCheck' && !stable)) return undefined;
    return main === 'closureCheck'
      ? 'The later review is recorded.'
      : 'The later review comes when police, support and take-down are settled.';
  },
};

/** An agency leaves no part behind that only it can do. */
export const ownPartSettled: Rule<NudesContext> = {
  id: 'nudes.own-part',
  refuse: (context, { agencyId, agencyKind }) => {
    if (context.interventions.some((one) => one.agencyId === agencyId && one.completion === null))
      return 'Your intervention is under way.';
    if (agencyKind === 'POLICE' && context.police.outcome === null) return 'The police outcome is open.';
    if (
      agencyKind === 'SOCIAL_CARE' &&
      !['NO_FURTHER_ACTION', 'ADVICE', 'FAMILY_HELP'].includes(context.socialCare.decision ?? '')
    ) {
      return 'Social care’s decision, or its assessment, is open.';
    }
    const ours = agencyKind === 'SCHOOL' && onlySchool(context, agencyId);
    return ours && (context.main !== 'closureCheck' || !context.stable)
      ? 'Support, take-down and later review are your school’s part.'
      : undefined;
  },
};

function onlySchool({ participations }: NudesContext, agencyId: string): boolean {
  return !participations.some(
    (part) =>
      part.kind === 'SCHOOL' && part.agencyId !== agencyId && part.takesPart.some(({ until }) => until === null),
  );
}
