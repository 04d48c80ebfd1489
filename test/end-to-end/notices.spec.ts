import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import {
  answeredWithinTheSchool,
  decision,
  invited,
  offered,
  people,
  reviewed,
  submitted,
} from '../harness/incidents.js';
import { allNotices, noticePage, NOTICES, type Notice, type NoticePage, toldOn as told } from '../harness/notices.js';

describe('Notices', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const referenceOf = async (person: Person, id: string): Promise<string> => (await person.see(id)).reference;

  it('tell who is offered a hand-off, and who offered it that it was declined; never those who did it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    const handoffId = await offered(by.dsl, id, 'gmp');
    expect(await told(by.triage, reference)).toEqual(['handoff.offered']);
    expect(await told(by.dsl, reference)).toEqual([]);
    await by.triage.act(id, 'declineHandoff', { handoffId, reason: 'Another force has it' });
    expect(await told(by.dsl, reference)).toEqual(['handoff.declined']);
    expect(await told(by.deputy, reference)).toEqual(['handoff.declined']);
  });

  it('tell an agency that declined nothing of it any more', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    const handoffId = await offered(by.dsl, id, 'gmp');
    expect(await told(by.triage, reference)).toHaveLength(1);
    await by.triage.act(id, 'declineHandoff', { handoffId, reason: 'Another force has it' });
    for (const person of [by.triage, by.supervisor]) expect(await told(person, reference)).toEqual([]);
  });

  it('tell an agency that a decision to share with it was withdrawn, where it had something on it or is asked on it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    const withdrawn = async (): Promise<void> => {
      const sharingDecisionId = (await by.dsl.see(id)).sharingDecisions.at(-1)?.id;
      await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId, reason: 'A mistake' });
    };
    const ofWithdrawal = async (person: Person): Promise<number> =>
      (await told(person, reference)).filter((kind) => kind === 'sharingDecision.withdrawn').length;
    await offered(by.dsl, id, 'gmp');
    await withdrawn();
    for (const person of [by.triage, by.supervisor]) expect(await ofWithdrawal(person)).toBe(1);
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
    await withdrawn();
    expect(await ofWithdrawal(by.lff)).toBe(1);
    for (const person of [by.dsl, by.deputy, by.practitioner, by.care]) expect(await ofWithdrawal(person)).toBe(0);
    // Not to share opened nothing; and what was decided about an agency beside its offer by another one, neither.
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', { decision: 'DO_NOT_SHARE', sections: null }));
    await withdrawn();
    const about = await by.lff.act(id, 'recordSharingDecision', decision('gmp', { sections: ['SUMMARY'] }));
    await by.lff.act(id, 'withdrawSharingDecision', { sharingDecisionId: about, reason: 'A mistake' });
    expect([await ofWithdrawal(by.lff), await ofWithdrawal(by.triage)]).toEqual([1, 1]);
    const survivors = await handrail.as('coordinator@survivors.example');
    await by.dsl.act(id, 'recordSharingDecision', decision('survivors'));
    await withdrawn();
    expect(await ofWithdrawal(survivors)).toBe(0);
    const [first] = (await allNotices(by.lff)).filter(({ kind }) => kind === 'sharingDecision.withdrawn');
    expect(first?.title).toBe('A decision to share with your agency was withdrawn');
  });

  it('tell who is asked already that it was decided anew: what stood on nothing may be accepted', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    const invitationId = await invited(by.dsl, id, 'lff');
    expect(await told(by.lff, reference)).toEqual(['invitation.offered']);
    const sharingDecisionId = (await by.dsl.see(id)).sharingDecisions.at(-1)?.id;
    await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId, reason: 'A mistake' });
    await by.dsl.act(id, 'recordSharingDecision', decision('lff'));
    expect((await told(by.lff, reference)).slice(1)).toEqual(['sharingDecision.withdrawn', 'sharingDecision.renewed']);
    expect(await told(by.care, reference)).toEqual([]);
    await by.lff.act(id, 'acceptInvitation', { invitationId });
  });

  it('tell a partner’s own system of a deadline that ran out, as its coordinator', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    await invited(by.dsl, id, 'lff');
    await handrail.advance('P7D');
    for (const who of [by.lff, await handrail.as('lff-case-system')])
      expect(await told(who, reference)).toContain('offerResponse.overdue');
  });

  it('tell nobody of another role or another agency', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    await offered(by.dsl, id, 'gmp');
    expect(await told(by.supervisor, reference)).toEqual(['handoff.offered']);
    const others = ['auditor@gmp', 'admin@gmp', 'intel@gmp', 'mosovo@gmp', 'officer@gmp', 'teacher@northgate']
      .concat(['head@northgate', 'dsl@riverside', 'decision@csc', 'coordinator@lff', 'practitioner@lff'])
      .concat(['coordinator@survivors', 'researcher@university']);
    for (const name of others)
      expect([name, await told(await handrail.as(`${name}.example`), reference)]).toEqual([name, []]);
  });

  it('tell the supervisors of both agencies when an offer runs out', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    await offered(by.dsl, id, 'gmp');
    await handrail.advance('P7D');
    for (const person of [by.supervisor, by.dsl, by.deputy]) {
      const kinds = await told(person, reference);
      expect(kinds.filter((kind) => kind === 'offerResponse.overdue')).toHaveLength(1);
    }
    expect(await told(by.triage, reference)).toEqual(['handoff.offered']);
    const notices = await allNotices(by.supervisor);
    expect(notices.find((one) => one.kind === 'offerResponse.overdue' && one.reference === reference)).toMatchObject({
      title: 'A deadline ran out: the answer to a hand-off or an invitation',
      referral: { id },
    });
  });

  it('of a deadline that ran out call nobody in a role that is none at such an agency', async () => {
    const { rows } = await handrail.store.asSuperuser((client) =>
      client.query<{ kind: string; roles: string[] }>(
        `select distinct a.kind, n.roles from notice n join agency a on a.id = n.agency_id where n.kind like '%.overdue'`,
      ),
    );
    const called = Object.fromEntries(rows.map(({ kind, roles }) => [kind, [...roles].sort()]));
    expect(called).toMatchObject({
      POLICE: ['SUPERVISOR'],
      SCHOOL: ['SAFEGUARDING_LEAD', 'SCHOOL_LEADER'],
      CHARITY: ['INTEGRATION', 'SERVICE_COORDINATOR'],
    });
  });

  it('tell whoever holds the referral when a deadline runs out, not whoever held it when it began', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    await invited(by.dsl, id, 'csc');
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    await handrail.advance('P7D');
    expect(await told(by.supervisor, reference)).toContain('socialCareDecision.overdue');
    expect(await told(by.dsl, reference)).not.toContain('socialCareDecision.overdue');
  });

  it.each([
    ['withdrawing the referral', 'withdraw', { reason: 'Reported twice' }],
    ['withdrawing the offer', 'withdrawHandoff', { reason: 'The wrong agency' }],
    ['marking it as entered in error', 'markEnteredInError', { reason: 'Not a referral' }],
  ])('tell whose offer ended by %s, and take back what they told before', async (_how, action, input) => {
    const id = await reviewed(by.dsl);
    const reference = await referenceOf(by.dsl, id);
    const handoffId = await offered(by.dsl, id, 'gmp');
    expect(await told(by.triage, reference)).toEqual(['handoff.offered']);
    await by.dsl.act(id, action, action === 'withdrawHandoff' ? { ...input, handoffId } : input);
    const notices = (await allNotices(by.triage)).filter((one) => one.reference === reference);
    expect(notices).toEqual([expect.objectContaining({ kind: 'handoff.withdrawn', referral: null })]);
  });

  it('tell whoever holds the risk or takes part that the referral was entered in error', async () => {
    const id = await reviewed(by.dsl);
    const reference = await referenceOf(by.dsl, id);
    const handoffId = await offered(by.dsl, id, 'gmp');
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const others = [by.triage, by.officer, by.lff];
    for (const person of others) expect(await told(person, reference)).not.toContain('referral.enteredInError');
    await by.dsl.act(id, 'markEnteredInError', { reason: 'Reported twice' });
    for (const person of others) expect(await told(person, reference)).toContain('referral.enteredInError');
    expect(await told(by.dsl, reference)).not.toContain('referral.enteredInError');
  });

  it('tell whose invitation ended because the referral was closed, and who takes part that it was', async () => {
    const id = await answeredWithinTheSchool(by);
    const reference = await referenceOf(by.dsl, id);
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    await by.lff.act(id, 'endContribution', { reason: 'Nothing to do here' });
    await invited(by.dsl, id, 'survivors');
    const survivors = await handrail.as('coordinator@survivors.example');
    expect(await told(survivors, reference)).toEqual(['invitation.offered']);
    await by.dsl.act(id, 'close', { outcome: 'Settled', riskNote: 'No concern', feedbackToReferrer: 'Closed' });
    expect(await told(survivors, reference)).toEqual(['invitation.withdrawn']);
    // Informed: it reads what it had, nothing new.
    expect(await told(by.lff, reference)).toEqual(['invitation.offered']);
  });

  it('tell who is asked of a question, and who asked of the answer', async () => {
    const id = await reviewed(by.dsl);
    const reference = await referenceOf(by.dsl, id);
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const requestId = await by.dsl.act(id, 'requestInformation', { toAgency: 'lff', question: 'Who works with him?' });
    expect(await told(by.lff, reference)).toEqual(['invitation.offered', 'information.requested']);
    await by.lff.act(id, 'provideInformation', { requestId, answer: 'We do' });
    expect(await told(by.dsl, reference)).toEqual(['invitation.accepted', 'information.provided']);
  });

  it('tell the school that sees the children every day of danger, also when police hold the risk', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const reference = await referenceOf(by.dsl, id);
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    await by.officer.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'An older cousin has it' });
    expect(await told(by.dsl, reference)).toEqual(['handoff.accepted', 'newInformation.reported']);
  });

  it('come in pages that repeat and miss nothing', async () => {
    for (let offers = 0; offers < 3; offers += 1)
      await offered(by.dsl, await reviewed(by.dsl, { criteria: ['IMMEDIATE_RISK'] }), 'gmp');
    const heard: Notice[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { edges, pageInfo }: NoticePage = await noticePage(by.triage, 2, after);
      heard.push(...edges.map(({ node }) => node));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(heard.length).toBeGreaterThan(2);
    expect(heard).toEqual(await allNotices(by.triage));
  });

  it('miss nothing of a change that is committed after a later one began', async () => {
    const slow = await reviewed(by.dsl, { criteria: ['IMMEDIATE_RISK'] });
    const quick = await reviewed(by.dsl, { criteria: ['IMMEDIATE_RISK'] });
    const references = [await referenceOf(by.dsl, slow), await referenceOf(by.dsl, quick)];
    let after = (await noticePage(by.triage, 100, null)).pageInfo.endCursor;
    const heard: string[] = [];
    const goOn = async (): Promise<void> => {
      const { edges } = await noticePage(by.triage, 100, after);
      heard.push(...edges.map(({ node }) => node.reference));
      after = edges.at(-1)?.cursor ?? after;
    };
    const offers = await handrail.store.asSuperuser(async (client) => {
      // Its wake-up is the last that a change writes: held here, the offer has written its notice and cannot end.
      await client.query('begin');
      const { rowCount } = await client.query('select from graphile_worker._private_jobs where key = $1 for update', [
        `clocks:${slow}`,
      ]);
      expect(rowCount).toBe(1);
      const begun = [offered(by.dsl, slow, 'gmp')];
      await new Promise((resolve) => setTimeout(resolve, 1500));
      begun.push(offered(by.dsl, quick, 'gmp'));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await goOn();
      await client.query('rollback');
      return begun;
    });
    await Promise.all(offers);
    await goOn();
    expect(heard).toEqual(references);
  });

  it('name nobody, and are recorded as looked at', async () => {
    const id = await submitted(by.dsl, { summary: 'Something about Ayla' });
    const reference = await referenceOf(by.dsl, id);
    const sharingDecisionId = await by.dsl.act(id, 'recordSharingDecision', decision('gmp'));
    await by.dsl.act(id, 'offerHandoff', { toAgency: 'gmp', reason: 'Ayla is not safe', sharingDecisionId });
    const answer = await by.triage.ask('{ notices(first: 100) { edges { node { id kind title at reference } } } }');
    expect(answer.raw).toContain(reference);
    expect(answer.raw).not.toMatch(/Ayla|Kofi|safe/);
    const looks = await handrail.store.asSuperuser((client) =>
      client.query(
        `select 1 from record_entry r join agency a on a.id = r.agency_id
         where r.action = 'notices' and a.key = 'gmp' and $1::uuid = any (r.referral_ids)`,
        [id],
      ),
    );
    expect(looks.rowCount).toBeGreaterThan(0);
  });

  it.each([
    'x',
    '["notices","1","2"]',
    '["notices",1,2]',
    '["notices","2026-02-31T00:00:00Z","018f0000-0000-7000-8000-000000000000"]',
    '["timeline","2026-02-28T00:00:00Z","018f0000-0000-7000-8000-000000000000"]',
  ])('refuse a cursor that is not of their list: %s', async (key) => {
    const [error] = (await by.dsl.ask(NOTICES, { after: Buffer.from(key).toString('base64url') })).errors;
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });
});
