import { describe, expect, it } from '@jest/globals';
import { CHARITY, lead, officer, POLICE, triage } from './agencies-and-people.js';
import { changesOf, handedOver, invited } from './asked-and-handed-over.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';

function handedToPolice(at: string): PlayedReferral {
  const referral = PlayedReferral.begun(lead, at);
  handedOver(referral);
  return referral;
}
function charityAsked(referral: PlayedReferral, sections: string[]): void {
  const shared = { recipientAgency: CHARITY, decision: 'SHARE_PART', sections };
  const sharingDecisionId = referral.take(officer, 'recordSharingDecision', shared);
  referral.take(officer, 'inviteContributor', { toAgency: CHARITY, sharingDecisionId });
}

describe('the clocks of police', () => {
  it('give police 24 hours, weekends included, from the moment they were asked to record what was reported', () => {
    const referral = PlayedReferral.begun(lead, '2026-11-27T16:00:00.000Z');
    const invitationId = invited(referral, POLICE);
    const asked = referral.context.at;
    expect(referral.clock('crimeRecord')).toMatchObject({ agencyId: POLICE, startedAt: asked, status: 'RUNNING' });
    expect(Date.parse(referral.clock('crimeRecord')?.dueAt ?? '') - Date.parse(asked)).toBe(86_400_000);
    referral.take(triage, 'acceptInvitation', { invitationId }, '2026-11-28T09:00:00.000Z');
    expect(referral.clock('crimeRecord')?.startedAt).toBe(asked);
    referral.take(triage, 'recordTriage', { priority: 'PROMPT' });
    expect(changesOf(referral)).toContain('crimeRecord MET');
  });

  it('take a decline by police for no record of a crime', () => {
    const referral = PlayedReferral.begun();
    const invitationId = invited(referral, POLICE);
    referral.take(triage, 'declineInvitation', { invitationId });
    expect(changesOf(referral)).toContain('crimeRecord CANCELLED');
  });

  it('give police that hold the referral two working days to ask support for the child who was harmed', () => {
    const referral = handedToPolice('2026-11-27T09:00:00.000Z');
    expect(referral.clock('victimSupport')?.dueAt).toMatch(/^2026-12-01T23:59/);
    charityAsked(referral, ['SUMMARY', 'SUBJECT_IDENTITY']);
    expect(referral.clock('victimSupport')?.status).toBe('RUNNING');
    // The invitation waits: the newer decision tells the charity who the child is.
    const more = { recipientAgency: CHARITY, decision: 'SHARE_PART', sections: ['SUMMARY', 'HARMED_PERSON'] };
    referral.take(officer, 'recordSharingDecision', more);
    expect(changesOf(referral)).toContain('victimSupport MET');
  });

  it('ask no more support for the child who was harmed once the school has recorded what it is', () => {
    const referral = handedToPolice('2026-11-25T09:00:00.000Z');
    referral.take(lead, 'recordSupport', { partyId: KIT, status: 'OFFERED' });
    expect(referral.clock('victimSupport')?.status).toBe('RUNNING');
    referral.take(lead, 'recordSupport', { partyId: AYESHA, status: 'OFFERED' });
    expect(changesOf(referral)).toContain('victimSupport MET');
  });

  it('ask no support of police that only take part, since they can ask nobody', () => {
    const referral = PlayedReferral.begun();
    const invitationId = invited(referral, POLICE);
    referral.take(triage, 'acceptInvitation', { invitationId });
    expect(referral.clock('victimSupport')).toBeUndefined();
  });

  it('take a recorded decision not to share with support for an answer', () => {
    const referral = handedToPolice('2026-11-25T09:00:00.000Z');
    referral.take(officer, 'recordSharingDecision', { recipientAgency: CHARITY, decision: 'DO_NOT_SHARE' });
    expect(changesOf(referral)).toContain('victimSupport MET');
  });

  it('give police one working day to tell the child of an outcome that was recorded untold', () => {
    const referral = handedToPolice('2026-11-27T09:00:00.000Z');
    referral.take(officer, 'recordPoliceDecision', { route: 'INVESTIGATION' });
    expect(referral.clock('victimTold')).toBeUndefined();
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 16 });
    expect(referral.clock('victimTold')).toMatchObject({
      agencyId: POLICE,
      dueAt: expect.stringMatching(/^2026-11-30T23:59/),
    });
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 16, victimTold: true });
    expect(changesOf(referral)).toContain('victimTold MET');
  });

  it('give police that only take part no duty to a child whom they do not see', () => {
    const toldTo = (sections: string[]): string[] => {
      const referral = PlayedReferral.begun();
      const shared = { recipientAgency: POLICE, decision: 'SHARE', sections };
      const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
      const invitationId = referral.take(lead, 'inviteContributor', { toAgency: POLICE, sharingDecisionId });
      referral.take(triage, 'acceptInvitation', { invitationId });
      referral.take(officer, 'recordPoliceDecision', { route: 'NO_FURTHER_ACTION' });
      return changesOf(referral);
    };
    expect(toldTo(['SUMMARY', 'SUBJECT_IDENTITY'])).not.toContain('victimTold STARTED');
    expect(toldTo(['SUMMARY', 'HARMED_PERSON'])).toContain('victimTold STARTED');
  });

  it('run from a decision that nothing follows, and not when the child was told with the outcome', () => {
    const dropped = handedToPolice('2026-11-25T09:00:00.000Z');
    dropped.take(officer, 'recordPoliceDecision', { route: 'NO_FURTHER_ACTION' });
    expect(changesOf(dropped)).toContain('victimTold STARTED');

    const told = handedToPolice('2026-11-25T09:00:00.000Z');
    told.take(officer, 'recordPoliceDecision', { route: 'DIVERSION' });
    told.take(officer, 'recordPoliceOutcome', { outcomeCode: 21, victimTold: true });
    expect(told.clock('victimTold')).toBeUndefined();
  });

  /** What the school shared with the charity under a condition, the charity asks to share on with social care. */
});
