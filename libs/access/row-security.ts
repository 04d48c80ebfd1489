import { recordRule, rowRules, trainingNoticeRule } from './row-rules.js';

/** What the record names, without the digests and numbers that only its sealing needs. */
const RECORD_COLUMNS =
  'referral_id, id, at, operation, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action, person_ids, referral_ids, sections, recipients';

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
    ...[...rowRules].map(([table, { sql }]) => wallOf(table, sql)),
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
  `create policy record_entry_is_overseen on record_entry for select to handrail_app using (${recordRule.sql});\n`;
/** It holds nothing of a referral. */
const trainingNoticeWall = (): string =>
  forced('training_notice') +
  `grant select on training_notice to handrail_app;\n` +
  `create policy training_notice_is_told on training_notice for select to handrail_app using (${trainingNoticeRule.sql});\n` +
  byTheDoor('training_notice');
export const doorsWallOf = (table: string): string => forced(table) + byTheDoor(table);

/** On the owner as well. */
const forced = (table: string): string =>
  `alter table ${table} enable row level security;\n` + `alter table ${table} force row level security;\n`;
const byTheDoor = (table: string): string =>
  `create policy ${table}_by_the_door on ${table} to handrail_door using (true) with check (true);\n`;
