import { describe, expect, it } from '@jest/globals';
import type { Offer } from '../pathways/referral-context.js';
import { audienceOf, type Item } from './audience.js';
import { decided, item, offered, part, shared } from './example-conditions.js';
import type { Ledger } from './standing.js';

const span = (from: number, until: number | null): { from: number; until: number | null; decisionId: null } => ({
  from,
  until,
  decisionId: null,
});
const toCare = decided('school', 'care', 19);
const asked: Offer = offered(toCare, 20);
const toCharity = decided('school', 'charity', 11, { ongoing: true });

/** Made by a school, held by social care for a while and by police now; a charity takes part, and another agency is asked to. */
const on = (change: Partial<Ledger> = {}): Ledger =>
  shared({
    custodian: 'police',
    participations: [
      part('school', 1, { kind: 'SCHOOL', isReferrer: true, custody: [span(1, 3)] }),
      part('social care', 3, { kind: 'SOCIAL_CARE', custody: [span(3, 14)], isContributor: false }),
      part('police', 14, { kind: 'POLICE', custody: [span(14, null)], isContributor: false }),
      part('charity', 10),
    ],
    offers: [asked],
    decisions: [toCharity, toCare],
    ...change,
  });
const readers = (said: Partial<Item>, of = on()): string[] => audienceOf(item(said), of).sort();

describe('What is addressed to somebody', () => {
  it('is feedback: for who made the referral and who held it at that moment, and opened by no decision', () => {
    const feedback = { section: 'SUMMARY', audience: 'FEEDBACK', writer: 'police' } as const;
    expect(readers({ ...feedback, seq: 16 })).toEqual(['police', 'school']);
    expect(readers({ ...feedback, seq: 12 })).toEqual(['police', 'school', 'social care']);
    expect(readers({ ...feedback, seq: 12, writer: 'school' })).toEqual(['school', 'social care']);
    const back = decided('police', 'school', 30, { ongoing: true });
    expect(readers({ ...feedback, seq: 16 }, on({ decisions: [toCharity, toCare, back] }))).toEqual([
      'police',
      'school',
    ]);
  });

  it('is between two: for both, for who holds the risk and who held it then, and for nobody else who is asked', () => {
    const between = { section: 'SUMMARY', audience: 'BOTH_ENDS', writer: 'school' } as const;
    expect(readers({ ...between, otherEnd: 'charity', seq: 16 })).toEqual(['charity', 'police', 'school']);
    expect(readers({ ...between, otherEnd: 'charity', seq: 14 })).toEqual([
      'charity',
      'police',
      'school',
      'social care',
    ]);
    expect(readers({ ...between, otherEnd: 'social care', seq: 12 })).not.toContain('charity');
    expect(readers({ ...between, otherEnd: 'care', seq: 21 })).toEqual(['care', 'police', 'school']);
    expect(readers({ ...between, otherEnd: 'charity', seq: 16 })).not.toContain('care');
    const twice = part('social care', 3, { custody: [span(3, 5), span(8, 14)] });
    const [school, , police, charity] = on().participations;
    const again = on({ participations: [school, twice, police, charity] as Ledger['participations'] });
    expect(readers({ ...between, otherEnd: 'charity', seq: 12 }, again)).toContain('social care');
  });

  it('is a question: for who is asked, whether they take part or not yet, and for who reads its section', () => {
    const question = { section: 'NARRATIVE', audience: 'QUESTION', writer: 'police' } as const;
    expect(readers({ ...question, otherEnd: 'charity', seq: 16 })).toEqual(['charity', 'police']);
    expect(readers({ ...question, otherEnd: 'social care', seq: 16 })).toEqual(['police', 'social care']);
    expect(readers({ ...question, otherEnd: 'care', seq: 21 })).toEqual(['care', 'police']);
    expect(readers({ ...question, otherEnd: 'charity', writer: 'school', seq: 16 })).toContain('care');
    expect(readers({ ...question, otherEnd: 'charity', writer: 'school', seq: 21 })).not.toContain('care');
  });

  it('is for all who take part: at that moment', () => {
    const note = { section: 'HARMED_PERSON', audience: 'ALL_TAKING_PART', writer: 'police' } as const;
    expect(readers({ ...note, seq: 16 })).toEqual(['charity', 'police', 'school', 'social care']);
    expect(readers({ ...note, seq: 9 })).toEqual(['police', 'school', 'social care']);
    // Before it was asked, and of what its packet opens.
    expect(readers({ ...note, section: 'NARRATIVE', seq: 16 })).toContain('care');
  });

  it('is danger: for who made the referral and who holds or held the risk by then, while they take part', () => {
    const danger = { section: 'HARMED_PERSON', audience: 'DANGER', writer: 'charity' } as const;
    expect(readers({ ...danger, seq: 16 })).toEqual(['charity', 'police', 'school', 'social care']);
    expect(readers({ ...danger, seq: 11 })).toEqual(['charity', 'school', 'social care']);
    expect(readers({ ...danger, seq: 14 })).toContain('police');
    const [school, , police, charity] = on().participations;
    const spans = part('social care', 3, { custody: [span(3, 5), span(17, 19)] });
    const away = part('other', 1, {
      isReferrer: true,
      takesPart: [
        { from: 1, until: 4 },
        { from: 30, until: null },
      ],
    });
    const held = on({ participations: [school, spans, police, charity, away] as Ledger['participations'] });
    expect(readers({ ...danger, seq: 16 }, held)).toEqual(['charity', 'police', 'school', 'social care']);
    expect(readers({ ...danger, writer: 'police', seq: 16 }, held)).not.toContain('charity');
    const later = part('social care', 3, { custody: [span(17, 19)] });
    const notYet = on({ participations: [school, later, police, charity] as Ledger['participations'] });
    expect(readers({ ...danger, seq: 16 }, notYet)).toEqual(['charity', 'police', 'school']);
  });

  it('is nothing that only speaks of an agency', () => {
    const about = { section: 'HARMED_PERSON', audience: 'ORDINARY', seq: 21 } as const;
    expect(readers({ ...about, otherEnd: 'care' })).not.toContain('care');
    expect(readers({ ...about, otherEnd: 'charity' })).not.toContain('charity');
  });

  it('ends with the part of whom it is addressed to, who keeps what came before', () => {
    const ended = part('school', 1, {
      kind: 'SCHOOL',
      isReferrer: true,
      takesPart: [{ from: 1, until: 15 }],
      endedSeq: 15,
    });
    const [, ...others] = on().participations;
    const after = on({ participations: [ended, ...others] });
    const feedback = { section: 'SUMMARY', audience: 'FEEDBACK', writer: 'police' } as const;
    expect([14, 15, 16].map((seq) => readers({ ...feedback, seq }, after).includes('school'))).toEqual([
      true,
      true,
      false,
    ]);
    const question = { audience: 'QUESTION', writer: 'police', otherEnd: 'school', seq: 16 } as const;
    expect(readers(question, after)).toEqual(['police']);
  });

  it('reaches nobody whose part never began', () => {
    const never = part('other', 1, { isReferrer: true, takesPart: [] });
    const feedback = { section: 'SUMMARY', audience: 'FEEDBACK', writer: 'police', seq: 16 } as const;
    expect(readers(feedback, on({ participations: [...on().participations, never] }))).not.toContain('other');
  });
});
