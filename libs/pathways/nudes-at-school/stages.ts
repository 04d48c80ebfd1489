import { isOpen } from '../../access/standing.js';
import { type NudesContext, takingPart } from './nudes-context.js';

export const POLICE_STAGES = ['none', 'asked', 'takingPart', 'triaged', 'decided', 'outcome', 'declined'] as const;
export const SOCIAL_CARE_STAGES = [
  'none',
  'asked',
  'takingPart',
  'assessment',
  'section47',
  'decided',
  'declined',
] as const;
export const TAKEDOWN_STAGES = [
  'notRecorded',
  'notNeeded',
  'advised',
  'childReported',
  'removed',
  'recurring',
] as const;

const asked = ({ offers }: NudesContext, kind: string): boolean =>
  offers.some((offer) => offer.toKind === kind && isOpen(offer));

/** How far the police part has come, as recorded. */
export function policeStage(context: NudesContext): (typeof POLICE_STAGES)[number] {
  const { police, answers } = context;
  if (police.outcome !== null) return 'outcome';
  if (police.route !== null) return 'decided';
  if (police.triaged) return 'triaged';
  if (takingPart(context, 'POLICE').length > 0) return 'takingPart';
  if (asked(context, 'POLICE')) return 'asked';
  return answers.police === 'DECLINED' ? 'declined' : 'none';
}

export function socialCareStage(context: NudesContext): (typeof SOCIAL_CARE_STAGES)[number] {
  const { socialCare, answers } = context;
  if (socialCare.decision === 'ASSESSMENT') return 'assessment';
  if (socialCare.decision === 'SECTION_47') return 'section47';
  if (socialCare.decision !== null) return 'decided';
  if (takingPart(context, 'SOCIAL_CARE').length > 0) return 'takingPart';
  if (asked(context, 'SOCIAL_CARE')) return 'asked';
  return answers.socialCare === 'DECLINED' ? 'declined' : 'none';
}

const TAKEDOWN: Record<string, (typeof TAKEDOWN_STAGES)[number]> = {
  NOT_NEEDED: 'notNeeded',
  ADVISED: 'advised',
  CHILD_REPORTED: 'childReported',
  REMOVED: 'removed',
  RECURRING: 'recurring',
};
export const takedownStage = ({ takedown }: NudesContext): (typeof TAKEDOWN_STAGES)[number] =>
  TAKEDOWN[takedown ?? ''] ?? 'notRecorded';
