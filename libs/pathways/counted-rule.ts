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
export type CountedIn = 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_DAY' | 'SAME_SCHOOL_DAY';
