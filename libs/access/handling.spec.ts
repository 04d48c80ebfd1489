import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Offer, OnwardRequest, Participation } from '../pathways/referral-context.js';
import { audienceOf, conditionsOn, type Item, readByAgreement } from './audience.js';
import { agreementStands, conditionsThatReach, mayHandOn } from './handling.js';
import { wouldNeedAgreement, wouldOpen } from './packet.js';
import type { Ledger } from './standing.js';

const part = (agencyId: string, from: number, change: Partial<Participation> = {}): Participation => ({
  agencyId,
  kind: 'CHARITY',
  isReferrer: false,
  isContributor: true,
  custody: [],
  takesPart: [{ from, until: null }],
  endedSeq: null,
  ...change,
});
const decided = (
  byAgency: string,
  recipientAgency: string,
  seq: number,
  change: Partial<DecisionToShare> = {},
): DecisionToShare => ({
  id: `${byAgency}-${recipientAgency}-${seq}`,
  seq,
  byAgency,
  recipientAgency,
  recipientKind: 'CHARITY',
  outcome: 'SHARE',
  sections: ['SUMMARY', 'RISK', 'NARRATIVE'],
  lawfulBasis: 'PUBLIC_TASK',
  ongoing: false,
  ...change,
});
const accepted = (decision: DecisionToShare, offeredSeq: number, kind: Offer['kind'] = 'INVITATION'): Offer => ({
  id: `offer-${offeredSeq}`,
  kind,
  status: 'ACCEPTED',
  fromAgency: decision.byAgency,
  toAgency: decision.recipientAgency,
  toKind: 'CHARITY',
  decisionId: decision.id,
  offeredSeq,
  offeredAt: '2026-11-25T10:00:00.000Z',
  answeredSeq: offeredSeq + 1,
});
const agreement = (
  byAgency: string,
  toAgency: string,
  answeredSeq: number | null,
  answer: OnwardRequest['answer'] = 'AGREED',
): OnwardRequest => ({
  id: `ask-${byAgency}-${toAgency}`,
  byAgency,
  originator: 'school',
  toAgency,
  answer,
  answeredSeq,
});
const item = (change: Partial<Item> = {}): Item => ({
  seq: 2,
  section: 'NARRATIVE',
  writer: 'school',
  audience: 'ORDINARY',
  otherEnd: null,
  notFor: null,
  ...change,
});

/** The school shared with police under a condition, and police with a charity that takes part. */
const underC = decided('school', 'police', 4, { handling: 'C' });
const onward = decided('police', 'charity', 20);
const school = part('school', 1, {
  kind: 'SCHOOL',
  isReferrer: true,
  custody: [{ from: 1, until: null, decisionId: null }],
});
const shared = (change: Partial<Ledger> = {}): Ledger => ({
  status: 'OPEN',
  custodian: 'school',
  referrer: 'school',
  participations: [school, part('police', 6, { kind: 'POLICE' }), part('charity', 10), part('care', 10)],
  offers: [accepted(underC, 5)],
  decisions: [underC, onward],
  seq: 40,
  ...change,
});
/** The same, the police holding the risk by that decision. */
const handedOver = (change: Partial<Ledger> = {}): Ledger =>
  shared({
    custodian: 'police',
    participations: [
      { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
      part('police', 6, { kind: 'POLICE', custody: [{ from: 6, until: null, decisionId: underC.id }] }),
      part('charity', 10),
      part('care', 10),
    ],
    offers: [accepted(underC, 5, 'HANDOFF')],
    ...change,
  });
const reads = (agency: string, on: Ledger, change: Partial<Item> = {}): boolean =>
  audienceOf(item(change), on).includes(agency);
const originators = (agency: string, on: Ledger, change: Partial<Item> = {}): string[] =>
  conditionsOn(agency, item(change), on).map(({ byAgency }) => byAgency);

describe('What was shared under a condition', () => {
  it('is read by its recipient, and left out of what the recipient shares', () => {
    expect(reads('police', shared())).toBe(true);
    expect(reads('charity', shared())).toBe(false);
    expect(reads('charity', shared({ decisions: [{ ...underC, handling: undefined }, onward] }))).toBe(true);
    expect(reads('charity', shared(), { writer: 'police' })).toBe(true);
  });

  it('goes on to whom its originator agreed before it was opened, from whom it was asked by', () => {
    const withAnswer = (...onwardRequests: OnwardRequest[]): Ledger => shared({ onward: onwardRequests });
    expect(reads('charity', withAnswer(agreement('police', 'charity', 12)))).toBe(true);
    // Agreed after the decision: that opens what it opened, and only a new one opens the rest.
    expect(reads('charity', withAnswer(agreement('police', 'charity', 25)))).toBe(false);
    expect(
      reads(
        'charity',
        shared({
          onward: [agreement('police', 'charity', 25)],
          decisions: [underC, onward, decided('police', 'charity', 30)],
        }),
      ),
    ).toBe(true);
    expect(reads('charity', withAnswer(agreement('police', 'charity', 12, 'REFUSED')))).toBe(false);
    expect(reads('charity', withAnswer(agreement('police', 'charity', null, null)))).toBe(false);
    expect(reads('charity', withAnswer(agreement('police', 'care', 12)))).toBe(false);
    expect(reads('charity', withAnswer(agreement('care', 'charity', 12)))).toBe(false);
    expect(reads('charity', withAnswer({ ...agreement('police', 'charity', 12), originator: 'care' }))).toBe(false);
  });

  it('goes on with what is added when it was agreed before, and until its decision is withdrawn or replaced', () => {
    const going = { ...onward, ongoing: true };
    const steady = { ...underC, ongoing: true };
    const at = (seq: number, set: DecisionToShare[]): boolean =>
      reads('charity', shared({ decisions: [...set, going], onward: [agreement('police', 'charity', 12)] }), { seq });
    expect([22, 26].map((seq) => at(seq, [steady]))).toEqual([true, true]);
    const late = shared({ decisions: [steady, going], onward: [agreement('police', 'charity', 24)] });
    expect(reads('charity', late, { seq: 26 })).toBe(false);
    expect(conditionsThatReach('charity', late)).toEqual([]);
    expect([26, 29].map((seq) => at(seq, [{ ...steady, withdrawnSeq: 28 }]))).toEqual([true, false]);
    const anew = decided('school', 'police', 28, { handling: 'C', ongoing: true });
    expect([26, 29].map((seq) => at(seq, [steady, anew]))).toEqual([true, false]);
  });

  it('goes on again when its originator agrees after it withdrew', () => {
    const on = shared({
      decisions: [{ ...underC, withdrawnSeq: 15 }, onward],
      onward: [agreement('police', 'charity', 12)],
    });
    expect(reads('charity', on)).toBe(false);
    expect(reads('charity', { ...on, onward: [agreement('police', 'charity', 16)] })).toBe(true);
  });

  it('goes back to its originator, and on to nobody else by way of it that could not have it', () => {
    const back = decided('police', 'school', 21);
    const on = shared({ decisions: [underC, back] });
    expect(originators('school', on)).toEqual([]);
    expect(reads('school', on)).toBe(true);
    // Something of a third agency's that came to police under the school's condition goes back to the school alone.
    const care = decided('care', 'school', 3);
    const through = shared({
      participations: [school, part('police', 6), part('charity', 10), part('care', 2)],
      decisions: [care, underC, back, decided('police', 'charity', 22)],
    });
    expect(reads('police', through, { writer: 'care' })).toBe(true);
    expect(reads('charity', through, { writer: 'care' })).toBe(false);
  });

  it('is under the same condition for whomever it reaches: each needs an agreement of its own', () => {
    const further = decided('charity', 'care', 30);
    const agreedOnce = shared({ decisions: [underC, onward, further], onward: [agreement('police', 'charity', 12)] });
    expect(originators('charity', agreedOnce)).toEqual(['school']);
    expect(reads('care', agreedOnce)).toBe(false);
    const policeMay = { ...agreedOnce, onward: [agreement('police', 'charity', 12), agreement('police', 'care', 13)] };
    expect(reads('care', policeMay)).toBe(false);
    const charityMay = {
      ...agreedOnce,
      onward: [agreement('police', 'charity', 12), agreement('charity', 'care', 25)],
    };
    expect(reads('care', charityMay)).toBe(true);
    expect(originators('care', charityMay)).toEqual(['school']);
  });

  it('is free for who has it another way, wrote it, or has since been given it without a condition', () => {
    expect(originators('police', shared())).toEqual(['school']);
    expect(originators('police', shared(), { writer: 'police' })).toEqual([]);
    const lifted = shared({ decisions: [underC, decided('school', 'police', 12), onward] });
    expect(originators('police', lifted)).toEqual([]);
    expect(reads('charity', lifted)).toBe(true);
    const inPart = shared({ decisions: [underC, decided('school', 'police', 12, { sections: ['RISK'] }), onward] });
    expect(originators('police', inPart)).toEqual(['school']);
    expect(originators('police', inPart, { section: 'RISK' })).toEqual([]);
    const byAnother = decided('care', 'police', 12);
    expect(originators('police', shared({ decisions: [underC, byAnother, onward] }), { writer: 'care' })).toEqual([]);
  });

  it('names all who set a condition: any of several is enough, and of two that both bind, both', () => {
    const cares = decided('care', 'police', 12, { handling: 'C' });
    const toCare = decided('school', 'care', 11);
    expect(originators('police', shared({ decisions: [underC, toCare, cares] }))).toEqual(['school', 'care']);
    const first = decided('school', 'care', 11, { handling: 'C' });
    const both = shared({
      decisions: [first, cares],
      offers: [],
      onward: [agreement('care', 'police', 11.5)],
    });
    expect(reads('police', both)).toBe(true);
    expect(originators('police', both)).toEqual(['school', 'care']);
  });

  it('says nothing of danger, questions and notes: what is addressed to an agency is its own to share', () => {
    const on = handedOver();
    expect(reads('charity', on, { section: 'RISK', seq: 15, audience: 'DANGER' })).toBe(true);
    expect(originators('police', on, { section: 'RISK', seq: 15, audience: 'DANGER' })).toEqual([]);
    expect(reads('charity', on, { seq: 15, audience: 'QUESTION', otherEnd: 'police' })).toBe(true);
    expect(originators('police', on, { section: 'SUMMARY', seq: 15, audience: 'ALL_TAKING_PART' })).toEqual([]);
  });
});

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

  const asked: Offer = { ...accepted(onward, 21), status: 'OFFERED', answeredSeq: null };
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
    // Replaced by a newer one, it goes on standing in what was offered before.
    const anew = decided('school', 'police', 25, { handling: 'C' });
    const replaced = waiting({ decisions: [underC, onward, anew], onward: [agreement('police', 'charity', 12)] });
    expect(reads('charity', replaced)).toBe(true);
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
  });

  it('says of what the third agency has what it has by that alone, and that its originator reads', () => {
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
    expect(byIt({}, shared({ decisions: [underC, onward, free], onward: [given] }))).toBe(false);
    expect(byIt({}, shared({ onward: [takenBack(12, 25)] }))).toBe(true);
  });
});

describe('Whoever holds the risk under a condition', () => {
  it('is bound in what it was handed and what its giver adds to it, and free in what anybody else adds', () => {
    const risk = (change: Partial<Item>): string[] =>
      originators('police', handedOver(), { section: 'RISK', ...change });
    expect(risk({ seq: 2 })).toEqual(['school']);
    expect(risk({ seq: 15 })).toEqual(['school']);
    expect(risk({ seq: 15, writer: 'care' })).toEqual([]);
    expect(reads('charity', handedOver(), { section: 'RISK', seq: 15, writer: 'care' })).toBe(true);
    // Not opened by the decision, but read because the risk is held.
    expect(originators('police', handedOver(), { section: 'SESSIONS', seq: 2, writer: 'care' })).toEqual([]);
  });

  it('hands it back to its originator, and to others when that has agreed or lifted the condition', () => {
    expect(mayHandOn(handedOver(), 'school')).toBe(true);
    expect(mayHandOn(handedOver(), 'care')).toBe(false);
    expect(mayHandOn(handedOver({ onward: [agreement('police', 'care', 12)] }), 'care')).toBe(true);
    expect(mayHandOn(handedOver({ onward: [agreement('police', 'charity', 12)] }), 'care')).toBe(false);
    expect(mayHandOn(handedOver({ decisions: [underC, decided('school', 'police', 12)] }), 'care')).toBe(true);
    expect(mayHandOn(handedOver({ decisions: [{ ...underC, handling: undefined }] }), 'care')).toBe(true);
    expect(mayHandOn(shared(), 'care')).toBe(true);
  });

  it('is bound by the condition of whoever handed it to its giver, too', () => {
    const toCare = decided('police', 'care', 20);
    const passed = handedOver({
      custodian: 'care',
      participations: [
        { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
        part('police', 6, { kind: 'POLICE', custody: [{ from: 6, until: 22, decisionId: underC.id }] }),
        part('care', 10, { custody: [{ from: 22, until: null, decisionId: toCare.id }] }),
        part('charity', 10),
      ],
      decisions: [underC, toCare],
      offers: [accepted(underC, 5, 'HANDOFF'), accepted(toCare, 21, 'HANDOFF')],
      onward: [agreement('police', 'care', 12)],
    });
    expect(mayHandOn(passed, 'charity')).toBe(false);
    expect(mayHandOn(passed, 'school')).toBe(true);
    expect(originators('care', passed, { section: 'RISK' })).toEqual(['school']);
    expect(
      mayHandOn({ ...passed, onward: [...(passed.onward ?? []), agreement('care', 'charity', 30)] }, 'charity'),
    ).toBe(true);
  });
});

describe('A packet that is thought of', () => {
  it('needs an agreement for what is left out for want of one, and for nothing else', () => {
    const intended = {
      byAgency: 'police',
      recipient: { id: 'survivors', kind: 'CHARITY' as const },
      sections: ['NARRATIVE', 'RISK'] as const,
    };
    const asked = (change: Partial<Item>, on = shared()): [boolean, boolean] => [
      wouldOpen(intended, on)(item(change)),
      wouldNeedAgreement(intended, on)(item(change)),
    ];
    expect(asked({})).toEqual([false, true]);
    expect(asked({ writer: 'police' })).toEqual([true, false]);
    expect(asked({ section: 'SUMMARY' })).toEqual([false, false]);
    expect(asked({ seq: 30 })).toEqual([false, false]);
    expect(asked({}, shared({ onward: [agreement('police', 'survivors', 30)] }))).toEqual([true, false]);
  });
});

describe('A condition reaches', () => {
  it('its recipient, and whoever was shared with by agreement, and nobody else', () => {
    const on = shared({ onward: [agreement('police', 'charity', 12)] });
    const reached = (of: Ledger): string[] =>
      ['school', 'police', 'charity', 'care'].filter((agency) => conditionsThatReach(agency, of).length > 0);
    expect(reached(shared())).toEqual(['police']);
    expect(reached(on)).toEqual(['police', 'charity']);
    expect(reached({ ...on, decisions: [underC] })).toEqual(['police']);
    expect(reached({ ...on, decisions: [{ ...underC, handling: undefined }, onward] })).toEqual([]);
  });
});
