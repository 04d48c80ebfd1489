import type { BankHolidayFeed } from './bank-holidays.js';
import type { SchoolTerms } from './calendar.js';
import { isDay } from './day.js';

/** In England and Wales no year has had fewer; a list with fewer is not whole. */
const FEWEST_A_YEAR = 8;

/**
 * A feed of bank holidays as gov.uk publishes it, cut down to what counts here.
 * @throws Error when it is not one, or leaves out days that lie ahead
 */
export function feedOf(value: unknown, today: string): BankHolidayFeed {
  const events = recordOf(recordOf(value)['england-and-wales']).events;
  const known = Array.isArray(events) ? events.map((event: unknown) => holidayOf(recordOf(event))) : [];
  const days = known.flatMap((one) => (one ? [one] : [])).sort((a, b) => a.date.localeCompare(b.date));
  if (days.length === 0 || days.length < known.length)
    throw new Error('This is not a feed of bank holidays with a division england-and-wales.');
  const thisYear = Number(today.slice(0, 4));
  for (let year = thisYear; year <= Math.max(thisYear, Number(days.at(-1)?.date.slice(0, 4))); year += 1) {
    if (new Set(days.filter(({ date }) => date.startsWith(`${year}-`)).map(({ date }) => date)).size < FEWEST_A_YEAR)
      throw new Error(`This feed is not whole: it knows fewer than ${FEWEST_A_YEAR} bank holidays in ${year}.`);
  }
  return { 'england-and-wales': { events: days } };
}

function holidayOf({ title, date }: Record<string, unknown>): { title: string; date: string } | undefined {
  return typeof title === 'string' && title.trim() !== '' && isDay(date) ? { date, title: title.trim() } : undefined;
}

/** A school's terms and closed days. @throws Error that says what is wrong with them */
export function termsOf(value: unknown): SchoolTerms {
  const { terms, closed = [], ...unknown } = recordOf(value);
  // What is misspelt would count for nothing: on a closed day a deadline would run.
  if (!Array.isArray(terms) || terms.length === 0 || !Array.isArray(closed) || Object.keys(unknown).length > 0)
    throw new Error(
      'Terms are needed as { "terms": [{ "from": "2026-09-02", "until": "2026-10-23" }], "closed": ["2026-09-25"] }.',
    );
  const spans = terms.map((term: unknown) => {
    const { from, until } = recordOf(term);
    if (!isDay(from) || !isDay(until) || from > until)
      throw new Error('Each term needs a first and a last day, "from" and "until", as 2026-09-02.');
    return { from, until };
  });
  spans.sort((a, b) => a.from.localeCompare(b.from));
  if (spans.some(({ from }, place) => from <= (spans[place - 1]?.until ?? '')))
    throw new Error('Two of the terms overlap.');
  const days = closed.map((day: unknown) => {
    if (!isDay(day) || !spans.some(({ from, until }) => from <= day && day <= until))
      throw new Error('Each closed day needs to be a day of one of the terms, as 2026-09-25.');
    return day;
  });
  return { terms: spans, closed: [...new Set(days)].sort() };
}

/** A time of day, or none. @throws Error when it is neither */
export function closingTimeOf(value: string): string | null {
  if (value === 'none') return null;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(value) || value === '00:00')
    throw new Error('A closing time is needed, as 17:00, or none.');
  return value;
}

/** @throws Error when there is no such day */
export function dayFrom(value: string): string {
  if (!isDay(value)) throw new Error('A day is needed, as 2026-09-02.');
  return value;
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
