import { describe, expect, it } from '@jest/globals';
import type { EventActor } from '../../libs/pathways/referral-context.js';
import {
  CHARITY,
  coordinator,
  lead,
  officer,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  socialWorker,
  uuid,
} from './agencies-and-people.js';
import { handedOver } from './asked-and-handed-over.js';
import { PlayedReferral } from './played-referral.js';
import { invited, reviewed, supported } from './played-reviews.js';

const THE_NEXT_WEEK = '2026-12-02T10:00:00.000Z';

function askedBy(referral: PlayedReferral, by: EventActor, agency: string, sections = ['SUMMARY', 'RISK']): string {
  const shared = { recipientAgency: agency, decision: 'SHARE_PART', sections };
  const sharingDecisionId = referral.take(by, 'recordSharingDecision', shared);
  return referral.take(by, 'inviteContributor', { toAgency: agency, sharingDecisionId });
}
const outOf = (referral: PlayedReferral, kind: string): void => {
  const clock = referral.clock(kind);
  if (!clock) throw new Error(`${kind} does not run`);
  referral.runsOut(clock);
};
const changesOf = ({ changes }: PlayedReferral, kind: string): string[] =>
  changes.filter(({ clock }) => clock.kind === kind).map(({ clock, change }) => `${clock.agencyId} ${change}`);

/** Social care decided and ended its part; a week later something forces the referral on anew, and police have it. */
function socialCareLeft(): PlayedReferral {
  const referral = reviewed(['IMMEDIATE_RISK']);
  const invitationId = invited(referral, SOCIAL_CARE);
  referral.take(socialWorker, 'acceptInvitation', { invitationId });
  referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
  referral.take(socialWorker, 'endContribution');
  referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' }, '2026-12-01T10:00:00.000Z');
  handedOver(referral);
  return referral;
}

describe('An agency that ended its part and is asked again', () => {
  it('has its working day from when it is asked again, and until then its silence is no answer', () => {
    const referral = socialCareLeft();
    referral.take(officer, 'addNote', { audience: 'OWN_AGENCY' }, '2026-12-04T09:00:00.000Z');
    askedBy(referral, officer, SOCIAL_CARE);
    const clock = referral.clock('socialCareDecision');
    expect(clock?.startedAt).toBe(referral.context.at);
    expect(clock?.dueAt).toMatch(/^2026-12-07T23:59/);
    expect(referral.states).toContain('immediateReferral');
  });

  it('has its assessment counted from when it is asked again', () => {
    const referral = socialCareLeft();
    const invitationId = askedBy(referral, officer, SOCIAL_CARE);
    const asked = referral.context.at;
    referral.take(socialWorker, 'acceptInvitation', { invitationId }, THE_NEXT_WEEK);
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ASSESSMENT' });
    expect(referral.clock('assessment')?.startedAt).toBe(asked);
  });
});

describe('A duty that ran out and passes on with the risk', () => {
  it('is not met by that: it ends for the one, and begins for the other from when it began', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    outOf(referral, 'immediateSafety');
    const since = referral.clock('immediateSafety')?.startedAt;
    handedOver(referral);
    expect(changesOf(referral, 'immediateSafety')).toEqual([`${SCHOOL} CANCELLED`, `${POLICE} STARTED`]);
    expect(referral.clock('immediateSafety')).toMatchObject({ agencyId: POLICE, startedAt: since, status: 'RUNNING' });
  });

  it('is not met by what only moves its beginning', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const invitationId = invited(referral, POLICE);
    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
    outOf(referral, 'crimeRecord');
    referral.take(lead, 'withdrawInvitation', { invitationId });
    expect(changesOf(referral, 'crimeRecord')).toEqual([`${POLICE} CANCELLED`, `${POLICE} STARTED`]);
  });

  it('is met where the same agency does what it waited for, and begins anew', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    outOf(referral, 'custodianReview');
    referral.take(lead, 'addNote', { audience: 'OWN_AGENCY' });
    expect(changesOf(referral, 'custodianReview')).toEqual([`${SCHOOL} MET`, `${SCHOOL} STARTED`]);
  });
});

describe('A referral that another agency opens again', () => {
  it('gives its holder the whole time until they look again', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    handedOver(referral);
    const invitationId = askedBy(referral, officer, SOCIAL_CARE);
    referral.take(socialWorker, 'declineInvitation', { invitationId });
    referral.take(officer, 'recordPoliceDecision', { route: 'NO_FURTHER_ACTION' });
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 21, victimTold: true });
    supported(referral);
    referral.take(lead, 'recordTakedown', { status: 'REMOVED' });
    for (const partyId of referral.context.parties.map(({ id }) => id)) referral.take(lead, 'recordVoice', { partyId });
    referral.take(lead, 'recordLaterReview', { stable: true });
    referral.take(officer, 'close');
    const aMonthLater = '2027-01-05T10:00:00.000Z';
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' }, aMonthLater);
    expect(referral.clock('custodianReview')).toMatchObject({ agencyId: POLICE, startedAt: aMonthLater });
  });
});

describe('Support for a child who was harmed', () => {
  it('is not asked for by an invitation whose packet no longer tells who the child is', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    handedOver(referral);
    askedBy(referral, officer, CHARITY, ['SUMMARY', 'HARMED_PERSON']);
    expect(referral.clock('victimSupport')).toBeUndefined();
    const less = { recipientAgency: CHARITY, decision: 'SHARE_PART', sections: ['SUMMARY'] };
    referral.take(officer, 'recordSharingDecision', less);
    expect(referral.clock('victimSupport')).toBeDefined();
  });

  it('is asked for anew when there is another child of whom the charity does not know, until it does', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    handedOver(referral);
    const invitationId = askedBy(referral, officer, CHARITY, ['SUMMARY', 'HARMED_PERSON']);
    referral.take(coordinator, 'acceptInvitation', { invitationId });
    const party = { id: uuid(103), role: 'CHILD_HARMED' };
    referral.take(officer, 'reportNewInformation', { kind: 'NEW_CHILD', party });
    expect(referral.clock('victimSupport')).toMatchObject({ agencyId: POLICE, status: 'RUNNING' });
    const told = { recipientAgency: CHARITY, decision: 'SHARE_PART', sections: ['HARMED_PERSON'] };
    referral.take(officer, 'recordSharingDecision', told);
    expect(referral.clock('victimSupport')).toBeUndefined();
  });

  it('is asked for when a charity that was told nothing of the child is told, and as good as asked for when it declines', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    handedOver(referral);
    const first = askedBy(referral, officer, CHARITY, ['SUMMARY']);
    const declining = referral.branch();
    referral.take(coordinator, 'acceptInvitation', { invitationId: first });
    expect(referral.clock('victimSupport')?.status).toBe('RUNNING');
    const told = { recipientAgency: CHARITY, decision: 'SHARE_PART', sections: ['HARMED_PERSON'] };
    referral.take(officer, 'recordSharingDecision', told);
    expect(referral.clock('victimSupport')).toBeUndefined();
    declining.take(officer, 'recordSharingDecision', { ...told, sections: ['SUMMARY', 'HARMED_PERSON'] });
    expect(declining.clock('victimSupport')).toBeUndefined();
    declining.take(coordinator, 'declineInvitation', { invitationId: first });
    expect(declining.clock('victimSupport')).toBeUndefined();
  });
});

describe('An agency whose time to answer ran out', () => {
  it.each(['RISK_UP', 'RESPREAD', 'EXTORTION', 'ADULT_INVOLVED'])(
    'is asked anew by %s, and has its whole time',
    (kind) => {
      const referral = reviewed(['IMMEDIATE_RISK']);
      const invitationId = invited(referral, SOCIAL_CARE);
      handedOver(referral);
      outOf(referral, 'offerResponse');
      expect(referral.states).toContain('active');
      referral.take(officer, 'reportNewInformation', { kind }, '2026-12-04T10:00:00.000Z');
      expect(referral.states).toContain(kind === 'ADULT_INVOLVED' ? 'adultInvolved' : 'immediateReferral');
      expect(referral.context.offers.find(({ id }) => id === invitationId)?.status).toBe('OFFERED');
      expect(referral.clock('offerResponse')).toMatchObject({
        agencyId: SOCIAL_CARE,
        status: 'RUNNING',
        startedAt: '2026-12-04T10:00:00.000Z',
      });
      expect(changesOf(referral, 'offerResponse').slice(-2)).toEqual([
        `${SOCIAL_CARE} CANCELLED`,
        `${SOCIAL_CARE} STARTED`,
      ]);
      // Silent again, it keeps nobody waiting.
      outOf(referral, 'offerResponse');
      expect(referral.states).toContain('active');
    },
  );

  it('is asked anew by a first review that takes the decision out of the school’s hands', () => {
    const referral = PlayedReferral.begun();
    referral.take(lead, 'openInitialReview');
    const police = invited(referral, POLICE);
    referral.take(socialWorker, 'acceptInvitation', { invitationId: invited(referral, SOCIAL_CARE) });
    outOf(referral, 'offerResponse');
    outOf(referral, 'socialCareDecision');
    const review = { criteria: ['IMMEDIATE_RISK'], typology: 'EXPERIMENTAL_OTHER' };
    referral.take(lead, 'recordInitialReview', review, '2026-12-04T10:00:00.000Z');
    expect(referral.states).toContain('immediateReferral');
    expect(referral.context.offers.find(({ id }) => id === police)?.status).toBe('OFFERED');
    expect(referral.clock('offerResponse')).toMatchObject({ agencyId: POLICE, startedAt: '2026-12-04T10:00:00.000Z' });
    expect(referral.whyNot(lead, 'close')).toContain('Waiting for police to accept or decline.');
    outOf(referral, 'offerResponse');
    expect(referral.states).toContain('immediateReferral');
    expect(referral.clock('socialCareDecision')?.status).toBe('RUNNING');
    outOf(referral, 'socialCareDecision');
    expect(referral.states).toContain('active');
  });

  it('keeps waiting for nobody by a charity’s silence, which is no answer and is not asked anew', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const invitationId = invited(referral, CHARITY);
    outOf(referral, 'offerResponse');
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' });
    expect(referral.context.offers.find(({ id }) => id === invitationId)?.status).toBe('OVERDUE');
  });
});
