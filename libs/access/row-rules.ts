import { OPENED_IN_AN_EMERGENCY } from './break-glass.js';
import type { Reader } from './reading.js';
import {
  all,
  any,
  audits,
  bracketed,
  type Condition,
  is,
  isForUs,
  isMe,
  isMyAgency,
  isMyServiceOrNone,
  isNoneBarred,
  isNot,
  isNotBarred,
  isOpenedByMe,
  isSo,
  isSomebodyElse,
  namesMyRole,
  namesTheReferralAskedAbout,
  opensOneOf,
  oversees,
  roleReads,
  roleReadsEachOf,
  roleReadsIn,
  roleReadsOneOf,
  roleReadsSomething,
  type Row,
} from './row-condition.js';
import { contentTable, Section } from './vocabulary.js';

/* Which rows of each table that holds something of a referral are whose to read: the policy, row by row. */

/** What the agency reads of a referral that the reader has opened in an emergency. */
const inAnEmergency = all(isForUs, isOpenedByMe);
/** Feedback reaches the member of staff who reported it, who reads nothing else. */
const feedbackOnMyReport = all(is('audience', 'FEEDBACK'), isMe('reported_by'), isForUs);

const content = (section: Section): Condition =>
  any(
    all(isForUs, roleReads(section)),
    ...(OPENED_IN_AN_EMERGENCY.includes(section) ? [inAnEmergency] : []),
    ...(section === 'SUMMARY' ? [feedbackOnMyReport] : []),
  );
const ofTheSummary = all(isForUs, roleReads('SUMMARY'));
const toldOfAnOpening = (agency: string, service: string, supervisors: string): Condition =>
  all(isMyAgency(agency), isMyServiceOrNone(service), namesMyRole(supervisors));

const opens: [table: string, condition: Condition][] = [
  [
    'participation',
    all(
      isMyAgency('agency_id'),
      isMyServiceOrNone('service_id'),
      isSo('seen'),
      any(roleReadsSomething, isMe('reported_by'), isOpenedByMe, all(is('status', 'ENTERED_IN_ERROR'), audits)),
    ),
  ],
  [
    'entry',
    any(
      all(isForUs, roleReadsOneOf('value_sections')),
      all(isForUs, isOpenedByMe, opensOneOf('value_sections')),
      feedbackOnMyReport,
    ),
  ],
  ...Object.values(Section).map((section): [string, Condition] => [contentTable(section), content(section)]),
  // Who somebody is stands in one of the sections that an emergency opens.
  ['party', any(all(isForUs, roleReadsIn('section')), inAnEmergency)],
  ...['offer', 'sharing_decision', 'sharing_rationale', 'deadline'].map((table): [string, Condition] => [
    table,
    ofTheSummary,
  ]),
  // That an agency received something of a section says that there is something in it.
  ['disclosure', all(ofTheSummary, roleReadsIn('section'))],
  // Whoever reads in an emergency what is under a condition is told so.
  ['handling_condition', any(ofTheSummary, inAnEmergency)],
  ['intervention', all(isForUs, roleReads('SESSIONS'))],
  // Like the agency's own notes; and whoever it names knows that it is theirs.
  ['allocation', all(isForUs, any(roleReads('OWN_NOTES'), isMe('person_id')))],
  // A notice says itself which roles it tells.
  ['notice', all(isForUs, namesMyRole('roles'))],
  // Whoever supervises, as the row says: at the agency that held the risk then, at the one that held it when it was overdue, at the person's.
  [
    'emergency_opening',
    any(
      toldOfAnOpening('custodian_id', 'custodian_service', 'custodian_supervisors'),
      toldOfAnOpening('later_custodian_id', 'later_service', 'later_supervisors'),
      toldOfAnOpening('agency_id', 'own_service', 'own_supervisors'),
    ),
  ],
];
/** For each table the whole condition under which a row is read. */
export const rowRules: ReadonlyMap<string, Condition> = new Map(
  opens.map(([table, opened]) => [table, all(isNotBarred, bracketed(opened))]),
);
/** Whether somebody reads a row, asked in memory. @throws when there is no rule for the table */
export function readsRow(table: string, row: Row, reader: Reader): boolean {
  const rule = rowRules.get(table);
  if (!rule) throw new Error(`There is no rule on who reads ${table}`);
  return rule.holds(row, reader);
}

/**
 * An entry of the record is read at the agency of whoever looked or acted, and only as one that names the referral which is asked about. What a
 * clock did, nobody did. An auditor reads the record of all; whoever supervises, of what their own role reads, and not the oversight of it: who is
 * overseen does not see that, nor that there is something in a section which they do not read.
 */
export const recordRule: Condition = all(
  isMyAgency('agency_id'),
  namesTheReferralAskedAbout,
  isNot('actor_kind', 'CLOCK'),
  isNoneBarred('referral_ids'),
  any(oversees('AUDITS'), all(oversees('SUPERVISES'), isNot('purpose', 'oversight'), roleReadsEachOf('sections'))),
);

/** Of training that runs out the person is told by a notice of their own, and whoever supervises, as the row says, of everybody's but theirs. */
export const trainingNoticeRule: Condition = all(
  isMyAgency('agency_id'),
  any(all(isSo('own'), isMe('person_id')), all(namesMyRole('roles'), isSomebodyElse('person_id'))),
);
