import type { AgencyKind, Role, Section } from '../../libs/access/vocabulary.js';
import type { Part } from '../../libs/access/example-part.js';
import type { ReferralStatus } from '../../libs/pathways/referral-context.js';

/*
 * Who may see what, written from the contract ("Taking part", "Sections, and who sees a new entry") without a look at the policy. The
 * access matrix holds the policy, the database and the served answers against it. What is not said here is not "no": it fails.
 */

export type SharedHow = 'NOT' | 'ONCE' | 'ONGOING';
/** Before the agency was asked, while it takes part, after its part changed; or written by the agency itself. */
export type When = 'EARLIER' | 'MEANWHILE' | 'AFTERWARDS' | 'OURS';
/** What travels by a rule of its own, beside what goes by its section. */
export type Special =
  | 'DANGER_MEANWHILE'
  | 'DANGER_AFTERWARDS'
  | 'FEEDBACK_MEANWHILE'
  | 'FEEDBACK_AFTERWARDS'
  | 'ABOUT_US'
  | 'ABOUT_ANOTHER'
  | 'REASONS_KEPT_FROM_US'
  | 'QUESTION_TO_US'
  | 'TO_ALL_MEANWHILE'
  | 'TO_ALL_AFTERWARDS'
  | 'OUR_DEADLINE'
  | 'THEIR_DEADLINE'
  | 'OUR_NOTICE'
  | 'THE_REFERRAL';

const CASE_FILE =
  'SUMMARY SUBJECT_IDENTITY HARMED_PERSON NARRATIVE RISK POLICE_RECORD SOCIAL_CARE_RECORD SESSIONS OWN_NOTES';
const ROLES: Record<string, string> = {
  'SCHOOL SAFEGUARDING_LEAD': CASE_FILE,
  'SCHOOL SCHOOL_LEADER': 'SUMMARY SUBJECT_IDENTITY HARMED_PERSON NARRATIVE RISK SESSIONS',
  'POLICE TRIAGE_OFFICER': CASE_FILE,
  'POLICE CASE_WORKER': CASE_FILE,
  'POLICE SUPERVISOR': CASE_FILE,
  'SOCIAL_CARE DECISION_MAKER': CASE_FILE,
  'CHARITY SERVICE_COORDINATOR': CASE_FILE,
  'CHARITY PRACTITIONER': CASE_FILE,
  'CHARITY INTEGRATION': CASE_FILE,
};
/** "Seeing a referral needs a role that may act on it": every other role of every kind of agency reads nothing. */
export const sectionsOfRole = (kind: AgencyKind, role: Role): readonly string[] =>
  ROLES[`${kind} ${role}`]?.split(' ') ?? [];

/** Who opens a referral of their agency in an emergency, and what that opens: of what the agency reads, and of no other's. */
const IN_NEED = ['SCHOOL STAFF_REFERRER', 'POLICE INTELLIGENCE_OFFICER', 'POLICE OFFENDER_MANAGER'];
export const opensInAnEmergency = (kind: AgencyKind, role: Role): boolean => IN_NEED.includes(`${kind} ${role}`);
/** "Who is told at once": whoever judges at the agency of the person, and at the custodian's. */
const TOLD = [
  'SCHOOL SAFEGUARDING_LEAD',
  'POLICE SUPERVISOR',
  'SOCIAL_CARE DECISION_MAKER',
  'CHARITY SERVICE_COORDINATOR',
];
export const toldOfAnEmergency = (kind: AgencyKind, role: Role): boolean => TOLD.includes(`${kind} ${role}`);
export const EMERGENCY_OPENS = 'SUMMARY SUBJECT_IDENTITY HARMED_PERSON NARRATIVE RISK'.split(' ');

/** What others wrote: not shared, shared once, shared with what is added; each earlier, meanwhile, afterwards. */
const OF_OTHERS: Record<Part, { held: string; other: string }> = {
  CUSTODIAN: { held: 'yyy yyy yyy', other: 'nnn yyy yyy' },
  CONTRIBUTOR: { held: 'nnn ynn yyy', other: 'nnn ynn yyy' },
  OFFERED: { held: 'nnn ynn ynn', other: 'nnn ynn ynn' },
  INVITED: { held: 'nnn ynn ynn', other: 'nnn ynn ynn' },
  REFERRER: { held: 'ynn yyn yyy', other: 'nnn yyn yyy' },
  FORMER_CUSTODIAN: { held: 'yyn yyn yyy', other: 'nnn yyn yyy' },
  INFORMED: { held: 'nnn ynn yyn', other: 'nnn ynn yyn' },
  DECLINED: { held: 'nnn nnn nnn', other: 'nnn nnn nnn' },
  NO_PART: { held: 'nnn nnn nnn', other: 'nnn nnn nnn' },
};
/** "The custodian: SUMMARY, RISK and SESSIONS while it holds." */
const HELD: readonly Section[] = ['SUMMARY', 'RISK', 'SESSIONS'];
const NEVER_IN_A_PACKET: readonly Section[] = ['OWN_NOTES', 'INTELLIGENCE'];
const HAVE_NO_PART: readonly Part[] = ['DECLINED', 'NO_PART'];

/** In the order of `COLUMNS`; a triple is not shared, shared once, shared with what is added. */
const COLUMNS: readonly Part[] = [
  'CUSTODIAN',
  'CONTRIBUTOR',
  'OFFERED',
  'INVITED',
  'REFERRER',
  'FORMER_CUSTODIAN',
  'INFORMED',
  'DECLINED',
  'NO_PART',
];
const SPECIAL: Record<Special, string> = {
  //                     holds contr offer invit refer formr inform decl none
  DANGER_MEANWHILE: /*  */ 'yyy nny nnn nnn yyy yyy nny nnn nnn',
  DANGER_AFTERWARDS: /* */ 'yyy nny nnn nnn yyy yyy nnn nnn nnn',
  FEEDBACK_MEANWHILE: /**/ 'yyy nnn nnn nnn yyy yyy nnn nnn nnn',
  FEEDBACK_AFTERWARDS: /**/ 'yyy nnn nnn nnn yyy nnn nnn nnn nnn',
  ABOUT_US: /*          */ 'yyy yyy yyy yyy yyy yyy yyy nnn nnn',
  ABOUT_ANOTHER: /*     */ 'yyy nnn nnn nnn nnn yyy nnn nnn nnn',
  REASONS_KEPT_FROM_US: /**/ 'nnn nnn nnn nnn nnn nnn nnn nnn nnn',
  QUESTION_TO_US: /*    */ 'yyy yyy yyy yyy yyy yyy yyy nnn nnn',
  TO_ALL_MEANWHILE: /*  */ 'yyy yyy nnn nnn yyy yyy yyy nnn nnn',
  TO_ALL_AFTERWARDS: /* */ 'yyy yyy nnn nnn yyy yyy nnn nnn nnn',
  OUR_DEADLINE: /*      */ 'yyy yyy yyy yyy yyy yyy yyy nnn nnn',
  THEIR_DEADLINE: /*    */ 'yyy nnn nnn nnn nnn nnn nnn nnn nnn',
  OUR_NOTICE: /*        */ 'yyy yyy yyy yyy yyy yyy yyy nnn nnn',
  THE_REFERRAL: /*      */ 'yyy yyy yyy yyy yyy yyy yyy nnn nnn',
};
const HOW: readonly SharedHow[] = ['NOT', 'ONCE', 'ONGOING'];
const WHEN: readonly When[] = ['EARLIER', 'MEANWHILE', 'AFTERWARDS'];

/** What ends a referral ends its open offers; entered in error, only the custodian still sees it. */
function over(part: Part, status: ReferralStatus): boolean {
  if (status === 'ENTERED_IN_ERROR') return part !== 'CUSTODIAN';
  return status !== 'OPEN' && (part === 'OFFERED' || part === 'INVITED');
}

/** Whether the agency's part opens what was written in a section. */
export function expectedOfSection(
  part: Part,
  status: ReferralStatus,
  how: SharedHow,
  section: Section,
  when: When,
): boolean {
  if (over(part, status)) return false;
  if (when === 'OURS') return !HAVE_NO_PART.includes(part);
  if (NEVER_IN_A_PACKET.includes(section)) return false;
  const row = OF_OTHERS[part];
  return said((HELD.includes(section) ? row.held : row.other).split(' ')[HOW.indexOf(how)]?.[WHEN.indexOf(when)]);
}

/** Whether the agency's part opens what travels by a rule of its own; `how` its section was shared. */
export const expectedOfSpecial = (part: Part, status: ReferralStatus, how: SharedHow, special: Special): boolean =>
  !over(part, status) && said(SPECIAL[special].split(' ')[COLUMNS.indexOf(part)]?.[HOW.indexOf(how)]);

function said(letter: string | undefined): boolean {
  if (letter !== 'y' && letter !== 'n') throw new Error('No expectation is written for this cell');
  return letter === 'y';
}

/**
 * What a third agency is given of what others wrote, by one that has it from them and opens all of it: under code P, or when they agreed,
 * all that this one reads; under code C what it reads without that decision, because it held the risk before, or reads what no decision named.
 */
export type Handled = 'P' | 'C' | 'C_AGREED';
const PASSES_ON: readonly Part[] = ['CUSTODIAN', 'CONTRIBUTOR', 'REFERRER', 'FORMER_CUSTODIAN'];
const UNDER_CONDITION: Partial<Record<Part, { held: string; other: string }>> = {
  CUSTODIAN: { held: 'yyy nnn nnn', other: 'nnn nnn nnn' },
  CONTRIBUTOR: { held: 'nnn nnn nnn', other: 'nnn nnn nnn' },
  REFERRER: { held: 'ynn ynn ynn', other: 'nnn nnn nnn' },
  FORMER_CUSTODIAN: { held: 'yyn nnn nnn', other: 'nnn nnn nnn' },
};
/** Danger that reaches whoever holds or held the risk, or made the referral, is theirs to pass on. */
const DANGER_UNDER_CONDITION: Partial<Record<Part, string>> = {
  CUSTODIAN: 'yyy',
  CONTRIBUTOR: 'nnn',
  REFERRER: 'yyy',
  FORMER_CUSTODIAN: 'yyy',
};
export const passesOn = PASSES_ON;

export function expectedOnward(part: Part, handled: Handled, how: SharedHow, section: Section, when: When): boolean {
  if (NEVER_IN_A_PACKET.includes(section)) return false;
  if (when === 'OURS') return true;
  if (handled !== 'C') return expectedOfSection(part, 'OPEN', how, section, when);
  const row = UNDER_CONDITION[part];
  const of = HELD.includes(section) ? row?.held : row?.other;
  return said(of?.split(' ')[HOW.indexOf(how)]?.[WHEN.indexOf(when)]);
}
export const expectedDangerOnward = (part: Part, handled: Handled, how: SharedHow, special: Special): boolean =>
  handled === 'C'
    ? said(DANGER_UNDER_CONDITION[part]?.[HOW.indexOf(how)])
    : expectedOfSpecial(part, 'OPEN', how, special);
