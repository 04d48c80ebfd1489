import { describe, expect, it } from '@jest/globals';
import { pathways } from '../pathways/index.js';
import { canBreakGlass, mayBreakGlass, OPENED_IN_AN_EMERGENCY } from './break-glass.js';
import { isSupervisor, supervises } from './supervisors.js';
import { somebody } from './example-actor.js';
import { policy } from './policy.js';
import { KEPT_BY_ITS_OWNER, NEVER_SHARED } from './section-sight.js';

describe('Break-glass', () => {
  it('is for a person who may come upon a child in danger and reads nothing by any role of theirs', () => {
    for (const { kind, role } of mayBreakGlass) {
      expect(canBreakGlass(somebody(kind, role))).toBe(true);
      expect(canBreakGlass(somebody(kind, 'AUDITOR', role))).toBe(true);
      expect(canBreakGlass({ ...somebody(kind, role), kind: 'CLIENT' })).toBe(false);
      expect(canBreakGlass(somebody('CHARITY', role))).toBe(false);
    }
    for (const inNeed of [
      somebody('SCHOOL', 'STAFF_REFERRER'),
      somebody('POLICE', 'INTELLIGENCE_OFFICER'),
      somebody('POLICE', 'OFFENDER_MANAGER'),
    ])
      expect(canBreakGlass(inNeed)).toBe(true);
    expect(canBreakGlass(somebody('SCHOOL', 'STAFF_REFERRER', 'SCHOOL_LEADER'))).toBe(false);
    expect(canBreakGlass(somebody('SCHOOL', 'AUDITOR'))).toBe(false);
    expect(canBreakGlass(somebody('SCHOOL', 'INTELLIGENCE_OFFICER'))).toBe(false);
    expect(canBreakGlass(somebody('POLICE', 'STAFF_REFERRER'))).toBe(false);
    expect(canBreakGlass(somebody('SCHOOL'))).toBe(false);
  });

  it('is told to whoever supervises at an agency of that kind, and to nobody else', () => {
    expect(isSupervisor(somebody('POLICE', 'CASE_WORKER', 'SUPERVISOR'))).toBe(true);
    expect(isSupervisor(somebody('SCHOOL', 'SAFEGUARDING_LEAD'))).toBe(true);
    expect(isSupervisor(somebody('SCHOOL', 'SUPERVISOR'))).toBe(false);
    expect(isSupervisor(somebody('HEALTH', 'SUPERVISOR'))).toBe(false);
    expect(isSupervisor(somebody('POLICE'))).toBe(false);
  });

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
