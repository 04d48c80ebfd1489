import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { offered, people, PARTIES, submitted } from '../harness/incidents.js';

const OPENING = 'id reference agency { key } personName emergency reason openedAt until judgedAt justified judgement';
const BREAK = `mutation($input: BreakGlassInput!) { breakGlass(input: $input) { ${OPENING} referral { id reference } } }`;
const JUDGE = `mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { ${OPENING} } }`;
const QUEUE = `query($judged: Boolean) { emergencyOpenings(judged: $judged, first: 100) { edges { node { ${OPENING} referral { id } } } } }`;
const TOLD = '{ notices(first: 100) { edges { node { kind reference } } } }';
const REASON = 'A parent says that they will hurt the pupil tonight.';

interface Opening {
  id: string;
  reference: string;
  agency: { key: string };
  personName: string;
  reason: string;
  openedAt: string;
  until: string;
  judgedAt: string | null;
  justified: boolean | null;
}
type Page<T> = { edges: { node: T }[] } | undefined;

describe('Break-glass', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let supervisor: Person;
  let mosovo: Person;
  let intel: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    supervisor = await handrail.as('supervisor@gmp.example');
    mosovo = await handrail.as('mosovo@gmp.example');
    intel = await handrail.as('intel@gmp.example');
  });
  afterAll(() => handrail.stop());

  const input = (referralId: string, change: object = {}): Record<string, unknown> => ({
    idempotencyKey: newKey(),
    referralId,
    emergency: 'DANGER_TO_LIFE',
    reason: REASON,
    ...change,
  });
  const breaks = (person: Person, referralId: string, change: object = {}): ReturnType<Person['ask']> =>
    person.ask(BREAK, { input: input(referralId, change) });
  async function opened(person: Person, referralId: string): Promise<Opening> {
    const answer = await breaks(person, referralId);
    if (answer.errors.length > 0) throw new Error(answer.raw);
    return answer.data?.breakGlass as Opening;
  }
  async function code(asked: ReturnType<Person['ask']>): Promise<string | undefined> {
    const { data, errors } = await asked;
    return data?.breakGlass || data?.judgeEmergencyOpening ? 'DONE' : errors[0]?.extensions.code;
  }
  const judges = (person: Person, openingId: string, justified: boolean): ReturnType<Person['ask']> =>
    person.ask(JUDGE, { input: { idempotencyKey: newKey(), openingId, justified, judgement: 'Looked into.' } });
  async function queue(person: Person, judged: boolean | null = null): Promise<Opening[]> {
    const { data } = await person.ask(QUEUE, { judged });
    return ((data?.emergencyOpenings as Page<Opening>)?.edges ?? []).map(({ node }) => node);
  }
  async function told(person: Person, reference: string): Promise<string[]> {
    const { data } = await person.ask(TOLD);
    return ((data?.notices as Page<{ kind: string; reference: string }>)?.edges ?? [])
      .map(({ node }) => node)
      .filter((one) => one.reference === reference && one.kind.startsWith('emergency'))
      .map(({ kind }) => kind);
  }
  /** Reported by the lead, so that the police have it by an offer with a packet that opens it whole. */
  async function offeredToPolice(): Promise<string> {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await by.dsl.act(id, 'addNote', { text: 'For the school only.', audience: 'OWN_AGENCY' });
    await offered(by.dsl, id, 'gmp');
    return id;
  }

  it('opens for one hour what the agency reads, and nothing else', async () => {
    const id = await offeredToPolice();
    expect(await mosovo.read(id)).toBeNull();
    const opening = await opened(mosovo, id);
    expect(Date.parse(opening.until) - Date.parse(opening.openedAt)).toBe(3_600_000);

    const [seen, theirs] = [await mosovo.see(id), await by.triage.see(id)];
    expect(seen).toMatchObject({ summary: theirs.summary, narrative: theirs.narrative, relations: theirs.relations });
    expect(seen.parties).toEqual(theirs.parties);
    expect(seen.parties.length).toBeGreaterThan(1);
    const sections = Object.fromEntries(seen.sections.map(({ section, access }) => [section, access]));
    expect(sections).toMatchObject({ NARRATIVE: 'PACKET', RISK: 'PACKET', POLICE_RECORD: 'NONE', OWN_NOTES: 'NONE' });
    expect([...seen.handoffs, ...seen.sharingDecisions, ...seen.deadlines, ...seen.availableActions]).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain('For the school only');
    expect(await intel.read(id)).toBeNull();
    const worklist = await mosovo.ask('{ worklist { edges { node { id } } } }');
    expect(worklist.raw).not.toContain(id);

    await handrail.advance('PT59M');
    expect(await mosovo.read(id)).not.toBeNull();
    await handrail.advance('PT1M');
    expect(await mosovo.read(id)).toBeNull();
  });

  it('lets nobody act: who has it open is told that it is for reading, and who has not is told nothing', async () => {
    const id = await offeredToPolice();
    const note = { text: 'Seen tonight.', audience: 'OWN_AGENCY' };
    expect(await mosovo.refused(id, 'addNote', note)).toEqual({ code: 'NOT_FOUND' });
    await opened(mosovo, id);
    for (const name of ['addNote', 'acknowledge'])
      expect(await mosovo.refused(id, name, name === 'addNote' ? note : {})).toEqual({
        code: 'FORBIDDEN',
        reason: expect.stringContaining('open in an emergency') as unknown,
      });
    expect(await intel.refused(id, 'addNote', note)).toEqual({ code: 'NOT_FOUND' });
    await handrail.advance('PT1H');
    expect(await mosovo.refused(id, 'addNote', note)).toEqual({ code: 'NOT_FOUND' });
    expect(JSON.stringify((await by.triage.see(id)).timeline)).not.toContain('Seen tonight');
  });

  it('opens nothing that the agency keeps out of an emergency: its own notes and records', async () => {
    const id = await submitted(by.dsl);
    await by.dsl.act(id, 'addNote', { text: 'For the safeguarding team.', audience: 'OWN_AGENCY' });
    await opened(by.teacher, id);
    const seen = await by.teacher.see(id);
    expect(seen.narrative).toBe((await by.dsl.see(id)).narrative);
    expect(JSON.stringify(seen)).not.toContain('safeguarding team');
    expect(JSON.stringify(await by.dsl.see(id))).toContain('safeguarding team');
  });

  it('tells supervisors and the custodian at once, who find it in their queue with its reason', async () => {
    const id = await offeredToPolice();
    const opening = await opened(mosovo, id);
    for (const person of [supervisor, by.dsl, by.deputy]) {
      expect(await told(person, opening.reference)).toEqual(['emergency.opened']);
      expect(await queue(person, false)).toContainEqual(
        expect.objectContaining({ id: opening.id, reason: REASON, agency: { key: 'gmp' } }),
      );
    }
    for (const person of [by.triage, by.teacher, by.riverside, mosovo, await handrail.as('auditor@gmp.example')]) {
      expect(await told(person, opening.reference)).toEqual([]);
      expect(await queue(person)).toEqual([]);
    }
  });

  it('waits until a supervisor of the custodian has judged it, once; nobody else does', async () => {
    const id = await offeredToPolice();
    const opening = await opened(mosovo, id);
    for (const person of [mosovo, by.riverside, by.teacher, by.head])
      expect(await code(judges(person, opening.id, true))).toBe('NOT_FOUND');
    // It is in the list of who supervises the person, to whom it can be said.
    expect(await code(judges(supervisor, opening.id, true))).toBe('FORBIDDEN');
    expect((await queue(by.dsl, false)).map((one) => one.id)).toContain(opening.id);

    expect(await code(judges(by.dsl, opening.id, true))).toBe('DONE');
    expect((await queue(by.dsl, false)).map((one) => one.id)).not.toContain(opening.id);
    expect(await queue(supervisor, true)).toContainEqual(
      expect.objectContaining({ id: opening.id, justified: true, judgement: 'Looked into.' }),
    );
    expect(await told(supervisor, opening.reference)).toEqual(['emergency.opened', 'emergency.judged']);
    expect(await mosovo.read(id)).not.toBeNull();
    // A second one beside it would go on where one of the two is judged without need.
    expect(await code(breaks(mosovo, id))).toBe('ACTION_NOT_AVAILABLE');
    expect(await code(judges(by.deputy, opening.id, false))).toBe('ACTION_NOT_AVAILABLE');
  });

  it('ends at once when it did not have to be, and a later emergency opens it anew', async () => {
    const id = await offeredToPolice();
    const opening = await opened(mosovo, id);
    await judges(by.dsl, opening.id, false);
    expect(await mosovo.read(id)).toBeNull();
    expect((await opened(mosovo, id)).id).not.toBe(opening.id);
    expect(await mosovo.read(id)).not.toBeNull();
  });

  it('is refused without a reason, whether or not there is such a referral', async () => {
    const id = await offeredToPolice();
    for (const referralId of [id, '019a0000-0000-7000-8000-000000000000'])
      for (const reason of ['', '   ']) {
        const { errors } = await breaks(mosovo, referralId, { reason });
        expect(errors[0]?.extensions).toMatchObject({
          code: 'BAD_USER_INPUT',
          fields: [expect.objectContaining({ path: 'reason' })],
        });
      }
    const picture = `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUg'.repeat(20)}`;
    expect(await code(breaks(mosovo, id, { reason: picture }))).toBe('IMAGERY_REFUSED');
    expect(await mosovo.read(id)).toBeNull();
  });

  it('is refused twice, also after the hour, until it has been judged, and then opens anew; sent again it is the same', async () => {
    const id = await offeredToPolice();
    const command = input(id);
    const first = await mosovo.ask(BREAK, { input: command });
    const again = await mosovo.ask(BREAK, { input: command });
    expect((again.data?.breakGlass as Opening).id).toBe((first.data?.breakGlass as Opening).id);
    expect(await code(mosovo.ask(BREAK, { input: { ...command, reason: 'Another reason.' } }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(await code(breaks(mosovo, id))).toBe('ACTION_NOT_AVAILABLE');
    await handrail.advance('PT2H');
    expect(await code(breaks(mosovo, id))).toBe('ACTION_NOT_AVAILABLE');
    expect(await mosovo.read(id)).toBeNull();
    expect(await code(judges(by.dsl, (first.data?.breakGlass as Opening).id, true))).toBe('DONE');
    expect(await code(breaks(mosovo, id))).toBe('DONE');
    const other = await offeredToPolice();
    const key = newKey();
    const both = [id, other].map((one) => code(mosovo.ask(BREAK, { input: input(one, { idempotencyKey: key }) })));
    const [opened, refused] = (await Promise.all(both)).sort((one) => (one === 'DONE' ? -1 : 1));
    expect(opened).toBe('DONE');
    // Whichever comes first: the key is looked at before the state.
    expect(['ACTION_NOT_AVAILABLE', 'IDEMPOTENCY_KEY_REUSED']).toContain(refused);
    const third = [await offeredToPolice(), await offeredToPolice()];
    const same = newKey();
    const raced = third.map((one) => code(intel.ask(BREAK, { input: input(one, { idempotencyKey: same }) })));
    expect((await Promise.all(raced)).sort()).toEqual(['DONE', 'IDEMPOTENCY_KEY_REUSED']);
    const at = await Promise.all(Array.from({ length: 6 }, () => code(breaks(intel, id))));
    expect(at.sort()).toEqual([...Array.from({ length: 5 }, () => 'ACTION_NOT_AVAILABLE'), 'DONE']);
  });

  it('is refused to another agency, to one that declined, and to who reads by their role or never does', async () => {
    const school = await submitted(by.dsl);
    for (const name of ['mosovo@gmp', 'auditor@gmp', 'dsl@riverside', 'researcher@university'])
      expect(await code(breaks(await handrail.as(`${name}.example`), school))).toBe('NOT_FOUND');
    const id = await offeredToPolice();
    for (const name of ['dsl@northgate', 'head@northgate', 'triage@gmp'])
      expect(await code(breaks(await handrail.as(`${name}.example`), id))).toBe('FORBIDDEN');
    for (const name of ['auditor@gmp', 'admin@gmp', 'decision@csc'])
      expect(await code(breaks(await handrail.as(`${name}.example`), id))).toBe('NOT_FOUND');

    await opened(mosovo, id);
    const handoffId = (await by.triage.see(id)).handoffs[0]?.id;
    await by.triage.act(id, 'declineHandoff', { handoffId, reason: 'Another force has it' });
    expect(await mosovo.read(id)).toBeNull();
    expect(await code(breaks(intel, id))).toBe('NOT_FOUND');
  });

  it('opens by the reference on a letter, however it is written down, what it opens by the id', async () => {
    const id = await offeredToPolice();
    const { reference } = await by.triage.see(id);
    for (const [person, written] of [
      [mosovo, reference],
      [intel, ` ${reference.toLowerCase().replaceAll('-', ' ')} `],
    ] as const) {
      const command = input(id, { referralId: undefined, reference: written });
      const first = await person.ask(BREAK, { input: command });
      expect(first.data?.breakGlass).toMatchObject({ reference, referral: { id } });
      const again = await person.ask(BREAK, { input: command });
      expect((again.data?.breakGlass as Opening).id).toBe((first.data?.breakGlass as Opening).id);
      const { idempotencyKey } = command;
      expect(await code(breaks(person, id, { idempotencyKey }))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await code(breaks(person, id))).toBe('ACTION_NOT_AVAILABLE');
      expect((await person.see(id)).narrative).not.toBeNull();
    }
    // Who reads it by their role opens nothing, by either name.
    expect(await code(by.triage.ask(BREAK, { input: input(id, { referralId: null, reference }) }))).toBe('FORBIDDEN');
  });

  it('names the referral once, by its id or by its reference', async () => {
    const id = await offeredToPolice();
    const { reference } = await by.triage.see(id);
    for (const named of [{ reference }, { referralId: null }, { referralId: undefined, reference: null }])
      for (const one of [id, '019a0000-0000-7000-8000-000000000000']) {
        const { errors } = await breaks(mosovo, one, named);
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'reference' }] });
      }
    expect(await mosovo.read(id)).toBeNull();
  });

  it('answers to a reference of what may not be opened, byte for byte, what it answers to an id that nobody has', async () => {
    const elsewhere = await submitted(by.riverside);
    const declined = await offeredToPolice();
    const handoffId = (await by.triage.see(declined)).handoffs[0]?.id;
    const shut = await offeredToPolice();
    const references = await Promise.all(
      [by.riverside.see(elsewhere), by.triage.see(declined), by.triage.see(shut)].map(
        async (seen) => (await seen).reference,
      ),
    );
    await by.triage.act(declined, 'declineHandoff', { handoffId, reason: 'Another force has it' });
    await by.dsl.act(shut, 'declareConflict', { personEmail: 'teacher@northgate.example' });
    await handrail.store.asSuperuser((client) =>
      client.query(
        `insert into conflict_of_interest (referral_id, person_id, agency_id)
         select $1, p.id, p.agency_id from person p where p.email = any ($2)`,
        [shut, ['mosovo@gmp.example', 'supervisor@gmp.example']],
      ),
    );
    const auditor = await handrail.as('auditor@gmp.example');
    for (const person of [mosovo, supervisor, auditor, await handrail.as('admin@gmp.example')]) {
      const { raw } = await breaks(person, '019a0000-0000-7000-8000-000000000000');
      expect(raw).toContain('NOT_FOUND');
      for (const reference of [...references, 'GM-0000-0000-0000-0', 'GM-1234', 'nothing'])
        expect((await breaks(person, '', { referralId: null, reference })).raw).toBe(raw);
    }
    for (const reference of references.slice(2))
      expect(await code(breaks(by.teacher, '', { referralId: null, reference }))).toBe('NOT_FOUND');
  });

  it('ends with the role, and is refused to who is not trained', async () => {
    const id = await offeredToPolice();
    await opened(mosovo, id);
    await handrail.store.asSuperuser((client) =>
      client.query(
        `update training set expires_on = current_date - 1 where person_id = (select id from person where email = 'intel@gmp.example')`,
      ),
    );
    // Whatever they name: they learn of none of it whether it is there.
    for (const one of [id, randomUUID()]) expect(await code(breaks(intel, one))).toBe('TRAINING_EXPIRED');
    await handrail.store.asSuperuser((client) =>
      client.query(
        `update person_role set role = 'ADMINISTRATOR' where person_id = (select id from person where email = 'mosovo@gmp.example')`,
      ),
    );
    const asked = (): ReturnType<Person['ask']> => mosovo.ask('query($id: ID!) { referral(id: $id) { id } }', { id });
    // Refused until the process has learnt of the new role; then the same token reads as that role does.
    const until = Date.now() + 10_000;
    let answer = await asked();
    for (; answer.errors.length > 0 && Date.now() < until; answer = await asked()) await pause(200);
    expect([answer.errors, answer.data?.referral]).toEqual([[], null]);
    await handrail.store.asSuperuser((client) =>
      client.query(
        `update person_role set role = 'OFFENDER_MANAGER' where person_id = (select id from person where email = 'mosovo@gmp.example');
         update training set expires_on = '2040-01-01' where person_id = (select id from person where email = 'intel@gmp.example')`,
      ),
    );
  });

  it('stands in the record with its kind and a digest of its reason, and every look with it', async () => {
    const id = await offeredToPolice();
    const opening = await opened(intel, id);
    await intel.see(id);
    await judges(by.dsl, opening.id, true);
    const { rows } = await handrail.store.asSuperuser((client) =>
      client.query<{ action: string; operation: string; purpose: string; sections: string[]; detail: object }>(
        `select action, operation, purpose, sections, detail from record_entry where $1 = any (referral_ids)
           and (actor_name = (select name from person where email = 'intel@gmp.example') or action = 'judgeEmergencyOpening') order by id`,
        [id],
      ),
    );
    const digest = createHash('sha256').update(REASON).digest('hex');
    expect(rows).toContainEqual({
      action: 'breakGlass',
      operation: 'CONSULTATION',
      purpose: 'emergency',
      sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'],
      detail: { opening: opening.id, emergency: 'DANGER_TO_LIFE', reason: digest },
    });
    expect(rows).toContainEqual(expect.objectContaining({ action: 'judgeEmergencyOpening', purpose: 'oversight' }));
    const looks = rows.filter(({ action }) => !action.includes('mergency') && action !== 'breakGlass');
    expect(looks.length).toBeGreaterThan(1);
    expect(new Set(looks.map(({ purpose }) => purpose))).toEqual(new Set(['emergency']));
  });
});
