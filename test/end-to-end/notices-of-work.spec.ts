import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { invited, offered, party, people, reviewed, submitted } from '../harness/incidents.js';
import { toldOn } from '../harness/notices.js';

describe('Notices of work that waits', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const told = async (person: Person, id: string): Promise<string[]> =>
    toldOn(person, (await by.dsl.see(id)).reference);
  /** Held by police, with social care taking part, who read the packet and nothing later. */
  async function withPolice(): Promise<string> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'csc');
    await by.care.act(id, 'acceptInvitation', { invitationId });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    return id;
  }
  const feedbackToReferrer = 'We have it in hand';

  it.each([
    ['a teacher', 'teacher'],
    ['a school leader', 'head'],
  ] as const)('tell every safeguarding lead at once that %s reported something', async (_who, reporter) => {
    const id = await submitted(by[reporter]);
    for (const lead of [by.dsl, by.deputy]) expect(await told(lead, id)).toEqual(['referral.submitted']);
    for (const other of [by.head, by.riverside]) expect(await told(other, id)).toEqual([]);
  });

  it('tell no safeguarding lead of what one of them reported', async () => {
    const id = await submitted(by.dsl);
    for (const lead of [by.dsl, by.deputy]) expect(await told(lead, id)).toEqual([]);
  });

  it('tell the school’s leaders that a response waits for one of them', async () => {
    const id = await reviewed(by.dsl);
    const seen = await by.dsl.see(id);
    const safetyPlans = ['CHILD_DEPICTED', 'CHILD_SHARED'].map((role) => ({ partyId: party(seen, role), plan: 'One' }));
    await by.dsl.act(id, 'chooseLocalResponse', { rationale: 'Both families agree', safetyPlans });
    expect(await told(by.head, id)).toEqual(['coSignature.asked']);
    expect(await told(by.dsl, id)).toEqual([]);
  });

  it('tell the referrer, and whoever holds the risk, that somebody decided and said why', async () => {
    const id = await withPolice();
    await by.care.act(id, 'recordSocialCareDecision', {
      decision: 'ADVICE',
      rationale: 'Early help',
      feedbackToReferrer,
    });
    for (const person of [by.dsl, by.officer]) expect((await told(person, id)).at(-1)).toBe('feedback.given');
    await by.officer.act(id, 'recordPoliceDecision', { route: 'DIVERSION', rationale: 'Young', feedbackToReferrer });
    expect((await told(by.dsl, id)).slice(-2)).toEqual(['feedback.given', 'feedback.given']);
    expect((await told(by.officer, id)).filter((kind) => kind === 'feedback.given')).toHaveLength(1);
    expect(await told(by.care, id)).not.toContain('feedback.given');
  });

  it('tell an agency that a deadline of its own began, though it reads nothing of why', async () => {
    const id = await withPolice();
    await by.care.act(id, 'recordSocialCareDecision', {
      decision: 'ADVICE',
      rationale: 'Early help',
      feedbackToReferrer,
    });
    const before = await told(by.care, id);
    await by.officer.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'An older cousin has it' });
    expect(await told(by.care, id)).toEqual([...before, 'deadline.set']);
    expect((await by.care.see(id)).nextDeadline?.kind).toBe('socialCareDecision');
    // Who reads the report is told of that, once.
    expect((await told(by.dsl, id)).at(-1)).toBe('newInformation.reported');
    expect(await told(by.dsl, id)).not.toContain('deadline.set');
  });

  it('tell whoever holds the risk that it can be closed, and the others once that it was', async () => {
    const id = await withPolice();
    await by.care.act(id, 'recordSocialCareDecision', {
      decision: 'ADVICE',
      rationale: 'Early help',
      feedbackToReferrer,
    });
    await by.officer.act(id, 'recordPoliceDecision', {
      route: 'NO_FURTHER_ACTION',
      rationale: 'x',
      feedbackToReferrer,
    });
    await by.officer.act(id, 'recordPoliceOutcome', {
      outcomeCode: 21,
      rationale: 'Not in the public interest',
      victimTold: true,
      feedbackToReferrer,
    });
    await by.dsl.act(id, 'recordTakedown', { status: 'REMOVED' });
    const seen = await by.dsl.see(id);
    for (const partyId of ['CHILD_DEPICTED', 'CHILD_SHARED'].map((role) => party(seen, role))) {
      await by.dsl.act(id, 'recordSupport', { partyId, status: 'COMPLETE' });
      await by.dsl.act(id, 'recordVoice', { partyId, asked: false, notAskedBecause: 'Away', toldAboutSharing: false });
    }
    const before = await told(by.officer, id);
    await by.dsl.act(id, 'recordLaterReview', { stable: true, rationale: 'Calm since' });
    expect(await told(by.officer, id)).toEqual([...before, 'deadline.set']);
    expect(
      (await by.officer.see(id)).deadlines.some(({ kind, status }) => `${kind} ${status}` === 'closing RUNNING'),
    ).toBe(true);
    const earlier = await told(by.dsl, id);
    await by.supervisor.act(id, 'close', { outcome: 'Settled', riskNote: 'No concern', feedbackToReferrer });
    expect(await told(by.dsl, id)).toEqual([...earlier, 'referral.closed']);
  });

  it('tell whoever was told of the danger that a child was confirmed safe', async () => {
    const id = await withPolice();
    await by.officer.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'Has said goodbye to friends' });
    await by.officer.act(id, 'confirmSafe', { what: 'Seen at home by two officers' });
    expect((await told(by.dsl, id)).slice(-2)).toEqual(['newInformation.reported', 'danger.over']);
    expect(await told(by.care, id)).not.toContain('danger.over');
    expect(await told(by.officer, id)).not.toContain('danger.over');
  });
});
