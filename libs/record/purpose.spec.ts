import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../access/actor.js';
import type { AgencyKind, Role } from '../access/vocabulary.js';
import { purposeOf } from './purpose.js';

const actor = (kind: AgencyKind, ...roles: Role[]): Actor => ({
  id: 'one',
  kind: 'PERSON',
  name: 'Invented',
  email: null,
  agency: { id: 'agency', key: 'agency', name: 'Invented', kind },
  roles,
  services: [],
});

describe('The purpose of a look', () => {
  it('is oversight for an auditor who reads no case', () => {
    expect(purposeOf(actor('POLICE', 'AUDITOR'))).toBe('oversight');
    expect(purposeOf(actor('OVERSIGHT', 'AUDITOR', 'RESEARCHER'))).toBe('oversight');
  });

  it('is safeguarding for whoever works on cases, an auditor too who does', () => {
    expect(purposeOf(actor('SCHOOL', 'SAFEGUARDING_LEAD'))).toBe('safeguarding');
    expect(purposeOf(actor('POLICE', 'AUDITOR', 'SUPERVISOR'))).toBe('safeguarding');
    expect(purposeOf(actor('SCHOOL', 'STAFF_REFERRER'))).toBe('safeguarding');
  });
});
