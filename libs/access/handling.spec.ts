import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, OnwardRequest, Participation } from '../pathways/referral-context.js';
import { conditionsOn, type Item } from './audience.js';
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
import { conditionsThatReach, mayHandOn } from './handling.js';
import { wouldNeedAgreement, wouldOpen } from './packet.js';
import type { Ledger } from './standing.js';

describe('What was shared under a condition', () => {
  it('is read by its recipient, and left out of what the recipient shares', () => {
    expect(reads('police', shared())).toBe(true);
    expect(reads('charity', shared())).toBe(false);
    expect(reads('charity', shared({ decisions: [{ ...underC, handling: undefined }, onward] }))).toBe(true);
    expect(reads('charity', shared(), { writer: 'police' })).toBe(true);
  });

  it('is under the condition that it was under when its recipient left, whatever is decided later, until it is asked back', () => {
    const left = { ...part('police', 6, { kind: 'POLICE', takesPart: [{ from: 6, until: 30 }] }), endedSeq: 30 };
    const on = (...decisions: DecisionToShare[]): Ledger => shared({ participations: [school, left], decisions });
    const again = decided('school', 'police', 35, { handling: 'C' });
    const under = (ledger: Ledger): string[] => conditionsOn('police', item(), ledger).map(({ id }) => id);
    expect(under(on(underC, decided('school', 'police', 35)))).toEqual([underC.id]);
    expect(under(on(underC, decided('school', 'police', 30)))).toEqual([]);
    expect(under(on(underC, again))).toEqual([underC.id]);
    const both = [underC.id, again.id];
    expect(under({ ...on(underC, again), participations: [school, part('police', 6)] })).toEqual(both);
    expect(under({ ...on(underC, again), offers: [accepted(underC, 5), offered(again, 36)] })).toEqual(both);
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

  it('goes on no more by what was agreed about a decision that another has replaced since', () => {
    const anew = decided('school', 'police', 28, { handling: 'C' });
    const late = decided('police', 'charity', 30);
    const on = shared({ decisions: [underC, anew, late], onward: [agreement('police', 'charity', 12)] });
    expect(reads('charity', on)).toBe(false);
    expect(reads('charity', { ...on, decisions: [underC, late] })).toBe(true);
  });

  it('binds who had decided to share before the condition was set', () => {
    const early = decided('police', 'charity', 3);
    const on = shared({
      participations: [school, part('police', 1, { kind: 'POLICE' }), part('charity', 1)],
      decisions: [early, underC],
      offers: [],
    });
    expect(reads('charity', on)).toBe(false);
    expect(reads('police', on)).toBe(true);
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

  it('hands it on when every section that a hand-off must open may go on, agreed by now and not taken back', () => {
    const inPart = decided('school', 'police', 12, { sections: ['SUMMARY'] });
    expect(mayHandOn(handedOver({ decisions: [underC, inPart] }), 'care')).toBe(false);
    const agreed = (change: Partial<OnwardRequest>): Ledger =>
      handedOver({ onward: [{ ...agreement('police', 'care', 40), ...change }] });
    expect(mayHandOn(agreed({}), 'care')).toBe(true);
    expect(mayHandOn(agreed({ answeredSeq: 12, withdrawnSeq: 40 }), 'care')).toBe(false);
  });

  it('is bound by what it was handed last, and by nothing where nothing was handed to it', () => {
    const [giver, taker, ...rest] = handedOver().participations;
    const twice = { ...taker, custody: [{ from: 2, until: 3, decisionId: null }, ...(taker?.custody ?? [])] };
    expect(mayHandOn(handedOver({ participations: [giver, twice, ...rest] as Participation[] }), 'care')).toBe(false);
    expect(mayHandOn(handedOver({ decisions: [] }), 'care')).toBe(true);
    expect(mayHandOn(handedOver({ custodian: 'nobody' }), 'care')).toBe(true);
    expect(mayHandOn(handedOver({ custodian: 'charity' }), 'care')).toBe(true);
    const agreed = [agreement('police', 'care', 12)];
    expect(mayHandOn(handedOver({ participations: rest.concat(taker ?? []), onward: agreed }), 'care')).toBe(true);
    const neverHeld = { ...giver, custody: [] } as Participation;
    const others = [neverHeld, ...handedOver().participations.slice(1)];
    expect(mayHandOn(handedOver({ participations: others, onward: agreed }), 'care')).toBe(true);
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

  it('whom something of it was passed on to, by the agency that asked and while it takes part or is asked', () => {
    const agreed = [agreement('police', 'charity', 12)];
    const toCharity = (decisions: DecisionToShare[], change: Partial<Ledger> = {}): boolean =>
      conditionsThatReach('charity', shared({ decisions: [underC, ...decisions], onward: agreed, ...change })).length >
      0;
    expect(toCharity([decided('care', 'charity', 20)])).toBe(false);
    expect(toCharity([{ ...onward, sections: ['HARMED_PERSON'] }])).toBe(false);
    expect(toCharity([{ ...onward, sections: ['RISK', 'HARMED_PERSON'] }])).toBe(true);
    const apart = [school, part('police', 6, { kind: 'POLICE' })];
    const waiting = offered(onward, 21);
    const another = { ...waiting, toAgency: 'care' };
    expect(toCharity([onward], { participations: apart })).toBe(false);
    expect(toCharity([onward], { participations: [...apart, part('charity', 30)] })).toBe(false);
    expect(toCharity([onward], { participations: apart, offers: [another, waiting] })).toBe(true);
    expect(toCharity([onward], { participations: apart, offers: [another] })).toBe(false);
  });

  it('whom it was opened to by an offer after it was agreed, where the decision itself came before', () => {
    const on = (offers: Ledger['offers']): boolean =>
      conditionsThatReach('charity', shared({ offers, onward: [agreement('police', 'charity', 25)] })).length > 0;
    expect(on([])).toBe(false);
    expect(on([{ ...accepted(underC, 30) }])).toBe(false);
    expect(on([offered(onward, 30)])).toBe(true);
    expect(on([accepted(onward, 22)])).toBe(false);
  });
});
