import { describe, expect, it } from '@jest/globals';
import { relationsOf } from '../../libs/access/standing.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { EventActor, JsonValue } from '../../libs/pathways/referral-context.js';
import {
  CHARITY,
  coordinator,
  factsWith,
  head,
  lead,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  socialWorker,
  triage,
  uuid,
} from './agencies-and-people.js';
import { sharedOn } from './departures.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';

type Payload = Record<string, JsonValue>;

function asked(
  referral: PlayedReferral,
  name: 'offerHandoff' | 'inviteContributor',
  toAgency: string,
  by = lead,
): string {
  const decided = { recipientAgency: toAgency, decision: 'SHARE', sections: ['SUMMARY', 'RISK'] };
  const sharingDecisionId = referral.take(by, 'recordSharingDecision', decided);
  return referral.take(by, name, { toAgency, sharingDecisionId });
}
/** What the door would say of such an input: that it is no longer open, or which fields name nothing. */
function answer(referral: PlayedReferral, by: EventActor, name: string, input: Payload): unknown {
  const action = nudesAtSchool.actions.get(name);
  if (!action) throw new Error('There is no such action');
  return (
    action.noLongerOpen?.(input, referral.context, by) ??
    nudesAtSchool
      .inputFaults(referral.stored, action, by, input, factsWith([AYESHA, KIT], by.agencyId))
      .map(({ path }) => path)
  );
}
/** Social care hold the risk, with an invitation of their own still open beside the charity's. */
function heldBySocialCare(): { referral: PlayedReferral; own: string; theCharitys: string } {
  const referral = PlayedReferral.begun();
  const own = asked(referral, 'inviteContributor', SOCIAL_CARE);
  const theCharitys = asked(referral, 'inviteContributor', CHARITY);
  referral.take(socialWorker, 'acceptHandoff', { handoffId: asked(referral, 'offerHandoff', SOCIAL_CARE) });
  return { referral, own, theCharitys };
}

describe('an offer or invitation', () => {
  it('gives an agency that had ended its part what it accepts now, and not what it was before', () => {
    const referral = PlayedReferral.begun();
    referral.take(socialWorker, 'acceptInvitation', {
      invitationId: asked(referral, 'inviteContributor', SOCIAL_CARE),
    });
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    referral.take(socialWorker, 'endContribution');
    referral.take(socialWorker, 'acceptHandoff', { handoffId: asked(referral, 'offerHandoff', SOCIAL_CARE) });
    expect(relationsOf(referral.context, SOCIAL_CARE)).toEqual(['CUSTODIAN']);
  });

  it('says what is missing of the decision that it stands on', () => {
    const referral = PlayedReferral.begun();
    const missing = (sharingDecisionId: string): string | undefined =>
      nudesAtSchool.actions
        .get('offerHandoff')
        ?.sharingDecisionMissing?.({ toAgency: POLICE, sharingDecisionId }, referral.context, lead);
    const decide = (decision: string, sections: string[]): string =>
      referral.take(lead, 'recordSharingDecision', { recipientAgency: POLICE, decision, sections });
    expect(missing(uuid(999))).toBe('First record a decision to share with that agency.');
    const narrow = decide('SHARE_PART', ['SUMMARY']);
    expect(missing(narrow)).toMatch(/a decision that opens RISK too\.$/);
    const wide = decide('SHARE', ['SUMMARY', 'RISK']);
    expect(missing(narrow)).toContain('newest decision about that agency counts');
    expect(missing(wide)).toBeUndefined();
    expect(missing(decide('DO_NOT_SHARE', []))).toContain('not to share with that agency');
  });

  it.each(['acceptInvitation', 'declineInvitation'])(
    'is not answered with %s by another agency, whoever holds the risk',
    (name) => {
      const { referral, own, theCharitys } = heldBySocialCare();
      expect(answer(referral, socialWorker, name, { invitationId: theCharitys })).toEqual(['invitationId']);
      expect(answer(referral, socialWorker, name, { invitationId: own })).toEqual([]);
      expect(answer(referral, coordinator, name, { invitationId: theCharitys })).toEqual([]);
    },
  );

  it.each(['acceptHandoff', 'declineHandoff'])('is not answered with %s by the agency that made it', (name) => {
    const referral = PlayedReferral.begun();
    const handoffId = asked(referral, 'offerHandoff', POLICE);
    expect(answer(referral, lead, name, { handoffId })).toEqual(['handoffId']);
    expect(answer(referral, triage, name, { handoffId })).toEqual([]);
  });

  it('is taken back by whoever holds the risk now, also when another agency made it', () => {
    const { referral, theCharitys } = heldBySocialCare();
    expect(answer(referral, socialWorker, 'withdrawInvitation', { invitationId: theCharitys })).toEqual([]);
    expect(answer(referral, coordinator, 'withdrawInvitation', { invitationId: theCharitys })).toEqual([
      'invitationId',
    ]);
  });

  it('of another agency looks like none at all, whether or not it was answered', () => {
    const { referral, theCharitys } = heldBySocialCare();
    const police = asked(referral, 'inviteContributor', POLICE, socialWorker);
    const tried = (): unknown[] =>
      [theCharitys, uuid(77)].map((invitationId) =>
        answer(referral, triage, 'acceptInvitation', { invitationId: String(invitationId) }),
      );
    const before = tried();
    referral.take(coordinator, 'declineInvitation', { invitationId: theCharitys });
    expect(tried()).toEqual(before);
    expect(before).toEqual([['invitationId'], ['invitationId']]);
    referral.take(triage, 'declineInvitation', { invitationId: police });
    expect(answer(referral, triage, 'acceptInvitation', { invitationId: police })).toMatch('no longer open');
  });

  it('is not answered by the name of the other kind', () => {
    const { referral, own } = heldBySocialCare();
    referral.take(socialWorker, 'acceptInvitation', { invitationId: own });
    expect(answer(referral, socialWorker, 'acceptHandoff', { handoffId: own })).toEqual(['handoffId']);
  });
});

describe('an intervention', () => {
  it('of another agency looks like none at all, also when it has ended', () => {
    const referral = PlayedReferral.begun();
    referral.take(coordinator, 'acceptInvitation', {
      invitationId: asked(referral, 'inviteContributor', CHARITY),
    });
    const theirs = referral.take(coordinator, 'startIntervention', { partyId: KIT, plannedSessions: 1 });
    referral.take(coordinator, 'completeIntervention', { interventionId: theirs, completion: 'PARTLY' });
    const elsewhere = { ...coordinator, agencyId: uuid(5) };
    expect(answer(referral, elsewhere, 'recordSession', { interventionId: theirs })).toEqual(['interventionId']);
    expect(answer(referral, coordinator, 'recordSession', { interventionId: theirs })).toMatch('has ended');
  });
});

describe('a question', () => {
  it('goes to whoever holds the risk once the agency that asked one to take part has left, and so does its silence', () => {
    const referral = PlayedReferral.begun();
    referral.take(socialWorker, 'acceptHandoff', { handoffId: asked(referral, 'offerHandoff', SOCIAL_CARE) });
    asked(referral, 'inviteContributor', CHARITY, socialWorker);
    const faultsFor = (toAgency: string): unknown =>
      answer(referral, coordinator, 'requestInformation', { toAgency, question: 'Who is with the child?' });
    const called = (): unknown => referral.clock('offerResponse')?.escalateTo.map(({ agencyId }) => agencyId);
    expect([faultsFor(SOCIAL_CARE), faultsFor(POLICE)]).toEqual([[], ['toAgency']]);
    expect(called()).toEqual([SOCIAL_CARE, CHARITY]);
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    referral.take(triage, 'acceptHandoff', { handoffId: asked(referral, 'offerHandoff', POLICE, socialWorker) });
    expect([faultsFor(SOCIAL_CARE), faultsFor(POLICE)]).toEqual([[], ['toAgency']]);
    referral.take(socialWorker, 'endContribution');
    expect([faultsFor(SOCIAL_CARE), faultsFor(POLICE)]).toEqual([['toAgency'], []]);
    expect(called()).toEqual([POLICE, CHARITY]);
  });

  it('ends when the agency that asked it declines: nobody could read the answer', () => {
    const referral = PlayedReferral.begun();
    const handoffId = asked(referral, 'offerHandoff', POLICE);
    const respondBy = '2026-11-27T09:00:00.000Z';
    const requestId = referral.take(triage, 'requestInformation', { toAgency: SCHOOL, respondBy });
    expect(referral.allowed(lead, 'provideInformation')).toBe(true);
    referral.take(triage, 'declineHandoff', { handoffId });
    expect(referral.whyNot(lead, 'provideInformation')).toBe('No question to your agency is open.');
    expect(answer(referral, lead, 'provideInformation', { requestId })).toMatch('no longer open');
    expect(referral.clock('question')).toBeUndefined();
  });

  it('ends when the agency that was asked is invited no longer: nobody could answer it', () => {
    const referral = PlayedReferral.begun();
    const invitationId = asked(referral, 'inviteContributor', CHARITY);
    referral.take(lead, 'requestInformation', { toAgency: CHARITY });
    referral.take(lead, 'withdrawInvitation', { invitationId });
    expect(referral.context.requests).toMatchObject([{ answered: true }]);
  });

  it('stays open while the agency is asked for something else, and ends with its contribution', () => {
    const referral = PlayedReferral.begun();
    referral.take(coordinator, 'acceptInvitation', {
      invitationId: asked(referral, 'inviteContributor', CHARITY),
    });
    referral.take(coordinator, 'requestInformation', { toAgency: SCHOOL });
    const again = asked(referral, 'inviteContributor', CHARITY);
    referral.take(coordinator, 'declineInvitation', { invitationId: again });
    expect(referral.context.requests).toMatchObject([{ answered: false }]);
    referral.take(coordinator, 'endContribution');
    expect(referral.context.requests).toMatchObject([{ answered: true }]);
  });

  it('goes to nobody whom the agency does not know here, whether that agency takes part, is invited, or neither', () => {
    const referral = PlayedReferral.begun();
    referral.take(triage, 'acceptInvitation', { invitationId: asked(referral, 'inviteContributor', POLICE) });
    const asks = (toAgency: string): unknown => answer(referral, triage, 'requestInformation', { toAgency });
    const refused = (): unknown[] => [CHARITY, SOCIAL_CARE, uuid(9)].map(asks);
    expect(refused()).toEqual([['toAgency'], ['toAgency'], ['toAgency']]);
    asked(referral, 'inviteContributor', CHARITY);
    referral.take(socialWorker, 'acceptInvitation', {
      invitationId: asked(referral, 'inviteContributor', SOCIAL_CARE),
    });
    // A decision of its own makes another agency no better known.
    referral.take(triage, 'recordSharingDecision', { recipientAgency: CHARITY, decision: 'DO_NOT_SHARE' });
    expect(refused()).toEqual([['toAgency'], ['toAgency'], ['toAgency']]);
    expect(asks(SCHOOL)).toEqual([]);
    expect(answer(referral, lead, 'requestInformation', { toAgency: CHARITY })).toEqual([]);
  });

  it('goes to whom an agency invited, to whom it handed on, and to whoever decided to share with it', () => {
    const { referral, theCharitys } = heldBySocialCare();
    const asks = (by: EventActor, toAgency: string): unknown =>
      answer(referral, by, 'requestInformation', { toAgency });
    expect(asks(lead, SOCIAL_CARE)).toEqual([]);
    expect(asks(lead, CHARITY)).toEqual([]);
    referral.take(coordinator, 'declineInvitation', { invitationId: theCharitys });
    asked(referral, 'inviteContributor', CHARITY, socialWorker);
    expect(asks(lead, CHARITY)).toEqual(['toAgency']);
    referral.take(triage, 'acceptInvitation', {
      invitationId: asked(referral, 'inviteContributor', POLICE, socialWorker),
    });
    expect(asks(lead, POLICE)).toEqual(['toAgency']);
    referral.take(triage, 'recordSharingDecision', { recipientAgency: SCHOOL, decision: 'SHARE', sections: ['RISK'] });
    expect(asks(lead, POLICE)).toEqual([]);
  });

  it('of an agency that is only asked to take part goes to the agency that asked it', () => {
    const { referral } = heldBySocialCare();
    expect(answer(referral, coordinator, 'requestInformation', { toAgency: SCHOOL })).toEqual([]);
    expect(answer(referral, coordinator, 'requestInformation', { toAgency: SOCIAL_CARE })).toEqual(['toAgency']);
  });
});

describe('an agreement that something is shared on', () => {
  it('is taken back on a closed referral too, and once', () => {
    const [, referral] = sharedOn();
    if (!referral) throw new Error('Nothing was agreed');
    const requestId = referral.context.onward?.[0]?.id ?? '';
    referral.take(lead, 'openInitialReview');
    referral.take(lead, 'recordInitialReview', { criteria: [], typology: 'EXPERIMENTAL_OTHER' });
    referral.take(lead, 'chooseLocalResponse', { safetyPlans: [{ partyId: AYESHA }, { partyId: KIT }] });
    referral.take(head, 'coSignLocalResponse');
    for (const partyId of [AYESHA, KIT]) referral.take(lead, 'recordSupport', { partyId, status: 'COMPLETE' });
    referral.take(lead, 'recordTakedown', { status: 'NOT_NEEDED' });
    referral.take(lead, 'recordLaterReview', { stable: true });
    referral.take(lead, 'close');
    expect(referral.whyNot(lead, 'agreeOnwardSharing')).toBe('The referral is closed.');
    expect(answer(referral, lead, 'withdrawOnwardAgreement', { requestId })).toEqual([]);
    referral.take(lead, 'withdrawOnwardAgreement', { requestId });
    expect(referral.context.onward).toMatchObject([{ answer: 'AGREED', withdrawnSeq: referral.context.seq }]);
    expect(answer(referral, lead, 'withdrawOnwardAgreement', { requestId })).toMatch('taken back already');
    expect(referral.whyNot(lead, 'withdrawOnwardAgreement')).toMatch('agreed to nothing that still counts');
  });
});

describe('a plan within the school', () => {
  const chosen = (visible: string[], planned: string[]): string[] => {
    const referral = PlayedReferral.begun();
    const action = nudesAtSchool.actions.get('chooseLocalResponse');
    if (!action) throw new Error('There is no such action');
    const input = { safetyPlans: planned.map((partyId) => ({ partyId })) };
    return nudesAtSchool
      .inputFaults(referral.stored, action, lead, input, factsWith(visible, lead.agencyId))
      .map(({ path }) => path);
  };

  it('is made for every child whom the caller sees, and tells nothing of another', () => {
    expect(chosen([AYESHA, KIT], [AYESHA, KIT])).toEqual([]);
    expect(chosen([AYESHA, KIT], [AYESHA])).toEqual(['safetyPlans']);
    expect(chosen([AYESHA], [AYESHA])).toEqual([]);
  });

  it('names a hidden child no better than one that does not exist', () => {
    const hidden = chosen([AYESHA], [AYESHA, KIT]);
    expect(hidden).toEqual(['safetyPlans.1.partyId']);
    expect(chosen([AYESHA], [AYESHA, uuid(99)])).toEqual(hidden);
  });
});
