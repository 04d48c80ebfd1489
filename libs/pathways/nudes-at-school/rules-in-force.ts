import { type DeadlineRule, ruleThen } from '../counted-rule.js';

const DEFAULT = 'Handrail default';
const rule = (id: string, text: string, count: DeadlineRule['count'], source = DEFAULT): DeadlineRule => ({
  id: `nudes.${id}`,
  text,
  source,
  count,
  inForceFrom: '2026-09-01',
  inForceUntil: null,
});

/**
 * Deadlines of this pathway in force. A referral keeps the rule under which a clock was started.
 *
 * To be checked against the current text: the wording of Working Together, KCSIE (2026 editions) and the Crime Recording Rules; and
 * that the Victims' Code counts working days (Right 4: two days; Right 6: one day under 18, five otherwise).
 *
 * What guidance and law know besides, and why no clock here stands for it:
 * - Telling the safeguarding lead at once of what a child disclosed: reporting it here is telling.
 * - Acknowledging receipt within one working day: the same working day as social care's decision, which tells the referrer.
 * - A strategy discussion (in Bury and Rochdale within 24 hours), the request for a conference, core group and review conferences:
 *   held and recorded by social care elsewhere; nothing here could meet them.
 * - The local authority's designated officer for an allegation against staff, a child protection file for the next school, police
 *   attendance by grade of call: no action here is one of these.
 * - A support organisation to be asked by police that do not hold the referral: only its holder can ask one here.
 */
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
    'Working Together to Safeguard Children; KCSIE',
  ),
  rule(
    'assessment',
    'An assessment is complete within 45 working days of the referral',
    { unit: 'WORKING_DAYS', number: 45 },
    'Working Together to Safeguard Children',
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
  // Also on a Saturday: whoever found that a child must be referred at once is at work.
  rule(
    'first-offer',
    'Police and social care are asked the same day when a referral is forced on, and again when nobody who was asked is left',
    {
      unit: 'SAME_DAY',
      number: 0,
    },
  ),
  rule('charity-contact', 'A charity makes its first contact within two working days', {
    unit: 'WORKING_DAYS',
    number: 2,
  }),
  rule('police-decision', 'Police decide within five working days', { unit: 'WORKING_DAYS', number: 5 }),
  rule(
    'crime-record',
    'Police record what was reported, and triage it, within 24 hours of the report',
    { unit: 'HOURS', number: 24 },
    'Crime Recording Rules for frontline officers and staff',
  ),
  rule(
    'victim-support',
    'Support is asked for the child who was harmed, or recorded, within two days of the report to police that hold the referral',
    { unit: 'WORKING_DAYS', number: 2 },
    'Victims’ Code, Right 4',
  ),
  rule(
    'victim-told',
    'A child who was harmed is told of the outcome, or that nothing follows, within one day',
    { unit: 'WORKING_DAYS', number: 1 },
    'Victims’ Code, Right 6 (a victim under 18)',
  ),
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
  rule(
    'onward-agreement',
    'The agency that set a condition answers within one working day whether something may be shared on',
    { unit: 'WORKING_DAYS', number: 1 },
    'Local agreement; until there is one, Handrail default',
  ),
  rule('question', 'A question is answered by the time that was asked for', { unit: 'HOURS', number: 0 }),
];

/** @throws Error when there is no such rule */
export const ruleInForce = (id: string, at: string): DeadlineRule =>
  ruleThen(
    deadlineRules.filter((one) => one.id === `nudes.${id}`),
    at,
  );
