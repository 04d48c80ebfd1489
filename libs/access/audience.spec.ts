import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare, Offer, Participation } from '../pathways/referral-context.js';
import { audienceOf, type Item, sectionSight } from './audience.js';
import { type Ledger, relationsOf } from './standing.js';

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
  answeredSeq: null,
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

  it('is the custodian alone once it was entered in error', () => {
    expect(
      audienceOf(
        item({ writer: 'charity' }),
        ledger({ status: 'ENTERED_IN_ERROR', participations: [school, charity] }),
      ),
    ).toEqual([]);
  });
});
