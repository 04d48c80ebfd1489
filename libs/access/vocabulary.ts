/** The names that the contract gives to roles, kinds, sections and relations: one place, used by every room. */
const names = <const T extends string>(...all: T[]): { readonly [name in T]: name } =>
  Object.freeze(Object.fromEntries(all.map((name) => [name, name]))) as { readonly [name in T]: name };

export const Role = names(
  'SAFEGUARDING_LEAD',
  'SCHOOL_LEADER',
  'STAFF_REFERRER',
  'TRIAGE_OFFICER',
  'CASE_WORKER',
  'SUPERVISOR',
  'INTELLIGENCE_OFFICER',
  'OFFENDER_MANAGER',
  'DECISION_MAKER',
  'SERVICE_COORDINATOR',
  'PRACTITIONER',
  'AUDITOR',
  'RESEARCHER',
  'ADMINISTRATOR',
  'INTEGRATION',
);
export type Role = keyof typeof Role;

export const AgencyKind = names(
  'POLICE',
  'SCHOOL',
  'SOCIAL_CARE',
  'CHARITY',
  'HEALTH',
  'PROBATION',
  'PRISON',
  'YOUTH_JUSTICE',
  'LOCAL_AUTHORITY',
  'OVERSIGHT',
  'RESEARCH',
);
export type AgencyKind = keyof typeof AgencyKind;

export const Section = names(
  'SUMMARY',
  'SUBJECT_IDENTITY',
  'HARMED_PERSON',
  'NARRATIVE',
  'RISK',
  'POLICE_RECORD',
  'SOCIAL_CARE_RECORD',
  'SESSIONS',
  'OWN_NOTES',
  'INTELLIGENCE',
);
export type Section = keyof typeof Section;
/** The table that holds what is said in a section. */
export const contentTable = (section: Section): string => `content_${section.toLowerCase()}`;

/** Strongest first. */
export const Relation = names(
  'CUSTODIAN',
  'CONTRIBUTOR',
  'OFFERED',
  'INVITED',
  'REFERRER',
  'FORMER_CUSTODIAN',
  'INFORMED',
);
export type Relation = keyof typeof Relation;

export const PartyRole = names(
  'CHILD_DEPICTED',
  'CHILD_SHARED',
  'CHILD_DISPLAYING',
  'CHILD_HARMED',
  'PERSON_OF_CONCERN',
  'REGISTERED_PERSON',
  'SURVIVOR',
  'PARENT_OR_CARER',
  'REPORTER',
  'OTHER',
);
export type PartyRole = keyof typeof PartyRole;

export const LawfulBasis = names(
  'PUBLIC_TASK',
  'LEGAL_OBLIGATION',
  'VITAL_INTERESTS',
  'LEGITIMATE_INTERESTS',
  'RECOGNISED_LEGITIMATE_INTEREST',
  'CONSENT',
  'LAW_ENFORCEMENT_TASK',
);
export type LawfulBasis = keyof typeof LawfulBasis;

/** What a region's states tell of. That somebody is in danger is under no condition, as what is said of it is not. */
export interface Telling {
  section: Section;
  isDanger?: boolean;
}

/** `HARMED_PERSON` as it is said in a sentence. */
export const inWords = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
