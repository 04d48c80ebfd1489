import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey } from '../harness/http.js';
import { decision, invited, offered, party, people, review, reviewed, submitted } from '../harness/incidents.js';

describe('A hand-off', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('moves custody only when the other agency accepts, with sight, clocks and a worklist row in the same commit', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    expect((await by.dsl.see(id)).custodian.key).toBe('northgate');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const seen = await by.triage.see(id);
    expect(seen.custodian.key).toBe('gmp');
    expect(seen.deadlines.filter(({ status }) => status === 'RUNNING').map(({ kind }) => kind)).toContain(
      'policeFirstDecision',
    );
    const list = await by.triage.ask('{ worklist(first: 100) { edges { node { id } } } }');
    expect(list.raw).toContain(id);
    expect((await by.dsl.see(id)).relations).toEqual(['REFERRER', 'FORMER_CUSTODIAN']);
  });

  it('takes the ids that it needs in capitals too', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const sharingDecisionId = (await by.dsl.act(id, 'recordSharingDecision', decision('gmp'))).toUpperCase();
    const offer = { toAgency: 'gmp', reason: 'It needs more than a school can do', sharingDecisionId };
    const handoffId = (await by.dsl.act(id, 'offerHandoff', offer)).toUpperCase();
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    expect((await by.triage.see(id)).custodian.key).toBe('gmp');
  });

  it('leaves the risk with the custodian when it is declined, who learns the reason at once, and the decliner reads nothing more', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    const { reference } = await by.triage.see(id);
    const answer = await by.triage.try(id, 'declineHandoff', { handoffId, reason: 'Another force has it' });
    expect(answer.data?.declineHandoff).toMatchObject({ referral: null, entry: { action: 'declineHandoff' } });
    const seen = await by.dsl.see(id);
    expect(seen.custodian.key).toBe('northgate');
    expect(seen.handoffs).toEqual([
      expect.objectContaining({ status: 'DECLINED', declineReason: 'Another force has it' }),
    ]);
    expect(await by.triage.read(id)).toBeNull();
    expect(
      (
        await by.triage.ask(
          'query($reference: String) { worklist(filter: { reference: $reference }) { edges { node { id } } } }',
          { reference },
        )
      ).raw,
    ).not.toContain(id);
    expect(await by.triage.refused(id, 'acceptHandoff', { handoffId })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused without a decision to share, with one for another agency, not to share, or that hides the risk', async () => {
    const id = await reviewed(by.dsl);
    const offer = (sharingDecisionId: string): object => ({
      toAgency: 'gmp',
      reason: 'Please take it',
      sharingDecisionId,
    });
    const none = '018f0000-0000-7000-8000-000000000000';
    expect(await by.dsl.refused(id, 'offerHandoff', offer(none) as never)).toMatchObject({
      code: 'SHARING_DECISION_REQUIRED',
    });
    for (const change of [
      { recipientAgency: 'csc' },
      { decision: 'DO_NOT_SHARE', sections: null },
      { sections: ['SUMMARY'] },
    ]) {
      const made = await by.dsl.act(id, 'recordSharingDecision', decision('gmp', change));
      expect(await by.dsl.refused(id, 'offerHandoff', offer(made) as never)).toMatchObject({
        code: 'SHARING_DECISION_REQUIRED',
      });
    }
    expect((await by.dsl.see(id)).handoffs).toEqual([]);
  });

  it('shows the packet and nothing else before it is accepted', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await offered(by.dsl, id, 'gmp', { sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'RISK'] });
    await by.dsl.act(id, 'addNote', { text: 'Something of our own', audience: 'OWN_AGENCY' });
    await by.dsl.act(id, 'recordTakedown', { status: 'ADVISED', note: 'Added after the offer' });
    const packet = await by.triage.see(id);
    expect(packet.parties.map(({ givenName }) => givenName)).toEqual(['Kofi']);
    expect(packet.narrative).toBeNull();
    expect(JSON.stringify(packet)).not.toMatch(/Ayla|Noor|Something of our own|Added after the offer/);
    expect(packet.relations).toEqual(['OFFERED']);
  });

  it('refuses a second open offer, and an answer after it was withdrawn', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    const { sharingDecisions } = await by.dsl.see(id);
    expect(
      await by.dsl.refused(id, 'offerHandoff', {
        toAgency: 'gmp',
        reason: 'Again',
        sharingDecisionId: sharingDecisions[0]?.id,
      }),
    ).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    await by.dsl.act(id, 'withdrawHandoff', { handoffId, reason: 'Offered to the wrong agency' });
    expect((await by.triage.refused(id, 'acceptHandoff', { handoffId })).code).toMatch(
      /ACTION_NOT_AVAILABLE|NOT_FOUND/,
    );
    expect((await by.dsl.see(id)).custodian.key).toBe('northgate');
  });

  it('lets an agency that ended its contribution read what it had, and nothing new', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'], ongoing: true });
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const before = await by.lff.see(id);
    const interventionId = await by.lff.act(id, 'startIntervention', {
      partyId: party(before, 'CHILD_SHARED'),
      programme: 'Inform Young People',
      plannedSessions: 3,
    });
    expect(await by.lff.refused(id, 'endContribution', { reason: 'Done' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
    await by.practitioner.act(id, 'completeIntervention', {
      interventionId,
      completion: 'PARTLY',
      summary: 'Moved away',
    });
    await by.lff.act(id, 'endContribution', { reason: 'Done' });
    await by.dsl.act(id, 'addNote', { text: 'Said to everybody later', audience: 'ALL_PARTICIPANTS' });
    const after = await by.lff.see(id);
    expect(after.relations).toEqual(['INFORMED']);
    expect(JSON.stringify(after)).not.toContain('Said to everybody later');
    expect(after.parties.map(({ givenName }) => givenName)).toEqual(['Kofi']);
  });

  it('answers a retry with the entry that it made, whatever has changed since, and refuses the key for anything else', async () => {
    const id = await submitted(by.dsl);
    const input = { referralId: id, expectedVersion: 1, idempotencyKey: newKey() };
    const first = await by.dsl.send('openInitialReview', input);
    await by.dsl.act(id, 'recordInitialReview', review());
    for (const same of [input, { ...input, referralId: id.toUpperCase() }])
      expect((await by.dsl.send('openInitialReview', same)).data?.openInitialReview).toMatchObject({
        entry: (first.data?.openInitialReview as { entry: object }).entry,
      });
    expect(
      (await by.dsl.send('openInitialReview', { ...input, expectedVersion: 2 })).errors[0]?.extensions,
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('lets one of two people who act at once succeed, and tells the other the current version', async () => {
    const id = await submitted(by.dsl);
    const send = (who: typeof by.dsl): ReturnType<typeof by.dsl.send> =>
      who.send('openInitialReview', { referralId: id, expectedVersion: 1, idempotencyKey: newKey() });
    const answers = await Promise.all([send(by.dsl), send(by.deputy)]);
    const [refusal] = answers.flatMap(({ errors }) => errors);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(refusal?.extensions).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: 2 });
    expect((await by.dsl.see(id)).timeline.edges).toHaveLength(2);
  });

  it('makes one referral of a double click', async () => {
    const input = {
      idempotencyKey: newKey(),
      pathway: 'nudes-at-school',
      summary: 'Sent twice',
      parties: [{ role: 'CHILD_DEPICTED' }],
    };
    const answers = await Promise.all([
      by.dsl.send('submitReferral', input),
      by.dsl.send('submitReferral', input),
      by.dsl.send('submitReferral', input),
    ]);
    const ids = new Set(answers.map(({ data }) => (data?.submitReferral as { referral: { id: string } }).referral.id));
    expect(ids.size).toBe(1);
  });

  it('keeps an offer that ran out acceptable, and never drops it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await handrail.advance('P5D');
    expect((await by.dsl.see(id)).handoffs[0]?.status).toBe('OVERDUE');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    expect((await by.dsl.see(id)).custodian.key).toBe('gmp');
  });
});

describe('Who sees a referral', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('answers alike for a referral that is hidden and one that does not exist', async () => {
    const id = await submitted(by.dsl);
    const question = 'query($id: ID!) { referral(id: $id) { id } }';
    const hidden = await by.riverside.ask(question, { id });
    const absent = await by.riverside.ask(question, { id: '018f0000-0000-7000-8000-000000000000' });
    expect(hidden.raw).toBe(absent.raw);
    expect((await by.riverside.refused(id, 'addNote', { text: 'x', audience: 'OWN_AGENCY' })).code).toBe('NOT_FOUND');
  });

  it('shows a member of staff who reported it that it is held, by whom, and the feedback, and nothing else', async () => {
    const id = await submitted(by.teacher);
    await by.dsl.act(id, 'acknowledge', { note: 'Thank you, we have it.' });
    const seen = await by.teacher.see(id);
    expect(seen).toMatchObject({
      status: 'OPEN',
      custodian: { key: 'northgate' },
      summary: null,
      narrative: null,
      state: [],
      parties: [],
      sections: [],
      relations: [],
      deadlines: [],
    });
    expect(seen.timeline.edges.map(({ node }) => node.action)).toEqual(['acknowledge']);
    expect(seen.availableActions).toEqual([]);
  });

  it('says FORBIDDEN to a role that never may, after it is known that the referral is seen', async () => {
    const id = await submitted(by.dsl);
    expect(
      (
        await by.dsl.refused(id, 'recordPoliceDecision', {
          route: 'DIVERSION',
          rationale: 'x',
          feedbackToReferrer: 'y',
        })
      ).code,
    ).toBe('FORBIDDEN');
  });
});
