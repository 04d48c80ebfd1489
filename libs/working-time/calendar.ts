import { Temporal } from 'temporal-polyfill';
import { type BankHolidayFeed, bankHolidays } from './bank-holidays.js';

/** Which days count. Dates are ISO days in Europe/London. */
export interface Calendar {
  /** The last entry that it knows; an event names it, so that its deadlines can be counted again as they were. */
  readonly version: number;
  isWorkingDay(day: string): boolean;
  isSchoolDay(day: string): boolean;
  /** What the bank holiday is called; null when the day is none. */
  bankHoliday(day: string): string | null;
  /** Whether the school days of that time are what the agency has entered as its terms, rather than every working day. */
  hasTermsOn(day: string): boolean;
  /** Time of day, as `17:00`, from which what arrives counts as received on the next day; null when it is received at any time. */
  closesAt(day: string): string | null;
  /** Last day that the feed of bank holidays knows; after it only weekends are left out. */
  readonly knownUntil: string;
  /** The same, with what that agency has entered for itself. */
  of(agencyId: string): Calendar;
}
/** A school's terms: first and last day of each, and days inside them on which it is closed. */
export interface SchoolTerms {
  terms: { from: string; until: string }[];
  closed: string[];
}
/** Until when an agency receives, from a day on; null: at any time again. */
export interface OfficeHours {
  closesAt: string | null;
  inForceFrom: string;
}
/** What one agency has entered; of several office hours the last one in force counts. */
export interface AgencyDays {
  terms?: SchoolTerms;
  hours: OfficeHours[];
}

/**
 * Working days of England and Wales: not Saturday, Sunday or a bank holiday. School days are working days until a school has entered
 * its terms, and again outside what its terms cover: a deadline is rather early than never.
 */
export function englandAndWales(
  feed: BankHolidayFeed = bankHolidays,
  agencies: ReadonlyMap<string, AgencyDays> = new Map(),
  version = 0,
): Calendar {
  const holidays = new Map(feed['england-and-wales'].events.map(({ date, title }) => [date, title]));
  const knownUntil = [...holidays.keys()].sort().at(-1) ?? '';
  const isWorkingDay = (day: string): boolean => isWeekday(day) && !holidays.has(day);
  const calendarOf = (days?: AgencyDays): Calendar => ({
    version,
    isWorkingDay,
    isSchoolDay: (day) => isWorkingDay(day) && (!days?.terms || inTerm(day, days.terms)),
    bankHoliday: (day) => holidays.get(day) ?? null,
    hasTermsOn: (day) => days?.terms !== undefined && isCovered(day, days.terms),
    closesAt: (day) => hoursOn(day, days?.hours ?? [])?.closesAt ?? null,
    knownUntil,
    of: (agencyId) => calendarOf(agencies.get(agencyId)),
  });
  return calendarOf();
}

const isWeekday = (day: string): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

const isCovered = (day: string, { terms }: SchoolTerms): boolean =>
  day >= (terms[0]?.from ?? day) && day <= (terms.at(-1)?.until ?? day);
const inTerm = (day: string, entered: SchoolTerms): boolean =>
  !isCovered(day, entered) ||
  (entered.terms.some(({ from, until }) => day >= from && day <= until) && !entered.closed.includes(day));

const hoursOn = (day: string, hours: readonly OfficeHours[]): OfficeHours | undefined =>
  hours.reduce<OfficeHours | undefined>(
    (last, one) => (one.inForceFrom <= day && (!last || one.inForceFrom >= last.inForceFrom) ? one : last),
    undefined,
  );

const NOTICE = { days: 90 };

/** What to tell an operator when the feed no longer covers the days that are being counted; undefined while it does. */
export function feedWarning({ knownUntil }: Pick<Calendar, 'knownUntil'>, today: string): string | undefined {
  if (knownUntil >= Temporal.PlainDate.from(today).add(NOTICE).toString()) return undefined;
  const ends = knownUntil < today ? 'ended' : 'ends';
  return `The feed of bank holidays ${ends} on ${knownUntil}: after it only weekends are left out. Run: npm run handrail -- calendar refresh`;
}
