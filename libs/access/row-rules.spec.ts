import { describe, expect, it } from '@jest/globals';
import type { Reader } from './reading.js';
import type { Row } from './row-condition.js';
import { readsRow, recordRule, trainingNoticeRule } from './row-rules.js';

const reader: Reader = {
  id: 'dana',
  agencyId: 'ours',
  services: ['programme', 'team'],
  roles: ['PRACTITIONER'],
  sections: ['SESSIONS', 'RISK'],
  auditor: false,
  opened: [],
  barred: [],
  record: null,
};
const readsNothing: Reader = { ...reader, sections: [] };
const KEPT_BY_ONE = ['police_record', 'social_care_record', 'sessions', 'own_notes', 'intelligence'] as const;

describe('What is kept of a referral', () => {
  const risk: Row = { referral_id: 'one', visible_to: ['ours'], audience: 'ORDINARY', reported_by: 'ewan' };
  const reads = (who: Partial<Reader>, row: Row = {}, table = 'content_risk'): boolean =>
    readsRow(table, { ...risk, ...row }, { ...reader, ...who });

  it('is read where it is for the reader’s agency or a service of theirs, and their role reads its section', () => {
    expect(reads({})).toBe(true);
    expect(reads({}, { visible_to: ['school', 'ours'] })).toBe(true);
    expect(reads({}, { visible_to: ['team'] })).toBe(true);
    expect(reads({}, { visible_to: ['other team', 'school'] })).toBe(false);
    expect(reads({}, {}, 'content_narrative')).toBe(false);
    expect(reads({ services: [] }, { visible_to: ['team'] })).toBe(false);
    expect(reads({}, { section: 'RISK' }, 'party')).toBe(true);
    expect(reads({}, { section: 'SUBJECT_IDENTITY' }, 'party')).toBe(false);
  });

  it('is an entry of which one section is enough', () => {
    expect(reads({}, { value_sections: ['NARRATIVE', 'RISK'] }, 'entry')).toBe(true);
    expect(reads({}, { value_sections: ['NARRATIVE'] }, 'entry')).toBe(false);
    expect(reads({}, { value_sections: [] }, 'entry')).toBe(false);
  });

  it('is, for who reads nothing, feedback on what they reported themselves', () => {
    const feedback = { audience: 'FEEDBACK', reported_by: 'dana', value_sections: ['SUMMARY'] };
    for (const table of ['entry', 'content_summary']) {
      expect(reads(readsNothing, feedback, table)).toBe(true);
      expect(reads(readsNothing, { ...feedback, reported_by: 'ewan' }, table)).toBe(false);
      expect(reads(readsNothing, { ...feedback, audience: 'ORDINARY' }, table)).toBe(false);
      expect(reads(readsNothing, { ...feedback, visible_to: ['school'] }, table)).toBe(false);
    }
    expect(reads(readsNothing, feedback)).toBe(false);
  });

  it('is, in an emergency, what their agency reads of the sections that this opens', () => {
    const inNeed = { ...readsNothing, opened: ['other', 'one'] };
    expect(reads(inNeed)).toBe(true);
    expect(reads({ ...inNeed, opened: ['other'] })).toBe(false);
    expect(reads(inNeed, { visible_to: ['school'] })).toBe(false);
    expect(reads(inNeed, { value_sections: ['SESSIONS', 'RISK'] }, 'entry')).toBe(true);
    expect(reads(inNeed, { value_sections: ['SESSIONS'] }, 'entry')).toBe(false);
    for (const section of KEPT_BY_ONE) expect(reads(inNeed, {}, `content_${section}`)).toBe(false);
  });

  it('is nothing where the referral is shut to the reader', () => {
    expect(reads({ barred: ['other'] })).toBe(true);
    expect(reads({ barred: ['other', 'one'] })).toBe(false);
    expect(reads({ ...readsNothing, opened: ['one'], barred: ['one'] })).toBe(false);
  });

  it('is work that the reader has, or reads of as of their agency’s notes', () => {
    expect(reads({ ...readsNothing }, { person_id: 'dana' }, 'allocation')).toBe(true);
    expect(reads({ ...readsNothing }, { person_id: 'ewan' }, 'allocation')).toBe(false);
    expect(reads({ sections: ['OWN_NOTES'] }, { person_id: 'ewan' }, 'allocation')).toBe(true);
  });

  it('is a notice to a role of the reader’s', () => {
    expect(reads(readsNothing, { roles: ['SUPERVISOR', 'PRACTITIONER'] }, 'notice')).toBe(true);
    expect(reads({}, { roles: ['SUPERVISOR'] }, 'notice')).toBe(false);
  });

  it('is an opening in an emergency that tells a role of the reader’s, at the agency of which it tells that', () => {
    const opening = {
      agency_id: 'school',
      own_supervisors: ['PRACTITIONER'],
      custodian_id: 'ours',
      custodian_supervisors: ['PRACTITIONER'],
    };
    expect(reads({}, opening, 'emergency_opening')).toBe(true);
    expect(reads({}, { ...opening, custodian_service: 'team' }, 'emergency_opening')).toBe(true);
    expect(reads({}, { ...opening, custodian_service: 'other team' }, 'emergency_opening')).toBe(false);
    expect(reads({}, { ...opening, custodian_supervisors: [] }, 'emergency_opening')).toBe(false);
    expect(reads({}, { ...opening, agency_id: 'ours', custodian_supervisors: [] }, 'emergency_opening')).toBe(true);
  });

  it('has a rule, or nobody may ask', () => {
    expect(() => reads({}, {}, 'referral')).toThrow('There is no rule on who reads referral');
  });
});

describe('That there is a referral', () => {
  const open = { referral_id: 'one', agency_id: 'ours', seen: true, status: 'OPEN', reported_by: 'ewan' };
  const knows = (change: Partial<Reader>, on: Row = {}): boolean =>
    readsRow('participation', { ...open, ...on }, { ...readsNothing, ...change });

  it('is known to whoever reads a section of it, reported it, or opened it in an emergency', () => {
    expect(knows({ sections: ['RISK'] })).toBe(true);
    expect(knows({})).toBe(false);
    expect(knows({}, { reported_by: 'dana' })).toBe(true);
    expect(knows({ opened: ['one'] })).toBe(true);
    expect(knows({ opened: ['other'] })).toBe(false);
  });

  it('is known to nobody of an agency or a service that has no part in it', () => {
    expect(knows({ sections: ['RISK'] }, { agency_id: 'school' })).toBe(false);
    expect(knows({}, { reported_by: 'dana', agency_id: 'school' })).toBe(false);
    expect(knows({ sections: ['RISK'] }, { seen: false })).toBe(false);
    expect(knows({ sections: ['RISK'] }, { service_id: 'other team' })).toBe(false);
    expect(knows({ sections: ['RISK'] }, { service_id: 'team' })).toBe(true);
  });

  it('is known to an auditor once it was entered in error, and not before', () => {
    expect(knows({ auditor: true })).toBe(false);
    expect(knows({ auditor: true }, { status: 'CLOSED' })).toBe(false);
    expect(knows({ auditor: true }, { status: 'ENTERED_IN_ERROR' })).toBe(true);
    expect(knows({}, { status: 'ENTERED_IN_ERROR' })).toBe(false);
    expect(knows({ auditor: true }, { status: 'ENTERED_IN_ERROR', agency_id: 'school' })).toBe(false);
  });
});

describe('The record of who looked', () => {
  const look: Row = {
    referral_ids: ['one'],
    agency_id: 'ours',
    actor_kind: 'PERSON',
    purpose: 'safeguarding',
    sections: ['RISK'],
  };
  const reads = (oversees: 'AUDITS' | 'SUPERVISES' | null, row: Row = {}, who: Partial<Reader> = {}): boolean =>
    recordRule.holds({ ...look, ...row }, { ...reader, record: { oversees, of: 'one' }, ...who });

  it('shows an auditor whatever their own agency’s people and systems did', () => {
    for (const change of [{}, { sections: ['INTELLIGENCE'] }, { purpose: 'oversight' }, { actor_kind: 'CLIENT' }])
      expect(reads('AUDITS', change)).toBe(true);
    expect(reads('AUDITS', { agency_id: 'theirs' })).toBe(false);
    expect(reads('AUDITS', { agency_id: null })).toBe(false);
    expect(reads('AUDITS', { actor_kind: 'CLOCK' })).toBe(false);
  });

  it('shows a supervisor what they could read themselves, and not the oversight of it', () => {
    expect(reads('SUPERVISES')).toBe(true);
    expect(reads('SUPERVISES', { sections: [] })).toBe(true);
    expect(reads('SUPERVISES', { sections: ['RISK', 'INTELLIGENCE'] })).toBe(false);
    expect(reads('SUPERVISES', { purpose: 'oversight' })).toBe(false);
    expect(reads('SUPERVISES', { agency_id: 'theirs' })).toBe(false);
    expect(reads('SUPERVISES', { actor_kind: 'CLOCK' })).toBe(false);
  });

  it('shows nothing to whoever oversees nothing, and nothing of another referral or of one that is shut', () => {
    expect(reads(null)).toBe(false);
    expect(reads('AUDITS', {}, { record: null })).toBe(false);
    expect(reads('AUDITS', { referral_ids: ['other'] })).toBe(false);
    expect(reads('AUDITS', { referral_ids: ['other', 'one'] })).toBe(true);
    expect(reads('AUDITS', { referral_ids: ['other', 'one'] }, { barred: ['other'] })).toBe(false);
  });
});

describe('A notice of training that runs out', () => {
  const tells = (row: Row): boolean =>
    trainingNoticeRule.holds(
      { agency_id: 'ours', own: false, person_id: 'ewan', roles: ['PRACTITIONER'], ...row },
      reader,
    );

  it('tells the person of their own, and whoever supervises of everybody’s but theirs', () => {
    expect(tells({ own: true, person_id: 'dana', roles: [] })).toBe(true);
    expect(tells({ own: true, person_id: 'ewan', roles: [] })).toBe(false);
    expect(tells({})).toBe(true);
    expect(tells({ person_id: 'dana' })).toBe(false);
    expect(tells({ roles: ['SUPERVISOR'] })).toBe(false);
    expect(tells({ agency_id: 'theirs' })).toBe(false);
  });
});
