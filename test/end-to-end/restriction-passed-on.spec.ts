import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { personActive, personRole, personTraining } from '../../src/agencies/person-command.js';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { RestrictionPassing } from '../../src/clocks/restriction-passing.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { newKey, type Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { invited, offered, people, reviewed } from '../harness/incidents.js';
import { everyReplay } from '../harness/replay.js';

const NOTICES = '{ notices(first: 100) { edges { node { kind title reference } } } }';
const BREAK = 'mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }';
const JUDGE = 'mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { id } }';
const WORK = '{ workToMove(first: 100) { edges { node { reference cause referral { id } } } } }';

const restrictedTo = (...emails: string[]): Record<string, unknown> => ({
  people: emails.map((personEmail) => ({ personEmail })),
  reason: 'The pupil is a colleague’s child.',
});

describe('A restricted referral with which nobody named can go on', () => {
  let handrail: HandrailBeside;
  let by: Awaited<ReturnType<typeof people>>;
  let owner: DataSource;
  let calendars: AgencyCalendars;
  let passing: RestrictionPassing;
  let telling: StaffTelling;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    by = await people(handrail);
    owner = await ownerDataSource(handrail.store.ownerUrl);
    const clock = new DomainClock(handrail.database);
    calendars = new AgencyCalendars(handrail.database, clock);
    passing = new RestrictionPassing(handrail.database, calendars);
    telling = new StaffTelling(handrail.database, calendars, clock);
  }, 60_000);
  afterAll(async () => {
    await owner.destroy();
    await handrail.stop();
  });

  /** Police take part, the officer works on it and restricts their side. */
  async function restrictedByPolice(...emails: string[]): Promise<string> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'gmp') });
    await by.triage.act(id, 'allocate', { personEmail: 'officer@gmp.example' });
    await by.officer.act(id, 'restrictReferral', restrictedTo(...emails));
    return id;
  }
  const leaves = (email: string): Promise<string> => personActive(owner, email, false);
  const comesBack = (email: string): Promise<string> => personActive(owner, email, true);
  async function told(person: Person, id: string): Promise<string[]> {
    const { reference } = await by.dsl.see(id);
    const { data } = await person.ask(NOTICES);
    const { edges } = data?.notices as { edges: { node: { kind: string; reference: string } }[] };
    return edges.filter(({ node }) => node.reference === reference).map(({ node }) => node.kind);
  }
  const events = async (id: string): Promise<string[]> => {
    const one = (await everyReplay(handrail.store.ownerUrl)).find((replay) => replay.id === id);
    expect(one?.replay).toEqual(one?.stored);
    return one?.events.map(({ type }) => type).filter((type) => type === 'restrictionPassedOn') ?? [];
  };

  it('passes to those who supervise, who are told, and is shut to everybody else as before; other agencies see nothing of it', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    const [school, version] = [await by.dsl.see(id), (await by.officer.see(id)).version];
    expect(await passing.pass()).toBe(0);
    await leaves('officer@gmp.example');
    expect(await by.supervisor.read(id)).toBeNull();
    expect(await passing.pass()).toBe(1);
    const seen = await by.supervisor.see(id);
    expect(seen.version).toBe(version + 1);
    expect(
      seen.timeline.edges.map(({ node }) => node).find(({ action }) => action === 'restrictionPassedOn'),
    ).toMatchObject({
      section: 'OWN_NOTES',
      text: expect.stringContaining('Nobody named could go on') as unknown,
    });
    expect(await told(by.supervisor, id)).toContain('restriction.passedOn');
    expect(await by.triage.read(id)).toBeNull();
    expect(await told(by.triage, id)).toEqual([]);
    expect(await by.dsl.see(id)).toEqual(school);
    await by.supervisor.act(id, 'allocate', { personEmail: 'supervisor@gmp.example' });
    await comesBack('officer@gmp.example');
    expect(await by.officer.read(id)).not.toBeNull();
    expect(await events(id)).toHaveLength(1);
  });

  it('passes once, however many look for it at the same moment, and work that was left is on the list of who sees it now', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    await leaves('officer@gmp.example');
    const passed = await Promise.all([passing.pass(), passing.pass(), passing.pass()]);
    expect(passed.reduce((sum, one) => sum + one)).toBe(1);
    await telling.tell();
    expect((await told(by.supervisor, id)).sort()).toEqual(
      expect.arrayContaining(['restriction.passedOn', 'work.toMove']),
    );
    const { data } = await by.supervisor.ask(WORK);
    expect(JSON.stringify(data)).toContain(id);
    expect(await events(id)).toHaveLength(1);
    await comesBack('officer@gmp.example');
  });

  it('passes on while a demonstration’s time is moved on, before anybody is told of work to move', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    await leaves('officer@gmp.example');
    await handrail.advance('PT1H');
    expect((await told(by.supervisor, id)).sort()).toEqual(
      expect.arrayContaining(['restriction.passedOn', 'work.toMove']),
    );
    await comesBack('officer@gmp.example');
  });

  it('passes when who decides is not trained any more: they read on, and may do nothing', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    const training = (completedOn: string, expiresOn: string): Promise<string> =>
      personTraining(owner, { email: 'officer@gmp.example', kind: 'safeguarding', completedOn, expiresOn });
    await training('2025-01-01', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    expect(await passing.pass()).toBe(1);
    expect([await by.officer.read(id), await by.supervisor.read(id)].map((seen) => seen !== null)).toEqual([
      true,
      true,
    ]);
    await by.supervisor.act(id, 'liftRestriction', { reason: 'The officer is to be trained first.' });
    await training('2025-01-01', '2099-01-01');
    // Who is calling is known for two seconds.
    await new Promise((done) => setTimeout(done, 2100));
  });

  it('never passes to somebody with a conflict of interest: it waits for somebody else to be entered', async () => {
    const id = await restrictedByPolice('officer@gmp.example', 'supervisor@gmp.example');
    await by.supervisor.act(id, 'declareConflict');
    await leaves('officer@gmp.example');
    expect(await passing.pass()).toBe(0);
    for (const person of [by.supervisor, by.triage]) expect(await person.read(id)).toBeNull();
    await personRole(owner, { change: 'add', email: 'triage@gmp.example', role: 'SUPERVISOR' });
    expect(await passing.pass()).toBe(1);
    expect(await by.triage.read(id)).not.toBeNull();
    expect(await by.supervisor.read(id)).toBeNull();
    expect(await told(by.supervisor, id)).toEqual([]);
    await personRole(owner, { change: 'remove', email: 'triage@gmp.example', role: 'SUPERVISOR' });
    await comesBack('officer@gmp.example');
  });

  it('passes when nobody named may answer what the agency is asked later, and not while nothing is asked', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    expect(await passing.pass()).toBe(0);
    const handoffId = await offered(by.dsl, id, 'gmp');
    const officers = (await by.officer.see(id)).availableActions.filter(({ allowed }) => allowed);
    expect(officers.map(({ name }) => name)).not.toContain('acceptHandoff');
    expect(await passing.pass()).toBe(1);
    expect(await passing.pass()).toBe(0);
    await by.supervisor.act(id, 'acceptHandoff', { handoffId });
    expect(await by.triage.read(id)).toBeNull();
    expect(await events(id)).toHaveLength(1);
  });

  it('passes when an opening in an emergency was not judged in time because nobody named supervises, and not before', async () => {
    const id = await restrictedByPolice('officer@gmp.example', 'triage@gmp.example');
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const input = { idempotencyKey: newKey(), referralId: id, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
    const opened = await by.teacher.ask(BREAK, { input });
    expect(opened.errors).toEqual([]);
    expect(await passing.pass()).toBe(0);
    expect(await by.supervisor.read(id)).toBeNull();
    await handrail.advance('P7D');
    expect(await by.supervisor.read(id)).not.toBeNull();
    expect(await told(by.supervisor, id)).toEqual(
      expect.arrayContaining(['restriction.passedOn', 'emergencyJudgement.overdue']),
    );
    const { id: openingId } = opened.data?.breakGlass as { id: string };
    const judgement = { idempotencyKey: newKey(), openingId, justified: true, judgement: 'She was found by noon.' };
    expect((await by.supervisor.ask(JUDGE, { input: judgement })).errors).toEqual([]);
    // What is judged passes nothing on again.
    await by.supervisor.act(id, 'restrictReferral', restrictedTo('officer@gmp.example', 'triage@gmp.example'));
    expect(await passing.pass()).toBe(0);
    expect(await events(id)).toHaveLength(1);
  });

  it('does not pass, of who holds the risk later, while those who held it then may still judge an opening', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const input = { idempotencyKey: newKey(), referralId: id, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
    expect((await by.teacher.ask(BREAK, { input })).errors).toEqual([]);
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await by.officer.act(id, 'restrictReferral', restrictedTo('officer@gmp.example', 'triage@gmp.example'));
    await handrail.advance('P7D');
    expect(await told(by.dsl, id)).toContain('emergencyJudgement.overdue');
    expect(await by.supervisor.read(id)).toBeNull();
    // Nor is whoever opened it a judge of that: now nobody is left.
    await by.dsl.act(id, 'restrictReferral', restrictedTo('dsl@northgate.example'));
    expect(await passing.pass()).toBe(0);
    await personRole(owner, { change: 'add', email: 'teacher@northgate.example', role: 'SAFEGUARDING_LEAD' });
    await by.dsl.act(id, 'restrictReferral', restrictedTo('teacher@northgate.example'));
    // One of the two walls opens: with it somebody may judge.
    expect(await passing.pass()).toBe(1);
    expect(await passing.pass()).toBe(0);
    const [police, school] = [await by.supervisor.read(id), await by.deputy.read(id)];
    expect([police, school].filter((seen) => seen !== null)).toHaveLength(1);
    await by[school ? 'deputy' : 'supervisor'].act(id, 'liftRestriction', { reason: 'Somebody can judge it now.' });
    await personRole(owner, { change: 'remove', email: 'teacher@northgate.example', role: 'SAFEGUARDING_LEAD' });
    await passing.pass();
  });

  it('does not pass what was answered since it was found', async () => {
    const id = await restrictedByPolice('officer@gmp.example');
    const handoffId = await offered(by.dsl, id, 'gmp');
    const meanwhile = new AgencyCalendars(handrail.database, new DomainClock(handrail.database));
    jest.spyOn(meanwhile, 'now').mockImplementation(async () => {
      await by.dsl.act(id, 'withdrawHandoff', { handoffId, reason: 'Offered too early.' });
      return calendars.now();
    });
    expect(await new RestrictionPassing(handrail.database, meanwhile).pass()).toBe(0);
    expect(await by.supervisor.read(id)).toBeNull();
    expect(await events(id)).toEqual([]);
  });

  it('passes though another before it cannot, and says which', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) ids.push(await restrictedByPolice('officer@gmp.example'));
    await leaves('officer@gmp.example');
    const broken = ids.slice(0, 2);
    await handrail.store.asSuperuser((client) =>
      client.query(`update referral set stored = stored - 'snapshot' where referral_id = any ($1)`, [broken]),
    );
    await expect(passing.pass()).rejects.toThrow(ids[0]);
    expect(await told(by.supervisor, ids[2] ?? '')).toContain('restriction.passedOn');
    await handrail.store.asSuperuser((client) =>
      client.query('delete from restriction where referral_id = any ($1)', [broken]),
    );
    await comesBack('officer@gmp.example');
  });

  it('passes when who decides loses the role, and not while another who is named decides', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'restrictReferral', restrictedTo('dsl@northgate.example', 'head@northgate.example'));
    await leaves('head@northgate.example');
    expect(await passing.pass()).toBe(0);
    await comesBack('head@northgate.example');
    await personRole(owner, { change: 'add', email: 'dsl@northgate.example', role: 'STAFF_REFERRER' });
    await personRole(owner, { change: 'remove', email: 'dsl@northgate.example', role: 'SAFEGUARDING_LEAD' });
    expect(await by.deputy.read(id)).toBeNull();
    expect(await passing.pass()).toBe(1);
    await by.deputy.act(id, 'liftRestriction', { reason: 'Known to all now.' });
    expect(await by.head.read(id)).not.toBeNull();
  });
});
