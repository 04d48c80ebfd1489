import { Temporal } from 'temporal-polyfill';
import { type BankHolidayFeed, bankHolidays } from './bank-holidays.js';

/** Which days count. Dates are ISO days in Europe/London. */
export interface Calendar {
  isWorkingDay(day: string): boolean;
  isSchoolDay(day: string): boolean;
  /** Last day that the feed of bank holidays knows; after it only weekends are left out. */
  readonly knownUntil: string;
}
/** A school's terms: first and last day of each, and days inside them on which it is closed. */
export interface SchoolTerms {
  terms: { from: string; until: string }[];
  closed: string[];
}

/** @throws Error when it is not a feed of bank holidays */
export function feedOf(value: unknown): BankHolidayFeed {
  const events = (value as Partial<BankHolidayFeed> | null)?.['england-and-wales']?.events;
  const valid =
    Array.isArray(events) && events.length > 0 && events.every(({ date }) => /^\d{4}-\d{2}-\d{2}$/.test(date));
  if (!valid) throw new Error('This is not a feed of bank holidays with a division england-and-wales');
  return value as BankHolidayFeed;
}

/** Working days of England and Wales: not Saturday, Sunday or a bank holiday. School days are working days until a school has entered its terms. */
export function englandAndWales(feed: BankHolidayFeed = bankHolidays, school?: SchoolTerms): Calendar {
  const holidays = new Set(feed['england-and-wales'].events.map(({ date }) => date));
  const isWorkingDay = (day: string): boolean => Temporal.PlainDate.from(day).dayOfWeek <= 5 && !holidays.has(day);
  const inTerm = (day: string): boolean =>
    !school || (school.terms.some(({ from, until }) => day >= from && day <= until) && !school.closed.includes(day));
  return {
    isWorkingDay,
    isSchoolDay: (day) => isWorkingDay(day) && inTerm(day),
    knownUntil: [...holidays].sort().at(-1) ?? '',
  };
}

/** What to tell an operator when the feed no longer covers the days that are being counted; undefined while it does. */
export function feedWarning(calendar: Calendar, today: string): string | undefined {
  const ahead = Temporal.PlainDate.from(today).add({ days: 90 }).toString();
  if (calendar.knownUntil >= ahead) return undefined;
  return `The feed of bank holidays ends on ${calendar.knownUntil}: after it only weekends are left out. Refresh it from gov.uk/bank-holidays.json.`;
}
