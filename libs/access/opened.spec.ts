import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare } from '../pathways/referral-context.js';
import { readByAgreement, readOn } from './audience.js';
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
import { wouldOpen } from './packet.js';
import type { Ledger } from './standing.js';

const free = decided('school', 'charity', 4);
const withSchool = (change: Partial<Ledger>): Ledger =>
  shared({ participations: [school], decisions: [free], offers: [], ...change });

describe('What a decision opens', () => {
  it('is in one of the packets of who was asked more than once', () => {
    const byPolice = decided('police', 'charity', 20, { sections: ['SUMMARY'] });
    const on = withSchool({
      participations: [school, part('police', 6, { kind: 'POLICE' })],
      decisions: [free, byPolice],
      offers: [offered(byPolice, 21), offered(free, 5)],
    });
    expect(reads('charity', on)).toBe(true);
    expect([4, 5, 6].map((seq) => reads('charity', on, { seq }))).toEqual([true, false, false]);
  });

  it('is nothing of what two who are asked would open to each other', () => {
    const [there, back] = [decided('one', 'other', 10), decided('other', 'one', 10)];
    const on = withSchool({ decisions: [there, back], offers: [offered(there, 11), offered(back, 11)] });
    expect([reads('one', on), reads('other', on)]).toEqual([false, false]);
  });

  it('is nothing when it is not to share, and nothing that is added, to who takes part, unless it is ongoing', () => {
    const charity = part('charity', 2);
    const on = (decision: DecisionToShare): Ledger =>
      withSchool({ participations: [school, charity], decisions: [decision] });
    expect(reads('charity', on(free), { seq: 3 })).toBe(true);
    expect(reads('charity', on({ ...free, outcome: 'DO_NOT_SHARE' }), { seq: 3 })).toBe(false);
    const going = { ...free, ongoing: true };
    expect([4, 5, 9].map((seq) => reads('charity', on(free), { seq }))).toEqual([false, false, false]);
    expect([4, 5, 9].map((seq) => reads('charity', on(going), { seq }))).toEqual([false, true, true]);
    const ended = { ...on(going), decisions: [going, { ...decided('school', 'charity', 8), sections: [] }] };
    expect([7, 8, 9].map((seq) => reads('charity', ended, { seq }))).toEqual([true, false, false]);
  });

  it('is nothing of an agency that has no part, of its own words either', () => {
    const intended = {
      byAgency: 'nobody',
      recipient: { id: 'charity', kind: 'CHARITY' as const },
      sections: ['NARRATIVE'] as const,
    };
    expect(wouldOpen(intended, withSchool({}))(item({ writer: 'nobody' }))).toBe(false);
  });

  it('is to a holder of another’s record no more than who handed it on reads of it', () => {
    const toCare = decided('police', 'care', 20, { sections: ['SUMMARY', 'RISK', 'POLICE_RECORD'] });
    const on = handedOver({
      custodian: 'care',
      decisions: [free, toCare],
      participations: [
        { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
        part('police', 6, { kind: 'POLICE', custody: [{ from: 6, until: 22, decisionId: null }] }),
        part('care', 22, { custody: [{ from: 22, until: null, decisionId: toCare.id }] }),
        part('other force', 7, { kind: 'POLICE' }),
      ],
      offers: [accepted(toCare, 21, 'HANDOFF')],
    });
    const record = { section: 'POLICE_RECORD', seq: 25 } as const;
    expect(reads('care', on, { ...record, writer: 'police' })).toBe(true);
    expect(reads('care', on, { ...record, writer: 'other force' })).toBe(false);
  });

  it('is to whoever held the risk what stood by when they handed it on, and to who took it nothing that its giver did not read', () => {
    const [giver, ...others] = handedOver().participations;
    const care = { ...giver, kind: 'SOCIAL_CARE', isReferrer: false } as typeof school;
    const on = handedOver({ participations: [care, ...others] });
    const risk = { section: 'RISK', writer: 'police' } as const;
    expect([5, 6, 7].map((seq) => reads('school', on, { ...risk, seq }))).toEqual([true, true, false]);
    expect(reads('police', on, { writer: 'care', seq: 3 })).toBe(false);
    expect(reads('police', on, { writer: 'care', seq: 9 })).toBe(true);
  });

  it('binds a holder in what who handed it on adds, and lets whoever holds the risk read that whatever binds them', () => {
    expect(originators('police', handedOver(), { seq: 15 })).toStrictEqual(['school']);
    expect(originators('police', handedOver(), { seq: 15, writer: 'care' })).toStrictEqual([]);
    const toCare = decided('police', 'care', 20);
    const unagreed = handedOver({
      custodian: 'care',
      decisions: [underC, toCare],
      participations: [
        { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
        part('police', 6, { kind: 'POLICE', custody: [{ from: 6, until: 22, decisionId: underC.id }] }),
        part('care', 22, { custody: [{ from: 22, until: null, decisionId: toCare.id }] }),
      ],
      offers: [accepted(underC, 5, 'HANDOFF'), accepted(toCare, 21, 'HANDOFF')],
    });
    expect(reads('care', unagreed, { section: 'RISK' })).toBe(true);
  });
});

describe('The conditions on what an agency reads', () => {
  it('are none where it reads nothing, and none of a decision that has no part in it', () => {
    expect(originators('charity', shared())).toStrictEqual([]);
    expect(originators('school', shared())).toStrictEqual([]);
    const cares = decided('care', 'police', 12, { handling: 'C' });
    expect(originators('police', shared({ decisions: [underC, cares, onward] }))).toStrictEqual(['school']);
    const first = decided('school', 'care', 11, { handling: 'C' });
    const idle = decided('charity', 'police', 13, { handling: 'C' });
    const both = shared({ decisions: [first, cares, idle], offers: [], onward: [agreement('care', 'police', 11.5)] });
    expect(originators('police', both)).toStrictEqual(['school', 'care']);
  });
});

describe('What came while an agency was away, or asked', () => {
  const steady = decided('school', 'police', 4, { handling: 'C', ongoing: true });
  const going = decided('police', 'charity', 8, { ongoing: true });
  const on = (withdrawnSeq?: number): Ledger => ({
    ...shared({
      participations: [
        school,
        part('police', 6, { kind: 'POLICE' }),
        part('charity', 10, {
          takesPart: [
            { from: 10, until: 15 },
            { from: 31, until: null },
          ],
        }),
      ],
      decisions: [steady, going],
      offers: [accepted(steady, 5), accepted(going, 9), { ...accepted(going, 28), answeredSeq: 31 }],
    }),
    onward: [{ ...agreement('police', 'charity', 7), ...(withdrawnSeq ? { withdrawnSeq } : {}) }],
  });

  it('it has from when it said yes, and what came before an agreement was taken back it keeps', () => {
    expect([12, 20, 29, 35].map((seq) => reads('charity', on(), { seq }))).toEqual([true, true, true, true]);
    // Taken back while it was away: what it had by then stays, and the packet that it has not answered is not opened.
    expect([12, 15, 29].map((seq) => reads('charity', on(25), { seq }))).toEqual([true, true, false]);
    expect([12, 29].map((seq) => reads('charity', on(30), { seq }))).toEqual([true, false]);
    expect([12, 29, 31].map((seq) => reads('charity', on(33), { seq }))).toEqual([true, true, true]);
  });
});

describe('Which decision something is read on', () => {
  const charity = part('charity', 2);
  const on = (change: Partial<Ledger>): Ledger => withSchool({ participations: [school, charity], ...change });

  it('is none for its own words, for what is not for it, and for what was said to it', () => {
    expect(readOn(free, item({ section: 'RISK', writer: 'charity' }), on({}))).toBe(false);
    expect(readOn(free, item({ seq: 3 }), on({}))).toBe(true);
    expect(readOn(free, item({ seq: 3, notFor: 'charity' }), on({}))).toBe(false);
    for (const audience of ['BOTH_ENDS', 'QUESTION'] as const) {
      const said = item({ section: 'HARMED_PERSON', audience, otherEnd: 'charity', seq: 9 });
      expect(readOn(free, said, withSchool({ offers: [offered(free, 5)] }))).toBe(false);
    }
    const back = decided('charity', 'school', 8);
    const between = item({ section: 'SUMMARY', audience: 'BOTH_ENDS', writer: 'charity', otherEnd: 'school', seq: 3 });
    const feedback = item({ section: 'SUMMARY', audience: 'FEEDBACK', writer: 'charity', seq: 3 });
    for (const said of [between, feedback]) expect(readOn(back, said, on({ decisions: [back] }))).toBe(false);
  });

  it('is the one behind its packet, and not another decision', () => {
    const narrow = decided('police', 'charity', 20, { sections: ['NARRATIVE'] });
    const both = on({
      participations: [school, part('police', 6, { kind: 'POLICE' })],
      decisions: [decided('school', 'police', 4), free, narrow],
      offers: [
        accepted(decided('school', 'police', 4), 5),
        offered(free, 7),
        offered(decided('care', 'charity', 3), 8),
      ],
    });
    expect(readOn(free, item(), both)).toBe(true);
    expect(readOn(narrow, item(), both)).toBe(false);
    const twice = on({
      participations: [
        school,
        part('charity', 6, {
          takesPart: [
            { from: 6, until: 8 },
            { from: 21, until: null },
          ],
        }),
      ],
      offers: [accepted(free, 5), accepted(free, 20)],
    });
    expect(readOn(free, item({ seq: 10 }), twice)).toBe(true);
  });

  it('is the one by which it holds the risk, for as long as it holds it by that', () => {
    const second = { ...free, id: 'second', seq: 8 };
    const held = on({
      custodian: 'charity',
      participations: [
        { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
        part('charity', 6, { custody: [{ from: 6, until: null, decisionId: free.id }] }),
      ],
      decisions: [free, second],
      offers: [accepted(free, 5, 'HANDOFF')],
    });
    const risk = item({ section: 'RISK', seq: 9 });
    expect([free, second].map((one) => readOn(one, risk, held))).toEqual([true, false]);
    const again = {
      ...held,
      participations: [
        { ...school, custody: [{ from: 1, until: 6, decisionId: null }] },
        part('charity', 6, {
          custody: [
            { from: 6, until: 8, decisionId: free.id },
            { from: 20, until: null, decisionId: 'another' },
          ],
        }),
      ],
    };
    expect([7, 25].map((seq) => readOn(free, item({ section: 'RISK', seq }), again))).toEqual([true, false]);
  });

  it('is none by which an agency would give back what it has from the other one', () => {
    const [toCharity, toSchool, back] = [
      decided('care', 'charity', 12),
      decided('charity', 'school', 14),
      decided('school', 'charity', 16),
    ];
    const round = shared({
      custodian: 'police',
      participations: [part('school', 2), part('charity', 2), part('care', 2), part('police', 2)],
      decisions: [toCharity, toSchool, back],
      offers: [],
    });
    const cares = item({ writer: 'care', seq: 11 });
    expect([toCharity, toSchool, back].map((one) => readOn(one, cares, round))).toEqual([true, true, false]);
  });
});

describe('What is read by an agreement', () => {
  it('is what the agency that asked opened by it, also what another agreement lets on as well', () => {
    const toCare = decided('school', 'care', 12, { handling: 'C' });
    const byCare = decided('care', 'charity', 21);
    const [one, other] = [agreement('police', 'charity', 14), agreement('care', 'charity', 15)];
    const on = shared({ decisions: [underC, toCare, onward, byCare], onward: [one, other] });
    expect(readByAgreement(one, item(), on)).toBe(true);
    expect(readByAgreement(one, item(), { ...on, decisions: [underC, toCare, byCare] })).toBe(false);
    expect(readByAgreement(one, item(), { ...on, onward: [one] })).toBe(true);
    expect(readByAgreement(one, item(), { ...on, onward: undefined })).toBe(false);
  });
});
