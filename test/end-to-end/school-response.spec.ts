import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { invited, offered, party, people, reviewed, submitted } from '../harness/incidents.js';

describe('A response within the school', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  async function chosen(): Promise<string> {
    const id = await reviewed(by.dsl);
    const seen = await by.dsl.see(id);
    const safetyPlans = ['CHILD_DEPICTED', 'CHILD_SHARED'].map((role) => ({
      partyId: party(seen, role),
      plan: 'A named adult each day',
    }));
    await by.dsl.act(id, 'chooseLocalResponse', { rationale: 'Both families agree', safetyPlans });
    return id;
  }

  it('goes from the co-signature to closure, with both children supported and heard', async () => {
    const id = await chosen();
    expect((await by.dsl.see(id)).state).toContain('initialReview');
    expect(await by.dsl.refused(id, 'coSignLocalResponse', { rationale: 'x' })).toMatchObject({ code: 'FORBIDDEN' });
    await by.head.act(id, 'coSignLocalResponse', { rationale: 'I agree' });
    expect((await by.dsl.see(id)).state).toContain('localResponse');
    const seen = await by.dsl.see(id);
    await by.dsl.act(id, 'recordTakedown', { status: 'NOT_NEEDED' });
    for (const role of ['CHILD_DEPICTED', 'CHILD_SHARED'])
      await by.dsl.act(id, 'recordSupport', { partyId: party(seen, role), status: 'COMPLETE' });
    expect((await by.dsl.see(id)).state).toContain('laterReview');
    await by.dsl.act(id, 'recordLaterReview', { stable: true, rationale: 'Settled' });
    const ending = { outcome: 'Settled in school', riskNote: 'No concern', feedbackToReferrer: 'Closed' };
    expect((await by.dsl.refused(id, 'close', ending)).reason).toMatch(/child/);
    for (const role of ['CHILD_DEPICTED', 'CHILD_SHARED']) {
      await by.dsl.act(id, 'recordVoice', {
        partyId: party(seen, role),
        asked: false,
        notAskedBecause: 'Away',
        toldAboutSharing: false,
      });
    }
    await by.dsl.act(id, 'close', ending);
    const closed = await by.dsl.see(id);
    expect(closed).toMatchObject({ status: 'CLOSED', custodian: { key: 'northgate' } });
    expect(closed.deadlines.filter(({ status }) => status === 'RUNNING' || status === 'OVERDUE')).toEqual([]);
  });

  it('stands in the state where it stood, with the parts beside it in one order', async () => {
    const id = await chosen();
    const { state } = await by.dsl.see(id);
    expect(state).toEqual(['initialReview', 'takedown.notRecorded', 'support.open']);
    const first = await submitted(by.dsl);
    expect((await by.dsl.see(first)).state).toEqual(['reported', ...state.slice(1)]);
  });

  it('needs no plan where the referral names no child', async () => {
    const id = await reviewed(by.dsl, {}, { parties: [{ role: 'REPORTER', givenName: 'Sol' }] });
    await by.dsl.act(id, 'chooseLocalResponse', { rationale: 'A rumour', safetyPlans: [] });
    await by.head.act(id, 'coSignLocalResponse', { rationale: 'I agree' });
    await by.dsl.act(id, 'recordTakedown', { status: 'NOT_NEEDED' });
    expect((await by.dsl.see(id)).state).toContain('laterReview');
  });

  it('refuses no plan at all where there are children, and names the field', async () => {
    const id = await reviewed(by.dsl);
    expect(await by.dsl.refused(id, 'chooseLocalResponse', { rationale: 'x', safetyPlans: [] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'safetyPlans' }],
    });
  });

  it('refuses one plan short of every child', async () => {
    const id = await reviewed(by.dsl);
    const seen = await by.dsl.see(id);
    const refusal = await by.dsl.refused(id, 'chooseLocalResponse', {
      rationale: 'x',
      safetyPlans: [{ partyId: party(seen, 'CHILD_SHARED'), plan: 'x' }],
    });
    expect(refusal).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [expect.objectContaining({ path: 'safetyPlans' })],
    });
  });

  it('is forced on by new information, and a child in danger keeps it from closing until somebody confirms safety', async () => {
    const id = await chosen();
    await by.dsl.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'Said so to a friend' });
    expect((await by.dsl.see(id)).state).toEqual(expect.arrayContaining(['initialReview', 'immediateSafety']));
    await by.dsl.act(id, 'reportNewInformation', { kind: 'RESPREAD', note: 'Seen again' });
    const seen = await by.dsl.see(id);
    expect(seen.state).toEqual(expect.arrayContaining(['immediateReferral', 'takedown.recurring', 'immediateSafety']));
    expect(await by.head.refused(id, 'coSignLocalResponse', { rationale: 'x' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
    await by.dsl.act(id, 'confirmSafe', { what: 'At home with her mother' });
    expect((await by.dsl.see(id)).state).not.toContain('immediateSafety');
    expect(await by.dsl.refused(id, 'withdraw', { reason: 'x' })).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
  });

  it('takes in the adult who turns out to be involved, by name and only where those who did it may be read of', async () => {
    const id = await chosen();
    const adult = { role: 'PERSON_OF_CONCERN', givenName: 'Ron', familyName: 'Invented' };
    await by.dsl.act(id, 'reportNewInformation', { kind: 'ADULT_INVOLVED', note: 'Met online', party: adult });
    const seen = await by.dsl.see(id);
    expect(seen.state).toContain('adultInvolved');
    expect(seen.parties.at(-1)).toMatchObject(adult);
    await invited(by.dsl, id, 'survivors', { sections: ['SUMMARY', 'HARMED_PERSON'] });
    const survivors = await handrail.as('coordinator@survivors.example');
    expect(JSON.stringify(await survivors.see(id))).not.toContain('Ron');
    expect(
      await by.dsl.refused(id, 'reportNewInformation', {
        kind: 'RISK_UP',
        note: 'Another child',
        party: { role: 'CHILD_DEPICTED' },
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', fields: [expect.objectContaining({ path: 'party.role' })] });
  });

  it('brings danger to the school that sees the children every day, also when police hold the risk', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    await by.officer.act(id, 'addNote', { text: 'Only for our own team', audience: 'OWN_AGENCY' });
    await by.officer.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'An older cousin has it' });
    const timeline = JSON.stringify((await by.dsl.see(id)).timeline);
    expect(timeline).toContain('An older cousin has it');
    expect(timeline).not.toContain('Only for our own team');
  });

  it('leaves a referral that was marked as entered in error to its custodian and auditors', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    await by.supervisor.act(id, 'markEnteredInError', { reason: 'A drill' });
    expect(await by.dsl.read(id)).toBeNull();
    expect(await by.triage.read(id)).toMatchObject({ status: 'ENTERED_IN_ERROR' });
    const auditor = await handrail.as('auditor@gmp.example');
    expect(await auditor.read(id)).toMatchObject({ status: 'ENTERED_IN_ERROR', summary: null });
    // They see that it is there, so that they are told that their role may not, as the contract's order of checks has it.
    const note = { text: 'Seen.', audience: 'OWN_AGENCY' };
    expect(await auditor.refused(id, 'addNote', note)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await by.dsl.refused(id, 'addNote', note)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
