import { describe, expect, it } from '@jest/globals';
import {
  accepted,
  agreement,
  decided,
  item,
  offered,
  onward,
  part,
  reads,
  school,
  shared,
  underC,
} from './example-conditions.js';
import { missingForHandoff, wouldNeedAgreement, wouldOpen } from './packet.js';
import type { Offer } from '../pathways/referral-context.js';
import type { Ledger } from './standing.js';
import type { Section } from './vocabulary.js';

const intended = {
  byAgency: 'school',
  recipient: { id: 'survivors', kind: 'CHARITY' as const },
  sections: ['NARRATIVE'] as const,
};
const opened = (on: Ledger, seqs: number[], by = intended): boolean[] =>
  seqs.map((seq) => wouldOpen(by, on)(item({ seq })));

describe('A packet of what is thought of', () => {
  it('holds all that stands by now in the sections that it names', () => {
    expect(opened(shared(), [2, 40])).toEqual([true, true]);
    expect(wouldOpen(intended, shared())(item({ section: 'RISK' }))).toBe(false);
    expect(wouldOpen({ ...intended, byAgency: 'nobody' }, shared())(item())).toBe(false);
  });

  it('holds what stood when the agency was asked, where it is asked already and has not answered', () => {
    const decision = decided('school', 'survivors', 20);
    const waiting = offered(decision, 21);
    const asked = shared({ decisions: [underC, onward, decision], offers: [accepted(underC, 5), waiting] });
    expect(opened(asked, [2, 20, 21, 30])).toEqual([true, true, false, false]);
    const byPolice = { ...waiting, fromAgency: 'police' };
    expect(opened({ ...asked, offers: [byPolice] }, [2, 30])).toEqual([true, true]);
    expect(opened({ ...asked, offers: [accepted(decision, 21)] }, [2, 30])).toEqual([true, true]);
  });

  it('is the same for the agency from which alone it came as for one that has nothing: who else has it does not show', () => {
    const toPolice = decided('school', 'police', 4);
    const on = shared({ decisions: [toPolice, onward], offers: [accepted(toPolice, 5)] });
    const by = { ...intended, byAgency: 'charity' };
    const back = (id: string): boolean[] => opened(on, [2], { ...by, recipient: { ...intended.recipient, id } });
    expect(back('care')).toEqual([true]);
    expect(back('police')).toEqual(back('care'));
  });

  it('goes back to whoever set the condition without their agreement, and to whom is asked already as to anybody', () => {
    const by = { ...intended, byAgency: 'charity' };
    const backToSchool = { ...by, recipient: { id: 'school', kind: 'SCHOOL' as const } };
    const agreed = shared({ onward: [agreement('police', 'charity', 12)] });
    expect([wouldOpen(backToSchool, agreed)(item()), wouldNeedAgreement(backToSchool, agreed)(item())]).toEqual([
      true,
      false,
    ]);
    const toPolice = decided('school', 'police', 4);
    const back = decided('charity', 'police', 24);
    const on = shared({
      decisions: [toPolice, onward, back],
      offers: [accepted(toPolice, 5), offered(back, 25)],
    });
    expect(opened(on, [2], { ...by, recipient: { ...intended.recipient, id: 'police' } })).toEqual([true]);
  });

  it('holds nothing that is kept from that very agency', () => {
    const kept = item({ notFor: 'survivors' });
    expect(wouldOpen(intended, shared())(kept)).toBe(false);
    expect(wouldOpen({ ...intended, recipient: { ...intended.recipient, id: 'another' } }, shared())(kept)).toBe(true);
  });

  it('keeps to a condition also towards the agency from which alone it came, until its originator agrees', () => {
    const toCare = decided('school', 'care', 4, { handling: 'C' });
    const toPolice = decided('care', 'police', 20);
    const on = shared({
      participations: [school, part('care', 6), part('police', 22, { kind: 'POLICE' })],
      offers: [accepted(toCare, 5), accepted(toPolice, 21)],
      decisions: [toCare, toPolice],
      onward: [agreement('care', 'police', 12)],
    });
    const back = {
      byAgency: 'police',
      recipient: { id: 'care', kind: 'SOCIAL_CARE' as const },
      sections: ['NARRATIVE'] as const,
    };
    expect(reads('police', on)).toBe(true);
    expect([wouldOpen(back, on)(item()), wouldNeedAgreement(back, on)(item())]).toEqual([false, true]);
    for (const [toAgency, opens] of [
      ['care', true],
      ['charity', false],
    ] as const) {
      const agreed = { ...on, onward: [...(on.onward ?? []), agreement('police', toAgency, 30)] };
      expect([toAgency, wouldOpen(back, agreed)(item()), wouldNeedAgreement(back, agreed)(item())]).toEqual([
        toAgency,
        opens,
        !opens,
      ]);
    }
  });
});

describe('What a hand-off that waits must show', () => {
  const decision = decided('school', 'survivors', 20);
  const missing = (sections: readonly Section[], ...offers: Offer[]): Section[] =>
    missingForHandoff({ ...intended, sections }, shared({ offers }));

  it('is missing where the decision would leave it out', () => {
    const waiting = offered(decision, 21, 'HANDOFF');
    expect(missing(['SUMMARY', 'RISK'], waiting)).toEqual([]);
    expect(missing(['SUMMARY', 'NARRATIVE'], waiting)).toEqual(['RISK']);
    expect(missing(['NARRATIVE'], offered(decision, 20), waiting)).toEqual(['SUMMARY', 'RISK']);
  });

  it('is asked of no invitation, of no other agency’s hand-off, and of none that was answered', () => {
    expect(missing([])).toEqual([]);
    expect(missing([], offered(decision, 21))).toEqual([]);
    expect(missing([], { ...offered(decision, 21, 'HANDOFF'), fromAgency: 'police' })).toEqual([]);
    expect(missing([], accepted(decision, 21, 'HANDOFF'))).toEqual([]);
    expect(missing([], { ...offered(decision, 21, 'HANDOFF'), toAgency: 'care' })).toEqual([]);
  });
});
