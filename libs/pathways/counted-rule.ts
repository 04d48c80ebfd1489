import { dayOf } from '../working-time/counting.js';

/** How a deadline is counted, with its words and where they come from. */
export interface CountedRule {
  id: string;
  text: string;
  source: string;
  count: { unit: CountedIn; number: number };
}
/** The same as dated data: who reviews the figure finds it there, with where it comes from. */
export interface DeadlineRule extends CountedRule {
  inForceFrom: string;
  inForceUntil: string | null;
}
/** One that has no other unit. */
export type WorkingDaysRule = DeadlineRule & { count: { unit: 'WORKING_DAYS' } };
export type CountedIn = 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_DAY' | 'SAME_SCHOOL_DAY';

type Dated = Pick<DeadlineRule, 'inForceFrom' | 'inForceUntil'>;
/** Of dated data, whether it is in force on that day in London. */
export const ruleInForceOn = ({ inForceFrom, inForceUntil }: Dated, day: string): boolean =>
  inForceFrom <= day && (inForceUntil === null || day <= inForceUntil);

/**
 * Of the versions of a rule, oldest first, the one in force when something happened; what is older than the first takes the first.
 * @throws Error when there is none
 */
export function ruleThen<R extends Dated>(versions: readonly R[], at: string): R {
  const then = versions.find((one) => ruleInForceOn(one, dayOf(at))) ?? versions[0];
  if (!then) throw new Error('A rule without a version is asked for');
  return then;
}
