import { describe, expect, it } from '@jest/globals';
import { actions } from './actions.js';
import { clockWords } from './clocks.js';
import { deadlineRules } from './rules-in-force.js';

describe('The deadlines of the pathway’s page', () => {
  it('name every rule, and no other', () => {
    expect(new Set(clockWords.flatMap(({ rules }) => rules))).toEqual(new Set(deadlineRules.map(({ id }) => id)));
  });

  it('are met by actions that there are', () => {
    for (const { kind, metBy } of clockWords)
      expect([kind, metBy.filter((name) => !actions.has(name))]).toEqual([kind, []]);
  });
});
