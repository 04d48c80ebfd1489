import { OPENED_IN_AN_EMERGENCY } from './break-glass.js';
import type { Oversight } from './oversight.js';
import type { Reader } from './reading.js';
import type { Section } from './vocabulary.js';

/*
 * What opens a row to whoever reads: said once, as PostgreSQL asks it of the row's columns and the transaction's settings, and as it is asked
 * in memory. What is put together of such conditions means the same on both sides; a plain expression, so that row security needs no subquery
 * into another table.
 */

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;
export interface Condition {
  sql: string;
  holds(row: Row, reader: Reader): boolean;
  /** What joins its parts: beside other parts it stands in brackets. */
  joins?: 'and' | 'or';
}

const within = (outer: 'and' | 'or', { sql, joins }: Condition): string =>
  joins !== undefined && joins !== outer ? `(${sql})` : sql;
export const all = (...parts: readonly Condition[]): Condition => ({
  sql: parts.map((part) => within('and', part)).join(' and '),
  holds: (row, reader) => parts.every((part) => part.holds(row, reader)),
  joins: 'and',
});
/** In brackets, whatever it stands beside. */
export const bracketed = (only: Condition): Condition => ({
  sql: `(${only.sql})`,
  holds: (row, reader) => only.holds(row, reader),
});
export function any(...parts: readonly Condition[]): Condition {
  const [only, ...more] = parts;
  if (only && more.length === 0) return only;
  return {
    sql: parts.map((part) => within('or', part)).join(' or '),
    holds: (row, reader) => parts.some((part) => part.holds(row, reader)),
    joins: 'or',
  };
}

/** Read and taken apart once a statement, as a subquery is, and not once a row: a list of settings would cost more than the row. */
const setting = (name: string, type: string): string =>
  `(select nullif(current_setting('handrail.${name}', true), '')::${type})::${type}`;
const AGENCY = setting('agency', 'uuid');
const SERVICES = setting('services', 'uuid[]');
const SECTIONS = setting('sections', 'text[]');
const ME = setting('actor', 'uuid');
const ROLES = setting('roles', 'text[]');
const RECORD_OF = setting('record_of', 'uuid[]');

/** What is compared with nothing is neither so nor not so, and opens nothing. */
const isThere = (row: Row, column: string): boolean => (row[column] ?? null) !== null;
const listIn = (row: Row, column: string): readonly unknown[] => (row[column] ?? []) as readonly unknown[];
const overlap = (one: readonly unknown[], other: readonly unknown[]): boolean => one.some((it) => other.includes(it));

export const isSo = (column: string): Condition => ({ sql: column, holds: (row) => row[column] === true });
export const is = (column: string, value: string): Condition => ({
  sql: `${column} = '${value}'`,
  holds: (row) => row[column] === value,
});
export const isNot = (column: string, value: string): Condition => ({
  sql: `${column} <> '${value}'`,
  holds: (row) => isThere(row, column) && row[column] !== value,
});
export const isMe = (column: string): Condition => ({
  sql: `${column} = ${ME}`,
  holds: (row, { id }) => row[column] === id,
});
export const isSomebodyElse = (column: string): Condition => ({
  sql: `${column} <> ${ME}`,
  holds: (row, { id }) => isThere(row, column) && row[column] !== id,
});
export const isMyAgency = (column: string): Condition => ({
  sql: `${column} = ${AGENCY}`,
  holds: (row, { agencyId }) => row[column] === agencyId,
});
/** Of the whole agency, or of a service of it to which the reader belongs. */
export const isMyServiceOrNone = (column: string): Condition =>
  any(
    { sql: `${column} is null`, holds: (row) => (row[column] ?? null) === null },
    { sql: `${column} = any (${SERVICES})`, holds: (row, { services }) => services.some((one) => one === row[column]) },
  );
/** A row names each agency that reads it, or in its place the one service of it that does. */
export const isForUs: Condition = any(
  { sql: `${AGENCY} = any (visible_to)`, holds: (row, { agencyId }) => listIn(row, 'visible_to').includes(agencyId) },
  { sql: `visible_to && ${SERVICES}`, holds: (row, { services }) => overlap(services, listIn(row, 'visible_to')) },
);

/** A role of the reader's reads the section: one that the table holds, or the row's own. */
export const roleReads = (section: Section): Condition => ({
  sql: `'${section}' = any (${SECTIONS})`,
  holds: (_row, { sections }) => sections.includes(section),
});
export const roleReadsIn = (column: string): Condition => ({
  sql: `${column} = any (${SECTIONS})`,
  holds: (row, { sections }) => sections.some((one) => one === row[column]),
});
export const roleReadsOneOf = (column: string): Condition => ({
  sql: `${column} && ${SECTIONS}`,
  holds: (row, { sections }) => overlap(sections, listIn(row, column)),
});
export const roleReadsEachOf = (column: string): Condition => ({
  sql: `${column} <@ ${SECTIONS}`,
  holds: (row, { sections }) =>
    isThere(row, column) && listIn(row, column).every((one) => sections.some((section) => section === one)),
});
export const roleReadsSomething: Condition = {
  sql: `${SECTIONS} <> '{}'`,
  holds: (_row, { sections }) => sections.length > 0,
};
export const namesMyRole = (column: string): Condition => ({
  sql: `${column} && ${ROLES}`,
  holds: (row, { roles }) => overlap(roles, listIn(row, column)),
});
export const audits: Condition = { sql: setting('auditor', 'boolean'), holds: (_row, { auditor }) => auditor };

/** A referral that the reader has opened in an emergency. */
export const isOpenedByMe: Condition = {
  sql: `referral_id = any (${setting('opened', 'uuid[]')})`,
  holds: (row, { opened }) => opened.some((one) => one === row.referral_id),
};
export const opensOneOf = (column: string): Condition => ({
  sql: `${column} && '{${OPENED_IN_AN_EMERGENCY.join(',')}}'`,
  holds: (row) => overlap(OPENED_IN_AN_EMERGENCY, listIn(row, column)),
});
/**
 * Neither restricted to others nor shut out by a conflict of interest. Where nothing was asked about the caller there is no list, and nothing
 * is read.
 */
export const isNotBarred: Condition = {
  sql: `referral_id <> all (${setting('barred', 'uuid[]')})`,
  holds: (row, { barred }) => barred !== null && !barred.some((one) => one === row.referral_id),
};
export const isNoneBarred = (column: string): Condition => ({
  sql: `not (${column} && ${setting('barred', 'uuid[]')})`,
  holds: (row, { barred }) => barred !== null && isThere(row, column) && !overlap(barred, listIn(row, column)),
});

/** What the reader oversees, and the one referral whose record they ask about: set for that question alone. */
export const oversees = (as: Oversight): Condition => ({
  sql: `${setting('oversees', 'text')} = '${as}'`,
  holds: (_row, { record }) => record?.oversees === as,
});
/** In the words of the index that finds it, `record_entry_of_list`. */
export const namesTheReferralAskedAbout: Condition = all(
  {
    sql: `array_append(referral_ids, agency_id) @> array_append(${RECORD_OF}, ${AGENCY})`,
    holds: (row, { agencyId, record }) =>
      record !== null && row.agency_id === agencyId && listIn(row, 'referral_ids').includes(record.of),
  },
  { sql: `cardinality(${RECORD_OF}) = 1`, holds: (_row, { record }) => record !== null },
);
