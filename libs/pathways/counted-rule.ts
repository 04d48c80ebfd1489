/** How a deadline is counted, with its words and where they come from. */
export interface CountedRule {
  id: string;
  text: string;
  source: string;
  count: { unit: CountedIn; number: number };
}
export type CountedIn = 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_DAY' | 'SAME_SCHOOL_DAY';
