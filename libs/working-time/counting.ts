import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar.js';

const LONDON = 'Europe/London';

// Days are counted as ISO days, and only their ends looked up in the time zone, once each: every action counts a deadline or two,
// and a walk of ten days through zoned dates costs as much as all else that an action does.
const inLondon = new Intl.DateTimeFormat('en-CA', { timeZone: LONDON, dateStyle: 'short' });
/** The day in London on which an instant falls. */
export const dayOf = (instant: string): string => inLondon.format(Date.parse(instant));
const dayLater = (day: string, days: number): string => {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
};

const MOST_KEPT = 5000;
/** Every count walks the same days. */
const followers = new Map<string, string>();
function dayAfter(day: string): string {
  const known = followers.get(day);
  if (known !== undefined) return known;
  const next = dayLater(day, 1);
  if (followers.size >= MOST_KEPT) followers.clear();
  followers.set(day, next);
  return next;
}

const ends = new Map<string, string>();

/** The last moment of a day in London, to the millisecond: "by Tuesday" is met at any time of Tuesday. */
function endOf(day: string): string {
  const known = ends.get(day);
  if (known !== undefined) return known;
  const end = new Date(beginningOf(dayAfter(day)) - 1).toISOString();
  if (ends.size >= MOST_KEPT) ends.clear();
  ends.set(day, end);
  return end;
}
const beginningOf = (day: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: LONDON }).epochMilliseconds;

function after(from: string, count: number, counts: (day: string) => boolean): string {
  let day = from;
  for (let left = count; left > 0;) {
    day = dayAfter(day);
    if (counts(day)) left -= 1;
  }
  return day;
}
const sameOrNext = (from: string, counts: (day: string) => boolean): string =>
  counts(from) ? from : after(from, 1, counts);

/** "Within N working days of": the day after counts as the first; due at the end of the last. */
export const withinWorkingDays = (count: number, from: string, calendar: Calendar): string =>
  endOf(after(dayOf(from), count, (day) => calendar.isWorkingDay(day)));

export const withinSchoolDays = (count: number, from: string, calendar: Calendar): string =>
  endOf(after(dayOf(from), count, (day) => calendar.isSchoolDay(day)));

/** The same day when it is a school day, otherwise the next one. */
export const sameSchoolDay = (from: string, calendar: Calendar): string =>
  endOf(sameOrNext(dayOf(from), (day) => calendar.isSchoolDay(day)));

export const isSchoolDayAt = (instant: string, calendar: Calendar): boolean => calendar.isSchoolDay(dayOf(instant));

/** Bank holidays after the day of one instant, until that of another. */
export function bankHolidaysBetween(from: string, until: string, calendar: Calendar): { day: string; title: string }[] {
  const found: { day: string; title: string }[] = [];
  const last = dayOf(until);
  for (let day = dayAfter(dayOf(from)); day <= last; day = dayAfter(day)) {
    const title = calendar.bankHoliday(day);
    if (title !== null) found.push({ day, title });
  }
  return found;
}

/** Hours as they pass, whatever the clocks on the wall do. */
export const elapsedHours = (count: number, from: string): string =>
  new Date(Temporal.Instant.from(from).epochMilliseconds + count * 3_600_000).toISOString();

/** The end of that very day, whichever it is. */
export const sameDay = (from: string): string => endOf(dayOf(from));

/**
 * When something counts as received by an agency that has entered a closing time: at once before it on a day that counts, otherwise at
 * the beginning of the next. Without one, always at once.
 */
export function receivedAt(
  instant: string,
  calendar: Pick<Calendar, 'closesAt'>,
  counts: (day: string) => boolean,
): string {
  const day = dayOf(instant);
  const closesAt = calendar.closesAt(day);
  if (closesAt === null) return instant;
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON).toPlainTime();
  if (counts(day) && Temporal.PlainTime.compare(local, closesAt) < 0) return instant;
  return new Date(beginningOf(after(day, 1, counts))).toISOString();
}
