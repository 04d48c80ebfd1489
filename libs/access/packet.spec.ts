import { describe, expect, it } from '@jest/globals';
import { accepted, decided, item, offered, onward, shared, underC } from './example-conditions.js';
import { wouldOpen } from './packet.js';
import type { Ledger } from './standing.js';

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
    const toPoliceBack = { ...by, recipient: { ...intended.recipient, id: 'police' } };
    expect(wouldOpen(toPoliceBack, on)(item({ notFor: 'police' }))).toBe(false);
  });
});
