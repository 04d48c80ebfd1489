import { describe, expect, it } from '@jest/globals';
import { AgencyKind, LawfulBasis } from '../../access/vocabulary.js';
import { basesFor, lawfulBasisRules, type LawfulBasisRule, regimeOf, sourceOf, whyNoBasis } from './lawful-bases.js';

const TODAY = '2026-11-28';
const DECIDING: AgencyKind[] = ['SCHOOL', 'POLICE', 'SOCIAL_CARE', 'CHARITY'];

describe('A lawful basis', () => {
  it('has a rule in force today for each of the enum, with its source and dates that are days', () => {
    for (const basis of Object.values(LawfulBasis)) expect(sourceOf(basis, TODAY)).toMatch(/\d/);
    for (const { source, text, inForceFrom, inForceUntil } of lawfulBasisRules) {
      expect(text.length * source.length).toBeGreaterThan(0);
      for (const day of [inForceFrom, inForceUntil ?? inForceFrom]) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it('is never in two versions on one day', () => {
    for (const one of lawfulBasisRules)
      for (const other of lawfulBasisRules.filter(({ basis, id }) => basis === one.basis && id !== one.id))
        expect(
          one.inForceFrom > (other.inForceUntil ?? '9999') || other.inForceFrom > (one.inForceUntil ?? '9999'),
        ).toBe(true);
  });

  it.each(DECIDING)('may be public task, legal obligation, vital interests or consent for a %s', (kind) => {
    for (const basis of ['PUBLIC_TASK', 'LEGAL_OBLIGATION', 'VITAL_INTERESTS', 'CONSENT'] as const)
      expect(whyNoBasis(basis, kind, TODAY)).toBeUndefined();
  });

  it('of legitimate interests, recognised or not, is a charity’s, and no public authority’s in its tasks', () => {
    for (const basis of ['LEGITIMATE_INTERESTS', 'RECOGNISED_LEGITIMATE_INTEREST'] as const) {
      expect(whyNoBasis(basis, 'CHARITY', TODAY)).toBeUndefined();
      for (const kind of ['SCHOOL', 'POLICE', 'SOCIAL_CARE', 'HEALTH', 'LOCAL_AUTHORITY'] as const)
        expect(whyNoBasis(basis, kind, TODAY)).toContain('UK GDPR Article 6(1), second subparagraph');
    }
  });

  it('of law enforcement is a competent authority’s alone, and the one that stands under that regime', () => {
    expect(whyNoBasis('LAW_ENFORCEMENT_TASK', 'POLICE', TODAY)).toBeUndefined();
    for (const kind of ['SCHOOL', 'SOCIAL_CARE', 'CHARITY', 'HEALTH'] as const)
      expect(whyNoBasis('LAW_ENFORCEMENT_TASK', kind, TODAY)).toContain('Data Protection Act 2018, s.30');
    const enforcing = Object.values(LawfulBasis).filter((basis) => regimeOf(basis) === 'LAW_ENFORCEMENT');
    expect(enforcing).toEqual(['LAW_ENFORCEMENT_TASK']);
  });

  it('that the law recognised on 5 February 2026 is one from that day and not before', () => {
    const why = whyNoBasis('RECOGNISED_LEGITIMATE_INTEREST', 'CHARITY', '2026-02-04');
    expect(why).toMatch(/before 5 February 2026: .*SI 2026\/82/);
    expect(whyNoBasis('RECOGNISED_LEGITIMATE_INTEREST', 'CHARITY', '2026-02-05')).toBeUndefined();
    expect(basesFor('CHARITY', '2026-02-04')).not.toContain('RECOGNISED_LEGITIMATE_INTEREST');
    expect(sourceOf('RECOGNISED_LEGITIMATE_INTEREST', '2026-02-04')).toBeNull();
  });

  it('that the law took away is none from the next day on, and whoever decides is told since when', () => {
    const [first] = lawfulBasisRules as [LawfulBasisRule, ...LawfulBasisRule[]];
    const ended = [{ ...first, inForceUntil: '2027-03-31' }];
    const why = (day: string): string | undefined => whyNoBasis(first.basis, 'POLICE', day, ended);
    expect(why('2027-03-31')).toBeUndefined();
    expect(why('2027-04-01')).toMatch(/any more.* until 31 March 2027: UK GDPR Article 6\(1\)\(e\)/);
    expect(whyNoBasis(first.basis, 'POLICE', TODAY, [])).toBe('This is no basis in law.');
  });

  it('is named by no reason that refuses it', () => {
    for (const basis of Object.values(LawfulBasis))
      for (const kind of Object.values(AgencyKind))
        for (const day of [TODAY, '2018-05-24']) expect(whyNoBasis(basis, kind, day) ?? '').not.toContain(basis);
  });
});
