import { describe, expect, it } from '@jest/globals';
import { NotTaken } from '../../libs/pathways/engine.js';
import {
  CHARITY,
  coordinator,
  head,
  lead,
  officer,
  OTHER_SCHOOL,
  otherLead,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  socialWorker,
  triage,
  uuid,
} from './agencies-and-people.js';
import { handedOver } from './asked-and-handed-over.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';
import { invited, local, readyToClose, reviewed, supported } from './played-reviews.js';

describe('closing', () => {
  it('is allowed when every part is settled and every child was heard', () => {
    expect(readyToClose().whyNot(lead, 'close')).toBeUndefined();
  });

  it('is refused while an accepting agency has not decided, even when its time ran out', () => {
    const referral = readyToClose();
    const invitationId = invited(referral, SOCIAL_CARE);
    referral.take(socialWorker, 'acceptInvitation', { invitationId });
    const clock = referral.clock('socialCareDecision');
    if (clock) referral.runsOut(clock);
    expect(referral.whyNot(lead, 'close')).toBe('Social care have not decided.');
  });

  it('is refused while a child was not heard, and says which as far as the holder sees them', () => {
    const referral = local();
    supported(referral);
    referral.take(lead, 'recordTakedown', { status: 'ADVISED' });
    referral.take(lead, 'recordLaterReview', { stable: true });
    expect(referral.whyNot(lead, 'close')).toBe(
      'What a child wants is missing, or why the child was not asked: for the child in the picture, the child who shared.',
    );
    referral.take(lead, 'recordVoice', { partyId: AYESHA, asked: true });
    expect(referral.whyNot(lead, 'close')).toMatch(/: for the child who shared\.$/);

    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
    referral.take(triage, 'acceptHandoff', { handoffId });
    referral.take(officer, 'recordPoliceDecision', { route: 'DIVERSION' });
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 20 });
    expect(referral.whyNot(officer, 'close')).toMatch(/: for a child whom only another agency sees: ask it/);
  });

  it('waits for support of a child whom no school sees, and says to whoever does what has to be shared', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    referral.take(triage, 'acceptHandoff', {
      handoffId: referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId }),
    });
    const party = { id: uuid(103), role: 'CHILD_DEPICTED' };
    referral.take(officer, 'reportNewInformation', { kind: 'NEW_CHILD', party });
    referral.take(officer, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    expect(referral.whyNot(officer, 'close')).toMatch(
      /support for every child: a school records it, once it was shared with it who the child is\.$/,
    );
    const child = { recipientAgency: SCHOOL, decision: 'SHARE', sections: ['HARMED_PERSON'] };
    referral.take(officer, 'recordSharingDecision', child);
    expect(referral.whyNot(officer, 'close')).toMatch(/support for every child\.$/);
  });

  it('waits for support of children whom a school sees, and asks nobody to share what it has', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    referral.take(triage, 'acceptHandoff', {
      handoffId: referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId }),
    });
    referral.take(officer, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    expect(referral.whyNot(officer, 'close')).toMatch(/support for every child\.$/);
  });

  it('keeps an agency that brought in a child until it shows somebody who that is, whatever others share and do unseen', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(coordinator, 'acceptInvitation', { invitationId: invited(referral, CHARITY) });
    handedOver(referral);
    expect(referral.allowed(coordinator, 'endContribution')).toBe(true);
    const party = { id: uuid(103), role: 'CHILD_HARMED' };
    referral.take(coordinator, 'reportNewInformation', { kind: 'NEW_CHILD', party });
    const kept = referral.whyNot(coordinator, 'endContribution');
    expect(kept).toContain('a child whom your agency brought in and has shown to nobody');
    const child = { recipientAgency: SCHOOL, decision: 'SHARE', sections: ['HARMED_PERSON'] };
    referral.take(officer, 'recordSharingDecision', child);
    expect(referral.whyNot(coordinator, 'endContribution')).toBe(kept);
    referral.take(lead, 'recordSupport', { partyId: party.id, status: 'COMPLETE' });
    referral.take(lead, 'recordVoice', { partyId: party.id, asked: true });
    expect(referral.whyNot(coordinator, 'endContribution')).toBe(kept);
    referral.take(coordinator, 'recordSharingDecision', child);
    expect(referral.allowed(coordinator, 'endContribution')).toBe(true);
  });

  it('lets a school go where another stays of which it knows, and tells it of no other', () => {
    const byPolice = (open: (referral: PlayedReferral) => void): PlayedReferral => {
      const referral = reviewed(['IMMEDIATE_RISK']);
      supported(referral);
      for (const partyId of [AYESHA, KIT]) referral.take(lead, 'recordVoice', { partyId, asked: true });
      open(referral);
      const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
      const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
      const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
      referral.take(triage, 'acceptHandoff', { handoffId });
      return referral;
    };
    const known = byPolice((referral) =>
      referral.take(otherLead, 'acceptInvitation', { invitationId: invited(referral, OTHER_SCHOOL) }),
    );
    expect(known.whyNot(lead, 'endContribution')).toBeUndefined();

    const unknown = byPolice(() => undefined);
    const alone = unknown.whyNot(lead, 'endContribution');
    expect(alone).toContain('your school’s part');
    const asked = { recipientAgency: OTHER_SCHOOL, decision: 'SHARE', sections: ['SUMMARY'] };
    const sharingDecisionId = unknown.take(officer, 'recordSharingDecision', asked);
    const invitationId = unknown.take(officer, 'inviteContributor', { toAgency: OTHER_SCHOOL, sharingDecisionId });
    unknown.take(otherLead, 'acceptInvitation', { invitationId });
    expect(unknown.whyNot(lead, 'endContribution')).toBe(alone);
    expect(unknown.whyNot(otherLead, 'endContribution')).toBeUndefined();
  });

  it('waits for support of a child whom the holder does not see, and says so once those whom it sees are supported', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(coordinator, 'acceptInvitation', { invitationId: invited(referral, CHARITY) });
    const party = { id: uuid(103), role: 'CHILD_HARMED' };
    referral.take(coordinator, 'reportNewInformation', { kind: 'NEW_CHILD', party });
    referral.take(lead, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    referral.take(triage, 'acceptInvitation', { invitationId: invited(referral, POLICE) });
    expect(referral.whyNot(lead, 'close')).toMatch(/support for every child\.$/);
    supported(referral);
    expect(referral.whyNot(lead, 'close')).toMatch(
      /support for a child whom only another agency sees: ask it to share with a school who the child is\.$/,
    );
  });

  it('is refused while a child may be in danger', () => {
    const referral = readyToClose();
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    expect(referral.whyNot(lead, 'close')).toBe('A child may be in danger: confirm first that the child is safe.');
    expect(referral.clock('closing')).toBeUndefined();
    referral.take(lead, 'confirmSafe');
    expect(referral.whyNot(lead, 'close')).toBeUndefined();
    expect(referral.clock('closing')?.startedAt).toBe(referral.context.at);
  });

  it('needs a later review after other news, and again after a danger that opened the referral', () => {
    const referral = readyToClose();
    referral.take(lead, 'reportNewInformation', { kind: 'OTHER' });
    expect(referral.whyNot(lead, 'close')).toContain('a later review is needed');
    referral.take(lead, 'recordLaterReview', { stable: true });
    referral.take(lead, 'close');
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    referral.take(lead, 'confirmSafe');
    expect(referral.whyNot(lead, 'close')).toContain('Record that review');
  });

  it('needs that later review of a school which is told of what is new', () => {
    const referral = readyToClose();
    const asked = { recipientAgency: OTHER_SCHOOL, decision: 'SHARE', sections: ['SUMMARY'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', asked);
    const invitationId = referral.take(lead, 'inviteContributor', { toAgency: OTHER_SCHOOL, sharingDecisionId });
    referral.take(otherLead, 'acceptInvitation', { invitationId });
    const recorded = referral.whyNot(otherLead, 'recordLaterReview');
    expect(recorded).toBe('The later review is recorded.');
    referral.take(lead, 'reportNewInformation', { kind: 'OTHER' });
    expect(referral.whyNot(otherLead, 'recordLaterReview')).toBe(recorded);
    expect(referral.allowed(lead, 'recordLaterReview')).toBe(true);

    const toPolice = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const handoffId = referral.take(lead, 'offerHandoff', {
      toAgency: POLICE,
      sharingDecisionId: referral.take(lead, 'recordSharingDecision', toPolice),
    });
    referral.take(triage, 'acceptHandoff', { handoffId });
    referral.take(officer, 'recordPoliceDecision', { route: 'DIVERSION' });
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 20 });
    expect(referral.clock('laterReview')?.agencyId).toBe(SCHOOL);
    referral.take(lead, 'endContribution');
    expect(referral.clock('laterReview')?.agencyId).toBe(POLICE);
    expect(referral.whyNot(otherLead, 'endContribution')).toBeUndefined();
    expect(referral.whyNot(officer, 'close')).toContain('No school that takes part reads of the risk');
    const risk = { recipientAgency: OTHER_SCHOOL, decision: 'SHARE', sections: ['RISK'], ongoing: true };
    referral.take(officer, 'recordSharingDecision', risk);
    expect(referral.allowed(otherLead, 'recordLaterReview')).toBe(true);
    expect(referral.clock('laterReview')?.agencyId).toBe(OTHER_SCHOOL);
  });

  it('ends every open offer and every clock, and takes nothing but a reopening', () => {
    const referral = readyToClose();
    invited(referral, POLICE);
    referral.take(lead, 'close');
    expect(referral.context.offers.map(({ status }) => status)).toEqual(['WITHDRAWN']);
    expect(referral.stored.clocks).toEqual([]);
    expect(() => referral.take(lead, 'addNote')).toThrow(NotTaken);
    referral.take(lead, 'reopen');
    expect(referral.states).toContain('laterReview');
  });

  it('is followed by nothing when the referral was withdrawn', () => {
    const referral = PlayedReferral.begun();
    referral.take(lead, 'withdraw');
    for (const by of [lead, head, officer, coordinator])
      for (const name of ['reopen', 'reportNewInformation', 'addNote', 'confirmSafe'])
        expect(referral.allowed(by, name)).toBe(false);
  });
});
