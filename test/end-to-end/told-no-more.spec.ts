import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import {
  answeredWithinTheSchool,
  decision,
  invited,
  offered,
  people,
  PARTIES,
  submitted,
} from '../harness/incidents.js';
import { toldOn } from '../harness/notices.js';

const EVERYTHING = `query($id: ID!) { referral(id: $id) { version status state relations summary narrative custodian { key }
  sections { section access } nextDeadline { id dueAt } deadlines { id } handoffs { id status } invitations { id status } sharingDecisions { id }
  parties { id role } availableActions { name allowed reason } handlingConditions { section conditions }
  timeline(first: 100) { edges { node { id title handling } } } } }`;
const BREAK = `mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id reference until judgedAt justified judgement } }`;
const JUDGE = `mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { id } }`;

interface Broken {
  id: string;
  handoffId: string;
  opening: string;
  /** The same command, again. */
  sent: () => ReturnType<Person['ask']>;
}

describe('An agency that reads nothing of it', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let survivors: Person;
  let mosovo: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    survivors = await handrail.as('coordinator@survivors.example');
    mosovo = await handrail.as('mosovo@gmp.example');
  });
  afterAll(() => handrail.stop());

  const everything = async (person: Person, id: string): Promise<string> => (await person.ask(EVERYTHING, { id })).raw;
  async function contributing(sections: string[], handlingConditions?: string): Promise<string> {
    const id = await submitted(by.dsl);
    const invitationId = await invited(by.dsl, id, 'survivors', { sections, handlingConditions });
    await survivors.act(id, 'acceptInvitation', { invitationId });
    return id;
  }

  it('is not told of a danger to a child by what it may do about it', async () => {
    const id = await contributing(['SUMMARY']);
    const [before, refused] = [
      await everything(survivors, id),
      await survivors.refused(id, 'confirmSafe', { what: '' }),
    ];
    await by.dsl.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'She spoke of it this morning.' });
    expect(await everything(survivors, id)).toBe(before);
    expect(await survivors.refused(id, 'confirmSafe', { what: '' })).toEqual(refused);
    expect((await survivors.refused(id, 'confirmSafe', { what: 'All fine.' })).code).toBe('ACTION_NOT_AVAILABLE');
    expect((await by.dsl.see(id)).state).toContain('immediateSafety');
    await by.dsl.act(id, 'confirmSafe', { what: 'She is with her mother.' });
  });

  it('ends the danger where it reads of it', async () => {
    const id = await contributing(['SUMMARY', 'RISK']);
    await by.dsl.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'She spoke of it this morning.' });
    await survivors.act(id, 'confirmSafe', { what: 'She is with us.' });
    expect((await by.dsl.see(id)).state).not.toContain('immediateSafety');
  });

  it('reads what it had when it ended its part, and nothing of where the referral goes', async () => {
    const id = await contributing(['SUMMARY', 'SUBJECT_IDENTITY', 'RISK']);
    await survivors.act(id, 'endContribution', { reason: 'Our part is done.' });
    const before = await everything(survivors, id);
    expect(JSON.parse(before)).toMatchObject({ data: { referral: { relations: ['INFORMED'], state: ['reported'] } } });
    await by.dsl.act(id, 'openInitialReview');
    await by.dsl.act(id, 'reportNewInformation', { kind: 'ADULT_INVOLVED', note: 'He is twenty-two.' });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    expect(await everything(survivors, id)).toBe(before);
    const held = await by.supervisor.see(id);
    await by.supervisor.act(id, 'markEnteredInError', { reason: 'Another child.' });
    expect(held.relations).toContain('CUSTODIAN');
    expect(await survivors.read(id)).toBeNull();
  });

  it('keeps it under the condition under which it had it, whatever is decided about it once it has ended its part', async () => {
    const sections = ['SUMMARY', 'RISK'];
    const id = await contributing(sections, 'Ask the parents first.');
    await survivors.act(id, 'endContribution', { reason: 'Our part is done.' });
    const before = await everything(survivors, id);
    expect(before).toContain('Ask the parents first.');
    for (const handlingConditions of ['Ask the police first.', undefined]) {
      const later = decision('survivors', { sections, handlingConditions });
      const sharingDecisionId = await by.dsl.act(id, 'recordSharingDecision', later);
      expect(await everything(survivors, id)).toBe(before);
      await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId, reason: 'It has ended its part.' });
      expect(await everything(survivors, id)).toBe(before);
    }
  });

  it('is not told that a referral was closed once it has ended its part', async () => {
    const id = await answeredWithinTheSchool(by);
    const invitationId = await invited(by.dsl, id, 'survivors');
    await survivors.act(id, 'acceptInvitation', { invitationId });
    await survivors.act(id, 'endContribution', { reason: 'Our part is done.' });
    const before = await everything(survivors, id);
    await by.dsl.act(id, 'close', { outcome: 'Settled', riskNote: 'No concern', feedbackToReferrer: 'Closed' });
    expect(await everything(survivors, id)).toBe(before);
  });

  describe('after an opening in an emergency', () => {
    async function broken(): Promise<Broken> {
      const id = await submitted(by.dsl, { parties: [...PARTIES] });
      const handoffId = await offered(by.dsl, id, 'gmp');
      const input = {
        idempotencyKey: newKey(),
        referralId: id,
        emergency: 'DANGER_TO_LIFE',
        reason: 'She is missing.',
      };
      const sent = (): ReturnType<Person['ask']> => mosovo.ask(BREAK, { input });
      const { data } = await sent();
      return { id, handoffId, opening: (data?.breakGlass as { id: string }).id, sent };
    }
    const judged = (openingId: string): ReturnType<Person['ask']> =>
      by.dsl.ask(JUDGE, {
        input: { idempotencyKey: newKey(), openingId, justified: false, judgement: 'His own niece.' },
      });

    it('is answered as it was then when the command comes again, not with what was judged of it', async () => {
      const { opening, sent } = await broken();
      const first = (await sent()).data;
      expect((await judged(opening)).errors).toEqual([]);
      const again = (await sent()).data;
      expect(again).toMatchObject({ breakGlass: { id: opening, judgedAt: null, justified: null, judgement: null } });
      expect(Object.keys(again ?? {})).toEqual(Object.keys(first ?? {}));
    });

    it('learns nothing by the same command once the referral is shut to the caller, or its agency sees it no more', async () => {
      const shut = await broken();
      await by.supervisor.act(shut.id, 'declareConflict', { personEmail: 'mosovo@gmp.example' });
      const gone = await broken();
      await by.dsl.act(gone.id, 'withdrawHandoff', { handoffId: gone.handoffId, reason: 'A mistake.' });
      for (const { sent } of [shut, gone]) {
        const { data, errors } = await sent();
        expect([data?.breakGlass ?? null, errors.map((one) => one.extensions.code)]).toEqual([null, ['NOT_FOUND']]);
      }
    });

    it('hears all the same how an opening by one of its own people was judged', async () => {
      const gone = await broken();
      const { reference } = await by.supervisor.see(gone.id);
      await by.triage.act(gone.id, 'declineHandoff', { handoffId: gone.handoffId, reason: 'Not ours.' });
      expect(await toldOn(by.supervisor, reference)).toEqual([]);
      expect((await judged(gone.opening)).errors).toEqual([]);
      expect(await toldOn(by.supervisor, reference)).toEqual(['emergency.judged']);
    });
  });

  it('takes no conflict and no end of one from a partner’s own system', async () => {
    const id = await submitted(by.dsl);
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const system = await handrail.as('lff-case-system');
    const declared = { personEmail: 'coordinator@lff.example', onBehalfOf: 'coordinator@lff.example' };
    expect((await system.refused(id, 'declareConflict', declared)).code).toBe('FORBIDDEN');
    expect((await system.see(id)).availableActions.map(({ name }) => name)).not.toContain('declareConflict');
    expect(await by.lff.read(id)).not.toBeNull();
    await by.practitioner.act(id, 'declareConflict');
    const { code } = await system.refused(id, 'endConflict', {
      personEmail: 'practitioner@lff.example',
      reason: 'It was somebody else.',
      onBehalfOf: 'practitioner@lff.example',
    });
    expect(code).toBe('FORBIDDEN');
    expect(await by.practitioner.read(id)).toBeNull();
    await by.lff.act(id, 'endConflict', { personEmail: 'practitioner@lff.example', reason: 'It was somebody else.' });
    expect(await by.practitioner.read(id)).not.toBeNull();
  });

  it('is told of a day that no calendar has, in place of the day after', async () => {
    const asked = 'query($from: DateTime) { recordOf(referralId: "x", from: $from) { edges { node { id } } } }';
    const { errors } = await by.supervisor.ask(asked, { from: '2026-02-30T00:00:00Z' });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
