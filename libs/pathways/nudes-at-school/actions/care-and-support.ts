import { text as textOf } from '../../common/rules.js';
import { choice, field, id, NO_OTHER_CHILD, text, yesNo } from '../../field.js';
import { declareAction, mustBeOpen, mustTakePart, namesAChild } from '../../common/rules.js';
import { readsDanger } from '../../common/parties-seen.js';
import { policeCaseWorker, safeguardingLead, socialCareDecisionMaker } from '../../common/who-may.js';
import type { ActionDeclaration, Rule } from '../../pathway.js';
import { isToldOfNews, type NudesContext } from '../nudes-context.js';
import { asKnownTo, recorded } from '../own-records.js';

export class RecordSocialCareDecisionInput {
  @field(
    'Decision',
    choice('SocialCareDecision', ['NO_FURTHER_ACTION', 'ADVICE', 'FAMILY_HELP', 'ASSESSMENT', 'SECTION_47']),
  )
  decision!: string;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
  @field('What the referrer is told', text(2000), { feedback: true, hint: NO_OTHER_CHILD }) feedbackToReferrer!: string;
}
const STILL_GOING: readonly (string | null)[] = [null, 'ASSESSMENT', 'SECTION_47'];
const undecided: Rule<NudesContext> = {
  id: 'nudes.social-care-decision',
  needs:
    'no decision of social care ended it, or it reads something new that was reported since, or sees the immediate danger that began since',
  // News that the agency neither reads nor sees by a danger's state is none to it: whether it may decide anew would tell.
  refuse: (context, { agencyId }) => {
    const seesDanger = context.immediateSafety && isToldOfNews(context, agencyId);
    const { decision, news } = asKnownTo(context, agencyId).socialCare;
    return STILL_GOING.includes(decision) ||
      news?.some(({ seq, by, beganDanger }) => (beganDanger && seesDanger) || readsDanger(context, agencyId, seq, by))
      ? undefined
      : 'Social care have decided; only new information opens it again.';
  },
};
export const recordSocialCareDecision: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordSocialCareDecision',
  title: 'Record social care’s decision',
  done: 'Social care’s decision recorded',
  description: 'Within one working day of the referral, and the referrer is told. Source: Working Together; KCSIE.',
  takenBy: socialCareDecisionMaker,
  input: RecordSocialCareDecisionInput,
  section: 'SOCIAL_CARE_RECORD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart, undecided],
  inputMust: [],
  effect: (context, { by, payload }) => {
    for (const one of recorded(context, by?.agencyId))
      one.socialCare = { decision: textOf(payload, 'decision'), ranOut: one.socialCare.ranOut };
  },
});

export class RecordTakedownInput {
  @field(
    'Where the take-down stands',
    choice('TakedownStatus', ['NOT_NEEDED', 'ADVISED', 'CHILD_REPORTED', 'REMOVED', 'RECURRING']),
  )
  status!: string;
  @field('Note', text(2000), { optional: true, hint: NO_OTHER_CHILD }) note?: string;
}
/** The child reports; staff never handle imagery. Source: Report Remove, IWF and Childline. */
export const recordTakedown: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordTakedown',
  title: 'Record the take-down',
  done: 'Take-down recorded',
  description: 'Whether the child was helped to have the picture taken down, for example with Report Remove.',
  takenBy: [...safeguardingLead, ...policeCaseWorker],
  input: RecordTakedownInput,
  section: 'RISK',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [],
  effect: (context, { payload }) => {
    context.takedown = textOf(payload, 'status');
  },
});

export class RecordSupportInput {
  @field('Child', id('party')) partyId!: string;
  @field('Support', choice('SupportStatus', ['OFFERED', 'IN_PLACE', 'DECLINED', 'COMPLETE'])) status!: string;
  @field('Note', text(2000), { optional: true, hint: NO_OTHER_CHILD }) note?: string;
}
export const recordSupport: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordSupport',
  title: 'Record support for a child',
  done: 'Support for a child recorded',
  description: 'Every child on the referral is supported, whichever side they are on.',
  takenBy: safeguardingLead,
  input: RecordSupportInput,
  section: 'CHILD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [namesAChild],
  effect: (context, { payload }) => {
    context.support[textOf(payload, 'partyId')] = textOf(payload, 'status');
  },
});

export class RecordLaterReviewInput {
  @field('Is it stable?', yesNo()) stable!: boolean;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
}
/** `due`: the statechart says when a later review is. */
export const recordLaterReview = (due: Rule<NudesContext>): ActionDeclaration<NudesContext> =>
  declareAction<NudesContext>({
    name: 'recordLaterReview',
    title: 'Record the later review',
    done: 'Later review held',
    description: 'Whether it is stable: if not, it stays under review with its clock anew.',
    takenBy: safeguardingLead,
    input: RecordLaterReviewInput,
    section: 'RISK',
    audience: 'DANGER',
    refusedWhen: [mustBeOpen, mustTakePart, due],
    inputMust: [],
    effect: (context, { payload }) => {
      context.stable = payload.stable === true;
      context.laterReviews += 1;
    },
  });
