import { lead, head } from './agencies-and-people.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';

export const plans = { safetyPlans: [{ partyId: AYESHA }, { partyId: KIT }] };

/** Its initial review was held. */
export function reviewed(criteria: string[], typology = 'EXPERIMENTAL_OTHER'): PlayedReferral {
  const referral = PlayedReferral.begun();
  referral.take(lead, 'openInitialReview');
  referral.take(lead, 'recordInitialReview', { criteria, typology });
  return referral;
}

/** The school responds itself, on two signatures. */
export function local(): PlayedReferral {
  const referral = reviewed([]);
  referral.take(lead, 'chooseLocalResponse', plans);
  referral.take(head, 'coSignLocalResponse');
  return referral;
}

/** @returns the invitation’s id */
export function invited(referral: PlayedReferral, agency: string): string {
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', {
    recipientAgency: agency,
    decision: 'SHARE',
    sections: ['SUMMARY', 'RISK'],
  });
  return referral.take(lead, 'inviteContributor', { toAgency: agency, sharingDecisionId });
}

export function supported(referral: PlayedReferral): void {
  for (const partyId of [AYESHA, KIT]) referral.take(lead, 'recordSupport', { partyId, status: 'COMPLETE' });
}

/** The school has done its part, and nobody else was asked: it may close. */
export function readyToClose(): PlayedReferral {
  const referral = local();
  supported(referral);
  referral.take(lead, 'recordTakedown', { status: 'ADVISED' });
  referral.take(lead, 'recordLaterReview', { stable: true });
  for (const partyId of [AYESHA, KIT]) referral.take(lead, 'recordVoice', { partyId, asked: true });
  return referral;
}
