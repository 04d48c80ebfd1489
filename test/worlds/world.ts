import pg from 'pg';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { ClockFiring } from '../../src/clocks/clock-firing.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { mintDemoToken } from '../../src/identity/demo-token.js';
import { Application } from '../../src/operations/application.js';
import type { Configuration } from '../../src/operations/configuration.js';
import { type Answer, newKey } from '../harness/http.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';
import { post } from '../harness/post.js';
import { freezeTime, timeIs } from './frozen-time.js';

const A_WHILE = 10_000;
const BETWEEN_KINDS_MS = 20;
const ANSWERED = 'referral { id version state availableActions { name allowed reason } } entry { id at action text }';

/** One world: a database, and the real server on it, which fires no clock by itself. */
export class World {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly answers: Told[] = [];
  /** Whether it is asked through a socket; otherwise the server answers in this process, from its first hook to its last. */
  overHttp = false;

  private constructor(
    readonly store: TestDatabase,
    readonly configuration: Configuration,
    readonly application: Application,
    private readonly superuser: pg.Client,
    private time: Date,
  ) {}

  static async begun(configuration: Configuration, at: Date): Promise<World> {
    const store = await testDatabase();
    await store.asSuperuser((client) => freezeTime(client, at));
    return World.on(store, configuration, at);
  }

  static async on(store: TestDatabase, configuration: Configuration, at: Date): Promise<World> {
    const superuser = await store.superuser();
    return new World(store, configuration, await Application.start(configuration, store.databaseUrl), superuser, at);
  }

  /** Two worlds that are the same as this one, which has ended, to the last byte. */
  async parted(): Promise<[World, World]> {
    const copy = async (): Promise<World> => World.on(await testDatabase(this.store), this.configuration, this.time);
    return [await copy(), await copy()];
  }

  get now(): Date {
    return this.time;
  }
  /** What happens next happens at that moment. */
  async at(time: Date): Promise<void> {
    this.time = time;
    await timeIs(this.superuser, time);
  }
  async whilePasses(): Promise<void> {
    await this.at(new Date(this.time.getTime() + A_WHILE));
  }

  async ask(email: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    this.tokens.set(email, this.tokens.get(email) ?? mintDemoToken(email, this.configuration));
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await this.tokens.get(email)}` };
    const body = JSON.stringify({ query, variables });
    const { status, raw, told } = await (this.overHttp ? this.fetched(headers, body) : this.injected(headers, body));
    const parsed = JSON.parse(raw) as Partial<Answer>;
    this.answers.push({
      asked: `${email}: ${query} ${JSON.stringify(variables)}`,
      told: `${status} ${JSON.stringify(told)} ${raw}`,
    });
    return { status, headers: new Headers(told), raw, data: parsed.data ?? null, errors: parsed.errors ?? [] };
  }

  send(email: string, action: string, input: Record<string, unknown>, asked = ANSWERED): Promise<Answer> {
    const type = `${action[0]?.toUpperCase() ?? ''}${action.slice(1)}Input`;
    return this.ask(email, `mutation($input: ${type}!) { ${action}(input: $input) { ${asked} } }`, {
      input: { idempotencyKey: newKey(), ...input },
    });
  }

  /** All that was answered since this was last asked, with the headers that tell something of it. */
  heard(): Told[] {
    return this.answers.splice(0);
  }

  /** Past every wall: what is stored, for the test's own eyes. */
  async stored<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.superuser.query<T>(sql, values)).rows;
  }

  /**
   * Every clock of these referrals that has run out by then fires, in the server's order, each some milliseconds after its own time: whose
   * it is, and of what kind, says how many, so that the moment of one says nothing of another that fired before it. Several of one kind
   * have room before the next.
   */
  async clocksRunOut(referrals: readonly string[], until: Date, kinds: readonly string[]): Promise<void> {
    const inOrder = [...kinds].sort();
    for (const referral of referrals)
      for (;;) {
        const [next] = await this.stored<{ kind: string; whose: number; due: Date }>(
          `select c->>'kind' as kind, (c->>'dueAt')::timestamptz as due,
             (select count(*)::int from agency a where a.id < (c->>'agencyId')::uuid) as whose
           from referral, jsonb_array_elements(stored->'clocks') c
           where referral_id = $1 and c->>'status' = 'RUNNING' and (c->>'dueAt')::timestamptz <= $2
           order by due, whose, c->>'kind' collate "C" limit 1`,
          [referral, until],
        );
        if (!next) break;
        const place = next.whose * kinds.length + inOrder.indexOf(next.kind);
        await this.at(new Date(next.due.getTime() + place * BETWEEN_KINDS_MS));
        await this.oneFires(referral);
      }
    await this.at(until);
  }

  /** One clock of an agency runs out before its time; false where none of these kinds runs. */
  async runsOut(referralId: string, agency: string, kinds: readonly string[]): Promise<boolean> {
    const moved = await this.stored(
      `with found as (
         select c.place - 1 as place, c.clock->>'startedAt' as started from referral r, agency a,
           jsonb_array_elements(r.stored->'clocks') with ordinality c (clock, place)
         where r.referral_id = $1 and a.key = $2 and c.clock->>'agencyId' = a.id::text and c.clock->>'status' = 'RUNNING'
           and c.clock->>'kind' = any ($3) order by place limit 1)
       update referral set stored = jsonb_set(stored, array['clocks', place::text, 'dueAt'], to_jsonb(started))
       from found where referral_id = $1 returning 1`,
      [referralId, agency, kinds],
    );
    await this.whilePasses();
    return moved.length > 0 && (await this.oneFires(referralId));
  }

  /** The earliest of a referral's clocks that have run out; the worker itself would fire all of them at this one moment. */
  private async oneFires(referralId: string): Promise<boolean> {
    const { database } = this.application;
    const calendars = new AgencyCalendars(database, new DomainClock(database));
    const firing = new ClockFiring(database, calendars) as unknown as {
      fireOne(client: unknown, referralId: string, calendar: unknown): Promise<boolean>;
    };
    const calendar = await calendars.now();
    return database.workerTransaction((client) => firing.fireOne(client, referralId, calendar));
  }

  async close(): Promise<void> {
    await this.application.close();
    await this.superuser.end();
  }
  async ended(): Promise<void> {
    await this.close();
    await this.store.drop();
  }

  private async fetched(headers: Record<string, string>, body: string): Promise<Heard> {
    const answer = await post(`${this.application.address}/graphql`, headers, body);
    return { status: answer.status, raw: answer.raw, told: telling((name) => answer.headers.get(name)) };
  }
  private async injected(headers: Record<string, string>, payload: string): Promise<Heard> {
    const server = this.application.nest.getHttpAdapter().getInstance() as {
      inject(
        asked: object,
      ): Promise<{ statusCode: number; payload: string; headers: Record<string, string | number | undefined> }>;
    };
    const answer = await server.inject({ method: 'POST', url: '/graphql', headers, payload });
    const header = (name: string): string | null =>
      answer.headers[name] === undefined ? null : String(answer.headers[name]);
    return { status: answer.statusCode, raw: answer.payload, told: telling(header) };
  }
}
export interface Told {
  asked: string;
  told: string;
}
interface Heard {
  status: number;
  raw: string;
  told: Record<string, string>;
}
/** Every header that could differ with what is answered; a date and the state of the connection cannot. */
const telling = (header: (name: string) => string | null): Record<string, string> =>
  Object.fromEntries(
    ['content-length', 'content-type', 'etag', 'cache-control', 'retry-after', 'www-authenticate'].flatMap((name) => {
      const value = header(name);
      return value === null ? [] : [[name, value]];
    }),
  );
