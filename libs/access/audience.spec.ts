import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Offer, Participation } from '../pathways/referral-context.js';
import { audienceOf, isReadBy, type Item, readOn } from './audience.js';
import { sectionSight } from './section-sight.js';
import { type Ledger, ledgerAt, relationsOf } from './standing.js';

const part = (agencyId: string, change: Partial<Participation> = {}): Participation => ({
  agencyId,
  kind: 'SCHOOL',
  isReferrer: false,
  isContributor: false,
  custody: [],
  takesPart: [{ from: 1, until: null }],
  endedSeq: null,
  ...change,
});
const school = part('school', { isReferrer: true, custody: [{ from: 1, until: null, decisionId: null }] });
const decision = (
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
const offer = (decided: DecisionToShare, offeredSeq: number, status: Offer['status']): Offer => ({
  id: `offer-${offeredSeq}`,
  kind: 'INVITATION',
  status,
  fromAgency: decided.byAgency,
  toAgency: decided.recipientAgency,
  toKind: 'CHARITY',
  decisionId: decided.id,
  offeredSeq,
  offeredAt: '2026-11-25T10:00:00.000Z',
  answeredSeq: status === 'OFFERED' ? null : offeredSeq + 1,
});
const ledger = (change: Partial<Ledger> = {}): Ledger => ({
  status: 'OPEN',
  custodian: 'school',
  referrer: 'school',
  participations: [school],
  offers: [],
  decisions: [],
  seq: 9,
  ...change,
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
const charity = part('charity', { kind: 'CHARITY', isContributor: true, takesPart: [{ from: 6, until: null }] });

describe('Who reads a value', () => {
  it('is nobody but its writer, as long as nothing was decided', () => {
    expect(audienceOf(item(), ledger())).toEqual(['school']);
  });

  it('is an offered agency, for what stood there when it was offered, and not for what came after', () => {
    const decided = decision('school', 'charity', 4);
    const offered = ledger({ decisions: [decided], offers: [offer(decided, 5, 'OFFERED')] });
    expect(audienceOf(item({ seq: 3 }), offered)).toContain('charity');
    expect(audienceOf(item({ seq: 6 }), offered)).not.toContain('charity');
    expect(sectionSight('charity', 'NARRATIVE', offered)).toBe('PACKET');
    expect(sectionSight('charity', 'HARMED_PERSON', offered)).toBe('NONE');
  });

  it.each(['DECLINED', 'WITHDRAWN'] as const)(
    'is no longer an agency whose offer was %s, for its own words either',
    (status) => {
      const decided = decision('school', 'charity', 4);
      const over = ledger({ decisions: [decided], offers: [offer(decided, 5, status)] });
      expect(audienceOf(item({ seq: 3 }), over)).toEqual(['school']);
      expect(audienceOf(item({ seq: 6, writer: 'charity' }), over)).not.toContain('charity');
      expect(relationsOf(over, 'charity')).toEqual([]);
    },
  );

  it('is an agency with an ongoing decision for what is added, until the next decision about it', () => {
    const first = decision('school', 'charity', 4, { ongoing: true });
    const then = decision('school', 'charity', 8, { outcome: 'DO_NOT_SHARE', sections: [] });
    const going = ledger({
      participations: [school, charity],
      decisions: [first],
      offers: [offer(first, 5, 'ACCEPTED')],
    });
    expect(audienceOf(item({ seq: 7 }), going)).toContain('charity');
    const ended = { ...going, decisions: [first, then] };
    expect(audienceOf(item({ seq: 7 }), ended)).toContain('charity');
    expect(audienceOf(item({ seq: 9 }), ended)).not.toContain('charity');
  });

  it('is an agency with an ongoing decision for what is added, until it is withdrawn; what it received it keeps', () => {
    const first = decision('school', 'charity', 4, { ongoing: true });
    const going = {
      participations: [school, charity],
      offers: [offer(first, 5, 'ACCEPTED')],
    };
    const withdrawn = ledger({ ...going, decisions: [{ ...first, withdrawnSeq: 8 }] });
    expect([3, 7, 9].map((seq) => audienceOf(item({ seq }), withdrawn).includes('charity'))).toEqual([
      true,
      true,
      false,
    ]);
    expect(sectionSight('charity', 'NARRATIVE', withdrawn)).toBe('PACKET');
    expect(sectionSight('charity', 'NARRATIVE', ledgerAt(withdrawn, 7))).toBe('FULL');
    expect(sectionSight('charity', 'NARRATIVE', ledgerAt(withdrawn, 8))).toBe('PACKET');
  });

  it('is no agency whose offer waits on a decision that was withdrawn, whatever was decided before', () => {
    const older = decision('school', 'charity', 3);
    const decided = decision('school', 'charity', 4, { withdrawnSeq: 6 });
    const waiting = ledger({ decisions: [older, decided], offers: [offer(decided, 5, 'OFFERED')] });
    expect(audienceOf(item(), waiting)).toEqual(['school']);
    expect(sectionSight('charity', 'NARRATIVE', waiting)).toBe('NONE');
    expect(relationsOf(waiting, 'charity')).toEqual(['INVITED']);
  });

  it('is told apart by the decision on which the recipient reads', () => {
    const decided = decision('school', 'charity', 4);
    const held = part('charity', { custody: [{ from: 6, until: null, decisionId: decided.id }] });
    const handoff = { ...offer(decided, 5, 'ACCEPTED'), kind: 'HANDOFF' as const };
    const other = decision('police', 'charity', 3);
    const holding = ledger({
      custodian: 'charity',
      participations: [{ ...school, custody: [{ from: 1, until: 6, decisionId: null }] }, held],
      decisions: [other, decided],
      offers: [handoff],
    });
    const on = (one: DecisionToShare, change: Partial<Item>): boolean => readOn(one, item(change), holding);
    expect(on(decided, { seq: 2 })).toBe(true);
    expect(on(decided, { seq: 8 })).toBe(true);
    expect(on(other, { seq: 2 })).toBe(false);
    expect(on(decided, { seq: 2, section: 'HARMED_PERSON' })).toBe(false);
    // Read because the risk is held, and not because anybody decided it.
    expect(on(decided, { seq: 8, section: 'SESSIONS' })).toBe(false);
    expect(on(decided, { seq: 2, writer: 'charity' })).toBe(false);
    // What a third adds whoever holds the risk reads, and who decided does not: its decision tells it nothing of that.
    expect(audienceOf(item({ seq: 8, writer: 'police' }), holding)).toEqual(['charity']);
    expect(on(decided, { seq: 8, writer: 'police' })).toBe(false);
  });

  it('is nobody that a decision names, for what its own agency cannot read; two that share with each other gain nothing', () => {
    const other = part('other', { kind: 'CHARITY', isContributor: true });
    const both = ledger({
      participations: [school, charity, other],
      decisions: [decision('charity', 'other', 7), decision('other', 'charity', 8)],
    });
    expect(audienceOf(item({ seq: 2 }), both)).toEqual(['school']);
  });

  it('is never another agency for own notes, whatever a decision says', () => {
    const decided = decision('school', 'charity', 4, { sections: ['OWN_NOTES', 'SUMMARY'] });
    expect(
      audienceOf(
        item({ section: 'OWN_NOTES' }),
        ledger({ decisions: [decided], offers: [offer(decided, 5, 'OFFERED')] }),
      ),
    ).toEqual(['school']);
  });

  it('is the custodian for summary, risk and sessions while it holds, and keeps what it read', () => {
    const held = part('police', { kind: 'POLICE', custody: [{ from: 3, until: 6, decisionId: null }] });
    const passed = ledger({ participations: [school, held] });
    expect(audienceOf(item({ section: 'RISK', seq: 5 }), passed)).toContain('police');
    expect(audienceOf(item({ section: 'RISK', seq: 7 }), passed)).not.toContain('police');
    expect(audienceOf(item({ section: 'RISK', seq: 7, audience: 'DANGER' }), passed)).toContain('police');
  });

  it('is writer, referrer and the custodian of that moment for feedback, which no packet carries', () => {
    const decided = decision('school', 'charity', 7);
    const all = ledger({
      participations: [school, charity, part('police', { kind: 'POLICE', isContributor: true })],
      decisions: [decided],
    });
    expect(
      audienceOf(item({ section: 'SUMMARY', seq: 2, writer: 'police', audience: 'FEEDBACK' }), all).sort(),
    ).toEqual(['police', 'school']);
  });

  it('leaves the recipient of a decision its purpose and not its rationale', () => {
    const decided = decision('school', 'charity', 4);
    const offered = ledger({ decisions: [decided], offers: [offer(decided, 5, 'OFFERED')] });
    const said = item({ section: 'SUMMARY', seq: 4, audience: 'BOTH_ENDS', otherEnd: 'charity' });
    expect(audienceOf(said, offered).sort()).toEqual(['charity', 'school']);
    expect(audienceOf({ ...said, notFor: 'charity' }, offered)).toEqual(['school']);
  });

  it('is the custodian alone once it was entered in error, who reads what it read before the mark', () => {
    const wrong = { status: 'ENTERED_IN_ERROR' } as const;
    expect(audienceOf(item({ writer: 'charity' }), ledger({ ...wrong, participations: [school, charity] }))).toEqual(
      [],
    );
    const decided = decision('school', 'police', 3);
    const taken = { ...offer(decided, 4, 'ACCEPTED'), kind: 'HANDOFF' as const, answeredSeq: 5 };
    const handedOn = ledger({
      custodian: 'police',
      participations: [
        { ...school, custody: [{ from: 1, until: 5, decisionId: null }] },
        part('police', {
          kind: 'POLICE',
          takesPart: [{ from: 5, until: null }],
          custody: [{ from: 5, until: null, decisionId: decided.id }],
        }),
      ],
      decisions: [decided],
      offers: [taken],
    });
    expect(audienceOf(item(), handedOn).sort()).toEqual(['police', 'school']);
    expect(audienceOf(item(), { ...handedOn, ...wrong })).toEqual(['police']);
    // Asked of one of them it is the same.
    const of = (asked: Ledger): string[] =>
      ['school', 'police', 'nobody'].filter((agency) => isReadBy(agency, item(), asked));
    expect([of(handedOn), of({ ...handedOn, ...wrong })]).toEqual([['school', 'police'], ['police']]);
  });

  it('is not who comes back, for what was written while it was away, unless a new decision opens that', () => {
    const first = decision('school', 'charity', 4, { ongoing: true });
    const back = decision('school', 'charity', 10, { sections: ['SUMMARY'] });
    const joined = { ...offer(first, 5, 'ACCEPTED'), answeredSeq: 6 };
    const again = { ...offer(back, 11, 'ACCEPTED'), answeredSeq: 13 };
    const returned = ledger({
      participations: [
        school,
        {
          ...charity,
          takesPart: [
            { from: 6, until: 8 },
            { from: 13, until: null },
          ],
        },
      ],
      decisions: [first, back],
      offers: [joined, again],
    });
    const reads = (seq: number, on = returned): boolean => audienceOf(item({ seq }), on).includes('charity');
    expect(reads(7)).toBe(true);
    expect(reads(9)).toBe(false);
    // The first decision still counts: what came while it was away stays closed all the same.
    const unchanged = { ...returned, decisions: [first], offers: [joined, { ...again, decisionId: first.id }] };
    expect([7, 9, 12, 14].map((seq) => reads(seq, { ...unchanged, offers: [joined] }))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const opened = { ...returned, decisions: [first, decision('school', 'charity', 10)] };
    expect(reads(9, opened)).toBe(true);
  });

  it('is no offered agency any more, once who offered has decided not to share, or to hide the risk from who should hold it', () => {
    const decided = decision('school', 'charity', 4);
    const invited = ledger({ decisions: [decided], offers: [offer(decided, 5, 'OFFERED')] });
    const handed = { ...invited, offers: [{ ...offer(decided, 5, 'OFFERED'), kind: 'HANDOFF' as const }] };
    const then = (change: Partial<DecisionToShare>, on: Ledger): string[] =>
      audienceOf(item(), { ...on, decisions: [decided, decision('school', 'charity', 6, change)] });
    const not = { outcome: 'DO_NOT_SHARE', sections: [] } as const;
    expect(audienceOf(item(), handed)).toContain('charity');
    expect(then({ ...not, sections: [] }, invited)).toEqual(['school']);
    expect(then({ ...not, sections: [] }, handed)).toEqual(['school']);
    expect(then({ sections: ['SUMMARY', 'NARRATIVE'] }, invited)).toContain('charity');
    expect(then({ sections: ['SUMMARY', 'NARRATIVE'] }, handed)).toEqual(['school']);
    expect(then({ sections: ['SUMMARY', 'RISK'] }, invited)).toEqual(['school']);
    // What passed between the two stays known to both.
    const said = item({ seq: 5, section: 'SUMMARY', audience: 'BOTH_ENDS', otherEnd: 'charity' });
    expect(
      audienceOf(said, { ...invited, decisions: [decided, decision('school', 'charity', 6, not as never)] }),
    ).toContain('charity');
  });

  it('is who accepted, for what the decision opened that counted then; a later one takes nothing back', () => {
    const wide = decision('school', 'charity', 4);
    const narrow = decision('school', 'charity', 6, { sections: ['SUMMARY'] });
    const accepted = { ...offer(wide, 5, 'ACCEPTED'), answeredSeq: 7 };
    const joined = ledger({
      participations: [school, { ...charity, takesPart: [{ from: 7, until: null }] }],
      offers: [accepted],
    });
    expect(audienceOf(item(), { ...joined, decisions: [wide, narrow] })).toEqual(['school']);
    expect(audienceOf(item(), { ...joined, decisions: [wide, { ...narrow, seq: 8 }] })).toContain('charity');
  });

  it('is who holds the risk for what is added to a section that its hand-off opened, as far as who offered it read that', () => {
    const toPolice = decision('school', 'police', 3, { sections: ['SUMMARY', 'RISK'] });
    const toCare = decision('police', 'care', 6, { sections: ['SUMMARY', 'RISK', 'HARMED_PERSON', 'POLICE_RECORD'] });
    const taken = (decided: DecisionToShare, offeredSeq: number): Offer => ({
      ...offer(decided, offeredSeq, 'ACCEPTED'),
      kind: 'HANDOFF',
      answeredSeq: offeredSeq + 1,
    });
    const passed = ledger({
      custodian: 'care',
      participations: [
        { ...school, custody: [{ from: 1, until: 5, decisionId: null }] },
        part('police', {
          kind: 'POLICE',
          takesPart: [{ from: 5, until: null }],
          custody: [{ from: 5, until: 8, decisionId: toPolice.id }],
        }),
        part('care', {
          kind: 'SOCIAL_CARE',
          takesPart: [{ from: 8, until: null }],
          custody: [{ from: 8, until: null, decisionId: toCare.id }],
        }),
      ],
      decisions: [toPolice, toCare],
      offers: [taken(toPolice, 4), taken(toCare, 7)],
    });
    const added = (section: Item['section'], writer: string): boolean =>
      audienceOf(item({ section, writer, seq: 9 }), passed).includes('care');
    expect(added('RISK', 'school')).toBe(true);
    expect(added('POLICE_RECORD', 'police')).toBe(true);
    expect(added('HARMED_PERSON', 'school')).toBe(false);
    expect(sectionSight('care', 'HARMED_PERSON', passed)).toBe('NONE');
    const shown = decision('school', 'police', 5, { sections: ['HARMED_PERSON'] });
    const opened = { ...passed, decisions: [toPolice, shown, toCare] };
    expect(audienceOf(item({ section: 'HARMED_PERSON', seq: 9 }), opened)).toContain('care');
    expect(sectionSight('care', 'HARMED_PERSON', opened)).toBe('FULL');
  });
});
