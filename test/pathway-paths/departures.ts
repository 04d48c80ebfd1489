import type { EventActor } from '../../libs/pathways/referral-context.js';
import {
  addressOf,
  CHARITY,
  coordinator,
  head,
  lead,
  officer,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  socialWorker,
  triage,
} from './agencies-and-people.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';
import { plans, supported } from './played-reviews.js';

const SECTIONS = ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'HARMED_PERSON'];
/** Begun, with every child heard and a decision to share with each of the others. */
function begun(): PlayedReferral {
  const referral = PlayedReferral.begun();
  for (const partyId of [AYESHA, KIT]) referral.take(lead, 'recordVoice', { partyId, asked: true });
  for (const recipientAgency of [POLICE, SOCIAL_CARE, CHARITY])
    referral.take(lead, 'recordSharingDecision', { recipientAgency, decision: 'SHARE', sections: SECTIONS });
  return referral;
}
function reviewed(criteria: string[]): PlayedReferral {
  const referral = begun();
  referral.take(lead, 'openInitialReview');
  referral.take(lead, 'recordInitialReview', { criteria, typology: 'EXPERIMENTAL_OTHER' });
  return referral;
}
function localResponse(): PlayedReferral {
  const referral = reviewed([]);
  referral.take(lead, 'chooseLocalResponse', plans);
  referral.take(head, 'coSignLocalResponse');
  return referral;
}
/** Asked and accepted by one of the two; and it was decided not to share with the other. */
function activeWith(agency: string, by: EventActor, without: string): PlayedReferral {
  const referral = reviewed(['COERCION_OR_CAPACITY']);
  const sharingDecisionId = referral.context.decisions.find((one) => one.recipientAgency === agency)?.id ?? '';
  referral.take(lead, 'recordSharingDecision', { recipientAgency: without, decision: 'DO_NOT_SHARE' });
  const invitationId = referral.take(lead, 'inviteContributor', { toAgency: agency, sharingDecisionId });
  referral.take(by, 'acceptInvitation', { invitationId });
  return referral;
}
/** The police have restricted their side, so that it can be lifted from here. */
function activeWithPolice(): PlayedReferral {
  const referral = activeWith(POLICE, triage, SOCIAL_CARE);
  referral.take(officer, 'restrictReferral', {
    people: [triage, officer].map((one) => ({ personEmail: addressOf(one) })),
  });
  return referral;
}
function activeWithSocialCare(): PlayedReferral {
  const referral = activeWith(SOCIAL_CARE, socialWorker, POLICE);
  referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ASSESSMENT' });
  return referral;
}
/** The school has done all but to look at it again. */
export function laterReview(): PlayedReferral {
  const referral = localResponse();
  supported(referral);
  referral.take(lead, 'recordTakedown', { status: 'NOT_NEEDED' });
  return referral;
}
function closureCheck(): PlayedReferral {
  const referral = laterReview();
  referral.take(lead, 'recordLaterReview', { stable: true });
  // It can be ended from here.
  referral.take(lead, 'declareConflict', { personEmail: addressOf(head) });
  return referral;
}

/** Where paths set out from: the beginning, and places from which it is not far to what comes late. */
export const departures: readonly PlayedReferral[] = [
  begun(),
  localResponse(),
  activeWithPolice(),
  activeWithSocialCare(),
  closureCheck(),
];

/** A charity takes part on what was shared with it under a condition. */
export function underCondition(): PlayedReferral {
  const referral = begun();
  const decided = { recipientAgency: CHARITY, decision: 'SHARE', sections: SECTIONS, conditional: true };
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', decided);
  const invitationId = referral.take(lead, 'inviteContributor', { toAgency: CHARITY, sharingDecisionId });
  referral.take(coordinator, 'acceptInvitation', { invitationId });
  return referral;
}

/** The school responded itself, and has closed it. */
export function closed(): PlayedReferral {
  const referral = closureCheck();
  referral.take(lead, 'close');
  return referral;
}

/** The charity has asked whether it may share that on; and the school has agreed. */
export function sharedOn(): PlayedReferral[] {
  const asked = underCondition();
  const requestId = asked.take(coordinator, 'askOnwardSharing', { originator: SCHOOL, toAgency: SOCIAL_CARE });
  const agreed = asked.branch();
  agreed.take(lead, 'agreeOnwardSharing', { requestId });
  return [asked, agreed];
}

/** Police hold it, the school that reported it has ended its part, and then something new is learnt. */
export function schoolGone(): PlayedReferral {
  const referral = closureCheck();
  const sharingDecisionId = referral.context.decisions.find((one) => one.recipientAgency === POLICE)?.id ?? '';
  const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
  referral.take(triage, 'acceptHandoff', { handoffId });
  referral.take(lead, 'endContribution');
  referral.take(officer, 'reportNewInformation', { kind: 'RISK_UP' });
  return referral;
}
