import { describe, expect, it } from '@jest/globals';
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
  teacher,
  triage,
} from './agencies-and-people.js';
import { PlayedReferral } from './played-referral.js';
import { invited, local, plans, reviewed, supported } from './played-reviews.js';

describe('the initial review', () => {
  it.each([
    [['ADULT_INVOLVED', 'IMMEDIATE_RISK'], 'EXPERIMENTAL_OTHER', 'adultInvolved'],
    [['IMMEDIATE_RISK'], 'AGGRAVATED_ADULT', 'adultInvolved'],
    [['UNDER_13_SEXUAL_ACT'], 'EXPERIMENTAL_OTHER', 'immediateReferral'],
    [[], 'AGGRAVATED_INTENT_TO_HARM', 'immediateReferral'],
    [[], 'AGGRAVATED_RECKLESS', 'initialReview'],
  ])('with %j and %s leads to the right place', (criteria, typology, state) => {
    expect(reviewed(criteria, typology).states).toContain(state);
  });

  it('takes the decision out of the school’s hands when a criterion is recorded, and says which', () => {
    expect(reviewed(['COERCION_OR_CAPACITY']).whyNot(lead, 'chooseLocalResponse')).toBe(
      'The initial review recorded: coercion or capacity.',
    );
  });

  it('is answered by the school that holds the risk alone: both signatures, and plans for children whom it sees', () => {
    const referral = reviewed([]);
    referral.take(lead, 'chooseLocalResponse', plans);
    const shared = { recipientAgency: OTHER_SCHOOL, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    const handoffId = referral.take(lead, 'offerHandoff', { toAgency: OTHER_SCHOOL, sharingDecisionId });
    referral.take(otherLead, 'acceptHandoff', { handoffId });
    expect(referral.context.localChosenBy).toBeNull();
    expect(referral.clock('coSignature')).toBeUndefined();
    expect(referral.clock('schoolDecision')).toMatchObject({ agencyId: OTHER_SCHOOL, startedAt: referral.context.at });
    expect(referral.whyNot(otherLead, 'chooseLocalResponse')).toContain('Your school sees no child here');
    const children = { recipientAgency: OTHER_SCHOOL, decision: 'SHARE', sections: ['HARMED_PERSON'] };
    referral.take(lead, 'recordSharingDecision', children);
    expect(referral.allowed(otherLead, 'chooseLocalResponse')).toBe(true);
  });

  it('says that new information has overtaken it, not that it was held', () => {
    const referral = PlayedReferral.begun();
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' });
    for (const action of ['openInitialReview', 'recordInitialReview'])
      expect(referral.whyNot(lead, action)).toContain(
        'new information, or the agency that took it over, has overtaken',
      );
    expect(reviewed(['IMMEDIATE_RISK']).whyNot(lead, 'recordInitialReview')).toBe('The initial review is recorded.');
  });

  it('is the safeguarding lead’s alone', () => {
    expect(PlayedReferral.begun().whyNot(teacher, 'openInitialReview')).toBe('This role never may.');
  });
});

describe('a local response', () => {
  it('needs a second person, and stays in the review until then', () => {
    const referral = reviewed([]);
    referral.take(lead, 'chooseLocalResponse', plans);
    expect(referral.states).toContain('initialReview');
    const both = { ...lead, roles: [...lead.roles, ...head.roles] };
    expect(referral.whyNot(both, 'coSignLocalResponse')).toBe('Whoever chose the local response cannot co-sign it.');
    referral.take(head, 'coSignLocalResponse');
    expect(referral.states).toContain('localResponse');
  });

  it('goes on to the later review when support and take-down are settled', () => {
    const referral = local();
    supported(referral);
    expect(referral.states).toContain('localResponse');
    referral.take(lead, 'recordTakedown', { status: 'NOT_NEEDED' });
    expect(referral.states).toContain('laterReview');
  });
});

describe('waiting for police and social care', () => {
  it('ends when police declined and social care decided', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const police = invited(referral, POLICE);
    const care = invited(referral, SOCIAL_CARE);
    referral.take(triage, 'declineInvitation', { invitationId: police });
    referral.take(socialWorker, 'acceptInvitation', { invitationId: care });
    expect(referral.states).toContain('immediateReferral');
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    expect(referral.states).toContain('active');
  });

  it('tells the holder whom to ask, and any other agency only that not both have answered', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    expect(referral.whyNot(lead, 'recordLaterReview')).toContain('Ask police:');
    const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
    expect(referral.whyNot(lead, 'close')).toContain('Waiting for police to accept or decline. Ask social care:');
    referral.take(triage, 'acceptHandoff', { handoffId });
    expect(referral.whyNot(officer, 'close')).toMatch(/Ask social care: .*decision not to share/);
    expect(referral.whyNot(lead, 'recordLaterReview')).toBe(
      'The later review is not due yet. Police and social care have not both answered yet. The agency that holds the risk asks them.',
    );
  });

  it('tells the holder what is still open once both have answered', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(lead, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    const invitationId = invited(referral, POLICE);
    referral.take(triage, 'acceptInvitation', { invitationId });
    expect(referral.whyNot(lead, 'recordLaterReview')).toBe(
      'The later review is not due yet. Still open: the police outcome, the take-down, support for every child.',
    );
  });

  it('counts a decision not to share of whoever holds or held the risk, and of no other agency', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(coordinator, 'acceptInvitation', { invitationId: invited(referral, CHARITY) });
    referral.take(triage, 'acceptInvitation', { invitationId: invited(referral, POLICE) });
    const notShared = { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' };
    referral.take(coordinator, 'recordSharingDecision', notShared);
    referral.take(officer, 'recordSharingDecision', notShared);
    expect(referral.states).toContain('immediateReferral');
    expect(referral.clock('firstOffer')?.agencyId).toBe(SCHOOL);
    referral.take(lead, 'recordSharingDecision', notShared);
    expect(referral.states).toContain('active');
  });

  it('does not end on two silences', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    invited(referral, POLICE);
    invited(referral, SOCIAL_CARE);
    while (referral.nextClock) referral.runsOut(referral.nextClock);
    expect(referral.context.offers.map(({ status }) => status)).toEqual(['OVERDUE', 'OVERDUE']);
    expect(referral.states).toContain('immediateReferral');
  });

  it('counts a recorded decision not to share as an answer', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(lead, 'recordSharingDecision', { recipientAgency: SOCIAL_CARE, decision: 'DO_NOT_SHARE' });
    const invitationId = invited(referral, POLICE);
    referral.take(triage, 'acceptInvitation', { invitationId });
    expect(referral.states).toContain('active');
  });

  it('counts one from before the review, and none from before something new', () => {
    const referral = PlayedReferral.begun();
    const notShared = { recipientAgency: POLICE, decision: 'DO_NOT_SHARE' };
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordSharingDecision', notShared);
    referral.take(lead, 'recordInitialReview', { criteria: ['IMMEDIATE_RISK'], typology: 'AGGRAVATED_RECKLESS' });
    referral.take(socialWorker, 'acceptInvitation', { invitationId: invited(referral, SOCIAL_CARE) });
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    expect(referral.states).toContain('active');
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' });
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    expect(referral.states).toContain('immediateReferral');
    expect(referral.whyNot(lead, 'close')).toContain('Ask police:');
    referral.take(lead, 'recordSharingDecision', notShared);
    expect(referral.states).toContain('active');
  });

  it('leaves an overdue offer acceptable', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const invitationId = invited(referral, POLICE);
    const clock = referral.clock('offerResponse');
    if (clock) referral.runsOut(clock);
    expect(referral.context.offers[0]?.status).toBe('OVERDUE');
    referral.take(triage, 'acceptInvitation', { invitationId });
    expect(referral.context.offers[0]?.status).toBe('ACCEPTED');
  });
});

describe('an agency that is asked', () => {
  it('is told to accept first, and not that it has no part', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    expect(referral.whyNot(triage, 'recordTriage')).toBe('Your agency does not take part in this referral.');
    const invitationId = invited(referral, POLICE);
    expect(referral.whyNot(triage, 'recordTriage')).toMatch(/^Accept the invitation first/);
    referral.take(lead, 'withdrawInvitation', { invitationId });
    const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
    referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
    expect(referral.whyNot(triage, 'recordTriage')).toMatch(/^Accept the hand-off first/);
    expect(referral.whyNot(officer, 'close')).toMatch(/accept the hand-off first\.$/);
  });

  it('leaves once its part is done, and learns how to end it', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    const invitationId = invited(referral, SOCIAL_CARE);
    referral.take(socialWorker, 'acceptInvitation', { invitationId });
    expect(referral.whyNot(socialWorker, 'endContribution')).toBe('Record social care’s decision first.');
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ASSESSMENT' });
    expect(referral.whyNot(socialWorker, 'endContribution')).toContain('record the decision that ends it');
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'FAMILY_HELP' });
    expect(referral.allowed(socialWorker, 'endContribution')).toBe(true);
  });

  it.each(['OTHER', 'SUICIDE_RISK'])(
    'decides anew after news of the kind %s, and until then its decision counts',
    (kind) => {
      const referral = reviewed(['IMMEDIATE_RISK']);
      referral.take(socialWorker, 'acceptInvitation', { invitationId: invited(referral, SOCIAL_CARE) });
      referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
      expect(referral.whyNot(socialWorker, 'recordSocialCareDecision')).toContain(
        'only new information opens it again',
      );
      // What it does not read is no news to it; but that a child may die it sees by the state.
      referral.take(lead, 'reportNewInformation', { kind: 'OTHER' });
      expect(referral.whyNot(socialWorker, 'recordSocialCareDecision')).toContain(
        'only new information opens it again',
      );
      referral.take(socialWorker, 'reportNewInformation', { kind });
      expect(referral.states).toContain('socialCare.decided');
      expect(referral.clock('socialCareDecision')).toBeUndefined();
      referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'SECTION_47' });
      expect(referral.states).toContain('socialCare.section47');
      referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'FAMILY_HELP' });
      expect(referral.whyNot(socialWorker, 'recordSocialCareDecision')).toContain(
        'only new information opens it again',
      );
    },
  );
});

describe('holding the risk', () => {
  it('moves to police only when they accept, and forces the referral on', () => {
    const referral = reviewed([]);
    const sharingDecisionId = referral.take(lead, 'recordSharingDecision', {
      recipientAgency: POLICE,
      decision: 'SHARE',
      sections: ['SUMMARY', 'RISK'],
    });
    const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
    expect(referral.context.custodian).toBe(lead.agencyId);
    expect(referral.whyNot(lead, 'offerHandoff')).toBe(
      'A hand-off is open already: wait for its answer, or withdraw it.',
    );
    referral.take(triage, 'acceptHandoff', { handoffId });
    expect(referral.context.custodian).toBe(POLICE);
    expect(referral.states).toContain('immediateReferral');
    expect(referral.whyNot(lead, 'withdraw')).toBe('Only the referrer withdraws it, while it holds the risk.');
  });
});
