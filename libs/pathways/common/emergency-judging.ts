import type { Calendar } from '../../working-time/calendar.js';
import { withinWorkingDays } from '../../working-time/counting.js';
import { ruleThen, type WorkingDaysRule } from '../counted-rule.js';

/**
 * By when an opening in an emergency is judged. The next working day is the first on which somebody who supervises is surely at work: nobody
 * judges at night. No later, because until then whoever opened it cannot open it again, and where it did not have to be, what was read is
 * fresh in mind and somebody may have to be told.
 */
export const judgingRules: readonly WorkingDaysRule[] = [
  {
    id: 'handrail.emergency-judging',
    text: 'An opening in an emergency is judged by the end of the next working day',
    source: 'Handrail default',
    count: { unit: 'WORKING_DAYS', number: 1 },
    inForceFrom: '2026-09-01',
    inForceUntil: null,
  },
];

/** An opening keeps the rule of its day. */
export function judgeBy(openedAt: string, calendar: Calendar): string {
  return withinWorkingDays(ruleThen(judgingRules, openedAt).count.number, openedAt, calendar);
}
