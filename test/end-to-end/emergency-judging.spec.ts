import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { Database } from '../../src/database/database.js';
import { named } from '../../src/database/statement.js';
import { newKey, type Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { offered, PARTIES, people, submitted } from '../harness/incidents.js';

const OPENING = 'id reference openedAt judgeBy overdue judgedAt';
const BREAK = `mutation($input: BreakGlassInput!) { breakGlass(input: $input) { ${OPENING} } }`;
const JUDGE = `mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { ${OPENING} } }`;
const QUEUE = `query($judged: Boolean) { emergencyOpenings(judged: $judged, first: 100) { edges { node { ${OPENING} } } } }`;
const TOLD = '{ notices(first: 100) { edges { node { kind reference title } } } }';
const ALL = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];

interface Opening {
  id: string;
  reference: string;
  openedAt: string;
  judgeBy: string;
  overdue: boolean;
  judgedAt: string | null;
}

/** More than any next working day is away. */
const A_WEEK = 'P7D';

describe('An opening in an emergency', () => {
  let handrail: HandrailBeside;
  /** Another server on the same database. */
  let second: Database;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    second = await Database.open(handrail.store.databaseUrl);
    by = await people(handrail);
  }, 60_000);
  afterAll(async () => {
    await second.close();
    await handrail.stop();
  });

  /** By a teacher of the school that holds it. */
  async function opened(id: string): Promise<Opening> {
    const input = { idempotencyKey: newKey(), referralId: id, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
    const { data, raw } = await by.teacher.ask(BREAK, { input });
    if (!data?.breakGlass) throw new Error(raw);
    return data.breakGlass as Opening;
  }
  const reported = (): Promise<string> => submitted(by.dsl, { parties: [...PARTIES] });
  async function queue(person: Person, judged: boolean | null = false): Promise<Opening[]> {
    const { data } = await person.ask(QUEUE, { judged });
    return (data?.emergencyOpenings as { edges: { node: Opening }[] }).edges.map(({ node }) => node);
  }
  const waiting = async (person: Person, { id }: Opening): Promise<boolean | undefined> =>
    (await queue(person)).find((one) => one.id === id)?.overdue;
  async function told(person: Person, { reference }: Opening): Promise<string[]> {
    const { data } = await person.ask(TOLD);
    return (data?.notices as { edges: { node: { kind: string; reference: string } }[] }).edges
      .filter(({ node }) => node.reference === reference && node.kind === 'emergencyJudgement.overdue')
      .map(({ node }) => node.kind);
  }
  async function judged(person: Person, { id: openingId }: Opening): Promise<string> {
    const input = { idempotencyKey: newKey(), openingId, justified: true, judgement: 'Looked into.' };
    const { errors } = await person.ask(JUDGE, { input });
    return errors[0]?.extensions.code ?? 'DONE';
  }
  const OVERDUE = ['emergencyJudgement.overdue'];
  async function handedToPolice(id: string): Promise<void> {
    const handoffId = await offered(by.dsl, id, 'gmp', { sections: ALL });
    await by.triage.act(id, 'acceptHandoff', { handoffId });
  }

  it('says by when it should be judged, and is overdue from the next moment on: supervisors of the custodian are told again, once', async () => {
    const opening = await opened(await reported());
    expect(opening).toMatchObject({ overdue: false });
    const left = Date.parse(opening.judgeBy) - Date.parse(opening.openedAt);
    expect(left).toBeGreaterThan(24 * 3_600_000);
    await handrail.advance(`PT${Math.floor(left / 60_000) - 1}M`);
    expect(await waiting(by.dsl, opening)).toBe(false);
    expect(await told(by.dsl, opening)).toEqual([]);
    await handrail.advance('PT2M');
    for (const person of [by.dsl, by.deputy]) {
      expect(await waiting(person, opening)).toBe(true);
      expect(await told(person, opening)).toEqual(OVERDUE);
    }
    await handrail.advance(A_WEEK);
    expect(await told(by.dsl, opening)).toEqual(OVERDUE);
    for (const person of [by.head, by.teacher, by.triage, by.supervisor, by.riverside])
      expect([person.email, await told(person, opening)]).toEqual([person.email, []]);
  });

  it('is told of once, however many servers look at the same moment', async () => {
    const all = [await opened(await reported()), await opened(await reported())];
    await handrail.store.asSuperuser((client) =>
      client.query(`update emergency_opening set opened_at = opened_at - interval '7 days' where id = any ($1)`, [
        all.map(({ id }) => id),
      ]),
    );
    const telling = [handrail.database, second, handrail.database, second].map((database) => {
      const clock = new DomainClock(database);
      return new StaffTelling(database, new AgencyCalendars(database, clock), clock).tell();
    });
    expect((await Promise.all(telling)).reduce((sum, one) => sum + one, 0)).toBe(2);
    for (const opening of all) expect(await told(by.dsl, opening)).toEqual(OVERDUE);
    // Found by both before either told of it.
    const found = await opened(await reported());
    const referrals = await by.dsl.ask(
      'query($r: String) { worklist(filter: { reference: $r }) { edges { node { id } } } }',
      {
        r: found.reference,
      },
    );
    const [referral] = (referrals.data?.worklist as { edges: { node: { id: string } }[] }).edges;
    const tells = [handrail.database, second, handrail.database, second].map((database) =>
      database.workerRows<{ told: number }>(
        named('tell-again', `select emergency_overdue_tell($1, $2, '{"SCHOOL":["SAFEGUARDING_LEAD"]}') as told`),
        [referral?.node.id, found.id],
      ),
    );
    expect((await Promise.all(tells)).flat().reduce((sum, { told: one }) => sum + one, 0)).toBe(1);
  });

  it('stays in the queue until it is judged, the overdue first', async () => {
    const late = await opened(await reported());
    await handrail.advance(A_WEEK);
    const early = await opened(await reported());
    const marked = (await queue(by.dsl)).map(({ overdue }) => overdue);
    expect(marked.slice(-2)).toEqual([true, false]);
    expect(marked.lastIndexOf(true)).toBeLessThan(marked.indexOf(false));
    expect(await judged(by.dsl, late)).toBe('DONE');
    expect(await waiting(by.dsl, late)).toBeUndefined();
    expect((await queue(by.dsl, true)).find(({ id }) => id === late.id)).toMatchObject({ overdue: false });
    // What is judged in time is never told of again.
    expect(await judged(by.deputy, early)).toBe('DONE');
    await handrail.advance(A_WEEK);
    expect(await told(by.dsl, early)).toEqual([]);
  });

  it('that is overdue when custody has moved is told also to who holds it by then, and is theirs to judge from then on', async () => {
    const id = await reported();
    const opening = await opened(id);
    await handedToPolice(id);
    expect(await queue(by.supervisor)).toEqual([]);
    expect(await judged(by.supervisor, opening)).toBe('NOT_FOUND');
    await handrail.advance(A_WEEK);
    for (const person of [by.dsl, by.supervisor]) {
      expect(await told(person, opening)).toEqual(OVERDUE);
      expect(await waiting(person, opening)).toBe(true);
    }
    for (const person of [by.triage, by.officer, by.care]) {
      expect(await told(person, opening)).toEqual([]);
      expect(await queue(person)).toEqual([]);
      expect(await judged(person, opening)).toBe('NOT_FOUND');
    }
    expect(await judged(by.supervisor, opening)).toBe('DONE');
    expect(await waiting(by.dsl, opening)).toBeUndefined();
    expect(await judged(by.dsl, opening)).toBe('ACTION_NOT_AVAILABLE');
  });

  it('that is judged late by those who held the risk then is off the later holder’s list too', async () => {
    const id = await reported();
    const opening = await opened(id);
    await handedToPolice(id);
    await handrail.advance(A_WEEK);
    expect(await judged(by.deputy, opening)).toBe('DONE');
    expect(await waiting(by.supervisor, opening)).toBeUndefined();
    expect(await judged(by.supervisor, opening)).toBe('ACTION_NOT_AVAILABLE');
  });

  it('is told of to nobody who lost sight of the referral', async () => {
    const id = await reported();
    const opening = await opened(id);
    await handedToPolice(id);
    await by.supervisor.act(id, 'markEnteredInError', { reason: 'Not a referral' });
    await handrail.advance(A_WEEK);
    expect(await told(by.supervisor, opening)).toEqual(OVERDUE);
    expect(await told(by.dsl, opening)).toEqual([]);
  });

  it('bars its person from opening the referral again while it waits in time, and no longer: a second emergency waits for no judgement', async () => {
    const id = await reported();
    const first = await opened(id);
    await handrail.advance('PT2H');
    const again = { idempotencyKey: newKey(), referralId: id, emergency: 'MISSING_CHILD', reason: 'Gone again.' };
    const refused = await by.teacher.ask(BREAK, { input: again });
    expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(['ACTION_NOT_AVAILABLE']);
    await handrail.advance(A_WEEK);
    const second = await opened(id);
    expect(second.id).not.toBe(first.id);
    expect(await by.teacher.read(id)).not.toBeNull();
    expect([await waiting(by.dsl, first), await waiting(by.dsl, second)]).toEqual([true, false]);
    expect([await judged(by.dsl, second), await judged(by.dsl, first)]).toEqual(['DONE', 'DONE']);
  });

  it('that was judged is no more there for who judged it, asked again by the same key, once the referral is shut to them', async () => {
    const opening = await opened(await reported());
    const input = { idempotencyKey: newKey(), openingId: opening.id, justified: true, judgement: 'Looked into.' };
    const judge = async (idempotencyKey: string): Promise<string> => {
      const { errors } = await by.deputy.ask(JUDGE, { input: { ...input, idempotencyKey } });
      return errors[0]?.extensions.code ?? 'DONE';
    };
    expect(await judge(input.idempotencyKey)).toBe('DONE');
    expect(await judge(input.idempotencyKey)).toBe('DONE');
    const { data } = await by.deputy.ask('query($r: ID!) { referral(id: $r) { id } }', { r: opening.reference });
    const { id } = data?.referral as { id: string };
    await by.deputy.act(id, 'declareConflict', {});
    expect(await by.deputy.read(id)).toBeNull();
    expect([await judge(input.idempotencyKey), await judge(newKey())]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });
});
