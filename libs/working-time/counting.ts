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

export const sameWorkingDay = (from: string, calendar: Calendar): string =>
  endOf(sameOrNext(dayOf(from), (day) => calendar.isWorkingDay(day)));

/** "Period of N days beginning with": the day itself counts as the first. Source of the phrase: Sexual Offences Act 2003, s.84. */
export const periodOfDaysBeginningWith = (count: number, from: string): string =>
  endOf(dayOf(from).add({ days: count - 1 }));

/** Hours as they pass, whatever the clocks on the wall do. */
export const elapsedHours = (count: number, from: string): string =>
  new Date(Temporal.Instant.from(from).epochMilliseconds + count * 3_600_000).toISOString();

export interface OfficeHours {
  /** Local times, as `09:00`. */
  from: string;
  until: string;
}

/**
 * When something counts as received: as it is within office hours of a working day, otherwise at the opening of the next. A setting;
 * without office hours, always at once.
 */
export function receivedAt(instant: string, calendar: Calendar, hours?: OfficeHours): string {
  if (!hours) return instant;
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(LONDON);
  const day = local.toPlainDate();
  const time = local.toPlainTime();
  const works = calendar.isWorkingDay(day.toString());
  const opens = Temporal.PlainTime.from(hours.from);
  if (
    works &&
    Temporal.PlainTime.compare(time, opens) >= 0 &&
    Temporal.PlainTime.compare(time, Temporal.PlainTime.from(hours.until)) < 0
  )
    return instant;
  const early = works && Temporal.PlainTime.compare(time, opens) < 0;
  const next = early ? day : after(day, 1, (one) => calendar.isWorkingDay(one));
  return new Date(next.toZonedDateTime({ timeZone: LONDON, plainTime: opens }).epochMilliseconds).toISOString();
}
