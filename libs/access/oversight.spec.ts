import { describe, expect, it } from '@jest/globals';
import { somebody } from './example-actor.js';
import { oversightOf } from './oversight.js';
import type { AgencyKind, Role } from './vocabulary.js';

describe('The record of who looked', () => {
  it('is read by auditors, and by whoever supervises at an agency of that kind', () => {
    expect(oversightOf(somebody('POLICE', 'AUDITOR'))).toBe('AUDITS');
    expect(oversightOf(somebody('POLICE', 'SUPERVISOR'))).toBe('SUPERVISES');
    expect(oversightOf(somebody('POLICE', 'SUPERVISOR', 'AUDITOR'))).toBe('AUDITS');
    expect(oversightOf(somebody('SCHOOL', 'SAFEGUARDING_LEAD'))).toBe('SUPERVISES');
    expect(oversightOf(somebody('SOCIAL_CARE', 'DECISION_MAKER'))).toBe('SUPERVISES');
    expect(oversightOf(somebody('CHARITY', 'SERVICE_COORDINATOR'))).toBe('SUPERVISES');
    expect(oversightOf(somebody('CHARITY', 'PRACTITIONER', 'SERVICE_COORDINATOR'))).toBe('SUPERVISES');
  });

  it('is read by nobody else', () => {
    for (const [kind, ...roles] of [
      ['POLICE', 'CASE_WORKER'],
      ['CHARITY', 'SUPERVISOR'],
      ['HEALTH', 'SUPERVISOR', 'SAFEGUARDING_LEAD', 'DECISION_MAKER', 'SERVICE_COORDINATOR'],
      ['SCHOOL'],
    ] as [AgencyKind, ...Role[]][])
      expect(oversightOf(somebody(kind, ...roles))).toBeNull();
  });
});
