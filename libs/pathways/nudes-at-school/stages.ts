import { isAsked, type NudesContext, takingPart } from './nudes-context.js';

/** Each stage, and where what is recorded next can lead from it. Forced on anew, a part begins again; who takes part goes on doing so. */
export const POLICE_STAGES = {
  none: ['asked'],
  asked: ['none', 'takingPart', 'declined'],
  takingPart: ['triaged', 'decided'],
  triaged: ['takingPart', 'decided'],
  decided: ['takingPart', 'outcome'],
  outcome: ['none', 'asked', 'takingPart'],
  declined: ['none', 'asked'],
} as const;
export const SOCIAL_CARE_STAGES = {
  none: ['asked'],
  asked: ['none', 'takingPart', 'declined'],
  takingPart: ['assessment', 'section47', 'decided'],
  assessment: ['takingPart', 'section47', 'decided'],
  section47: ['takingPart', 'assessment', 'decided'],
  decided: ['none', 'asked', 'takingPart', 'assessment', 'section47'],
  declined: ['none', 'asked'],
} as const;
export const TAKEDOWN_STAGES = {
  notRecorded: ['notNeeded', 'advised', 'childReported', 'removed', 'recurring'],
  notNeeded: ['advised', 'childReported', 'removed', 'recurring'],
  advised: ['notNeeded', 'childReported', 'removed', 'recurring'],
  childReported: ['notNeeded', 'advised', 'removed', 'recurring'],
  removed: ['notNeeded', 'advised', 'childReported', 'recurring'],
  recurring: ['notNeeded', 'advised', 'childReported', 'removed'],
} as const;

/** How far the police part has come, as recorded. */
export function policeStage(context: NudesContext): keyof typeof POLICE_STAGES {
  const { police, answers } = context;
  if (police.outcome !== null) return 'outcome';
  if (police.route !== null) return 'decided';
  if (police.triaged) return 'triaged';
  if (takingPart(context, 'POLICE').length > 0) return 'takingPart';
  if (isAsked(context, 'POLICE')) return 'asked';
  return answers.police === 'DECLINED' ? 'declined' : 'none';
}

export function socialCareStage(context: NudesContext): keyof typeof SOCIAL_CARE_STAGES {
  const { socialCare, answers } = context;
  if (socialCare.decision === 'ASSESSMENT') return 'assessment';
  if (socialCare.decision === 'SECTION_47') return 'section47';
  if (socialCare.decision !== null) return 'decided';
  if (takingPart(context, 'SOCIAL_CARE').length > 0) return 'takingPart';
  if (isAsked(context, 'SOCIAL_CARE')) return 'asked';
  return answers.socialCare === 'DECLINED' ? 'declined' : 'none';
}

const TAKEDOWN: Record<string, keyof typeof TAKEDOWN_STAGES> = {
  NOT_NEEDED: 'notNeeded',
  ADVISED: 'advised',
  CHILD_REPORTED: 'childReported',
  REMOVED: 'removed',
  RECURRING: 'recurring',
};
export const takedownStage = ({ takedown }: NudesContext): keyof typeof TAKEDOWN_STAGES =>
  TAKEDOWN[takedown ?? ''] ?? 'notRecorded';
