/** How a deadline is counted, as dated data: who reviews the figure finds it here, with where it comes from. */
export interface DeadlineRule {
  id: string;
  /** In one sentence, for the person who must meet it. */
  text: string;
  source: string;
  count: { unit: 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_WORKING_DAY' | 'SAME_SCHOOL_DAY'; number: number };
  inForceFrom: string;
  inForceUntil: string | null;
}
const DEFAULT = 'Handrail default';
const rule = (id: string, text: string, count: DeadlineRule['count'], source = DEFAULT): DeadlineRule => ({
  id: `nudes.${id}`,
  text,
  source,
  count,
  inForceFrom: '2026-09-01',
  inForceUntil: null,
});

/** Deadlines of this pathway in force. A referral keeps the rule under which a clock was started. */
export const deadlineRules: readonly DeadlineRule[] = [
  rule('initial-review', 'The school holds its initial review on the same school day', {
    unit: 'SAME_SCHOOL_DAY',
    number: 0,
  }),
  rule('statutory-answer', 'Police and social care answer an offer within one working day', {
    unit: 'WORKING_DAYS',
    number: 1,
  }),
  rule('partner-answer', 'An agency answers an offer within two working days', { unit: 'WORKING_DAYS', number: 2 }),
  rule(
    'social-care-decision',
    'Social care decide on the next steps, and tell the referrer, within one working day of the referral',
    { unit: 'WORKING_DAYS', number: 1 },
    'Working Together to Safeguard Children; KCSIE (one working day; wording of the 2026 editions to be checked)',
  ),
  rule(
    'assessment',
    'An assessment is complete within 45 working days of the referral',
    { unit: 'WORKING_DAYS', number: 45 },
    'Working Together to Safeguard Children (45 working days; wording of the 2026 edition to be checked)',
  ),
  rule(
    'section-47',
    'A child protection conference follows within 15 working days of the start of a section 47 enquiry',
    { unit: 'WORKING_DAYS', number: 15 },
    'Greater Manchester Safeguarding Children Partnership procedures',
  ),
  rule('school-decision', 'The school decides on its response by the next working day', {
    unit: 'WORKING_DAYS',
    number: 1,
  }),
  rule('co-signature', 'A school leader co-signs by the next working day', { unit: 'WORKING_DAYS', number: 1 }),
  rule('first-offer', 'After a review that forces the referral on, it is offered the same day', {
    unit: 'SAME_WORKING_DAY',
    number: 0,
  }),
  rule('charity-contact', 'A charity makes its first contact within two working days', {
    unit: 'WORKING_DAYS',
    number: 2,
  }),
  rule('police-decision', 'Police decide within five working days', { unit: 'WORKING_DAYS', number: 5 }),
  rule('custodian-review', 'Whoever holds the risk looks again within ten working days of its last act', {
    unit: 'WORKING_DAYS',
    number: 10,
  }),
  rule('later-review', 'The later review is held within five school days', { unit: 'SCHOOL_DAYS', number: 5 }),
  rule('closing', 'The referral is closed within five working days of a stable review', {
    unit: 'WORKING_DAYS',
    number: 5,
  }),
  rule('immediate-safety', 'A child in danger is confirmed safe within 24 hours', { unit: 'HOURS', number: 24 }),
  rule('question', 'A question is answered by the time that was asked for', { unit: 'HOURS', number: 0 }),
];

/** @throws Error when no such rule was in force at that time */
export function ruleInForce(id: string, at: string): DeadlineRule {
  const found = deadlineRules.find(
    (one) =>
      one.id === `nudes.${id}` &&
      one.inForceFrom <= at.slice(0, 10) &&
      (one.inForceUntil === null || at.slice(0, 10) <= one.inForceUntil),
  );
  // A referral that was begun before the first version of a rule takes the first version.
  const first = found ?? deadlineRules.find((one) => one.id === `nudes.${id}`);
  if (!first) throw new Error(`No rule is in force under ${id}`);
  return first;
}
