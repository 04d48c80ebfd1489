import type { AgencyId } from '../pathways/referral-context.js';

/** An agency's own side of a referral, open to the people whom it names and to nobody else of it. */
export interface Restriction {
  agencyId: AgencyId;
  people: string[];
}
/** Somebody who must not see a referral, whatever their role: it is about their family, a friend, themselves. */
export interface ConflictOfInterest {
  agencyId: AgencyId;
  personId: string;
}
/** Absent where nothing was ever restricted or declared, as in what was stored before either could be. */
export interface Bars {
  restrictions?: readonly Restriction[];
  conflicts?: readonly ConflictOfInterest[];
}
interface Somebody {
  id: string;
  agencyId: AgencyId;
}

/**
 * Whether there is no such referral for somebody, although their agency and their role would see it. Beats every role, every relation and
 * an opening in an emergency. A machine client can be named in no restriction: nobody knows who sits behind it.
 */
export const isBarred = ({ restrictions = [], conflicts = [] }: Bars, { id, agencyId }: Somebody): boolean =>
  conflicts.some(({ personId }) => personId === id) ||
  restrictions.some((one) => one.agencyId === agencyId && !one.people.includes(id));

export const restrictionOf = ({ restrictions = [] }: Bars, agencyId: AgencyId): Restriction | undefined =>
  restrictions.find((one) => one.agencyId === agencyId);
export const conflictsOf = ({ conflicts = [] }: Bars, agencyId: AgencyId): ConflictOfInterest[] =>
  conflicts.filter((one) => one.agencyId === agencyId);

/** The same referral after one agency has changed whom it bars. */
export const restrictedTo = (bars: Bars, agencyId: AgencyId, people: readonly string[] | null): Restriction[] => [
  ...(bars.restrictions ?? []).filter((one) => one.agencyId !== agencyId),
  ...(people ? [{ agencyId, people: [...people] }] : []),
];
export const withConflict = ({ conflicts = [] }: Bars, declared: ConflictOfInterest): ConflictOfInterest[] =>
  conflicts.some(({ personId }) => personId === declared.personId) ? [...conflicts] : [...conflicts, declared];
export const withoutConflict = ({ conflicts = [] }: Bars, ended: ConflictOfInterest): ConflictOfInterest[] =>
  conflicts.filter(({ personId, agencyId }) => personId !== ended.personId || agencyId !== ended.agencyId);
