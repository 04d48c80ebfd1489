import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Offer, OnwardRequest } from '../pathways/referral-context.js';
import { type Item, readByAgreement } from './audience.js';
import {
  accepted,
  agreement,
  decided,
  handedOver,
  item,
  offered,
  onward,
  originators,
  part,
  reads,
  school,
  shared,
  underC,
} from './example-conditions.js';
import { agreementAsked, agreementStands, asksTheSame, mayHandOn } from './handling.js';
import type { Ledger } from './standing.js';

describe('An agreement that is taken back', () => {
  const takenBack = (answeredSeq: number, withdrawnSeq: number): OnwardRequest => ({
    ...agreement('police', 'charity', answeredSeq),
    withdrawnSeq,
  });
  const steady = { ...underC, ongoing: true };
  const going = { ...onward, ongoing: true };

  it('lets nothing on that is added afterwards, and what was received by then is kept', () => {
    const on = shared({ decisions: [steady, going], onward: [takenBack(12, 25)] });
    expect([2, 22, 26].map((seq) => reads('charity', on, { seq }))).toEqual([true, true, false]);
    expect(originators('charity', on)).toEqual(['school']);
  });

  it('lets nothing on by a decision that comes after it, nor the risk', () => {
    const again = decided('police', 'charity', 30);
    const on = shared({ decisions: [underC, again], onward: [takenBack(12, 25)] });
    expect(reads('charity', on)).toBe(false);
    const held = handedOver({ onward: [{ ...agreement('police', 'care', 12), withdrawnSeq: 25 }] });
    expect(mayHandOn(held, 'care')).toBe(false);
  });

  const asked: Offer = offered(onward, 21);
  const waiting = (change: Partial<Ledger>): Ledger =>
    shared({
      participations: [school, part('police', 6, { kind: 'POLICE' }), part('care', 10)],
      offers: [accepted(underC, 5), asked],
      ...change,
    });
  it('takes out of a packet that waits for an answer what it had let into it, and nothing once it was accepted', () => {
    expect(reads('charity', waiting({ onward: [agreement('police', 'charity', 12)] }))).toBe(true);
    expect(reads('charity', waiting({ onward: [takenBack(12, 25)] }))).toBe(false);
    expect(reads('charity', waiting({ onward: [takenBack(12, 25)] }), { writer: 'police' })).toBe(true);
    const answered = (answeredSeq: number): Ledger =>
      waiting({
        participations: [school, part('police', 6), part('charity', answeredSeq)],
        offers: [accepted(underC, 5), { ...asked, status: 'ACCEPTED', answeredSeq }],
        onward: [takenBack(12, 25)],
      });
    expect([24, 26].map((seq) => reads('charity', answered(seq)))).toEqual([true, false]);
    // What was added while it was asked goes the way of the packet.
    const added = (answeredSeq: number): Ledger => ({ ...answered(answeredSeq), decisions: [steady, going] });
    expect([24, 26].map((seq) => reads('charity', added(seq), { seq: 22 }))).toEqual([true, false]);
  });

  it('lets into a packet that waits what was agreed since, once that is decided anew', () => {
    const late = [agreement('police', 'charity', 25)];
    expect(reads('charity', waiting({ onward: late }))).toBe(false);
    const anew = [underC, onward, decided('police', 'charity', 30)];
    expect(reads('charity', waiting({ onward: late, decisions: anew }))).toBe(true);
    // What came after the offer stays out of its packet.
    expect(reads('charity', waiting({ onward: late, decisions: anew }), { seq: 22, writer: 'police' })).toBe(false);
  });

  it('does so too when the whole decision is withdrawn while a packet waits', () => {
    const withdrawn = { ...underC, withdrawnSeq: 25 };
    const on = waiting({ decisions: [withdrawn, onward], onward: [agreement('police', 'charity', 12)] });
    expect(reads('charity', on)).toBe(false);
    // Replaced by one that shares as much or more, it goes on standing in what was offered before.
    const replacedBy = (change: Partial<DecisionToShare>): Ledger =>
      waiting({
        decisions: [underC, onward, decided('school', 'police', 25, change)],
        onward: [agreement('police', 'charity', 12)],
      });
    expect(reads('charity', replacedBy({ handling: 'C' }))).toBe(true);
    expect(reads('charity', replacedBy({}))).toBe(true);
    expect(reads('charity', replacedBy({ outcome: 'DO_NOT_SHARE', sections: [] }))).toBe(false);
    expect(reads('charity', replacedBy({ sections: ['SUMMARY'] }))).toBe(false);
  });

  it('keeps the risk from being taken on an offer that was made while it stood', () => {
    const held = (change: Partial<OnwardRequest>): Ledger =>
      handedOver({ onward: [{ ...agreement('police', 'care', 12), ...change }] });
    expect(mayHandOn(held({}), 'care', 21)).toBe(true);
    expect(mayHandOn(held({ withdrawnSeq: 25 }), 'care', 21)).toBe(false);
  });

  it('stood until then, unless its decision had been withdrawn or replaced', () => {
    const stands = (asks: OnwardRequest, decisions: DecisionToShare[] = [underC], of?: 'every'): boolean =>
      agreementStands(asks, shared({ decisions }), of);
    const given = agreement('police', 'charity', 12);
    expect(stands(given)).toBe(true);
    expect(stands(takenBack(12, 25))).toBe(false);
    expect(stands(agreement('police', 'charity', 12, 'REFUSED'))).toBe(false);
    expect(stands(agreement('police', 'charity', null, null))).toBe(false);
    expect(stands(agreement('police', 'charity', 3))).toBe(false);
    expect(stands(agreement('care', 'charity', 12))).toBe(false);
    expect(stands(given, [{ ...underC, withdrawnSeq: 15 }])).toBe(false);
    expect(stands(given, [{ ...underC, withdrawnSeq: 10 }])).toBe(true);
    const anew = decided('school', 'police', 14, { handling: 'C' });
    expect(stands(given, [underC, anew])).toBe(false);
    expect(stands(agreement('police', 'charity', 16), [underC, anew], 'every')).toBe(true);
    const third = decided('school', 'police', 20, { handling: 'C' });
    expect(stands(agreement('police', 'charity', 16), [underC, anew, third], 'every')).toBe(false);
    expect(stands(agreement('police', 'charity', 16), [underC, anew, third])).toBe(true);
    // Another agency's condition, and one that binds somebody else, are none of its.
    const cares = decided('care', 'police', 20, { handling: 'C' });
    expect(stands(given, [underC, cares], 'every')).toBe(true);
    expect(stands({ ...given, originator: 'care' }, [underC, cares])).toBe(false);
    expect(stands({ ...given, originator: 'nobody' })).toBe(false);
    expect(stands(agreement('care', 'charity', 12), [underC], 'every')).toBe(false);
  });

  it('is of one originator, about one agency that asked and one that it may share with', () => {
    const given = agreement('police', 'charity', 12);
    expect(asksTheSame(given, { ...given, id: 'another', answer: 'REFUSED', answeredSeq: 30 })).toBe(true);
    for (const change of [{ originator: 'care' }, { byAgency: 'care' }, { toAgency: 'care' }])
      expect(asksTheSame(given, { ...given, ...change })).toBe(false);
  });

  it('is asked of its originator until that answers', () => {
    const waits = agreement('police', 'charity', null, null);
    const onward = [agreement('police', 'charity', 12), { ...waits, originator: 'care' }, waits];
    expect(agreementAsked({ onward }, 'school')).toEqual([waits]);
    expect(agreementAsked({ onward }, 'police')).toEqual([]);
    expect(agreementAsked({}, 'school')).toEqual([]);
  });

  it('says what the third agency has by it, whatever that has another way, and that its originator reads', () => {
    const given = agreement('police', 'charity', 12);
    const byIt = (change: Partial<Item>, on = shared({ onward: [given] })): boolean =>
      readByAgreement(given, item(change), on);
    expect(byIt({})).toBe(true);
    expect(byIt({ writer: 'police' })).toBe(false);
    expect(byIt({ section: 'SESSIONS' })).toBe(false);
    expect(byIt({ writer: 'care' }, shared({ decisions: [underC, onward, decided('care', 'police', 15)] }))).toBe(
      false,
    );
    const free = decided('school', 'charity', 15);
    expect(byIt({}, shared({ decisions: [underC, onward, free], onward: [given] }))).toBe(true);
    expect(byIt({}, shared({ onward: [takenBack(12, 25)] }))).toBe(true);
  });
});
