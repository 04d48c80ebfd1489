import { describe, expect, it } from '@jest/globals';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { EventActor } from '../../libs/pathways/referral-context.js';
import { statesFor, viewOf } from '../../src/referrals/who-may-know.js';
import { lead, officer, POLICE, SOCIAL_CARE, socialWorker, triage, uuid } from './agencies-and-people.js';
import { PlayedReferral } from './played-referral.js';

const OTHER_FORCE = uuid(6);
const OTHER_AUTHORITY = uuid(7);
const constable: EventActor = { ...officer, personId: uuid(61), agencyId: OTHER_FORCE };
const desk: EventActor = { ...triage, personId: uuid(62), agencyId: OTHER_FORCE };
const otherWorker: EventActor = { ...socialWorker, personId: uuid(71), agencyId: OTHER_AUTHORITY };

/** Takes part, and sees the sections that the school's decision opens. */
function takesPart(referral: PlayedReferral, by: EventActor, sections: string[]): void {
  const kind = by.agencyKind;
  const decided = { recipientAgency: by.agencyId, recipientAgencyKind: kind, decision: 'SHARE', sections };
  const sharingDecisionId = referral.take(lead, 'recordSharingDecision', decided);
  const asked = { toAgency: by.agencyId, toAgencyKind: kind, sharingDecisionId };
  referral.take(by, 'acceptInvitation', { invitationId: referral.take(lead, 'inviteContributor', asked) });
}
/** All that an agency is shown of how it stands, and what it must do by when. */
const known = ({ stored, context }: PlayedReferral, by: EventActor): unknown => [
  viewOf(by.agencyId, nudesAtSchool, { stored, context }),
  stored.clocks.filter(({ agencyId, kind }) => agencyId === by.agencyId && kind !== 'custodianReview'),
  nudesAtSchool.available(stored, by).map(({ action, reason }) => [action.name, reason]),
];
const statesOf = ({ stored, context }: PlayedReferral, agency: string): string[] =>
  statesFor(agency, nudesAtSchool, stored, context).map((kept) => kept.slice(kept.indexOf('/') + 1));

describe('Two agencies of a kind, neither of which reads the other’s record,', () => {
  it('are two police forces: what one records shows nothing to the other, and neither meets its duties nor opens its outcome', () => {
    const referral = PlayedReferral.begun();
    takesPart(referral, triage, ['SUMMARY', 'SUBJECT_IDENTITY']);
    takesPart(referral, desk, ['SUMMARY', 'HARMED_PERSON']);
    const before = known(referral, constable);
    referral.take(triage, 'recordTriage', { priority: 'PROMPT' });
    referral.take(officer, 'recordPoliceDecision', { route: 'NO_FURTHER_ACTION' });
    referral.take(officer, 'recordPoliceOutcome', { outcomeCode: 16 });
    expect(known(referral, constable)).toEqual(before);
    expect(statesOf(referral, OTHER_FORCE)).toContain('police.takingPart');
    expect(statesOf(referral, POLICE)).toContain('police.outcome');
    expect(referral.whyNot(constable, 'recordPoliceOutcome')).toBe('Police have not decided yet.');
    expect(referral.whyNot(desk, 'endContribution')).toBe('The police outcome is open.');

    const theirs = known(referral, officer);
    referral.take(desk, 'recordTriage', { priority: 'IMMEDIATE' });
    referral.take(constable, 'recordPoliceDecision', { route: 'INVESTIGATION' });
    expect(known(referral, officer)).toEqual(theirs);
    expect(statesOf(referral, OTHER_FORCE)).toContain('police.decided');
    expect(referral.allowed(constable, 'recordPoliceOutcome')).toBe(true);
    expect(referral.replayed()).toEqual(referral.stored);
  });

  it('are two authorities: a decision of one neither meets the other’s day, nor bars it from deciding, nor lets it go', () => {
    const referral = PlayedReferral.begun();
    takesPart(referral, socialWorker, ['SUMMARY']);
    takesPart(referral, otherWorker, ['SUMMARY']);
    const before = known(referral, otherWorker);
    for (const decision of ['SECTION_47', 'NO_FURTHER_ACTION']) {
      referral.take(socialWorker, 'recordSocialCareDecision', { decision });
      expect(known(referral, otherWorker)).toEqual(before);
    }
    expect(referral.allowed(socialWorker, 'recordSocialCareDecision')).toBe(false);
    expect(referral.allowed(otherWorker, 'recordSocialCareDecision')).toBe(true);
    referral.take(otherWorker, 'recordSocialCareDecision', { decision: 'ASSESSMENT' });
    expect(statesOf(referral, OTHER_AUTHORITY)).toContain('socialCare.assessment');
    expect(statesOf(referral, SOCIAL_CARE)).toContain('socialCare.decided');
    expect(referral.stored.clocks.filter(({ kind }) => kind === 'assessment').map(({ agencyId }) => agencyId)).toEqual([
      OTHER_AUTHORITY,
    ]);
    // Something new is new to both.
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' });
    expect(statesOf(referral, OTHER_AUTHORITY)).toContain('socialCare.takingPart');
    expect(referral.replayed()).toEqual(referral.stored);
  });

  it('go by one record where a decision opens the one to the other', () => {
    const referral = PlayedReferral.begun();
    takesPart(referral, triage, ['SUMMARY']);
    takesPart(referral, desk, ['SUMMARY']);
    referral.take(officer, 'recordPoliceDecision', { route: 'DIVERSION' });
    expect(referral.allowed(constable, 'recordPoliceOutcome')).toBe(false);
    const decided = {
      recipientAgency: OTHER_FORCE,
      recipientAgencyKind: 'POLICE',
      sections: ['SUMMARY', 'POLICE_RECORD'],
    };
    referral.take(officer, 'recordSharingDecision', { ...decided, decision: 'SHARE' });
    expect(statesOf(referral, OTHER_FORCE)).toContain('police.decided');
    expect(referral.allowed(constable, 'recordPoliceOutcome')).toBe(true);
  });
});
