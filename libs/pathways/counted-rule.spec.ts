import { expect, it } from '@jest/globals';
import { ruleThen } from './counted-rule.js';

const versions = [
  { name: 'first', inForceFrom: '2026-03-01', inForceUntil: '2026-06-30' },
  { name: 'second', inForceFrom: '2026-07-01', inForceUntil: null },
];

it.each([
  ['before there was one', '2026-01-01T12:00:00.000Z', 'first'],
  ['on its last day', '2026-06-30T12:00:00.000Z', 'first'],
  ['past midnight in London, in summer', '2026-06-30T23:30:00.000Z', 'second'],
  ['years later', '2029-06-30T12:00:00.000Z', 'second'],
])('counts by the version of its day: %s', (_when, at, name) => {
  expect(ruleThen(versions, at).name).toBe(name);
});

it('names no version of a rule that there is not', () => {
  expect(() => ruleThen([], '2026-07-01T12:00:00.000Z')).toThrow('without a version');
});
