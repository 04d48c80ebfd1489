import { lead, POLICE, triage } from './agencies-and-people.js';
import type { PlayedReferral } from './played-referral.js';

/** Another agency is asked to take part. */
export function invited(referral: PlayedReferral, agency: string): string {
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', {
    recipientAgency: agency,
    decision: 'SHARE',
    sections: ['SUMMARY'],
  });
  return referral.take(lead, 'inviteContributor', { toAgency: agency, sharingDecisionId });
}

/** Police take the risk over at once. */
export function handedOver(referral: PlayedReferral): void {
  const shared = { recipientAgency: POLICE, decision: 'SHARE', sections: ['SUMMARY', 'RISK', 'HARMED_PERSON'] };
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', shared);
  const handoffId = referral.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
  referral.take(triage, 'acceptHandoff', { handoffId });
}

/** What became of its clocks. */
export const changesOf = (referral: PlayedReferral): string[] =>
  referral.changes.map(({ clock, change }) => `${clock.kind} ${change}`);
