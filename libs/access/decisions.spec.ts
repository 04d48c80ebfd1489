import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare } from '../pathways/referral-context.js';
import {
  decisionBehind,
  endedOn,
  isWithdrawn,
  newestDecision,
  offeredOn,
  offersAccepted,
  offerTaken,
  packetOpenedOn,
  reached,
} from './decisions.js';
import { accepted, decided, offered, part, school, shared } from './example-conditions.js';

const first = decided('school', 'charity', 4);
const next = decided('school', 'charity', 8);
const others = [decided('police', 'charity', 6), decided('school', 'police', 7)];
const decisions = [first, ...others, next];
const waiting = offered(first, 5);

describe('The newest decision of an agency about another', () => {
  it('is the only one that counts, whatever others decided since', () => {
    expect(newestDecision({ decisions }, 'school', 'charity')).toBe(next);
    expect(newestDecision({ decisions: [first, ...others] }, 'school', 'charity')).toBe(first);
    expect(newestDecision({ decisions }, 'charity', 'school')).toBeUndefined();
    expect([4, 5, 8, 9].map((before) => newestDecision({ decisions }, 'school', 'charity', before)?.seq)).toEqual([
      undefined,
      4,
      4,
      8,
    ]);
  });

  it('was withdrawn, or not yet, before an event', () => {
    const withdrawn = { ...first, withdrawnSeq: 6 };
    expect([isWithdrawn(first), isWithdrawn(withdrawn)]).toEqual([false, true]);
    expect([5, 6, 7].map((before) => isWithdrawn(withdrawn, before))).toEqual([false, false, true]);
  });

  it('counts until it is withdrawn or its agency decides anew about the same recipient', () => {
    expect(endedOn(first, { decisions })).toBe(8);
    expect(endedOn(next, { decisions })).toBe(Infinity);
    expect(endedOn(first, { decisions: [first, ...others] })).toBe(Infinity);
    expect(endedOn({ ...first, withdrawnSeq: 6 }, { decisions })).toBe(6);
    expect(endedOn({ ...first, withdrawnSeq: 9 }, { decisions })).toBe(8);
  });
});

describe('The decision that an offer stands on', () => {
  const behind = (made: DecisionToShare[], offer = waiting): unknown => decisionBehind(offer, { decisions: made })?.seq;

  it('is the newest while it waits, and the newest of then once it was answered', () => {
    expect(behind([first])).toBe(4);
    expect(behind(decisions)).toBe(8);
    expect(behind(decisions, { ...accepted(first, 5), answeredSeq: 8 })).toBe(4);
    expect(behind(decisions, { ...accepted(first, 5), answeredSeq: 9 })).toBe(8);
    expect(behind([])).toBeUndefined();
  });

  it('is none once that is not to share, or was withdrawn before the answer', () => {
    expect(behind([first, { ...next, outcome: 'DO_NOT_SHARE' }])).toBeUndefined();
    const withdrawn = [{ ...first, withdrawnSeq: 7 }];
    expect(behind(withdrawn)).toBeUndefined();
    expect([7, 8].map((answeredSeq) => behind(withdrawn, { ...accepted(first, 5), answeredSeq }))).toEqual([
      4,
      undefined,
    ]);
  });

  it('is none for a hand-off that would hide the risk or the summary from whoever takes it', () => {
    const handoff = { ...waiting, kind: 'HANDOFF' as const };
    expect(behind([first], handoff)).toBe(4);
    for (const sections of [['SUMMARY', 'NARRATIVE'], ['RISK', 'NARRATIVE'], []] as DecisionToShare['sections'][]) {
      expect(behind([{ ...first, sections }], handoff)).toBeUndefined();
      expect(behind([{ ...first, sections }])).toBe(4);
    }
  });

  it('opened its packet when it was offered, or when it was decided anew', () => {
    expect([first, next].map((decision) => packetOpenedOn(waiting, decision))).toEqual([5, 8]);
  });
});

describe('What an agency was offered', () => {
  it('it has accepted, by offers of its own', () => {
    const offers = [waiting, accepted(first, 6), accepted(decided('school', 'police', 3), 5)];
    expect(offersAccepted('charity', { offers })).toEqual([offers[1]]);
    expect(offersAccepted('police', { offers })).toEqual([offers[2]]);
  });

  it('it holds by the hand-off that it answered when it came to hold it', () => {
    const handoffs = [accepted(first, 5, 'HANDOFF'), accepted(first, 11, 'HANDOFF')];
    const on = shared({ offers: [accepted(first, 11), ...handoffs] });
    const taken = (from: number): unknown => offerTaken(part('charity', 6), { from, until: null }, on);
    expect([6, 12, 7].map(taken)).toEqual([...handoffs, undefined]);
    expect(offerTaken(part('police', 6), { from: 6, until: null }, on)).toBeUndefined();
  });

  it('counts from the first offer on a decision, and never for one on which nothing came', () => {
    const on = shared({
      decisions: [first],
      offers: [
        { ...accepted(first, 14) },
        { ...waiting, offeredSeq: 9 },
        { ...waiting, offeredSeq: 7, toAgency: 'care' },
      ],
    });
    expect(offeredOn(first, 'charity', on)).toBe(9);
    expect(offeredOn(first, 'care', on)).toBe(Infinity);
    expect(offeredOn(next, 'charity', on)).toBe(Infinity);
    expect(offeredOn(first, 'charity', { ...on, offers: on.offers.slice(0, 1) })).toBe(14);
    expect(offeredOn(first, 'charity', { ...on, offers: [{ ...waiting, status: 'DECLINED' }] })).toBe(Infinity);
  });
});

describe('A decision to share has opened something', () => {
  const on = (participations = [school], offers: (typeof waiting)[] = []): ReturnType<typeof shared> =>
    shared({ decisions: [first], participations, offers });

  it('to whoever took part when it was made', () => {
    expect(reached(first, on([school, part('charity', 2)]))).toBe(true);
    expect(reached(first, on([school, part('charity', 6)]))).toBe(false);
    expect(reached(first, on([school, part('care', 2)]))).toBe(false);
    expect(reached(first, on([school, part('charity', 2, { takesPart: [{ from: 2, until: 3 }] })]))).toBe(false);
  });

  it('to whoever was asked on it, also when it was withdrawn since', () => {
    expect(reached(first, on())).toBe(false);
    expect(reached(first, on([school], [waiting]))).toBe(true);
    const withdrawn = { ...first, withdrawnSeq: 9 };
    expect(reached(withdrawn, { ...on([school], [waiting]), decisions: [withdrawn, ...others] })).toBe(true);
    const asked = on([school], [waiting]);
    expect(reached(withdrawn, { ...asked, decisions: [withdrawn, { ...next, outcome: 'DO_NOT_SHARE' }] })).toBe(false);
    const byPolice = { ...waiting, fromAgency: 'police' };
    expect(reached(withdrawn, { ...asked, decisions: [withdrawn], offers: [byPolice] })).toBe(false);
  });

  it('to nobody when it was not to share', () => {
    expect(reached({ ...first, outcome: 'DO_NOT_SHARE' }, on([school, part('charity', 2)], [waiting]))).toBe(false);
  });
});
