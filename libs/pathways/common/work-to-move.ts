import type { Calendar } from '../../working-time/calendar.js';
import { withinWorkingDays } from '../../working-time/counting.js';
import { ruleThen, type WorkingDaysRule } from '../counted-rule.js';

/** Why somebody can no longer do the work that is allocated to them; of several the first. */
export const CannotAct = ['DEACTIVATED', 'ROLE_LOST', 'TRAINING_EXPIRED'] as const;

/** By when such work is somebody else's. */
export const movingRules: readonly WorkingDaysRule[] = [
  {
    id: 'handrail.work-to-move',
    text: 'Work whose holder can no longer do it is allocated to somebody else by the next working day',
    source: 'Handrail default',
    count: { unit: 'WORKING_DAYS', number: 1 },
    inForceFrom: '2026-09-01',
    inForceUntil: null,
  },
];

/** Work keeps the rule of the day since when its holder can no longer do it. */
export const moveBy = (since: string, agencyId: string, calendar: Calendar): string =>
  withinWorkingDays(ruleThen(movingRules, since).count.number, since, calendar.of(agencyId));
