import { OPENED_IN_AN_EMERGENCY } from './break-glass.js';
import type { Section } from './vocabulary.js';

/** Tables that hold something of a referral, with the row's own say on who may read it. */
const CONTENT: Record<string, Section> = {
  content_summary: 'SUMMARY',
  content_subject_identity: 'SUBJECT_IDENTITY',
  content_harmed_person: 'HARMED_PERSON',
  content_narrative: 'NARRATIVE',
  content_risk: 'RISK',
  content_police_record: 'POLICE_RECORD',
  content_social_care_record: 'SOCIAL_CARE_RECORD',
  content_sessions: 'SESSIONS',
  content_own_notes: 'OWN_NOTES',
  content_intelligence: 'INTELLIGENCE',
};
/** Read and taken apart once a statement, as a subquery is, and not once a row: a list of settings would cost more than the row. */
const SETTING = (name: string, type: string): string =>
  `(select nullif(current_setting('handrail.${name}', true), '')::${type})::${type}`;
const MY_AGENCY = SETTING('agency', 'uuid');
const MY_SERVICES = SETTING('services', 'uuid[]');
const MY_SECTIONS = SETTING('sections', 'text[]');
const ME = SETTING('actor', 'uuid');
const MY_ROLES = SETTING('roles', 'text[]');
/** A row names each agency that reads it, or in its place the one service of it that does. */
const agencyReads = `(${MY_AGENCY} = any (visible_to) or visible_to && ${MY_SERVICES})`;
const oursOr = (service: string): string => `(${service} is null or ${service} = any (${MY_SERVICES}))`;
const roleReads = (section: string): string => `${section} = any (${MY_SECTIONS})`;
const quoted = (section: string): string => `'${section}'`;
/** A referral that the caller has opened in an emergency: what their agency reads, of the sections that this opens. */
const openedByMe = `referral_id = any (${SETTING('opened', 'uuid[]')})`;
const OPENED = `'{${OPENED_IN_AN_EMERGENCY.join(',')}}'`;
/** Feedback reaches the member of staff who reported it, who reads nothing else. */
const feedbackOnMyReport = `(audience = 'FEEDBACK' and reported_by = ${ME} and ${agencyReads})`;

/**
 * Neither restricted to others nor shut out by a conflict of interest. Where nothing was asked about the caller there is no list, and nothing
 * is read.
 */
const notBarred = `referral_id <> all (${SETTING('barred', 'uuid[]')})`;

/** For each table what opens a row to the application: the row's own columns and the caller's settings. */
const opens: [table: string, condition: string][] = [
  [
    'participation',
    `agency_id = ${MY_AGENCY} and ${oursOr('service_id')} and seen and (${MY_SECTIONS} <> '{}' or reported_by = ${ME} or ${openedByMe} or (status = 'ENTERED_IN_ERROR' and ${SETTING('auditor', 'boolean')}))`,
  ],
  [
    'entry',
    `(${agencyReads} and value_sections && ${MY_SECTIONS}) or (${agencyReads} and ${openedByMe} and value_sections && ${OPENED}) or ${feedbackOnMyReport}`,
  ],
  ...Object.entries(CONTENT).map(([table, section]): [string, string] => [
    table,
    [
      OPENED_IN_AN_EMERGENCY.includes(section)
        ? `(${agencyReads} and ${roleReads(quoted(section))}) or (${agencyReads} and ${openedByMe})`
        : `${agencyReads} and ${roleReads(quoted(section))}`,
      ...(section === 'SUMMARY' ? [feedbackOnMyReport] : []),
    ].join(' or '),
  ]),
  // Who somebody is stands in one of the sections that an emergency opens.
  ['party', `(${agencyReads} and ${roleReads('section')}) or (${agencyReads} and ${openedByMe})`],
  ...['offer', 'sharing_decision', 'sharing_rationale', 'disclosure', 'deadline'].map((table): [string, string] => [
    table,
    `${agencyReads} and ${roleReads(quoted('SUMMARY'))}`,
  ]),
  // Whoever reads in an emergency what is under a condition is told so.
  ['handling_condition', `(${agencyReads} and ${roleReads(quoted('SUMMARY'))}) or (${agencyReads} and ${openedByMe})`],
  ['intervention', `${agencyReads} and ${roleReads(quoted('SESSIONS'))}`],
  // Like the agency's own notes; and whoever it names knows that it is theirs.
  ['allocation', `${agencyReads} and (${roleReads(quoted('OWN_NOTES'))} or person_id = ${ME})`],
  // A notice says itself which roles it tells.
  ['notice', `${agencyReads} and roles && ${MY_ROLES}`],
  // Whoever supervises, as the row says: at the agency that held the risk then, at the one that held it when it was overdue, at the person's.
  [
    'emergency_opening',
    [
      `(custodian_id = ${MY_AGENCY} and ${oursOr('custodian_service')} and custodian_supervisors && ${MY_ROLES})`,
      `(later_custodian_id = ${MY_AGENCY} and ${oursOr('later_service')} and later_supervisors && ${MY_ROLES})`,
      `(agency_id = ${MY_AGENCY} and ${oursOr('own_service')} and own_supervisors && ${MY_ROLES})`,
    ].join(' or '),
  ],
];
/** For each table the whole condition under which the application reads a row: the row's own columns and the caller's settings. */
export const rowConditions: ReadonlyMap<string, string> = new Map(
  opens.map(([table, condition]) => [table, `${notBarred} and (${condition})`]),
);

/** What the caller oversees, and the one referral whose record they ask about: set for that question alone. */
const OVERSEES = SETTING('oversees', 'text');
const RECORD_OF = SETTING('record_of', 'uuid[]');
/**
 * An entry of the record is read at the agency of whoever looked or acted, as `overseen` in `oversight.ts` says, and only as one that names the
 * referral which is asked about: in the words of the index that finds it, `record_entry_of_list`.
 */
export const recordCondition =
  `agency_id = ${MY_AGENCY} and array_append(referral_ids, agency_id) @> array_append(${RECORD_OF}, ${MY_AGENCY}) and cardinality(${RECORD_OF}) = 1` +
  ` and actor_kind <> 'CLOCK' and not (referral_ids && ${SETTING('barred', 'uuid[]')}) and (${OVERSEES} = 'AUDITS' or (${OVERSEES} = 'SUPERVISES' and purpose <> 'oversight' and sections <@ ${MY_SECTIONS}))`;
/** What the record names, without the digests and numbers that only its sealing needs. */
const RECORD_COLUMNS =
  'referral_id, id, at, operation, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action, person_ids, referral_ids, sections, recipients';

/** Of training that runs out the person is told by a notice of their own, and whoever supervises, as the row says, of everybody's but theirs. */
export const trainingNoticeCondition = `agency_id = ${MY_AGENCY} and ((own and person_id = ${ME}) or (roles && ${MY_ROLES} and person_id <> ${ME}))`;

/** What only the door reads: a pathway's own state, its events, which retry was answered how, and whom a referral is shut to. */
export const keptByTheDoor: readonly string[] = [
  'referral',
  'event',
  'idempotency_key',
  'restriction',
  'conflict_of_interest',
];

/** The policies as SQL: committed beside the migrations that carry its text, so that a change of who may see what shows in a diff. */
export const compileRowSecurity = (): string =>
  [
    ...[...rowConditions].map(([table, condition]) => wallOf(table, condition)),
    recordWall(),
    trainingNoticeWall(),
    ...keptByTheDoor.map(doorsWallOf),
  ].join('\n');

export const wallOf = (table: string, condition: string): string =>
  forced(table) +
  `grant select on ${table} to handrail_app;\n` +
  `create policy ${table}_is_read on ${table} for select to handrail_app using (${condition});\n` +
  byTheDoor(table);
/** The record has walls already for whoever writes and whoever seals it. */
export const recordWall = (): string =>
  `grant select (${RECORD_COLUMNS}) on record_entry to handrail_app;\n` +
  `create policy record_entry_is_overseen on record_entry for select to handrail_app using (${recordCondition});\n`;
/** It holds nothing of a referral. */
const trainingNoticeWall = (): string =>
  forced('training_notice') +
  `grant select on training_notice to handrail_app;\n` +
  `create policy training_notice_is_told on training_notice for select to handrail_app using (${trainingNoticeCondition});\n` +
  byTheDoor('training_notice');
export const doorsWallOf = (table: string): string => forced(table) + byTheDoor(table);

/** On the owner as well. */
const forced = (table: string): string =>
  `alter table ${table} enable row level security;\n` + `alter table ${table} force row level security;\n`;
const byTheDoor = (table: string): string =>
  `create policy ${table}_by_the_door on ${table} to handrail_door using (true) with check (true);\n`;
