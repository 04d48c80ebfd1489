import { expect, it } from '@jest/globals';
import { englandAndWales } from '../../working-time/calendar.js';
import { judgeBy, judgingRules } from './emergency-judging.js';

const calendar = englandAndWales();

it.each([
  ['on a working day', '2026-12-01T09:00:00.000Z', '2026-12-02T23:59:59.999Z'],
  ['on a Friday night', '2026-11-27T23:30:00.000Z', '2026-11-30T23:59:59.999Z'],
  ['before Christmas', '2026-12-24T12:00:00.000Z', '2026-12-29T23:59:59.999Z'],
  ['past midnight in London, in summer', '2026-07-01T23:30:00.000Z', '2026-07-03T22:59:59.999Z'],
])('an opening is judged by the end of the next working day: %s', (_when, openedAt, by) => {
  expect(judgeBy(openedAt, calendar)).toBe(by);
});

it('is counted by one rule on each day, with its words and their source', () => {
  for (const { text, source, inForceFrom, inForceUntil } of judgingRules) {
    for (const words of [text, source]) expect(words.length).toBeGreaterThan(10);
    const others = judgingRules.filter((one) => one.inForceFrom !== inForceFrom);
    expect(
      others.every((one) => one.inForceFrom > (inForceUntil ?? '9999') || inForceFrom > (one.inForceUntil ?? '9999')),
    ).toBe(true);
  }
});
