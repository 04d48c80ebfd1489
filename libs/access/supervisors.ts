import type { Actor } from './actor.js';
import type { AgencyKind, Role } from './vocabulary.js';

/**
 * Who answers for colleagues, by kind of agency: sees who looked, what work must move and whose training runs out, carries a service on, and
 * is told of an opening in an emergency, which the custodian's judge.
 */
export const supervises: Partial<Record<AgencyKind, readonly Role[]>> = {
  SCHOOL: ['SAFEGUARDING_LEAD'],
  POLICE: ['SUPERVISOR'],
  SOCIAL_CARE: ['DECISION_MAKER'],
  CHARITY: ['SERVICE_COORDINATOR'],
};
/** Whether somebody is told, and sees what their agency's supervisors see. */
export const isSupervisor = ({ agency, roles }: Pick<Actor, 'agency' | 'roles'>): boolean =>
  (supervises[agency.kind] ?? []).some((role) => roles.includes(role));
