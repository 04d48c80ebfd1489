import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { personActive, personTraining } from '../../src/agencies/person-command.js';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { Database } from '../../src/database/database.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import type { Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { people } from '../harness/incidents.js';

interface Told {
  title: string;
  training: string;
  expiresOn: string;
  daysAhead: number;
  person: { email: string };
}
interface Page {
  edges: { cursor: string; node: Told }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const PAGE = `query($first: Int, $after: String) { trainingNotices(first: $first, after: $after) {
  edges { cursor node { title training expiresOn daysAhead person { email } } } pageInfo { hasNextPage endCursor } } }`;

describe('Training that is about to run out', () => {
  let handrail: HandrailBeside;
  /** Another server on the same database. */
  let second: Database;
  let who: Awaited<ReturnType<typeof people>>;
  let owner: DataSource;
  let today: string;
  const telling = (database: Database): StaffTelling => {
    const clock = new DomainClock(database);
    return new StaffTelling(database, new AgencyCalendars(database, clock), clock);
  };
  const looked = (): Promise<number> => telling(handrail.database).tell();
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    second = await Database.open(handrail.store.databaseUrl);
    who = await people(handrail);
    owner = await ownerDataSource(handrail.store.ownerUrl);
    today = await new DomainClock(handrail.database).today();
  }, 120_000);
  afterAll(async () => {
    await owner.destroy();
    await second.close();
    await handrail.stop();
  });

  const inDays = (days: number): string =>
    new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const trained = (email: string, days: number): Promise<string> =>
    personTraining(owner, { email, kind: 'safeguarding', completedOn: '2026-01-01', expiresOn: inDays(days) });
  async function page(person: Person, first = 100, after: string | null = null): Promise<Page> {
    const { data, errors } = await person.ask(PAGE, { first, after });
    expect(errors).toEqual([]);
    return data?.trainingNotices as Page;
  }
  const told = async (person: Person): Promise<string[]> =>
    (await page(person)).edges.map(
      ({ node }) => `${node.title}: ${node.person.email} ${node.daysAhead} ${node.expiresOn}`,
    );
  const OWN = 'Your training runs out';
  const THEIRS = 'A colleague’s training runs out';
  const passed = async (days: number): Promise<void> => {
    await handrail.advance(`P${days}D`);
    today = await new DomainClock(handrail.database).today();
  };

  it('is told 60 and 14 days ahead, to the person and to their supervisors, once each, and to nobody else', async () => {
    await trained('officer@gmp.example', 61);
    const end = inDays(61);
    await looked();
    expect(await told(who.officer)).toEqual([]);
    await passed(1);
    const of = (title: string, days: number): string => `${title}: officer@gmp.example ${days} ${end}`;
    expect(await told(who.officer)).toEqual([of(OWN, 60)]);
    expect(await told(who.supervisor)).toEqual([of(THEIRS, 60)]);
    await passed(45);
    expect(await told(who.officer)).toEqual([of(OWN, 60)]);
    await passed(1);
    expect(await told(who.officer)).toEqual([of(OWN, 60), of(OWN, 14)]);
    expect(await told(who.supervisor)).toEqual([of(THEIRS, 60), of(THEIRS, 14)]);
    await passed(10);
    expect(await told(who.officer)).toHaveLength(2);
    const others = [who.triage, who.dsl, who.care, who.lff, who.teacher];
    for (const person of [...others, await handrail.as('admin@gmp.example')])
      expect([person.email, await told(person)]).toEqual([person.email, []]);
  });

  it('is told again when it was renewed and runs out anew, and not when it was renewed late', async () => {
    await trained('officer@gmp.example', 400);
    await looked();
    expect(await told(who.officer)).toHaveLength(2);
    await trained('officer@gmp.example', 50);
    await looked();
    const before = `${OWN}: officer@gmp.example 60 ${inDays(50)}`;
    expect((await told(who.officer)).slice(2)).toEqual([before]);
    const end = inDays(50);
    await passed(40);
    expect((await told(who.officer)).slice(2)).toEqual([before, `${OWN}: officer@gmp.example 14 ${end}`]);
    // Three days before the end: what was told already is not told of the new one.
    await passed(7);
    await trained('officer@gmp.example', 365);
    await looked();
    expect(await told(who.officer)).toHaveLength(4);
    expect(await told(who.supervisor)).toHaveLength(4);
  });

  it('is told once where fewer than fourteen days are left already, and to somebody who supervises of themselves once', async () => {
    await trained('dsl@northgate.example', 10);
    await looked();
    await passed(1);
    const end = inDays(9);
    expect(await told(who.dsl)).toEqual([`${OWN}: dsl@northgate.example 14 ${end}`]);
    expect(await told(who.deputy)).toEqual([`${THEIRS}: dsl@northgate.example 14 ${end}`]);
    expect(await told(who.head)).toEqual([]);
    await trained('dsl@northgate.example', 640);
  });

  it('is told at each of its times also when a demonstration’s clock jumps past both', async () => {
    await trained('practitioner@lff.example', 90);
    await passed(85);
    const days = (await page(who.practitioner)).edges.map(({ node }) => node.daysAhead);
    expect(days).toEqual([60, 14]);
  });

  it('is told once, however many servers look at the same moment', async () => {
    await trained('triage@gmp.example', 30);
    await trained('head@northgate.example', 5);
    await trained('decision@csc.example', 14);
    const each = await Promise.all(
      [handrail.database, second, handrail.database, second].map((database) => telling(database).tell()),
    );
    // Each to the person and to whoever supervises them.
    expect(each.reduce((sum, one) => sum + one, 0)).toBe(6);
    expect(await looked()).toBe(0);
    expect(await told(who.triage)).toEqual([`${OWN}: triage@gmp.example 60 ${inDays(30)}`]);
    expect(await told(who.care)).toEqual([`${OWN}: decision@csc.example 14 ${inDays(14)}`]);
  });

  it('is not told of whoever is not active, or whose training has run out; and is when they are let in again', async () => {
    await trained('teacher@northgate.example', 20);
    await trained('intel@gmp.example', -1);
    await personActive(owner, 'teacher@northgate.example', false);
    await looked();
    const of = async (): Promise<string[]> =>
      (await told(who.dsl))
        .filter((one) => one.includes('teacher'))
        .concat((await told(who.supervisor)).filter((one) => one.includes('intel')));
    expect(await of()).toEqual([]);
    await personActive(owner, 'teacher@northgate.example', true);
    await looked();
    expect(await of()).toEqual([`${THEIRS}: teacher@northgate.example 60 ${inDays(20)}`]);
  });

  it('is a list that goes on from a cursor while others are told', async () => {
    const all = await page(who.dsl);
    const one = await page(who.dsl, 1);
    expect(one).toMatchObject({ edges: all.edges.slice(0, 1), pageInfo: { hasNextPage: true } });
    await trained('deputy@northgate.example', 12);
    await looked();
    const rest = (await page(who.dsl, 100, one.pageInfo.endCursor)).edges;
    expect(rest.slice(0, -1)).toEqual(all.edges.slice(1));
    expect(rest.at(-1)?.node).toMatchObject({ title: THEIRS, person: { email: 'deputy@northgate.example' } });
    const { errors } = await who.dsl.ask(PAGE, { first: 1, after: 'nothing' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });
});
