import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Participation } from '../pathways/referral-context.js';
import { accepted, offered } from './example-conditions.js';
import { sectionSight } from './section-sight.js';
import type { Ledger } from './standing.js';
import { Section } from './vocabulary.js';

const part = (agencyId: string, kind: Participation['kind'], change: Partial<Participation> = {}): Participation => ({
  agencyId,
  kind,
  isReferrer: false,
  isContributor: true,
  custody: [],
  takesPart: [{ from: 1, until: null }],
  endedSeq: null,
  ...change,
});
let seq = 10;
const opens = (byAgency: string, recipientAgency: string, ...sections: Section[]): DecisionToShare => ({
  id: `decision-${(seq += 1)}`,
  seq,
  byAgency,
  recipientAgency,
  recipientKind: 'CHARITY',
  outcome: 'SHARE_PART',
  sections,
  lawfulBasis: 'PUBLIC_TASK',
  ongoing: true,
});
const ledger = (...decisions: DecisionToShare[]): Ledger => ({
  status: 'OPEN',
  custodian: 'police',
  referrer: 'school',
  participations: [
    part('school', 'SCHOOL', {
      isReferrer: true,
      isContributor: false,
      custody: [{ from: 1, until: 2, decisionId: null }],
    }),
    part('police', 'POLICE', { isContributor: false, custody: [{ from: 2, until: null, decisionId: 'none' }] }),
    part('one', 'CHARITY'),
    part('other', 'CHARITY'),
  ],
  offers: [],
  decisions,
  seq: 99,
});

/** Those that it reads, by how far. */
const sightOf = (agency: string, on: Ledger): Record<'FULL' | 'PACKET', Section[]> => {
  const seen = (sight: 'FULL' | 'PACKET'): Section[] =>
    Object.values(Section).filter((section) => sectionSight(agency, section, on) === sight);
  return { FULL: seen('FULL'), PACKET: seen('PACKET') };
};
const WHAT_IS_TOLD: Section[] = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK', 'SESSIONS'];
const NOTHING = { FULL: [], PACKET: [] };
const alone = (...participations: Participation[]): Ledger => ({ ...ledger(), participations });

describe('What an agency reads by its part', () => {
  it('is everything, of who submitted and holds the risk, but what other agencies keep', () => {
    const held = { isReferrer: true, custody: [{ from: 1, until: null, decisionId: null }] };
    expect(sightOf('school', alone(part('school', 'SCHOOL', held)))).toEqual({
      FULL: [...WHAT_IS_TOLD, 'OWN_NOTES'],
      PACKET: [],
    });
  });

  it('is what was opened by then, of who submitted and holds the risk no more', () => {
    expect(sightOf('school', ledger())).toEqual({ FULL: ['OWN_NOTES'], PACKET: WHAT_IS_TOLD });
  });

  it('is what the hand-off opened, of who took the risk, and what whoever holds it must see in any case', () => {
    const opening = {
      ...opens('school', 'police', 'SUMMARY', 'RISK', 'NARRATIVE', 'SOCIAL_CARE_RECORD'),
      ongoing: false,
    };
    const taken: Ledger = {
      ...ledger({ ...opening, seq: 1 }),
      participations: [
        part('school', 'SCHOOL', { custody: [{ from: 1, until: 3, decisionId: null }] }),
        part('police', 'POLICE', {
          custody: [{ from: 3, until: null, decisionId: opening.id }],
          takesPart: [{ from: 3, until: null }],
        }),
      ],
      offers: [accepted({ ...opening, seq: 1 }, 2, 'HANDOFF')],
    };
    const own: Section[] = ['SESSIONS', 'OWN_NOTES', 'INTELLIGENCE'];
    // The school had no record of social care to open.
    expect(sightOf('police', taken)).toEqual({
      FULL: ['SUMMARY', 'NARRATIVE', 'RISK', 'POLICE_RECORD', ...own],
      PACKET: [],
    });
    expect(sightOf('police', { ...taken, offers: [] }).FULL).toEqual(['SUMMARY', 'RISK', 'POLICE_RECORD', ...own]);
    const [giver, taker] = taken.participations as [Participation, Participation];
    const passedOn = { ...taker, custody: [{ from: 3, until: 8, decisionId: opening.id }] };
    expect(sightOf('police', { ...taken, participations: [giver, passedOn], offers: [], decisions: [] })).toEqual({
      FULL: ['POLICE_RECORD', 'OWN_NOTES', 'INTELLIGENCE'],
      PACKET: ['SUMMARY', 'RISK', 'SESSIONS'],
    });
  });

  it('is its own record and notes, of who takes part, and the sessions, of a charity that was invited', () => {
    const working = (kind: Participation['kind'], change: Partial<Participation> = {}): unknown =>
      sightOf('one', alone(part('one', kind, change)));
    expect(working('SCHOOL')).toEqual({ FULL: ['OWN_NOTES'], PACKET: [] });
    expect(working('CHARITY')).toEqual({ FULL: ['SESSIONS', 'OWN_NOTES'], PACKET: [] });
    expect(working('CHARITY', { isContributor: false })).toEqual({ FULL: ['OWN_NOTES'], PACKET: [] });
    expect(working('SOCIAL_CARE')).toEqual({ FULL: ['SOCIAL_CARE_RECORD', 'OWN_NOTES'], PACKET: [] });
    expect(working('POLICE')).toEqual({ FULL: ['POLICE_RECORD', 'OWN_NOTES', 'INTELLIGENCE'], PACKET: [] });
  });

  it('stays as it was, of who has ended its part', () => {
    const ended = { endedSeq: 9 };
    const told = (kind: Participation['kind']): unknown => sightOf('one', alone(part('one', kind, ended)));
    expect(told('POLICE')).toEqual({ FULL: [], PACKET: ['POLICE_RECORD', 'OWN_NOTES', 'INTELLIGENCE'] });
    expect(told('CHARITY')).toEqual({ FULL: [], PACKET: ['OWN_NOTES'] });
    const given = {
      ...ledger(opens('school', 'one', 'NARRATIVE')),
      participations: [part('school', 'SCHOOL', { isReferrer: true }), part('one', 'CHARITY', ended)],
    };
    expect(sightOf('one', given)).toEqual({ FULL: [], PACKET: ['NARRATIVE', 'OWN_NOTES'] });
  });

  it('is nothing, of who never took part', () => {
    expect(sightOf('nobody', ledger())).toEqual(NOTHING);
    expect(sightOf('one', alone(part('one', 'POLICE', { takesPart: [] })))).toEqual(NOTHING);
  });
});

describe('What a decision opens to an agency', () => {
  const given = (change: Partial<DecisionToShare>, one: Partial<Participation> = {}): Section[] => {
    const on = ledger({ ...opens('school', 'one', 'NARRATIVE'), ...change });
    const [school, police] = on.participations as [Participation, Participation];
    return Object.values(
      sightOf('one', { ...on, participations: [school, police, part('one', 'SCHOOL', one)] }),
    ).flat();
  };

  it('is what it names, to whom it names, while that agency takes part', () => {
    expect(given({})).toEqual(['NARRATIVE', 'OWN_NOTES']);
    expect(given({ ongoing: false })).toEqual(['OWN_NOTES', 'NARRATIVE']);
    expect(given({ withdrawnSeq: 50 })).toEqual(['OWN_NOTES', 'NARRATIVE']);
    expect(given({ recipientAgency: 'other' })).toEqual(['OWN_NOTES']);
    expect(given({ outcome: 'DO_NOT_SHARE' })).toEqual(['OWN_NOTES']);
    expect(given({ sections: ['OWN_NOTES', 'INTELLIGENCE'] })).toEqual(['OWN_NOTES']);
    expect(given({}, { takesPart: [{ from: 60, until: null }] })).toEqual(['OWN_NOTES']);
  });

  it('is its packet, to who is asked and has not answered; and nothing that two who are asked open to each other', () => {
    const decided = opens('school', 'care', 'NARRATIVE', 'INTELLIGENCE');
    const waiting = offered(decided, 30);
    const asked = { ...ledger(decided), offers: [waiting] };
    expect(sightOf('care', asked)).toEqual({ FULL: [], PACKET: ['NARRATIVE'] });
    const [there, back] = [opens('a', 'b', 'RISK'), opens('b', 'a', 'RISK')];
    const each = [there, back].map((one) => offered(one, 30));
    expect(sightOf('a', { ...ledger(there, back), offers: each })).toEqual(NOTHING);
  });

  it('counts from when it was asked on it, to who joined later', () => {
    const decided = opens('school', 'care', 'NARRATIVE');
    const joined = part('care', 'SOCIAL_CARE', { takesPart: [{ from: 31, until: null }] });
    const on = ledger(decided);
    const participations = [...on.participations, joined];
    expect(sightOf('care', { ...on, participations, offers: [accepted(decided, 30)] }).FULL).toContain('NARRATIVE');
    expect(sightOf('care', { ...on, participations }).FULL).not.toContain('NARRATIVE');
  });
});

describe('The sections that an agency reads', () => {
  it('are its own record, what whoever holds the risk must see, and what was opened to it', () => {
    expect(sectionSight('police', 'POLICE_RECORD', ledger())).toBe('FULL');
    expect(sectionSight('police', 'RISK', ledger())).toBe('FULL');
    expect(sectionSight('police', 'HARMED_PERSON', ledger())).toBe('NONE');
    expect(sectionSight('one', 'POLICE_RECORD', ledger(opens('police', 'one', 'POLICE_RECORD')))).toBe('FULL');
  });

  it('are none that only an agency opened which does not read it itself', () => {
    const opened = ledger(opens('one', 'other', 'POLICE_RECORD', 'RISK', 'SOCIAL_CARE_RECORD'));
    for (const section of ['POLICE_RECORD', 'RISK', 'SOCIAL_CARE_RECORD'] as const)
      expect(sectionSight('other', section, opened)).toBe('NONE');
  });

  it('are none that two agencies open to each other and neither has', () => {
    const opened = ledger(opens('one', 'other', 'RISK'), opens('other', 'one', 'RISK'));
    expect(sectionSight('one', 'RISK', opened)).toBe('NONE');
    expect(sectionSight('other', 'RISK', opened)).toBe('NONE');
  });

  it('may be opened onwards by an agency to which they were opened', () => {
    const opened = ledger(opens('police', 'one', 'POLICE_RECORD'), opens('one', 'other', 'POLICE_RECORD'));
    expect(sectionSight('other', 'POLICE_RECORD', opened)).toBe('FULL');
  });
});
