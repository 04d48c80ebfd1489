import type { AgencyKind, Role, Section } from './vocabulary.js';

/** What a role reads of what its agency reads. An inspector can read this table; no row, no sight. */
interface PolicyRow {
  kind: AgencyKind;
  role: Role;
  sees: readonly Section[];
}

const SHARED: readonly Section[] = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK', 'SESSIONS'];
const CASE_FILE: readonly Section[] = [...SHARED, 'POLICE_RECORD', 'SOCIAL_CARE_RECORD', 'OWN_NOTES'];

export const policy: readonly PolicyRow[] = [
  { kind: 'SCHOOL', role: 'SAFEGUARDING_LEAD', sees: CASE_FILE },
  // Co-signs a local response and must see what it is about; the safeguarding team's own notes are not part of that.
  { kind: 'SCHOOL', role: 'SCHOOL_LEADER', sees: SHARED },
  { kind: 'POLICE', role: 'TRIAGE_OFFICER', sees: CASE_FILE },
  { kind: 'POLICE', role: 'CASE_WORKER', sees: CASE_FILE },
  { kind: 'POLICE', role: 'SUPERVISOR', sees: CASE_FILE },
  { kind: 'SOCIAL_CARE', role: 'DECISION_MAKER', sees: CASE_FILE },
  { kind: 'CHARITY', role: 'SERVICE_COORDINATOR', sees: CASE_FILE },
  { kind: 'CHARITY', role: 'PRACTITIONER', sees: CASE_FILE },
  // May do what a coordinator and a practitioner of its agency may, and reads as much.
  { kind: 'CHARITY', role: 'INTEGRATION', sees: CASE_FILE },
];

/** Roles of a kind of agency that read, and so may do its work. */
export const rolesThatRead = (kind: AgencyKind): Role[] =>
  policy.filter((row) => row.kind === kind).map(({ role }) => role);

/** Sections that any of the person's roles may read; empty when none may act on a referral. */
export function sectionsFor(kind: AgencyKind, roles: readonly Role[]): Section[] {
  const rows = policy.filter((row) => row.kind === kind && roles.includes(row.role));
  return [...new Set(rows.flatMap((row) => row.sees))];
}
