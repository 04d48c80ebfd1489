import { supervises } from '../../access/supervisors.js';
import { policy, sectionsFor } from '../../access/policy.js';
import type { AgencyKind, Role } from '../../access/vocabulary.js';
import type { TakenBy } from '../pathway.js';
import type { EventActor } from '../referral-context.js';

const by = (agencyKind: AgencyKind, ...roles: Role[]): TakenBy[] => roles.map((role) => ({ agencyKind, role }));

/** Whoever may take a hand-off or an invitation on for the agency. */
export const whoMayAccept: TakenBy[] = [
  ...by('POLICE', 'TRIAGE_OFFICER', 'SUPERVISOR'),
  ...by('SCHOOL', 'SAFEGUARDING_LEAD'),
  ...by('SOCIAL_CARE', 'DECISION_MAKER'),
  ...by('CHARITY', 'SERVICE_COORDINATOR', 'INTEGRATION'),
];
/** Whoever decides about sharing; of the custodian, they also offer, invite and close. */
export const whoMayOffer: TakenBy[] = [
  ...by('SCHOOL', 'SAFEGUARDING_LEAD'),
  ...by('POLICE', 'CASE_WORKER', 'SUPERVISOR'),
  ...by('SOCIAL_CARE', 'DECISION_MAKER'),
  ...by('CHARITY', 'SERVICE_COORDINATOR', 'INTEGRATION'),
];
/** Whoever answers for colleagues. */
export const supervisors: TakenBy[] = Object.entries(supervises).flatMap(([kind, roles]) =>
  by(kind as AgencyKind, ...roles),
);
/** A partner's own system does what its coordinator may. */
export const whoMaySupervise: TakenBy[] = [...supervisors, ...by('CHARITY', 'INTEGRATION')];
/** Any role that acts on referrals at all: the policy says which these are. */
export const whoMayAct: TakenBy[] = policy.map(({ kind, role }) => ({ agencyKind: kind, role }));
/** The same without partners' own systems, which anybody there may use. */
export const whoActsInPerson: TakenBy[] = whoMayAct.filter(({ role }) => role !== 'INTEGRATION');
export const whoHearsChildren: TakenBy[] = [
  ...by('SCHOOL', 'SAFEGUARDING_LEAD'),
  ...by('POLICE', 'CASE_WORKER'),
  ...by('SOCIAL_CARE', 'DECISION_MAKER'),
  ...by('CHARITY', 'SERVICE_COORDINATOR', 'PRACTITIONER', 'INTEGRATION'),
];
export const safeguardingLead = by('SCHOOL', 'SAFEGUARDING_LEAD');
export const schoolLeader = by('SCHOOL', 'SCHOOL_LEADER');
export const triageOfficer = by('POLICE', 'TRIAGE_OFFICER');
export const policeCaseWorker = by('POLICE', 'CASE_WORKER');
export const policeSupervisor = by('POLICE', 'SUPERVISOR');
export const socialCareDecisionMaker = by('SOCIAL_CARE', 'DECISION_MAKER');
export const coordinator = by('CHARITY', 'SERVICE_COORDINATOR', 'INTEGRATION');
export const practitioner = by('CHARITY', 'PRACTITIONER', 'INTEGRATION');

const may =
  (who: readonly TakenBy[]) =>
  (kind: AgencyKind, roles: readonly Role[]): boolean =>
    who.some((one) => one.agencyKind === kind && roles.includes(one.role));
export const mayAccept = may(whoMayAccept);
export const mayOffer = may(whoMayOffer);
export const maySupervise = may(whoMaySupervise);
/** What is said of a member of staff goes to the head, also where it is the safeguarding lead of whom it is said. Source: KCSIE, Part 4. */
export const mayDeclareForColleagues = may([...whoMaySupervise, ...schoolLeader]);

/** To whom of an agency a referral is shut, and that it is, stands in the agency's own notes: nothing else says so to who does not read these. */
export const readsWhoIsShutOut = ({ agencyKind, roles }: EventActor): boolean =>
  sectionsFor(agencyKind, roles).includes('OWN_NOTES');
