import { createHash } from 'node:crypto';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';

/** Both schools and every person are invented; the agencies' part here is a demonstration. */
export const demoAgencies: readonly { key: string; name: string; kind: AgencyKind }[] = [
  { key: 'gmp', name: 'Greater Manchester Police (demo)', kind: 'POLICE' },
  { key: 'northgate', name: 'Northgate High School (invented)', kind: 'SCHOOL' },
  { key: 'riverside', name: 'Riverside Academy (invented)', kind: 'SCHOOL' },
  { key: 'csc', name: 'Children’s Social Care (demo)', kind: 'SOCIAL_CARE' },
  { key: 'lff', name: 'Lucy Faithfull Foundation (demo)', kind: 'CHARITY' },
  { key: 'survivors', name: 'Survivors Manchester (demo)', kind: 'CHARITY' },
  { key: 'university', name: 'University research group (demo)', kind: 'RESEARCH' },
];

interface DemoPerson {
  email: string;
  name: string;
  role: Role;
}
const firstPeople: readonly DemoPerson[] = [
  { email: 'dsl@northgate.example', name: 'Priya Demo', role: 'SAFEGUARDING_LEAD' },
  { email: 'deputy@northgate.example', name: 'Tomasz Demo', role: 'SAFEGUARDING_LEAD' },
  { email: 'dsl@riverside.example', name: 'Grace Demo', role: 'SAFEGUARDING_LEAD' },
  { email: 'head@northgate.example', name: 'Helen Demo', role: 'SCHOOL_LEADER' },
  { email: 'teacher@northgate.example', name: 'Owen Demo', role: 'STAFF_REFERRER' },
  { email: 'triage@gmp.example', name: 'Leila Demo', role: 'TRIAGE_OFFICER' },
  { email: 'officer@gmp.example', name: 'Marcus Demo', role: 'CASE_WORKER' },
  { email: 'supervisor@gmp.example', name: 'Ines Demo', role: 'SUPERVISOR' },
  { email: 'intel@gmp.example', name: 'Rashid Demo', role: 'INTELLIGENCE_OFFICER' },
  { email: 'mosovo@gmp.example', name: 'Fiona Demo', role: 'OFFENDER_MANAGER' },
  { email: 'decision@csc.example', name: 'Amara Demo', role: 'DECISION_MAKER' },
  { email: 'coordinator@lff.example', name: 'Joanna Demo', role: 'SERVICE_COORDINATOR' },
  { email: 'coordinator@survivors.example', name: 'Dev Demo', role: 'SERVICE_COORDINATOR' },
  { email: 'practitioner@lff.example', name: 'Sam Demo', role: 'PRACTITIONER' },
  { email: 'auditor@gmp.example', name: 'Nadia Demo', role: 'AUDITOR' },
  { email: 'researcher@university.example', name: 'Elin Demo', role: 'RESEARCHER' },
  { email: 'admin@gmp.example', name: 'Pat Demo', role: 'ADMINISTRATOR' },
];

/** They see no more of the agency's work than everybody there, but for what belongs to their service. */
const peopleOfServices: readonly DemoPerson[] = [
  { email: 'support.lead@lff.example', name: 'Maya Demo', role: 'SERVICE_COORDINATOR' },
  { email: 'support@lff.example', name: 'Ruth Demo', role: 'PRACTITIONER' },
  { email: 'programme.lead@lff.example', name: 'Victor Demo', role: 'SERVICE_COORDINATOR' },
  { email: 'programme@lff.example', name: 'Anil Demo', role: 'PRACTITIONER' },
];
export const demoPeople: readonly DemoPerson[] = [...firstPeople, ...peopleOfServices];

/** Invented too; work belongs to one of them only once it is passed there. */
export const demoServices: readonly { agency: string; key: string; name: string; people: readonly string[] }[] = [
  {
    agency: 'lff',
    key: 'survivor-support',
    name: 'Support for survivors (invented)',
    people: ['support.lead@lff.example', 'support@lff.example'],
  },
  {
    agency: 'lff',
    key: 'offending-programme',
    name: 'Programme for people who have offended (invented)',
    people: ['programme.lead@lff.example', 'programme@lff.example'],
  },
  {
    agency: 'gmp',
    key: 'offender-management',
    name: 'Offender management (invented)',
    people: ['supervisor@gmp.example', 'officer@gmp.example', 'mosovo@gmp.example'],
  },
];

export const demoClient = {
  clientId: 'lff-case-system',
  name: 'LFF case system (demo)',
  agency: 'lff',
  role: 'INTEGRATION' as Role,
};

export const agencyOf = (email: string): string => email.slice(email.indexOf('@') + 1).split('.')[0] ?? '';

/** When the demonstration's agencies and people came into being: the time in their ids. */
const BEGAN_MS = 1_764_000_000_000;

/**
 * An id that is the same on every machine, so that a demonstration can be written down. A UUIDv7 like all the others: in order of the
 * lists above, which is the order of creation; services and their people came later.
 */
export function demoId(of: string): string {
  const place = [
    ...demoAgencies.map(({ key }) => key),
    ...firstPeople.map(({ email }) => email),
    demoClient.clientId,
    ...peopleOfServices.map(({ email }) => email),
    ...demoServices.map(({ key }) => key),
  ].indexOf(of);
  if (place < 0) throw new Error('Only the demonstration’s own agencies, people, client and services have such an id');
  const time = (BEGAN_MS + place).toString(16).padStart(12, '0');
  const rest = createHash('sha256').update(`handrail-demo:${of}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${rest.slice(5, 8)}-${rest.slice(8, 20)}`;
}
