import { describe, expect, it } from '@jest/globals';
import { bankHolidays } from './bank-holidays.js';
import { closingTimeOf, dayFrom, feedOf, termsOf } from './entered.js';

const TODAY = '2026-11-25';
const { events } = bankHolidays['england-and-wales'];
const feed = (list: object[]): object => ({
  'england-and-wales': { division: 'england-and-wales', events: list },
  scotland: { events: [] },
});

describe('What an operator enters into the calendar', () => {
  it('is a feed as gov.uk publishes it, cut down to what counts here', () => {
    const published = events.map((event) => ({ ...event, notes: '', bunting: true })).reverse();
    expect(feedOf(feed(published), TODAY)).toEqual(bankHolidays);
  });

  it.each([
    ['is nothing', null],
    ['is a list', []],
    ['lacks England and Wales', { scotland: { events } }],
    ['has no days', feed([])],
    ['has a day that does not exist', feed([...events, { date: '2026-02-30', title: 'Never' }])],
    ['has a day without a title', feed([...events, { date: '2026-06-05' }])],
  ])('is refused as a feed when it %s', (_what, value) => {
    expect(() => feedOf(value, TODAY)).toThrow('not a feed of bank holidays with a division england-and-wales');
  });

  it('is refused as a feed when a day that lies ahead is missing from it', () => {
    expect(() => feedOf(feed(events.filter(({ date }) => date !== '2027-12-27')), TODAY)).toThrow('in 2027');
    expect(() => feedOf(feed(events.filter(({ date }) => date >= '2027')), TODAY)).toThrow('in 2026');
    expect(() => feedOf(feed([...events, { date: '2029-05-07', title: 'Early May bank holiday' }]), TODAY)).toThrow(
      'in 2029',
    );
  });

  it('is a school’s terms, in order, with the days on which it is closed', () => {
    expect(
      termsOf({
        terms: [
          { from: '2026-11-02', until: '2026-12-18' },
          { from: '2026-09-02', until: '2026-10-23' },
        ],
        closed: ['2026-11-27', '2026-09-25', '2026-11-27'],
      }),
    ).toEqual({
      terms: [
        { from: '2026-09-02', until: '2026-10-23' },
        { from: '2026-11-02', until: '2026-12-18' },
      ],
      closed: ['2026-09-25', '2026-11-27'],
    });
  });

  const term = { from: '2026-09-02', until: '2026-10-23' };
  it.each([
    ['there is none', { terms: [] }, 'Terms are needed'],
    ['a field is misspelt', { terms: [term], closedDays: ['2026-09-25'] }, 'Terms are needed'],
    ['one ends before it begins', { terms: [{ from: '2026-10-23', until: '2026-09-02' }] }, 'first and a last day'],
    ['a day does not exist', { terms: [{ from: '2026-09-31', until: '2026-10-23' }] }, 'first and a last day'],
    ['two overlap', { terms: [term, { from: '2026-10-23', until: '2026-12-18' }] }, 'overlap'],
    ['a closed day lies outside them', { terms: [term], closed: ['2026-10-26'] }, 'one of the terms'],
  ])('is refused as terms when %s', (_what, value, words) => {
    expect(() => termsOf(value)).toThrow(words);
  });

  it('is a closing time, or none', () => {
    expect(closingTimeOf('17:00')).toBe('17:00');
    expect(closingTimeOf('none')).toBeNull();
    for (const value of ['5pm', '24:00', '17.00', '00:00']) expect(() => closingTimeOf(value)).toThrow('as 17:00');
    expect(dayFrom('2026-12-01')).toBe('2026-12-01');
    expect(() => dayFrom('2026-13-01')).toThrow('A day is needed');
  });
});
