import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { personActive, personRole, personTraining } from '../../src/agencies/person-command.js';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import type { Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { offered, people, submitted } from '../harness/incidents.js';

const ALL = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];
const WORK = `query($first: Int, $after: String) { workToMove(first: $first, after: $after) { edges { cursor node {
  reference cause since moveBy overdue holder { email } referral { id } } } pageInfo { hasNextPage endCursor } } }`;
interface Work {
  reference: string;
  cause: string;
  since: string | null;
  moveBy: string | null;
  overdue: boolean;
  holder: { email: string };
  referral: { id: string } | null;
}
interface Page {
  edges: { cursor: string; node: Work }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

describe('Work whose holder can no longer do it', () => {
  let handrail: HandrailBeside;
  let who: Awaited<ReturnType<typeof people>>;
  let owner: DataSource;
  let telling: StaffTelling;
  let id: string;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    who = await people(handrail);
    owner = await ownerDataSource(handrail.store.ownerUrl);
    const clock = new DomainClock(handrail.database);
    telling = new StaffTelling(handrail.database, new AgencyCalendars(handrail.database, clock), clock);
    id = await held();
    await who.triage.act(id, 'allocate', { personEmail: 'officer@gmp.example' });
  }, 120_000);
  afterAll(async () => {
    await owner.destroy();
    await handrail.stop();
  });

  /** One that police hold. */
  async function held(): Promise<string> {
    const referral = await submitted(who.dsl);
    const handoffId = await offered(who.dsl, referral, 'gmp', { sections: ALL });
    await who.triage.act(referral, 'acceptHandoff', { handoffId });
    return referral;
  }
  async function page(person: Person, first = 100, after: string | null = null): Promise<Page> {
    const { data, errors } = await person.ask(WORK, { first, after });
    expect(errors).toEqual([]);
    return data?.workToMove as Page;
  }
  const work = async (person: Person): Promise<Work[]> => (await page(person)).edges.map(({ node }) => node);
  async function told(person: Person, kind: string): Promise<number> {
    const { data } = await person.ask('{ notices(first: 100) { edges { node { kind } } } }');
    const { edges } = data?.notices as { edges: { node: { kind: string } }[] };
    return edges.filter(({ node }) => node.kind === kind).length;
  }
  const others = (): Person[] => [who.dsl, who.care, who.lff, who.triage, who.officer, who.riverside, who.teacher];

  it('is none as long as its holder can', async () => {
    await telling.tell();
    expect(await work(who.supervisor)).toEqual([]);
    expect(await told(who.supervisor, 'work.toMove')).toBe(0);
  });

  it('is listed to the supervisors of their agency when the person is deactivated, and to nobody else', async () => {
    await personActive(owner, 'officer@gmp.example', false);
    const [listed, ...rest] = await work(who.supervisor);
    expect(rest).toEqual([]);
    expect(listed).toMatchObject({
      cause: 'DEACTIVATED',
      overdue: false,
      holder: { email: 'officer@gmp.example' },
      referral: { id },
    });
    expect(Date.parse(listed?.since ?? '')).toBeLessThan(Date.parse(listed?.moveBy ?? ''));
    for (const person of others().filter(({ email }) => email !== 'officer@gmp.example'))
      expect([person.email, await work(person)]).toEqual([person.email, []]);
  });

  it('is told to them, once, however often and by however many it is looked for', async () => {
    await Promise.all([telling.tell(), telling.tell(), telling.tell()]);
    await telling.tell();
    expect(await told(who.supervisor, 'work.toMove')).toBe(1);
    for (const person of [who.dsl, who.triage, who.care]) expect(await told(person, 'work.toMove')).toBe(0);
  });

  it('is overdue after the next working day: it stays on the list, and supervisors are told again, once', async () => {
    await handrail.advance('P6D');
    expect(await work(who.supervisor)).toMatchObject([{ overdue: true, referral: { id } }]);
    await telling.tell();
    expect(await told(who.supervisor, 'workToMove.overdue')).toBe(1);
    expect(await told(who.supervisor, 'work.toMove')).toBe(1);
  });

  it('leaves the list when it is allocated to somebody who can', async () => {
    await who.triage.act(id, 'allocate', { personEmail: 'triage@gmp.example' });
    expect(await work(who.supervisor)).toEqual([]);
  });

  it('is listed when the holder loses the role that made it possible, and told of anew', async () => {
    await personActive(owner, 'officer@gmp.example', true);
    await who.triage.act(id, 'allocate', { personEmail: 'officer@gmp.example' });
    await telling.tell();
    await personRole(owner, { change: 'add', email: 'officer@gmp.example', role: 'ADMINISTRATOR' });
    expect(await work(who.supervisor)).toEqual([]);
    await personRole(owner, { change: 'remove', email: 'officer@gmp.example', role: 'CASE_WORKER' });
    expect(await work(who.supervisor)).toMatchObject([{ cause: 'ROLE_LOST', overdue: false }]);
    await telling.tell();
    expect(await told(who.supervisor, 'work.toMove')).toBe(2);
    await personRole(owner, { change: 'add', email: 'officer@gmp.example', role: 'CASE_WORKER' });
    expect(await work(who.supervisor)).toEqual([]);
    await telling.tell();
    await personRole(owner, { change: 'remove', email: 'officer@gmp.example', role: 'CASE_WORKER' });
    await telling.tell();
    expect(await told(who.supervisor, 'work.toMove')).toBe(3);
    await personRole(owner, { change: 'add', email: 'officer@gmp.example', role: 'CASE_WORKER' });
  });

  it('is listed from the day on which the holder’s training ran out, which is when its clock begins', async () => {
    const today = (await new DomainClock(handrail.database).today()).slice(0, 10);
    const inDays = (days: number): string =>
      new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    await personTraining(owner, {
      email: 'officer@gmp.example',
      kind: 'safeguarding',
      completedOn: today,
      expiresOn: inDays(2),
    });
    await handrail.advance('P2D');
    expect(await work(who.supervisor)).toEqual([]);
    await handrail.advance('P1D');
    const [listed] = await work(who.supervisor);
    expect(listed).toMatchObject({ cause: 'TRAINING_EXPIRED', overdue: false });
    expect(new Date(listed?.since ?? 0).toLocaleDateString('en-CA', { timeZone: 'Europe/London' })).toBe(inDays(3));
    expect(await told(who.supervisor, 'work.toMove')).toBe(4);
    await personTraining(owner, {
      email: 'officer@gmp.example',
      kind: 'safeguarding',
      completedOn: inDays(3),
      expiresOn: inDays(700),
    });
    expect(await work(who.supervisor)).toEqual([]);
  });

  it('is found also where somebody was shut out past the command, since when it was noticed', async () => {
    await owner.query(`update person set active = false where email = 'officer@gmp.example'`);
    // Deactivated once before, which says nothing of this time.
    expect(await work(who.supervisor)).toMatchObject([
      { cause: 'DEACTIVATED', since: null, moveBy: null, overdue: false },
    ]);
    await telling.tell();
    const [listed] = await work(who.supervisor);
    expect(
      Math.abs(Date.parse(listed?.since ?? '') - Date.parse(await new DomainClock(handrail.database).now())),
    ).toBeLessThan(60_000);
    await personActive(owner, 'officer@gmp.example', true);
  });

  it('ends with the agency’s part', async () => {
    await personActive(owner, 'officer@gmp.example', false);
    expect(await work(who.supervisor)).toHaveLength(1);
    await who.supervisor.act(id, 'markEnteredInError', { reason: 'Not a referral' });
    expect(await work(who.supervisor)).toEqual([]);
    await personActive(owner, 'officer@gmp.example', true);
  });

  it('is a list by pages, which skips and doubles nothing while work is allocated elsewhere', async () => {
    const all: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      const referral = await held();
      await who.triage.act(referral, 'allocate', {
        personEmail: number % 2 ? 'officer@gmp.example' : 'triage@gmp.example',
      });
      all.push(referral);
    }
    await personActive(owner, 'officer@gmp.example', false);
    await personTraining(owner, {
      email: 'triage@gmp.example',
      kind: 'other',
      completedOn: '2020-01-01',
      expiresOn: '2020-02-01',
    });
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const { edges, pageInfo }: Page = await page(who.supervisor, 2, after);
      found.push(...edges.map(({ node }) => node.referral?.id ?? ''));
      // What has been shown leaves the list, and what is allocated meanwhile comes at its end.
      const shown = edges[0]?.node.referral?.id ?? '';
      if (found.length === 2) await who.supervisor.act(shown, 'allocate', { personEmail: 'supervisor@gmp.example' });
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(found).toEqual(all);
    const looks = (): Promise<string[]> =>
      handrail.store.asSuperuser(async (client) => {
        const { rows } = await client.query<{ action: string }>(
          `select action from record_entry where operation = 'CONSULTATION' and actor_name = 'Ines Demo' order by at, id`,
        );
        return rows.map(({ action }) => action);
      });
    const before = await looks();
    expect((await work(who.supervisor)).map(({ referral }) => referral?.id)).toEqual(all.slice(1));
    // Two statements, each with its entry in the record, however many referrals there are.
    expect((await looks()).slice(before.length).sort()).toEqual(['referral', 'workToMove']);
  });
});
