import { describe, expect, it } from '@jest/globals';
import { cursorOf, keyOf } from './cursor.js';

const ID = '018f0000-0000-7000-8000-000000000000';

describe('A cursor', () => {
  it.each([
    ['2026-11-25T10:00:00.123Z', ID],
    ['2026-11-25 10:00:00.123456+00', ID],
    ['2028-02-29 23:59:59+01', ID],
    ['infinity', ID],
  ])('gives back where its list ended: %s', (...key) => {
    expect(keyOf(cursorOf('worklist', ...key), 'worklist', ['instant', 'id'])).toEqual(key);
  });

  it('of another list is refused, though it is made of the same', () => {
    const after = cursorOf('timeline', '2026-11-25T10:00:00.123Z', ID);
    expect(() => keyOf(after, 'notices', ['instant', 'id'])).toThrow();
  });

  it('of a list that each referral has is refused by another’s', () => {
    const [ours, theirs] = [ID, ID.replace('018f', '018e')];
    const after = cursorOf('timeline', '2026-11-25T10:00:00.123Z', ID, ours);
    expect(keyOf(after, 'timeline', ['instant', 'id'], ours)).toEqual(['2026-11-25T10:00:00.123Z', ID]);
    expect(() => keyOf(after, 'timeline', ['instant', 'id'], theirs)).toThrow();
    expect(() => keyOf(after, 'timeline', ['instant', 'id'])).toThrow();
  });

  it.each(['none', '', 'bnVsbA', 'e30'])('that is no list of anything is refused: %s', (after) => {
    expect(() => keyOf(after, 'notices', ['instant', 'id'])).toThrow();
  });

  it.each([
    ['another length', ['2026-11-25T10:00:00Z']],
    ['a number', [1.5, ID]],
    ['a year alone', ['1', ID]],
    ['a day that no calendar has', ['2026-02-30T10:00:00Z', ID]],
    ['an hour that no clock has', ['2026-02-28T24:00:00Z', ID]],
    ['a year before all calendars', ['0000-01-01T10:00:00Z', ID]],
    ['no id', ['2026-11-25T10:00:00Z', 'abc']],
  ])('of %s is refused', (_what, key) => {
    const after = Buffer.from(JSON.stringify(['worklist', ...key])).toString('base64url');
    expect(() => keyOf(after, 'worklist', ['instant', 'id'])).toThrow();
  });
});
