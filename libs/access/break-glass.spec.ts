import { describe, expect, it } from '@jest/globals';
import { pathways } from '../pathways/index.js';
import { mayBreakGlass, OPENED_IN_AN_EMERGENCY, supervises } from './break-glass.js';
import { policy } from './policy.js';
import { KEPT_BY_ITS_OWNER, NEVER_SHARED } from './section-sight.js';

describe('Break-glass', () => {
  it('is for roles that read nothing by the policy', () => {
    for (const { kind, role } of mayBreakGlass)
      expect(policy.filter((row) => row.kind === kind && row.role === role)).toEqual([]);
  });

  it('never opens what one agency holds for itself', () => {
    for (const section of [...NEVER_SHARED, ...KEPT_BY_ITS_OWNER])
      expect(OPENED_IN_AN_EMERGENCY).not.toContain(section);
  });

  it('has somebody who supervises, and who reads, at every agency that may hold a referral or whose people may need it', () => {
    const kinds = [...pathways.values()]
      .flatMap(({ mayHold }) => mayHold)
      .concat(mayBreakGlass.map(({ kind }) => kind));
    expect(kinds.length).toBeGreaterThan(3);
    for (const kind of kinds) {
      const reading = policy.filter((row) => row.kind === kind).map(({ role }) => role);
      expect(reading).toEqual(expect.arrayContaining([...(supervises[kind] ?? ['nobody'])]));
    }
  });
});
