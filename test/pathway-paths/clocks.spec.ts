import { describe, expect, it } from '@jest/globals';
import { lead, POLICE, SOCIAL_CARE, socialWorker } from './agencies-and-people.js';
import { PlayedReferral } from './played-referral.js';

function invited(referral: PlayedReferral, agency: string): string {
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', {
    recipientAgency: agency,
    decision: 'SHARE',
    sections: ['SUMMARY'],
  });
  return referral.take(lead, 'inviteContributor', { toAgency: agency, sharingDecisionId });
}
const changesOf = (referral: PlayedReferral): string[] =>
  referral.changes.map(({ clock, change }) => `${clock.kind} ${change}`);

describe('the clocks of a referral', () => {
  it('give the school until the end of the same school day for its initial review', () => {
    const clock = PlayedReferral.begun().clock('initialReview');
    expect(clock).toMatchObject({ dueAt: expect.stringMatching(/^2026-11-25T23:59/), source: 'Handrail default' });
    expect(clock?.explanation).toContain('The school holds its initial review on the same school day');
  });

  it('count from the next school day when it is reported on a Saturday', () => {
    const clock = PlayedReferral.begun(undefined, '2026-11-28T10:00:00.000Z').clock('initialReview');
    expect(clock?.dueAt).toMatch(/^2026-11-30T23:59/);
  });

  it('pass over the bank holidays of Christmas', () => {
    const referral = PlayedReferral.begun(undefined, '2026-12-24T10:00:00.000Z');
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordInitialReview', { criteria: [], typology: 'EXPERIMENTAL_OTHER' });
    expect(referral.clock('schoolDecision')?.dueAt).toMatch(/^2026-12-29T23:59/);
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
});
