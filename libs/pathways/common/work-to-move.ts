import type { Calendar } from '../../working-time/calendar.js';
import { withinWorkingDays } from '../../working-time/counting.js';
import type { CountedRule } from '../counted-rule.js';

/** Why somebody can no longer do the work that is allocated to them; of several the first. */
export const CannotAct = ['DEACTIVATED', 'ROLE_LOST', 'TRAINING_EXPIRED'] as const;

/** By when such work is somebody else's. In force since 1 September 2026, until another takes its place here. */
export const workIsMoved: CountedRule = {
  id: 'handrail.work-to-move',
  text: 'Work whose holder can no longer do it is allocated to somebody else by the next working day',
  source: 'Handrail default',
  count: { unit: 'WORKING_DAYS', number: 1 },
};

export const moveBy = (since: string, agencyId: string, calendar: Calendar): string =>
  withinWorkingDays(workIsMoved.count.number, since, calendar.of(agencyId));
