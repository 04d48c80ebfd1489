import { describe, expect, it } from '@jest/globals';
import { bankHolidays } from './bank-holidays.js';
import { calendarAfter, type CalendarEntry } from './calendar-entries.js';

const withSpecialDay = {
  'england-and-wales': {
    events: [...bankHolidays['england-and-wales'].events, { date: '2026-12-11', title: 'A special day' }],
  },
};
const entries: CalendarEntry[] = [
  { version: 1, kind: 'BANK_HOLIDAYS', agencyId: null, body: withSpecialDay },
  { version: 2, kind: 'OFFICE_HOURS', agencyId: 'csc', body: { closesAt: '17:00', inForceFrom: '2026-11-01' } },
  {
    version: 3,
    kind: 'SCHOOL_TERMS',
    agencyId: 'northgate',
    body: { terms: [{ from: '2026-09-02', until: '2026-12-18' }], closed: ['2026-11-27'] },
  },
  { version: 4, kind: 'OFFICE_HOURS', agencyId: 'csc', body: { closesAt: '16:30', inForceFrom: '2026-11-01' } },
];

describe('The calendar', () => {
  it('is the one that comes with Handrail before anything was entered', () => {
    const calendar = calendarAfter([]);
    expect(calendar.version).toBe(0);
    expect(calendar.isWorkingDay('2026-12-11')).toBe(true);
  });

  it('is after each entry what it was then, whatever came later', () => {
    const [none, feed, hours, terms, newest] = [0, 1, 2, 3, undefined].map((one) => calendarAfter(entries, one));
    expect(none?.isWorkingDay('2026-12-11')).toBe(true);
    expect(feed?.isWorkingDay('2026-12-11')).toBe(false);
    expect(feed?.of('csc').closesAt('2026-11-25')).toBeNull();
    expect(hours?.of('csc').closesAt('2026-11-25')).toBe('17:00');
    expect(hours?.of('northgate').isSchoolDay('2026-11-27')).toBe(true);
    expect(terms?.of('northgate').isSchoolDay('2026-11-27')).toBe(false);
    expect(terms?.of('csc').closesAt('2026-11-25')).toBe('17:00');
    expect(newest?.of('csc').closesAt('2026-11-25')).toBe('16:30');
    expect(newest?.version).toBe(4);
  });
});
