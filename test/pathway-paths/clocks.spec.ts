import { describe, expect, it } from '@jest/globals';
import { type AgencyDays, englandAndWales } from '../../libs/working-time/calendar.js';
import {
  CHARITY,
  coordinator,
  lead,
  officer,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  socialWorker,
  triage,
} from './agencies-and-people.js';
import { changesOf, handedOver, invited } from './asked-and-handed-over.js';
import { PlayedReferral } from './played-referral.js';

function forcedOn(): PlayedReferral {
  const referral = PlayedReferral.begun();
  referral.take(lead, 'openInitialReview');
  referral.take(lead, 'recordInitialReview', { criteria: ['IMMEDIATE_RISK'], typology: 'EXPERIMENTAL_OTHER' });
  return referral;
}

describe('the clocks of a referral', () => {
  it('give the school until the end of the same school day for its initial review', () => {
    const clock = PlayedReferral.begun().clock('initialReview');
    expect(clock).toMatchObject({ dueAt: expect.stringMatching(/^2026-11-25T23:59/), source: 'Handrail default' });
    expect(clock?.explanation).toBe(
      'The school holds its initial review on the same school day; counted from 25 November 2026 at 09:00 until the end of that day, which is a school day.',
    );
  });

  it('count from the next school day when it is reported on a Saturday', () => {
    const clock = PlayedReferral.begun(undefined, '2026-11-28T10:00:00.000Z').clock('initialReview');
    expect(clock?.dueAt).toMatch(/^2026-11-30T23:59/);
    expect(clock?.explanation).toContain('until the end of Monday 30 November 2026, the next school day.');
  });

  it('pass over the bank holidays of Christmas', () => {
    const referral = PlayedReferral.begun(undefined, '2026-12-24T10:00:00.000Z');
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordInitialReview', { criteria: [], typology: 'EXPERIMENTAL_OTHER' });
    expect(referral.clock('schoolDecision')).toMatchObject({
      dueAt: expect.stringMatching(/^2026-12-29T23:59/),
      explanation: expect.stringContaining(
        'until the end of Tuesday 29 December 2026: the first day itself, weekends and bank holidays do not count (on the way: Christmas Day on 25 December, Boxing Day on 28 December).',
      ),
    });
  });

  it('are met by what they wait for, and start the next', () => {
    const referral = PlayedReferral.begun();
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordInitialReview', { criteria: ['IMMEDIATE_RISK'], typology: 'EXPERIMENTAL_OTHER' });
    expect(changesOf(referral)).toEqual(expect.arrayContaining(['initialReview MET', 'firstOffer STARTED']));
  });

  it('give police and social care one working day, others two', () => {
    const referral = PlayedReferral.begun();
    invited(referral, POLICE);
    expect(referral.clock('offerResponse')?.dueAt).toMatch(/^2026-11-26T23:59/);
  });

  it('run out once, and are called overdue', () => {
    const referral = PlayedReferral.begun();
    const clock = referral.clock('initialReview');
    if (clock) referral.runsOut(clock);
    expect(changesOf(referral)).toEqual(['initialReview OVERDUE']);
    expect(referral.clock('initialReview')?.status).toBe('OVERDUE');
    if (clock) referral.runsOut(clock);
    expect(changesOf(referral)).toEqual([]);
  });

  it('bring the custodian back within ten working days of its last act', () => {
    const referral = PlayedReferral.begun();
    expect(referral.clock('custodianReview')?.dueAt).toMatch(/^2026-12-09T23:59/);
    referral.take(lead, 'addNote', {}, '2026-11-30T10:00:00.000Z');
    expect(referral.clock('custodianReview')?.dueAt).toMatch(/^2026-12-14T23:59/);
    expect(changesOf(referral)).toEqual(['custodianReview MOVED']);
  });

  it('run social care’s one working day from the invitation, not from its answer', () => {
    const referral = PlayedReferral.begun();
    const invitationId = invited(referral, SOCIAL_CARE);
    const before = referral.clock('socialCareDecision');
    referral.take(socialWorker, 'acceptInvitation', { invitationId }, '2026-11-26T10:00:00.000Z');
    expect(referral.clock('socialCareDecision')).toEqual(before);
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    expect(changesOf(referral)).toContain('socialCareDecision MET');
  });

  it('leave the first offer of what must go on at once no weekend', () => {
    const referral = PlayedReferral.begun(lead, '2026-11-28T10:00:00.000Z');
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordInitialReview', { criteria: ['IMMEDIATE_RISK'], typology: 'EXPERIMENTAL_OTHER' });
    expect(referral.clock('firstOffer')?.dueAt).toMatch(/^2026-11-28T23:59/);
  });

  it('start the offer of what must go on anew when nobody is left who could answer', () => {
    const referral = forcedOn();
    const police = invited(referral, POLICE);
    expect(changesOf(referral)).toContain('firstOffer MET');
    referral.take(lead, 'withdrawInvitation', { invitationId: police });
    expect(changesOf(referral)).toContain('firstOffer STARTED');
    expect(referral.clock('firstOffer')).toMatchObject({ agencyId: SCHOOL, startedAt: referral.context.at });

    const again = invited(referral, POLICE);
    expect(referral.clock('firstOffer')).toBeUndefined();
    referral.take(triage, 'declineInvitation', { invitationId: again });
    expect(changesOf(referral)).toContain('firstOffer STARTED');
    const care = invited(referral, SOCIAL_CARE);
    referral.take(socialWorker, 'declineInvitation', { invitationId: care });
    expect(referral.states).toContain('active');
    expect(referral.clock('firstOffer')).toBeUndefined();
  });

  it('ask the police that took it over to ask social care too, and wait for a charity for nothing', () => {
    const referral = forcedOn();
    invited(referral, CHARITY);
    expect(referral.clock('firstOffer')?.status).toBe('RUNNING');
    handedOver(referral);
    expect(referral.clock('firstOffer')).toMatchObject({ agencyId: POLICE, startedAt: referral.context.at });
    referral.take(officer, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    expect(changesOf(referral)).toContain('firstOffer MET');
    expect(referral.states).toContain('active');
  });

  it('ask nobody twice who takes part and has yet to decide', () => {
    const referral = forcedOn();
    const police = invited(referral, POLICE);
    const care = invited(referral, SOCIAL_CARE);
    referral.take(triage, 'acceptInvitation', { invitationId: police });
    referral.take(socialWorker, 'acceptInvitation', { invitationId: care });
    expect(referral.states).toContain('immediateReferral');
    expect(referral.clock('firstOffer')).toBeUndefined();
  });

  it('ask for the other when the one that was asked stays silent', () => {
    const referral = forcedOn();
    invited(referral, POLICE);
    const answer = referral.clock('offerResponse');
    if (answer) referral.runsOut(answer);
    expect(changesOf(referral)).toEqual(expect.arrayContaining(['offerResponse OVERDUE', 'firstOffer STARTED']));
  });

  function agreementAsked(at: string): { referral: PlayedReferral; requestId: string } {
    const referral = PlayedReferral.begun(lead, at);
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', {
      recipientAgency: CHARITY,
      decision: 'SHARE',
      sections: ['SUMMARY', 'RISK'],
      conditional: true,
    });
    const invitationId = referral.take(lead, 'inviteContributor', { toAgency: CHARITY, sharingDecisionId });
    referral.take(coordinator, 'acceptInvitation', { invitationId });
    const requestId = referral.take(coordinator, 'askOnwardSharing', { originator: SCHOOL, toAgency: SOCIAL_CARE });
    return { referral, requestId };
  }

  it('give the agency that set a condition one working day to say whether something may be shared on', () => {
    const { referral, requestId } = agreementAsked('2026-11-27T09:00:00.000Z');
    const clock = referral.clock('onwardAgreement');
    expect(clock).toMatchObject({
      about: requestId,
      agencyId: SCHOOL,
      dueAt: expect.stringMatching(/^2026-11-30T23:59/),
      source: 'Local agreement; until there is one, Handrail default',
    });
    expect(clock?.escalateTo).toEqual([
      { agencyId: CHARITY, roles: expect.arrayContaining(['SERVICE_COORDINATOR', 'CASE_WORKER']) },
      { agencyId: SCHOOL, roles: expect.arrayContaining(['SAFEGUARDING_LEAD', 'SCHOOL_LEADER']) },
    ]);
    referral.take(lead, 'refuseOnwardSharing', { requestId });
    expect(changesOf(referral)).toContain('onwardAgreement MET');
  });

  it('decide nothing when that runs out: it can still be answered, and is asked no more once the referral ends', () => {
    const { referral, requestId } = agreementAsked('2026-11-27T09:00:00.000Z');
    const before = referral.states;
    const clock = referral.clock('onwardAgreement');
    if (clock) referral.runsOut(clock);
    expect(changesOf(referral)).toContain('onwardAgreement OVERDUE');
    expect(referral.states).toEqual(before);
    expect(referral.context.onward).toMatchObject([{ id: requestId, answer: null }]);
    const ended = referral.branch();
    referral.take(lead, 'agreeOnwardSharing', { requestId });
    expect(changesOf(referral)).toContain('onwardAgreement MET');
    ended.take(lead, 'markEnteredInError');
    expect(changesOf(ended)).toContain('onwardAgreement CANCELLED');
  });

  it('are counted by what their agency has entered, and say so', () => {
    const days = new Map<string, AgencyDays>([
      [SOCIAL_CARE, { hours: [{ closesAt: '16:30', inForceFrom: '2026-11-01' }] }],
      [POLICE, { hours: [{ closesAt: '16:30', inForceFrom: '2026-11-01' }] }],
      [SCHOOL, { hours: [], terms: { terms: [{ from: '2026-11-02', until: '2026-12-18' }], closed: ['2026-11-27'] } }],
    ]);
    const referral = PlayedReferral.begun(lead, '2026-11-27T16:20:00.000Z', englandAndWales(undefined, days));
    expect(referral.clock('initialReview')).toMatchObject({
      dueAt: expect.stringMatching(/^2026-11-30T23:59/),
      explanation: expect.stringContaining('the next school day of the school’s own terms'),
    });
    // A Saturday of which the school has said nothing.
    const later = PlayedReferral.begun(lead, '2027-01-02T16:20:00.000Z', englandAndWales(undefined, days));
    expect(later.clock('initialReview')).toMatchObject({
      dueAt: expect.stringMatching(/^2027-01-04T23:59/),
      explanation: expect.stringMatching(/the next school day\.$/),
    });
    invited(referral, SOCIAL_CARE);
    expect(referral.clock('socialCareDecision')).toMatchObject({
      dueAt: expect.stringMatching(/^2026-12-01T23:59/),
      explanation: expect.stringMatching(
        /counted from 30 November 2026, because it arrived after office hours \(27 November 2026/,
      ),
    });
    invited(referral, POLICE);
    const record = referral.clock('crimeRecord');
    expect(Date.parse(record?.dueAt ?? '') - Date.parse(referral.context.at)).toBe(86_400_000);
    expect(record?.explanation).toContain('by night and at weekends too');
  });
});
