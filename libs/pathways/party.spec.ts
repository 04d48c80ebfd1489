import { describe, expect, it } from '@jest/globals';
import { partiesOf, sectionOfParty } from './party.js';

const shared = { role: 'CHILD_SHARED' as const };
const depicted = { role: 'CHILD_DEPICTED' as const };
const parentOf = (relatedTo: number) => ({ role: 'PARENT_OR_CARER' as const, relatedTo });
const otherOf = (relatedTo: number) => ({ role: 'OTHER' as const, relatedTo });

describe('a person who is related to a child', () => {
  it.each([
    ['the child’s own parent', [shared, depicted, parentOf(0)], 'SUBJECT_IDENTITY'],
    ['a grandparent, by way of the parent', [shared, depicted, otherOf(3), parentOf(0)], 'SUBJECT_IDENTITY'],
    ['a cousin, by way of three', [depicted, shared, otherOf(3), otherOf(4), parentOf(1)], 'SUBJECT_IDENTITY'],
    ['a grandparent on the other side', [shared, depicted, otherOf(3), parentOf(1)], 'HARMED_PERSON'],
  ] as const)('is kept with that child, as %s', (_who, all, section) => {
    expect(sectionOfParty(all[2], all)).toBe(section);
  });

  it('is kept with whoever was harmed when no child is named, or the way leads round', () => {
    expect(sectionOfParty({ role: 'OTHER' }, [shared])).toBe('HARMED_PERSON');
    const circle = [otherOf(1), parentOf(0)] as const;
    expect(sectionOfParty(circle[0], circle)).toBe('HARMED_PERSON');
  });

  it('who reported it is kept with the account, and so is whoever is related to them', () => {
    const reporter = { role: 'REPORTER' as const };
    expect([reporter, otherOf(0)].map((one, _place, all) => sectionOfParty(one, all))).toEqual([
      'NARRATIVE',
      'NARRATIVE',
    ]);
  });

  it('is carried by an event in the same section', () => {
    const codes = [shared, depicted, parentOf(0), otherOf(2)].map((one, place) => ({
      id: `party-${place}`,
      role: one.role,
      relatedTo: 'relatedTo' in one ? one.relatedTo : null,
    }));
    expect(partiesOf(codes, 1, 'school').map(({ section }) => section)).toEqual([
      'SUBJECT_IDENTITY',
      'HARMED_PERSON',
      'SUBJECT_IDENTITY',
      'SUBJECT_IDENTITY',
    ]);
  });
});
