import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare } from '../pathways/referral-context.js';
import { accepted, decided, item, offered, part, reads, school, shared } from './example-conditions.js';
import { wouldOpen } from './packet.js';
import { sectionSight } from './section-sight.js';
import type { Ledger } from './standing.js';
import { seesStatesOf } from './state-sight.js';

/**
 * Police decide about a charity at 20, and name an account that they do not read. The school opens it to police at 30: that is new to the
 * police, and nothing of it was ever decided about the charity.
 */
describe('What an agency comes to read after it decided', () => {
  const toPolice = decided('school', 'police', 30);
  const passedOn = decided('police', 'charity', 20);
  const police = part('police', 6, { kind: 'POLICE' });
  const charity = part('charity', 22);
  const withPolice = (decision: DecisionToShare, change: Partial<Ledger> = {}): Ledger =>
    shared({
      participations: [school, police, charity],
      decisions: [decision, toPolice],
      offers: [accepted(decision, 21)],
      ...change,
    });
  const seenBy = (agency: string, ledger: Ledger): unknown[] => [
    reads(agency, ledger),
    sectionSight(agency, 'NARRATIVE', ledger),
  ];

  it('it reads itself', () => {
    expect(seenBy('police', withPolice(passedOn))).toEqual([true, 'PACKET']);
  });

  it.each<[string, Ledger]>([
    ['to who accepted a packet', withPolice(passedOn)],
    [
      'to who has a packet and has not answered',
      withPolice(passedOn, { participations: [school, police], offers: [offered(passedOn, 21)] }),
    ],
    [
      'to who took part already',
      withPolice(passedOn, { participations: [school, police, part('charity', 10)], offers: [] }),
    ],
    ['once it was withdrawn', withPolice({ ...passedOn, withdrawnSeq: 25 })],
    ['once an ongoing one was withdrawn', withPolice({ ...passedOn, ongoing: true, withdrawnSeq: 25 })],
    [
      'once a newer one shares less',
      withPolice(passedOn, { decisions: [passedOn, decided('police', 'charity', 25, { sections: [] }), toPolice] }),
    ],
    [
      'to who has ended its part, also by an ongoing one',
      withPolice(
        { ...passedOn, ongoing: true },
        { participations: [school, police, { ...charity, takesPart: [{ from: 22, until: 25 }], endedSeq: 25 }] },
      ),
    ],
  ])('is not opened by that decision %s', (_whom, ledger) => {
    expect(seenBy('charity', ledger)).toEqual([false, 'NONE']);
    expect(seesStatesOf({ section: 'NARRATIVE' }, 'charity', ledger)).toBe(false);
  });

  it('is opened by an ongoing decision from then on: what is added, and not what stood', () => {
    const going = withPolice(
      { ...passedOn, ongoing: true },
      {
        decisions: [
          { ...passedOn, ongoing: true },
          { ...toPolice, ongoing: true },
        ],
      },
    );
    expect([2, 26, 35].map((seq) => reads('charity', going, { seq }))).toEqual([false, false, true]);
  });

  it('opens neither its section nor how a part stands by an ongoing decision, so that nothing tells when it was shared', () => {
    const going = { ...passedOn, ongoing: true };
    const shownTo = (ledger: Ledger): unknown[] => [
      sectionSight('charity', 'NARRATIVE', ledger),
      seesStatesOf({ section: 'NARRATIVE' }, 'charity', ledger),
    ];
    expect(shownTo(withPolice(going))).toEqual(['NONE', false]);
    const askedBack = withPolice(going, {
      participations: [school, { ...police, takesPart: [{ from: 6, until: 25 }], endedSeq: 25 }, charity],
      offers: [accepted(going, 21), offered(toPolice, 31)],
    });
    expect(shownTo(askedBack)).toEqual(['NONE', false]);
    const before = decided('school', 'police', 10);
    expect(shownTo(withPolice(going, { decisions: [before, going] }))).toEqual(['FULL', true]);
  });

  it.each<[string, Partial<Ledger>]>([
    [
      'is away, and comes back',
      {
        participations: [
          school,
          { ...police, takesPart: [6, 31].map((from) => ({ from, until: from === 6 ? 25 : null })) },
          charity,
        ],
        offers: [accepted(passedOn, 21), accepted(toPolice, 30)],
      },
    ],
    [
      'reads it no more, and again by a new decision',
      { decisions: [{ ...decided('school', 'police', 10), withdrawnSeq: 25 }, passedOn, toPolice] },
    ],
  ])('goes on with how a part stands no more once its agency %s', (_how, change) => {
    const first = decided('school', 'police', 10);
    const ledger = withPolice(passedOn, { decisions: [first, passedOn, toPolice], ...change });
    const states = { section: 'NARRATIVE' } as const;
    expect(['police', 'charity'].map((agency) => seesStatesOf(states, agency, ledger))).toEqual([true, false]);
    expect(sectionSight('charity', 'NARRATIVE', ledger)).toBe('PACKET');
  });

  it('opens nothing by having come to hold the risk, and all at the very event of a new decision', () => {
    const taken = decided('school', 'police', 24);
    const held = withPolice(
      { ...passedOn, sections: ['RISK'] },
      {
        custodian: 'police',
        participations: [
          { ...school, custody: [{ from: 1, until: 26, decisionId: null }] },
          { ...police, custody: [{ from: 26, until: null, decisionId: taken.id }] },
          charity,
        ],
        decisions: [{ ...passedOn, sections: ['RISK'] }, taken],
        offers: [accepted(passedOn, 21), accepted(taken, 25, 'HANDOFF')],
        seq: 26,
      },
    );
    const seeing = (ledger: Ledger): boolean[] =>
      ['police', 'charity'].map((agency) => seesStatesOf({ section: 'RISK' }, agency, ledger));
    expect(seeing(held)).toEqual([true, false]);
    const anew = decided('police', 'charity', 27);
    expect(seeing({ ...held, decisions: [...held.decisions, anew], seq: 27 })).toEqual([true, true]);
  });

  it('is opened by a new decision, of which a preview tells', () => {
    const intended = {
      byAgency: 'police',
      recipient: { id: 'charity', kind: 'CHARITY' as const },
      sections: ['NARRATIVE'] as const,
    };
    expect(wouldOpen(intended, withPolice(passedOn))(item())).toBe(true);
    const anew = decided('police', 'charity', 35);
    expect(seenBy('charity', withPolice(passedOn, { decisions: [passedOn, toPolice, anew] }))).toEqual([
      true,
      'PACKET',
    ]);
  });

  it('is not read by who holds the risk by a hand-off of before: of another’s record no more than its giver read as it was added', () => {
    const toCare = decided('police', 'care', 20, { sections: ['SUMMARY', 'RISK', 'POLICE_RECORD'] });
    const held = shared({
      custodian: 'care',
      participations: [
        school,
        part('police', 6, { kind: 'POLICE' }),
        part('force', 7, { kind: 'POLICE' }),
        part('care', 22, { custody: [{ from: 22, until: null, decisionId: toCare.id }] }),
      ],
      decisions: [toCare, decided('force', 'police', 30, { sections: ['POLICE_RECORD'], ongoing: true })],
      offers: [accepted(toCare, 21, 'HANDOFF')],
    });
    const readsRecord = (agency: string, seq: number): boolean =>
      reads(agency, held, { section: 'POLICE_RECORD', seq, writer: 'force' });
    expect([24, 32].map((seq) => readsRecord('police', seq))).toEqual([true, true]);
    expect([24, 32].map((seq) => readsRecord('care', seq))).toEqual([false, true]);
  });
});
