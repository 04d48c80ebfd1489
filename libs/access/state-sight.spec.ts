import { describe, expect, it } from '@jest/globals';
import type { DecisionToShare } from '../pathways/referral-context.js';
import {
  accepted,
  agreement,
  decided,
  handedOver,
  onward,
  part,
  school,
  shared,
  underC,
} from './example-conditions.js';
import type { Ledger } from './standing.js';
import { seesStatesOf, seesStatesOfOthers } from './state-sight.js';
import type { Section } from './vocabulary.js';

const seeing = (on: Ledger, section: Section = 'RISK'): string[] =>
  ['school', 'police', 'charity', 'care'].filter((agency) => seesStatesOf({ section }, agency, on));
const free = decided('school', 'police', 4);
const decisions = (...made: DecisionToShare[]): Ledger => shared({ offers: [accepted(free, 5)], decisions: made });

describe('States beside the main way', () => {
  it('are seen by whose they are, by who holds or held the risk, and by whom their section was opened to', () => {
    expect(seeing(decisions(free))).toEqual(['school', 'police']);
    expect(seeing(decisions(free), 'POLICE_RECORD')).toEqual(['police']);
    expect(seeing(handedOver({ decisions: [free], offers: [accepted(free, 5, 'HANDOFF')] }))).toEqual([
      'school',
      'police',
    ]);
    expect(seeing(decisions(free, onward))).toEqual(['school', 'police', 'charity']);
    expect(seeing(decisions(free, { ...onward, outcome: 'DO_NOT_SHARE' }))).toEqual(['school', 'police']);
    expect(seeing(decisions(free, { ...onward, sections: ['SUMMARY'] }))).toEqual(['school', 'police']);
  });

  it('of others of its kind an agency sees only where a decision, or the risk that it holds, opens them', () => {
    const ofOthers = (on: Ledger, section: Section): string[] =>
      ['school', 'police', 'charity', 'care'].filter((agency) => seesStatesOfOthers({ section }, agency, on));
    expect(ofOthers(decisions(free), 'POLICE_RECORD')).toEqual([]);
    expect(ofOthers(decisions(free), 'RISK')).toEqual(['school', 'police']);
    const theirs = { ...onward, sections: ['POLICE_RECORD'] as Section[] };
    expect(ofOthers(decisions(free, theirs), 'POLICE_RECORD')).toEqual(['charity']);
    const left = part('charity', 10, { takesPart: [{ from: 10, until: 30 }], endedSeq: 30 });
    const gone = { ...decisions(free, theirs), participations: [school, part('police', 6, { kind: 'POLICE' }), left] };
    expect(ofOthers(gone, 'POLICE_RECORD')).toEqual([]);
  });

  it('are a holder’s for as long as the hand-off opens them, beyond what whoever holds the risk must see', () => {
    const opening = { ...free, sections: ['SUMMARY', 'RISK', 'SOCIAL_CARE_RECORD'] as Section[] };
    const care = part('school', 1, { kind: 'SOCIAL_CARE', custody: [{ from: 1, until: 6, decisionId: null }] });
    const held = (until: number | null, ...made: DecisionToShare[]): Ledger =>
      handedOver({
        decisions: made,
        offers: [accepted(opening, 5, 'HANDOFF')],
        participations: [care, part('police', 6, { custody: [{ from: 6, until, decisionId: opening.id }] })],
      });
    const withdrawn = { ...opening, withdrawnSeq: 30 };
    expect(seeing(held(null, withdrawn), 'SOCIAL_CARE_RECORD')).toEqual(['school', 'police']);
    expect(seeing(held(25, opening), 'SOCIAL_CARE_RECORD')).toEqual(['school', 'police']);
    expect(seeing(held(25, withdrawn), 'SOCIAL_CARE_RECORD')).toEqual(['school']);
    expect(seeing(held(25, withdrawn))).toEqual(['school', 'police']);
    expect(seeing(held(null, { ...opening, sections: ['SUMMARY', 'RISK'] }), 'SOCIAL_CARE_RECORD')).toEqual(['school']);
  });

  it('are seen no more once the decision was withdrawn, or a newer one leaves the section out', () => {
    expect(seeing(decisions({ ...free, withdrawnSeq: 30 }, onward))).toEqual(['school']);
    expect(seeing(decisions(free, { ...onward, withdrawnSeq: 30 }))).toEqual(['school', 'police']);
    const narrower = decided('police', 'charity', 30, { sections: ['SUMMARY'] });
    expect(seeing(decisions(free, onward, narrower))).toEqual(['school', 'police']);
    expect(seeing(decisions(free, onward, decided('police', 'charity', 30)))).toContain('charity');
  });

  it('are seen no more by whom they reached through an agency that has ended its part, nor by that agency', () => {
    const ended = part('police', 6, { kind: 'POLICE', takesPart: [{ from: 6, until: 30 }], endedSeq: 30 });
    const gone = { ...decisions(free, onward), participations: [school, ended, part('charity', 10)] };
    expect(seeing(gone)).toEqual(['school']);
    expect(seeing(gone, 'POLICE_RECORD')).toEqual([]);
  });

  it('are opened by no decision that came to nothing, nor by two agencies to each other', () => {
    const later = { ...part('charity', 35), agencyId: 'charity' };
    const asked = { ...decisions(free, onward), participations: [school, part('police', 6), later] };
    expect(seeing(asked)).toEqual(['school', 'police']);
    const invited = { ...asked, offers: [accepted(free, 5), accepted(onward, 34)] };
    expect(seeing(invited)).toEqual(['school', 'police', 'charity']);
    expect(seeing(decisions(onward, decided('charity', 'police', 21)))).toEqual(['school']);
  });

  it('go on under a condition only to whom its originator has agreed, and back to the originator', () => {
    expect(seeing(shared())).toEqual(['school', 'police']);
    const agreed = agreement('police', 'charity', 12);
    expect(seeing(shared({ onward: [agreed] }))).toEqual(['school', 'police', 'charity']);
    expect(seeing(shared({ onward: [{ ...agreed, withdrawnSeq: 40 }] }))).toEqual(['school', 'police']);
    expect(seeing(shared({ onward: [agreement('police', 'charity', 21)] }))).toEqual(['school', 'police']);
    // An invitation that waited while they agreed is opened as of the decision that came after.
    const waited = shared({
      offers: [accepted(underC, 5), { ...accepted(onward, 10), answeredSeq: 24 }],
      onward: [agreed],
    });
    expect(seeing({ ...waited, participations: [school, part('police', 6), part('charity', 25)] })).toContain(
      'charity',
    );
  });

  it('are seen by whoever holds the risk, however it came to hold it, and go on from there by its own decision', () => {
    const withdrawn = handedOver({
      decisions: [{ ...free, withdrawnSeq: 30 }, onward],
      offers: [accepted(free, 5, 'HANDOFF')],
    });
    expect(seeing(withdrawn)).toEqual(['school', 'police', 'charity']);
    const toCare = { ...onward, recipientAgency: 'care' };
    const third = handedOver({
      custodian: 'care',
      decisions: [underC, toCare],
      offers: [accepted(underC, 5, 'HANDOFF'), accepted(toCare, 21, 'HANDOFF')],
      participations: [
        school,
        part('police', 6, { custody: [{ from: 6, until: 22, decisionId: underC.id }] }),
        part('care', 22, { custody: [{ from: 22, until: null, decisionId: toCare.id }] }),
      ],
    });
    expect(seeing(third)).toContain('care');
  });

  it('of a danger are under no condition', () => {
    const danger = { section: 'RISK', isDanger: true } as const;
    expect(seesStatesOf(danger, 'charity', shared())).toBe(true);
    expect(seesStatesOf(danger, 'care', shared())).toBe(false);
    expect(seesStatesOf(danger, 'charity', shared({ decisions: [underC, { ...onward, withdrawnSeq: 30 }] }))).toBe(
      false,
    );
  });

  it('go on from whoever was handed the risk under a condition to nobody of whom it was not agreed', () => {
    expect(seeing(handedOver())).toEqual(['school', 'police']);
    expect(seeing(handedOver({ onward: [agreement('police', 'charity', 12)] }))).toEqual([
      'school',
      'police',
      'charity',
    ]);
    expect(seeing(handedOver({ decisions: [free, onward], offers: [accepted(free, 5, 'HANDOFF')] }))).toContain(
      'charity',
    );
  });
});
