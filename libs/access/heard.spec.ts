import { describe, expect, it } from '@jest/globals';
import { decided, handedOver, offered, part, school, shared } from './example-conditions.js';
import { heardOf, whoKnows } from './heard.js';

describe('Of who received what', () => {
  it('who received it, who decided and who holds the risk learn as it happens', () => {
    expect(heardOf('charity', 'police', shared())).toEqual({ told: ['charity', 'police', 'school'], heldSince: 1 });
    expect(heardOf('charity', 'school', shared())).toEqual({ told: ['charity', 'school'], heldSince: 1 });
    expect(heardOf('charity', null, handedOver())).toEqual({ told: ['charity', 'police'], heldSince: 6 });
  });

  it('an agency that has decided and left learns nothing, also when it is asked back', () => {
    const left = part('police', 6, { takesPart: [{ from: 6, until: 30 }], endedSeq: 30 });
    const gone = shared({ participations: [school, left, part('charity', 10)] });
    expect(heardOf('charity', 'police', gone).told).toEqual(['charity', 'school']);
    const offers = gone.offers.map((offer) => ({ ...offer, status: 'OFFERED' as const, answeredSeq: null }));
    expect(heardOf('charity', 'police', { ...gone, offers }).told).toEqual(['charity', 'school']);
  });

  it('whoever comes to hold the risk learns of it afterwards, and whoever held it before does not', () => {
    const told = ['charity', 'care'];
    expect(whoKnows({ told, heldSince: 1 }, handedOver())).toEqual(['care', 'charity', 'police', 'school']);
    expect(whoKnows({ told, heldSince: 6 }, handedOver())).toEqual(['care', 'charity', 'police']);
  });

  it('whoever comes to hold it a second time learns of all, and is told as who holds it from then on', () => {
    const again = {
      ...school,
      custody: [1, 20].map((from) => ({ from, until: from === 1 ? 6 : null, decisionId: null })),
    };
    const held = shared({ participations: [again, part('police', 6), part('charity', 10)] });
    expect(heardOf('charity', null, held)).toEqual({ told: ['charity', 'school'], heldSince: 20 });
    expect(whoKnows({ told: ['charity'], heldSince: 6 }, held)).toEqual(['charity', 'school']);
  });

  it('who is only asked knows of what it was given', () => {
    const offers = [offered(decided('school', 'charity', 4), 5)];
    const asked = shared({ participations: [school], offers });
    expect(whoKnows({ told: ['charity', 'school'], heldSince: 1 }, asked)).toEqual(['charity', 'school']);
    expect(whoKnows({ told: ['school'], heldSince: 1 }, asked)).toEqual(['school']);
  });

  it('an agency keeps what it learned when it leaves, and not when the referral is no longer its', () => {
    const left = part('charity', 10, { takesPart: [{ from: 10, until: 30 }], endedSeq: 30 });
    const heard = { told: ['charity', 'police'], heldSince: 6 };
    expect(whoKnows(heard, shared({ participations: [school, left] }))).toEqual(['charity']);
    expect(
      whoKnows(heard, shared({ participations: [school], offers: [], decisions: [decided('school', 'charity', 4)] })),
    ).toEqual([]);
  });
});
