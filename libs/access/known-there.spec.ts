import { describe, expect, it } from '@jest/globals';
import { accepted, decided, offered, part, school, shared } from './example-conditions.js';
import { isKnownToBeAsked, isKnownToTakePart } from './known-there.js';
import type { Ledger } from './standing.js';

/** The school holds the risk first, and police from 20 on. */
describe('Whom an agency knows to take part', () => {
  const toCharity = decided('school', 'charity', 4);
  const byPolice = decided('police', 'charity', 30);
  const police = part('police', 20, { kind: 'POLICE', custody: [{ from: 20, until: null, decisionId: null }] });
  const there = (from: number, until: number | null = null): Ledger['participations'][number] => ({
    ...part('charity', from),
    takesPart: [{ from, until }],
    endedSeq: until,
  });
  const on = (change: Partial<Ledger>): Ledger =>
    shared({ custodian: 'police', participations: [school, police], decisions: [toCharity], offers: [], ...change });
  const knows = (asking: string, ledger: Ledger): boolean[] =>
    [isKnownToTakePart, isKnownToBeAsked].map((is) => is('charity', asking, ledger));

  it('are who holds the risk, and who referred as long as it has been there', () => {
    const gone = {
      ...school,
      takesPart: [
        { from: 1, until: 9 },
        { from: 25, until: null },
      ],
    };
    expect(['police', 'school'].map((one) => isKnownToTakePart(one, 'care', on({})))).toEqual([true, true]);
    expect(isKnownToTakePart('school', 'care', on({ participations: [gone, police] }))).toBe(false);
  });

  it('are who accepted what it asked, until they leave: not whom somebody else has asked back', () => {
    const [first, again] = [accepted(toCharity, 5), accepted(byPolice, 31)];
    const stays = on({ participations: [school, police, there(6)], offers: [first] });
    expect([knows('school', stays), knows('care', stays), knows('police', stays)]).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
    const back = {
      ...there(6),
      takesPart: [
        { from: 6, until: 10 },
        { from: 32, until: null },
      ],
    };
    expect(knows('school', on({ participations: [school, police, there(6, 10)], offers: [first] }))).toEqual([
      false,
      false,
    ]);
    expect(knows('school', on({ participations: [school, police, back], offers: [first, again] }))).toEqual([
      false,
      false,
    ]);
    const asked = on({ participations: [school, police, there(6, 10)], offers: [first, offered(byPolice, 31)] });
    expect([knows('school', asked), knows('police', asked)]).toEqual([
      [false, false],
      [false, true],
    ]);
  });

  it('are not who came by a way that it does not know, whoever else deals with it meanwhile', () => {
    const toCare = decided('school', 'care', 30);
    const others = on({ participations: [school, police, there(20)], offers: [accepted(toCare, 31)] });
    expect(knows('police', others)).toEqual([false, false]);
    expect(knows('care', { ...others, offers: [], decisions: [toCare] })).toEqual([false, false]);
    expect(isKnownToTakePart('nobody', 'police', others)).toBe(false);
  });

  it('are not who declined, by whatever way they came before or later', () => {
    const declined = { ...offered(toCharity, 5), status: 'DECLINED' as const, answeredSeq: 6 };
    expect(knows('school', on({ participations: [school, police, there(3)], offers: [declined] }))).toEqual([
      false,
      false,
    ]);
    expect(
      knows('school', on({ participations: [school, police, there(32)], offers: [declined, accepted(byPolice, 31)] })),
    ).toEqual([false, false]);
  });

  it('are who decided about it, or asked it, in the part that they have', () => {
    const [told, asks] = [decided('charity', 'care', 12), offered(decided('charity', 'care', 12), 13)];
    const joined = { participations: [school, police, there(6)] };
    expect(knows('care', on({ ...joined, decisions: [told] }))).toEqual([true, false]);
    expect(knows('care', on({ ...joined, offers: [asks] }))).toEqual([true, false]);
    expect(knows('care', on({ participations: [school, police, there(20)], decisions: [told] }))).toEqual([
      false,
      false,
    ]);
    expect(knows('school', on({ ...joined, decisions: [told] }))).toEqual([false, false]);
  });
});
