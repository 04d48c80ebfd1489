import { describe, expect, it } from '@jest/globals';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import { factsWith, lead, SCHOOL, SOCIAL_CARE, socialWorker, uuid } from './agencies-and-people.js';
import { invited, readyToClose, reviewed } from './played-reviews.js';

describe('new information', () => {
  it.each([
    ['RISK_UP', 'immediateReferral'],
    ['RESPREAD', 'immediateReferral'],
    ['EXTORTION', 'immediateReferral'],
    ['ADULT_INVOLVED', 'adultInvolved'],
    ['OTHER', 'closureCheck'],
  ])('of kind %s leads to %s', (kind, state) => {
    const referral = readyToClose();
    referral.take(lead, 'reportNewInformation', { kind });
    expect(referral.states).toContain(state);
    expect(referral.allowed(lead, 'close')).toBe(false);
  });

  it('opens a closed referral again', () => {
    const referral = readyToClose();
    referral.take(lead, 'close');
    expect(referral.context.status).toBe('CLOSED');
    referral.take(lead, 'reportNewInformation', { kind: 'RISK_UP' });
    expect([referral.context.status, referral.context.main]).toEqual(['OPEN', 'immediateReferral']);
  });

  it('asks for support for a new child too', () => {
    const referral = readyToClose();
    referral.take(lead, 'reportNewInformation', {
      kind: 'NEW_CHILD',
      party: { id: uuid(103), role: 'CHILD_DEPICTED' },
    });
    expect(referral.states).toContain('support.open');
  });

  it('has social care decide again while they see that a child is in danger, though what was reported was not shared', () => {
    const referral = reviewed(['IMMEDIATE_RISK']);
    referral.take(socialWorker, 'acceptInvitation', { invitationId: invited(referral, SOCIAL_CARE) });
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'ADVICE' });
    const again = (): boolean => referral.allowed(socialWorker, 'recordSocialCareDecision');
    referral.take(lead, 'reportNewInformation', { kind: 'OTHER' });
    expect(again()).toBe(false);
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    expect(again()).toBe(true);
    referral.take(socialWorker, 'recordSocialCareDecision', { decision: 'FAMILY_HELP' });
    // The same danger reported again changes nothing that they see.
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    expect(again()).toBe(false);
    referral.take(socialWorker, 'confirmSafe');
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    expect(again()).toBe(true);
    referral.take(lead, 'confirmSafe');
    expect(again()).toBe(false);
  });

  it('brings an adult in who is known of now, and no child but as a new one', () => {
    const referral = reviewed([]);
    const party = { id: uuid(103), role: 'PERSON_OF_CONCERN' };
    referral.take(lead, 'reportNewInformation', { kind: 'ADULT_INVOLVED', party });
    expect(referral.context.parties.at(-1)).toMatchObject({ ...party, section: 'SUBJECT_IDENTITY', relatedTo: null });
    const action = nudesAtSchool.actions.get('reportNewInformation');
    if (!action) throw new Error('There is no such action');
    const paths = (kind: string, role: string): string[] =>
      nudesAtSchool
        .inputFaults(referral.stored, action, lead, { kind, note: 'Said', party: { role } }, factsWith([], SCHOOL))
        .map(({ path }) => path);
    expect(paths('ADULT_INVOLVED', 'CHILD_DEPICTED')).toEqual(['party.role']);
    // Kept with the child whose parent it is, and nothing here says whose.
    expect(paths('RISK_UP', 'PARENT_OR_CARER')).toEqual(['party.role']);
    expect(paths('OTHER', 'REGISTERED_PERSON')).toEqual([]);
    expect(paths('NEW_CHILD', 'PERSON_OF_CONCERN')).toEqual(['party.role']);
    expect(paths('NEW_CHILD', 'CHILD_SHARED')).toEqual([]);
  });

  it('of a child in danger runs beside the main way until somebody confirms safety', () => {
    const referral = reviewed([]);
    referral.take(lead, 'reportNewInformation', { kind: 'SUICIDE_RISK' });
    expect(referral.states).toEqual(expect.arrayContaining(['initialReview', 'immediateSafety']));
    referral.take(lead, 'confirmSafe');
    expect(referral.states).not.toContain('immediateSafety');
  });
});
