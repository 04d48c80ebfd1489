import type { Calendar } from '../working-time/calendar.js';
import { bankHolidaysBetween, dayOf, isSchoolDayAt } from '../working-time/counting.js';
import type { CountedIn, CountedRule } from './counted-rule.js';

/** From when to when a deadline is counted: since when, when that counts as received, and when it is due. */
export interface CountedSpan {
  from: string;
  received: string;
  dueAt: string;
}

/** A deadline in one sentence: the rule, since when, until when, and which days in between do not count. */
export const explained = ({ text, count }: CountedRule, span: CountedSpan, calendar: Calendar): string =>
  `${text}; counted from ${since(span)}${how(count.unit, span, calendar)}.`;

export const asked = ({ text }: CountedRule, dueAt: string): string => `${text}: ${minute(dueAt)}.`;

function how(unit: CountedIn, { received, dueAt }: CountedSpan, calendar: Calendar): string {
  const last = weekday(dueAt);
  switch (unit) {
    case 'WORKING_DAYS':
      return ` until the end of ${last}: the first day itself, weekends and bank holidays do not count${holidays(received, dueAt, calendar)}`;
    case 'SCHOOL_DAYS':
      return ` until the end of ${last}: the first day itself does not count, and only ${schoolDays(received, dueAt, calendar)} do${holidays(received, dueAt, calendar)}`;
    case 'SAME_DAY':
      return ' until the end of that day';
    case 'SAME_SCHOOL_DAY':
      return isSchoolDayAt(received, calendar)
        ? ' until the end of that day, which is a school day'
        : ` until the end of ${last}, the next school day${inTerms(dueAt, calendar) ? ' of the school’s own terms' : ''}${holidays(received, dueAt, calendar)}`;
    case 'HOURS':
      return ` until ${minute(dueAt)}, by night and at weekends too`;
  }
}

const inTerms = (instant: string, calendar: Calendar): boolean => calendar.hasTermsOn(dayOf(instant));

/** A school that has entered terms may not have entered those of that time. */
function schoolDays(from: string, until: string, calendar: Calendar): string {
  const [first, last] = [inTerms(from, calendar), inTerms(until, calendar)];
  if (first && last) return 'days of the school’s own terms';
  return first || last
    ? 'days of the school’s own terms, and where it has entered none working days,'
    : 'school days, which are working days until a school enters its terms,';
}

/** Named, since a reader may not know that the day was one. */
function holidays(from: string, until: string, calendar: Calendar): string {
  const passed = bankHolidaysBetween(from, until, calendar).map(({ day, title }) => `${title} on ${dayAndMonth(day)}`);
  return passed.length > 0 ? ` (on the way: ${passed.join(', ')})` : '';
}

const since = ({ from, received }: CountedSpan): string =>
  from === received
    ? minute(from)
    : `${inZone.day.format(new Date(received))}, because it arrived after office hours (${minute(from)}),`;

const zoned = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'long', ...options });
const inZone = {
  day: zoned({ year: 'numeric' }),
  dayAndMonth: zoned({}),
  weekday: zoned({ weekday: 'long', year: 'numeric' }),
  minute: zoned({ year: 'numeric', hour: '2-digit', minute: '2-digit' }),
};
const minute = (instant: string): string => inZone.minute.format(new Date(instant));
const weekday = (instant: string): string => inZone.weekday.format(new Date(instant)).replace(',', '');
const dayAndMonth = (day: string): string => inZone.dayAndMonth.format(new Date(`${day}T12:00:00Z`));
