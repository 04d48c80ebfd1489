import { describe, expect, it } from '@jest/globals';
import { type Kept, personKnowsOf, personReads, type Reader, readerOf } from './reading.js';
import { readsInAnEmergency } from './break-glass.js';
import { somebody } from './example-actor.js';

const practitioner = {
  ...somebody('CHARITY', 'PRACTITIONER'),
  services: [{ id: 'team', key: 'team', name: 'Team' }],
};
const reader: Reader = { id: 'dana', agencyId: 'ours', services: ['team'], sections: ['RISK'], auditor: false };
const readsNothing: Reader = { ...reader, sections: [] };
const kept: Kept = { sections: ['RISK'], audience: 'ORDINARY', visibleTo: ['ours'], reportedBy: 'ewan' };

describe('A reader', () => {
  it('is somebody with their agency, their services and what their roles read', () => {
    expect(readerOf(practitioner)).toMatchObject({
      id: 'dana',
      agencyId: 'ours',
      services: ['team'],
      auditor: false,
    });
    expect(readerOf(practitioner).sections).toContain('SESSIONS');
    expect(readerOf({ ...practitioner, roles: ['AUDITOR'] })).toMatchObject({ sections: [], auditor: true });
    expect(readerOf({ ...practitioner, roles: ['PRACTITIONER', 'AUDITOR'] }).auditor).toBe(true);
  });

  it('reads what is for their agency or a service of theirs, in a section that their role reads', () => {
    expect(personReads(reader, kept)).toBe(true);
    expect(personReads(reader, { ...kept, visibleTo: ['school', 'ours'] })).toBe(true);
    expect(personReads(reader, { ...kept, visibleTo: ['team'] })).toBe(true);
    expect(personReads(reader, { ...kept, visibleTo: ['other team', 'school'] })).toBe(false);
    expect(personReads(reader, { ...kept, sections: ['NARRATIVE', 'RISK'] })).toBe(true);
    expect(personReads(reader, { ...kept, sections: ['NARRATIVE'] })).toBe(false);
    expect(personReads(reader, { ...kept, sections: [] })).toBe(false);
    expect(personReads({ ...reader, services: ['programme', 'team'] }, { ...kept, visibleTo: ['team'] })).toBe(true);
  });

  it('who reads nothing has feedback on what they reported themselves, and nothing else of it', () => {
    const feedback: Kept = { ...kept, audience: 'FEEDBACK', reportedBy: 'dana' };
    expect(personReads(readsNothing, feedback)).toBe(true);
    expect(personReads(readsNothing, { ...feedback, reportedBy: 'ewan' })).toBe(false);
    expect(personReads(readsNothing, { ...feedback, audience: 'ORDINARY' })).toBe(false);
    expect(personReads(readsNothing, { ...feedback, visibleTo: ['school'] })).toBe(false);
  });

  it('reads of what they opened in an emergency the sections that this opens, where their agency reads them', () => {
    expect(readsInAnEmergency(readsNothing, kept)).toBe(true);
    expect(readsInAnEmergency(readsNothing, { ...kept, sections: ['SESSIONS', 'RISK'] })).toBe(true);
    expect(readsInAnEmergency(readsNothing, { ...kept, visibleTo: ['school'] })).toBe(false);
    for (const section of ['POLICE_RECORD', 'SOCIAL_CARE_RECORD', 'SESSIONS', 'OWN_NOTES', 'INTELLIGENCE'] as const)
      expect(readsInAnEmergency(readsNothing, { ...kept, sections: [section] })).toBe(false);
  });
});

describe('That there is a referral', () => {
  const open = { status: 'OPEN', reportedBy: 'ewan', parts: ['school', 'ours'] } as const;
  const knows = (change: Partial<Reader>, on: Partial<Parameters<typeof personKnowsOf>[1]> = {}): boolean =>
    personKnowsOf({ ...readsNothing, ...change }, { ...open, ...on });

  it('is known to whoever reads a section of it, or reported it', () => {
    expect(knows({ sections: ['RISK'] })).toBe(true);
    expect(knows({})).toBe(false);
    expect(knows({}, { reportedBy: 'dana' })).toBe(true);
  });

  it('is known to nobody of an agency or a service that has no part in it', () => {
    expect(knows({ sections: ['RISK'] }, { parts: ['school'] })).toBe(false);
    expect(knows({}, { reportedBy: 'dana', parts: ['school'] })).toBe(false);
    expect(knows({ sections: ['RISK'] }, { parts: ['school', 'other team'] })).toBe(false);
    expect(knows({ sections: ['RISK'] }, { parts: ['school', 'team'] })).toBe(true);
  });

  it('is known to an auditor once it was entered in error, and not before', () => {
    expect(knows({ auditor: true })).toBe(false);
    expect(knows({ auditor: true }, { status: 'CLOSED' })).toBe(false);
    expect(knows({ auditor: true }, { status: 'ENTERED_IN_ERROR' })).toBe(true);
    expect(knows({}, { status: 'ENTERED_IN_ERROR' })).toBe(false);
    expect(knows({ auditor: true }, { status: 'ENTERED_IN_ERROR', parts: ['school'] })).toBe(false);
  });
});
