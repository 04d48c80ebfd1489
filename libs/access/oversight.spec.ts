import { describe, expect, it } from '@jest/globals';
import { somebody } from './example-actor.js';
import { overseen, oversightOf } from './oversight.js';
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

  const look = { agencyId: 'ours', actorKind: 'PERSON', purpose: 'safeguarding', sections: ['RISK'] } as const;
  const auditor = { agencyId: 'ours', oversight: 'AUDITS', sections: [] } as const;
  const supervisor = { agencyId: 'ours', oversight: 'SUPERVISES', sections: ['RISK', 'SUMMARY'] } as const;

  it('shows an auditor whatever their own agency’s people and systems did', () => {
    for (const change of [
      {},
      { sections: ['INTELLIGENCE'] as const },
      { purpose: 'oversight' },
      { actorKind: 'CLIENT' },
    ])
      expect(overseen(auditor, { ...look, ...change })).toBe(true);
    expect(overseen(auditor, { ...look, agencyId: 'theirs' })).toBe(false);
    expect(overseen(auditor, { ...look, agencyId: null })).toBe(false);
    expect(overseen(auditor, { ...look, actorKind: 'CLOCK' })).toBe(false);
  });

  it('shows a supervisor what they could read themselves, and not the oversight of it', () => {
    expect(overseen(supervisor, look)).toBe(true);
    expect(overseen(supervisor, { ...look, sections: [] })).toBe(true);
    expect(overseen(supervisor, { ...look, sections: ['RISK', 'INTELLIGENCE'] })).toBe(false);
    expect(overseen(supervisor, { ...look, purpose: 'oversight' })).toBe(false);
    expect(overseen(supervisor, { ...look, agencyId: 'theirs' })).toBe(false);
    expect(overseen(supervisor, { ...look, actorKind: 'CLOCK' })).toBe(false);
  });

  it('shows whoever oversees nothing, nothing', () => {
    expect(overseen({ ...supervisor, oversight: null }, look)).toBe(false);
  });
});
