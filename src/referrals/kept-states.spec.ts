import { describe, expect, it } from '@jest/globals';
import { keptAsOneOf, keptState, statesRead } from './kept-states.js';

const kept = [
  keptState({ path: 'immediateReferral', tells: null }),
  keptState({ path: 'police.decided', tells: { section: 'POLICE_RECORD' } }),
  keptState({ path: 'support.open', tells: { section: 'RISK' } }),
];

describe('The state of a referral', () => {
  it('is read by a role as far as it reads the sections that it tells of', () => {
    expect(statesRead(kept, ['SUMMARY', 'RISK', 'POLICE_RECORD'])).toEqual([
      'immediateReferral',
      'police.decided',
      'support.open',
    ]);
    expect(statesRead(kept, ['SUMMARY', 'RISK'])).toEqual(['immediateReferral', 'support.open']);
    expect(statesRead(kept, [])).toEqual([]);
  });

  it('is found only by a role that reads it', () => {
    const finds = (path: string, sections: Parameters<typeof keptAsOneOf>[1]): boolean =>
      keptAsOneOf(path, sections).some((one) => kept.includes(one));
    expect(finds('police.decided', ['SUMMARY', 'POLICE_RECORD'])).toBe(true);
    expect(finds('police.decided', ['SUMMARY', 'RISK'])).toBe(false);
    expect(finds('immediateReferral', [])).toBe(false);
  });
});
