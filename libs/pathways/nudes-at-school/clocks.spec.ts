import { describe, expect, it } from '@jest/globals';
import { titleOfNotice } from '../common/told.js';
import { actions } from './actions.js';
import { clockWords } from './clocks.js';
import { deadlineRules } from './rules-in-force.js';

describe('The deadlines of the pathway’s page', () => {
  it('name every rule, and no other', () => {
    expect(new Set(clockWords.flatMap(({ rules }) => rules))).toEqual(new Set(deadlineRules.map(({ id }) => id)));
  });

  it('are each called by a name of its own once they ran out, in words', () => {
    const titles = clockWords.map(({ kind }) => titleOfNotice(`${kind}.overdue`, clockWords));
    expect(new Set(titles).size).toBe(clockWords.length);
    for (const title of titles) expect(title).toMatch(/^A deadline ran out: [a-z]/);
    expect(titles).toContain('A deadline ran out: another look by whoever holds the risk');
  });

  it('are met by actions that there are', () => {
    for (const { kind, metBy } of clockWords)
      expect([kind, metBy.filter((name) => !actions.has(name))]).toEqual([kind, []]);
  });
});
