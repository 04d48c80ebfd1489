import { type BankHolidayFeed, bankHolidays } from '../../libs/working-time/bank-holidays.js';
import { englandAndWales, feedWarning } from '../../libs/working-time/calendar.js';
import { closingTimeOf, dayFrom, feedOf, termsOf } from '../../libs/working-time/entered.js';
import { agencyNamed } from '../agencies/entered.js';
import type { Database } from '../database/database.js';
import { entriesInForce, enterAfter, type EntryInForce, readJson } from './calendar-entering.js';
import { DomainClock } from './domain-clock.js';

/** Where the United Kingdom's government publishes its bank holidays. */
export const PUBLISHED_FEED = 'https://www.gov.uk/bank-holidays.json';

/** `handrail calendar show`: the bank holidays in use and where they come from, and what agencies have entered. */
export async function calendarShow(database: Database): Promise<string> {
  const entries = await entriesInForce(database);
  const today = await new DomainClock(database).today();
  const { feed, from } = feedIn(entries);
  const { events } = feed['england-and-wales'];
  const ahead = events.filter(({ date }) => date >= today);
  return [
    `Bank holidays of England and Wales until ${knownUntil(feed)}, ${from}`,
    ...ahead.map(({ date, title }) => `  ${date}  ${title}`),
    ...entries.filter((entry) => !isOver(entry, entries, today)).flatMap(inWords),
    ...warningsOf(feed, today),
  ].join('\n');
}

/**
 * `handrail calendar refresh`: from now on deadlines are counted by this feed; those that were set earlier keep their day.
 * @throws Error when it cannot be read, is no whole feed, or ends before the one in use
 */
export async function calendarRefresh(database: Database, source: string): Promise<string> {
  const today = await new DomainClock(database).today();
  const entries = await entriesInForce(database);
  const { feed: old } = feedIn(entries);
  const fresh = feedOf(await readJson(source), today);
  if (knownUntil(fresh) < knownUntil(old))
    throw new Error(
      `This feed ends on ${knownUntil(fresh)}, earlier than the one in use, which ends on ${knownUntil(old)}. Nothing was changed.`,
    );
  const [added, gone] = [missing(old, fresh), missing(fresh, old)];
  if (added.length + gone.length === 0) return 'Nothing to do: the bank holidays in use are these.';
  await enterAfter(entries, database, { kind: 'BANK_HOLIDAYS', agencyId: null, body: fresh }, source);
  return [
    `Bank holidays are known until ${knownUntil(fresh)}. Deadlines that are set from now on are counted by them.`,
    ...added.filter((day) => day >= today).map((day) => `  new      ${day}`),
    ...gone.filter((day) => day >= today).map((day) => `  no more  ${day}`),
    ...warningsOf(fresh, today),
  ].join('\n');
}

/** `handrail calendar hours`: until when an agency receives; later counts as the next day. @throws Error */
export async function calendarHours(database: Database, key: string, time: string, from?: string): Promise<string> {
  const agency = await agencyNamed(database, key);
  const closesAt = closingTimeOf(time);
  const inForceFrom = from === undefined ? await new DomainClock(database).today() : dayFrom(from);
  await enterAfter(
    await entriesInForce(database),
    database,
    { kind: 'OFFICE_HOURS', agencyId: agency.id, body: { closesAt, inForceFrom } },
    'calendar hours',
  );
  return closesAt === null
    ? `From ${inForceFrom} ${agency.name} receives at any time.`
    : `From ${inForceFrom} what reaches ${agency.name} at ${closesAt} or later counts as received on the next day.`;
}

/** `handrail calendar terms`: a school's terms and closed days, in place of those it had. @throws Error */
export async function calendarTerms(database: Database, key: string, file: string): Promise<string> {
  const agency = await agencyNamed(database, key);
  if (agency.kind !== 'SCHOOL') throw new Error('Only a school has terms.');
  const terms = termsOf(await readJson(file));
  await enterAfter(
    await entriesInForce(database),
    database,
    { kind: 'SCHOOL_TERMS', agencyId: agency.id, body: terms },
    file,
  );
  return `School days of ${agency.name} are its own from ${terms.terms[0]?.from} until ${terms.terms.at(-1)?.until}. Outside these, every working day counts.`;
}

const knownUntil = (feed: BankHolidayFeed): string => englandAndWales(feed).knownUntil;

function feedIn(entries: readonly EntryInForce[]): { feed: BankHolidayFeed; from: string } {
  const entered = entries.find((entry) => entry.kind === 'BANK_HOLIDAYS');
  return entered?.kind === 'BANK_HOLIDAYS'
    ? {
        feed: entered.body,
        from: `from ${entered.source}, entered on ${entered.entered_at.toISOString().slice(0, 10)}`,
      }
    : { feed: bankHolidays, from: 'the list that comes with Handrail' };
}

/** Office hours after which others have begun by that day. */
const isOver = (entry: EntryInForce, entries: readonly EntryInForce[], today: string): boolean =>
  entry.kind === 'OFFICE_HOURS' &&
  entries.some(
    (other) =>
      other.kind === 'OFFICE_HOURS' &&
      other.agencyId === entry.agencyId &&
      other.body.inForceFrom > entry.body.inForceFrom &&
      other.body.inForceFrom <= today,
  );

function inWords(entry: EntryInForce): string[] {
  switch (entry.kind) {
    case 'BANK_HOLIDAYS':
      return [];
    case 'OFFICE_HOURS':
      return [`${entry.key}: closes at ${entry.body.closesAt ?? 'no time'}, from ${entry.body.inForceFrom}`];
    case 'SCHOOL_TERMS': {
      const terms = entry.body.terms.map(({ from, until }) => `${from} to ${until}`).join(', ');
      return [`${entry.key}: terms ${terms}; closed ${entry.body.closed.join(', ') || 'on no day of them'}`];
    }
  }
}

const warningsOf = (feed: BankHolidayFeed, today: string): string[] => {
  const warning = feedWarning(englandAndWales(feed), today);
  return warning === undefined ? [] : [`warning: ${warning}`];
};

/** Days that the one feed lacks and the other has. */
function missing(lacks: BankHolidayFeed, has: BankHolidayFeed): string[] {
  const known = new Set(lacks['england-and-wales'].events.map(({ date }) => date));
  return has['england-and-wales'].events
    .filter(({ date }) => !known.has(date))
    .map(({ date, title }) => `${date}  ${title}`);
}
