import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { englandAndWales, feedWarning } from './calendar.js';
import { elapsedHours, receivedAt, sameDay, sameSchoolDay, withinSchoolDays, withinWorkingDays } from './counting.js';

const calendar = englandAndWales();

describe('Deadlines in working time', () => {
  it('counts the day after as the first, and is due at the end of the last in London', () => {
    expect(withinWorkingDays(1, '2026-11-25T16:00:00.000Z', calendar)).toBe('2026-11-26T23:59:59.999Z');
    expect(withinWorkingDays(1, '2026-11-27T16:00:00.000Z', calendar)).toBe('2026-11-30T23:59:59.999Z');
  });

  it('leaves out Christmas and its substitute days', () => {
    expect(withinWorkingDays(1, '2026-12-24T10:00:00.000Z', calendar)).toBe('2026-12-29T23:59:59.999Z');
    expect(withinWorkingDays(1, '2027-12-24T10:00:00.000Z', calendar)).toBe('2027-12-29T23:59:59.999Z');
    expect(withinWorkingDays(1, '2027-12-31T10:00:00.000Z', calendar)).toBe('2028-01-04T23:59:59.999Z');
  });

  it('ends at the end of the day in London on either side of a clock change', () => {
    expect(withinWorkingDays(1, '2026-03-27T12:00:00.000Z', calendar)).toBe('2026-03-30T22:59:59.999Z');
    expect(withinWorkingDays(1, '2026-10-23T12:00:00.000Z', calendar)).toBe('2026-10-26T23:59:59.999Z');
    // Half past midnight in London is the day before in UTC.
    expect(withinWorkingDays(1, '2026-06-30T23:30:00.000Z', calendar)).toBe('2026-07-02T22:59:59.999Z');
  });

  it('takes the same day when it counts, and otherwise the next one that does', () => {
    expect(sameSchoolDay('2026-11-25T09:00:00.000Z', calendar)).toBe('2026-11-25T23:59:59.999Z');
    expect(sameSchoolDay('2026-11-28T09:00:00.000Z', calendar)).toBe('2026-11-30T23:59:59.999Z');
    expect(sameDay('2026-11-28T09:00:00.000Z')).toBe('2026-11-28T23:59:59.999Z');
  });

  it('counts school days by a school’s own terms once it has entered them', () => {
    const terms = {
      terms: [
        { from: '2026-09-02', until: '2026-10-23' },
        { from: '2026-11-02', until: '2026-12-18' },
      ],
      closed: ['2026-11-27'],
    };
    const school = englandAndWales(undefined, new Map([['northgate', { terms, hours: [] }]])).of('northgate');
    expect(withinSchoolDays(1, '2026-10-23T12:00:00.000Z', school)).toBe('2026-11-02T23:59:59.999Z');
    expect(sameSchoolDay('2026-11-27T09:00:00.000Z', school)).toBe('2026-11-30T23:59:59.999Z');
    expect(withinSchoolDays(1, '2026-10-23T12:00:00.000Z', calendar)).toBe('2026-10-26T23:59:59.999Z');
  });

  it('lets hours pass whatever the clocks on the wall do', () => {
    expect(elapsedHours(24, '2026-03-28T20:00:00.000Z')).toBe('2026-03-29T20:00:00.000Z');
  });

  it('counts working days as school days again outside the terms that were entered', () => {
    const terms = { terms: [{ from: '2026-09-02', until: '2026-12-18' }], closed: [] };
    const school = englandAndWales(undefined, new Map([['northgate', { terms, hours: [] }]])).of('northgate');
    expect(withinSchoolDays(2, '2026-12-17T12:00:00.000Z', school)).toBe('2026-12-21T23:59:59.999Z');
  });

  it('receives after closing time on the next day that counts, from the day on which it was set', () => {
    const hours = [
      { closesAt: '17:00', inForceFrom: '2026-11-01' },
      { closesAt: null, inForceFrom: '2026-12-01' },
    ];
    const care = englandAndWales(undefined, new Map([['csc', { hours }]])).of('csc');
    const received = (instant: string): string => receivedAt(instant, care, (day) => care.isWorkingDay(day));
    expect(received('2026-11-27T17:00:00.000Z')).toBe('2026-11-30T00:00:00.000Z');
    expect(received('2026-11-28T10:00:00.000Z')).toBe('2026-11-30T00:00:00.000Z');
    expect(received('2026-11-27T16:59:00.000Z')).toBe('2026-11-27T16:59:00.000Z');
    expect(received('2026-11-25T06:00:00.000Z')).toBe('2026-11-25T06:00:00.000Z');
    expect(received('2026-10-30T18:00:00.000Z')).toBe('2026-10-30T18:00:00.000Z');
    expect(received('2026-12-02T18:00:00.000Z')).toBe('2026-12-02T18:00:00.000Z');
  });

  it('gives one agency’s settings to that agency alone', () => {
    const hours = [{ closesAt: '17:00', inForceFrom: '2026-11-01' }];
    const all = englandAndWales(undefined, new Map([['csc', { hours }]]));
    expect([all, all.of('gmp'), all.of('csc').of('gmp')].map((one) => one.closesAt('2026-11-27'))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('agrees with going through the days one by one', () => {
    const from = fc.date({ min: new Date('2024-01-01'), max: new Date('2028-11-01'), noInvalidDate: true });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 45 }), (date, count) => {
        const due = withinWorkingDays(count, date.toISOString(), calendar);
        const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
        const last = london.format(new Date(due));
        let day = london.format(date);
        let counted = 0;
        while (day < last) {
          const next = new Date(`${day}T12:00:00Z`);
          next.setUTCDate(next.getUTCDate() + 1);
          day = next.toISOString().slice(0, 10);
          if (calendar.isWorkingDay(day)) counted += 1;
        }
        return counted === count && calendar.isWorkingDay(last);
      }),
    );
  });

  it('warns ninety days before the feed runs out, and leaves out weekends only past it', () => {
    expect(feedWarning(calendar, '2028-09-27')).toBeUndefined();
    expect(feedWarning(calendar, '2028-09-28')).toContain('ends on 2028-12-26');
    expect(feedWarning(calendar, '2029-01-01')).toContain('ended on 2028-12-26');
    expect(calendar.isWorkingDay('2029-12-25')).toBe(true);
    expect(calendar.isWorkingDay('2029-12-29')).toBe(false);
  });
});
