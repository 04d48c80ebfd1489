import type { Actor } from './actor.js';
import { sectionsFor } from './policy.js';
import { type AgencyKind, type Role, Section } from './vocabulary.js';

/*
 * Break-glass: in an emergency somebody whose role reads nothing opens one referral on which their own agency stands, with a reason and
 * for an hour. A rule beside the policy, never a row of it: it opens to a person what their agency reads already, and nothing to an agency.
 */
interface InNeed {
  kind: AgencyKind;
  role: Role;
}
/** Who may come upon a child in danger without a part in the case. Oversight, research and administration never do. */
export const mayBreakGlass: readonly InNeed[] = [
  { kind: 'SCHOOL', role: 'STAFF_REFERRER' },
  { kind: 'POLICE', role: 'INTELLIGENCE_OFFICER' },
  { kind: 'POLICE', role: 'OFFENDER_MANAGER' },
];
/** What keeps a child safe tonight. Never a record that one agency keeps, its own notes, sessions or intelligence. */
export const OPENED_IN_AN_EMERGENCY: readonly Section[] = [
  Section.SUMMARY,
  Section.SUBJECT_IDENTITY,
  Section.HARMED_PERSON,
  Section.NARRATIVE,
  Section.RISK,
];
export const Emergency = ['DANGER_TO_LIFE', 'SERIOUS_HARM', 'MISSING_CHILD'] as const;

/** A person, not a machine; and only who reads nothing by their roles: nobody opens what lies open to them. */
export function canBreakGlass({ kind, agency, roles }: Actor): boolean {
  return (
    kind === 'PERSON' &&
    sectionsFor(agency.kind, roles).length === 0 &&
    mayBreakGlass.some((one) => one.kind === agency.kind && roles.includes(one.role))
  );
}
