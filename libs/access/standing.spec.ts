import { describe, expect, it } from '@jest/globals';
import { accepted, agreement, decided, offered, part, school, shared } from './example-conditions.js';
import {
  agenciesOn,
  hasOnlyWhatItHad,
  isOpen,
  type Ledger,
  ledgerAt,
  openOffersTo,
  partOf,
  relationsOf,
  takesPart,
  tookPartAt,
  within,
  worksOn,
} from './standing.js';

const toCharity = decided('school', 'charity', 4);
const waiting = offered(toCharity, 5);
const alone = (change: Partial<Ledger> = {}): Ledger =>
  shared({ participations: [school], offers: [], decisions: [toCharity], ...change });

describe('A stretch of events', () => {
  it('has its first and its last event in it, and no end while it lasts', () => {
    expect([2, 3, 5, 6].map((seq) => within({ from: 3, until: 5 }, seq))).toEqual([false, true, true, false]);
    expect([2, 3, 99].map((seq) => within({ from: 3, until: null }, seq))).toEqual([false, true, true]);
  });
});

describe('How an agency stands on a referral', () => {
  it('is by its own part and by no other agency’s', () => {
    expect(partOf(shared(), 'police')?.agencyId).toBe('police');
    expect(partOf(shared(), 'nobody')).toBeUndefined();
    expect([takesPart(shared(), 'police'), takesPart(shared(), 'nobody')]).toEqual([true, false]);
    const left = part('police', 2, { takesPart: [{ from: 2, until: 6 }] });
    const back = part('police', 2, { takesPart: [...left.takesPart, { from: 9, until: null }] });
    expect(takesPart(shared({ participations: [left] }), 'police')).toBe(false);
    expect(takesPart(shared({ participations: [back] }), 'police')).toBe(true);
    expect([1, 2, 6, 7, 9].map((seq) => tookPartAt(back, seq))).toEqual([false, true, true, false, true]);
  });

  it('gives it work while it takes part and the referral is open', () => {
    expect(worksOn(shared(), 'police')).toBe(true);
    expect(worksOn(shared(), 'nobody')).toBe(false);
    expect(worksOn(shared({ status: 'CLOSED' }), 'police')).toBe(false);
  });

  it('has relations, strongest first', () => {
    const held = { from: 1, until: 6, decisionId: null };
    const all = part('school', 1, { isReferrer: true, isContributor: true, custody: [held] });
    const asked = [
      { ...waiting, toAgency: 'school', kind: 'HANDOFF' as const },
      { ...waiting, toAgency: 'school' },
    ];
    expect(relationsOf(alone({ custodian: 'police', participations: [all], offers: asked }), 'school')).toEqual([
      'CONTRIBUTOR',
      'OFFERED',
      'INVITED',
      'REFERRER',
      'FORMER_CUSTODIAN',
    ]);
    expect(relationsOf(alone({ participations: [all] }), 'school')).toEqual(['CUSTODIAN', 'CONTRIBUTOR', 'REFERRER']);
    const handoff = { ...waiting, toAgency: 'school', kind: 'HANDOFF' as const };
    expect(relationsOf(alone({ participations: [], custodian: 'police', offers: [handoff] }), 'school')).toEqual([
      'OFFERED',
    ]);
    const plain = part('school', 1, { isContributor: false });
    expect(relationsOf(alone({ custodian: 'police', participations: [plain] }), 'school')).toEqual([]);
    expect(relationsOf(alone(), 'nobody')).toEqual([]);
  });

  it('is informed once it has ended its part, unless it is asked again', () => {
    const ended = part('charity', 6, {
      isReferrer: true,
      custody: [{ from: 6, until: 8, decisionId: null }],
      endedSeq: 9,
    });
    const on = alone({ participations: [school, ended] });
    expect(relationsOf(on, 'charity')).toEqual(['INFORMED']);
    expect([hasOnlyWhatItHad(on, 'charity'), hasOnlyWhatItHad(on, 'school')]).toEqual([true, false]);
    const again = { ...on, offers: [waiting] };
    expect(relationsOf(again, 'charity')).toEqual(['INVITED', 'INFORMED']);
    expect(hasOnlyWhatItHad(again, 'charity')).toBe(false);
  });

  it('is nothing to anybody but the custodian once the referral was entered in error', () => {
    const wrong = shared({ status: 'ENTERED_IN_ERROR' });
    expect(['school', 'police', 'charity'].map((agency) => relationsOf(wrong, agency))).toEqual([
      ['CUSTODIAN'],
      [],
      [],
    ]);
    expect(agenciesOn(wrong)).toEqual(['school']);
  });

  it('rests on an offer while that waits for an answer, also when its time has run out', () => {
    const offers = (['OFFERED', 'OVERDUE', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'] as const).map((status) => ({
      ...waiting,
      status,
    }));
    expect(offers.map(isOpen)).toEqual([true, true, false, false, false]);
    expect(openOffersTo(alone({ offers }), 'charity')).toEqual(offers.slice(0, 2));
    expect(openOffersTo(alone({ offers }), 'police')).toEqual([]);
    expect(agenciesOn(alone({ offers: [waiting] }))).toEqual(['school', 'charity']);
    expect(agenciesOn(alone({ offers: offers.slice(3) }))).toEqual(['school']);
    expect(agenciesOn(shared())).toEqual(['school', 'police', 'charity', 'care']);
  });
});

describe('A referral as it stood at an event', () => {
  const now = shared({
    participations: [
      { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
      part('police', 6, {
        custody: [{ from: 6, until: null, decisionId: 'd' }],
        takesPart: [
          { from: 6, until: 12 },
          { from: 20, until: null },
        ],
        endedSeq: 30,
      }),
    ],
    offers: [accepted(toCharity, 5), { ...accepted(toCharity, 9), answeredSeq: null, status: 'OVERDUE' }],
    decisions: [{ ...toCharity, withdrawnSeq: 8 }, decided('school', 'police', 10)],
    onward: [{ ...agreement('police', 'charity', 7), withdrawnSeq: 14 }, agreement('police', 'care', 7)],
  });

  it('has who took part then, and how far', () => {
    const parts = (seq: number): unknown[] =>
      ledgerAt(now, seq).participations.map(({ agencyId, custody, takesPart: spans, endedSeq }) => [
        agencyId,
        custody.map(({ until }) => until),
        spans.map(({ from, until }) => [from, until]),
        endedSeq,
      ]);
    expect(ledgerAt(now, 5).seq).toBe(5);
    expect(parts(0)).toEqual([]);
    expect(parts(5)).toEqual([['school', [null], [[1, null]], null]]);
    expect(parts(6)).toEqual([
      ['school', [6], [[1, null]], null],
      ['police', [null], [[6, null]], null],
    ]);
    expect(parts(12)).toEqual([
      ['school', [6], [[1, null]], null],
      ['police', [null], [[6, 12]], null],
    ]);
    expect(parts(29)).toEqual([
      ['school', [6], [[1, null]], null],
      [
        'police',
        [null],
        [
          [6, 12],
          [20, null],
        ],
        null,
      ],
    ]);
    expect(parts(30).at(1)).toEqual([
      'police',
      [null],
      [
        [6, 12],
        [20, null],
      ],
      30,
    ]);
  });

  it('has what was offered and decided by then, unanswered and not withdrawn where that came later', () => {
    const offers = (seq: number): unknown =>
      ledgerAt(now, seq).offers.map(({ offeredSeq, status, answeredSeq }) => [offeredSeq, status, answeredSeq]);
    expect(offers(4)).toEqual([]);
    expect(offers(5)).toEqual([[5, 'OFFERED', null]]);
    expect(offers(6)).toEqual([[5, 'ACCEPTED', 6]]);
    expect(offers(9)).toEqual([
      [5, 'ACCEPTED', 6],
      [9, 'OVERDUE', null],
    ]);
    const decisions = (seq: number): unknown =>
      ledgerAt(now, seq).decisions.map((one) => [one.seq, 'withdrawnSeq' in one ? one.withdrawnSeq : 'none']);
    expect(decisions(3)).toEqual([]);
    expect(decisions(7)).toEqual([[4, 'none']]);
    expect(decisions(8)).toEqual([[4, 8]]);
    expect(decisions(10)).toEqual([
      [4, 8],
      [10, 'none'],
    ]);
    const agreed = (seq: number): unknown =>
      ledgerAt(now, seq).onward?.map((one) => ('withdrawnSeq' in one ? one.withdrawnSeq : 'none'));
    expect(agreed(13)).toEqual(['none', 'none']);
    expect(agreed(14)).toEqual([14, 'none']);
    expect(ledgerAt({ ...now, onward: undefined }, 14).onward).toBeUndefined();
  });
});
