import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Participation } from '../pathways/referral-context.js';
import { sectionSight } from './section-sight.js';
import type { Ledger } from './standing.js';
import type { Section } from './vocabulary.js';

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
