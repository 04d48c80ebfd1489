import type { BankHolidayFeed } from './bank-holidays.js';
import { type AgencyDays, type Calendar, englandAndWales, type OfficeHours, type SchoolTerms } from './calendar.js';

/**
 * What operators have entered, in the order in which they did; nothing is ever changed or taken away. The calendar as it stood after any
 * of them can be put together again, and with it the deadlines that were counted then.
 */
export type CalendarEntry = { version: number } & (
  | { kind: 'BANK_HOLIDAYS'; agencyId: null; body: BankHolidayFeed }
  | { kind: 'OFFICE_HOURS'; agencyId: string; body: OfficeHours }
  | { kind: 'SCHOOL_TERMS'; agencyId: string; body: SchoolTerms }
);

/** The calendar after that entry; the one that comes with Handrail before the first. */
export function calendarAfter(entries: readonly CalendarEntry[], version = entries.at(-1)?.version ?? 0): Calendar {
  let feed: BankHolidayFeed | undefined;
  const agencies = new Map<string, AgencyDays>();
  for (const entry of entries.filter((one) => one.version <= version)) {
    if (entry.kind === 'BANK_HOLIDAYS') {
      feed = entry.body;
      continue;
    }
    const days = agencies.get(entry.agencyId) ?? { hours: [] };
    if (entry.kind === 'OFFICE_HOURS') days.hours.push(entry.body);
    else days.terms = entry.body;
    agencies.set(entry.agencyId, days);
  }
  return englandAndWales(feed, agencies, version);
}
