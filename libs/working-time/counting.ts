import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar.js';

const LONDON = 'Europe/London';
const dayOf = (instant: string): Temporal.PlainDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON).toPlainDate();

/** The last moment of a day in London, to the millisecond: "by Tuesday" is met at any time of Tuesday. */
function endOf(day: Temporal.PlainDate): string {
  const midnight = day.add({ days: 1 }).toZonedDateTime({ timeZone: LONDON });
  return new Date(midnight.epochMilliseconds - 1).toISOString();
}

function after(from: Temporal.PlainDate, count: number, counts: (day: string) => boolean): Temporal.PlainDate {
  let day = from;
  for (let left = count; left > 0;) {
    day = day.add({ days: 1 });
    if (counts(day.toString())) left -= 1;
  }
  return day;
}
const sameOrNext = (from: Temporal.PlainDate, counts: (day: string) => boolean): Temporal.PlainDate =>
  counts(from.toString()) ? from : after(from, 1, counts);

/** "Within N working days of": the day after counts as the first; due at the end of the last. */
export const withinWorkingDays = (count: number, from: string, calendar: Calendar): string =>
  endOf(after(dayOf(from), count, (day) => calendar.isWorkingDay(day)));

export const withinSchoolDays = (count: number, from: string, calendar: Calendar): string =>
  endOf(after(dayOf(from), count, (day) => calendar.isSchoolDay(day)));

/** The same day when it is a school day, otherwise the next one. */
export const sameSchoolDay = (from: string, calendar: Calendar): string =>
  endOf(sameOrNext(dayOf(from), (day) => calendar.isSchoolDay(day)));

/** "Period of N days beginning with": the day itself counts as the first. Source of the phrase: Sexual Offences Act 2003, s.84. */
export const periodOfDaysBeginningWith = (count: number, from: string): string =>
  endOf(dayOf(from).add({ days: count - 1 }));

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
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON);
  const day = local.toPlainDate();
  const closesAt = calendar.closesAt(day.toString());
  if (closesAt === null) return instant;
  if (counts(day.toString()) && Temporal.PlainTime.compare(local.toPlainTime(), closesAt) < 0) return instant;
  return new Date(after(day, 1, counts).toZonedDateTime({ timeZone: LONDON }).epochMilliseconds).toISOString();
}
