import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { Person } from '../harness/http.js';
import { reviewed, submitted } from '../harness/incidents.js';
import type { BenchServer } from './bench-server.js';
import { tokenFor } from './callers.js';

/** With the demonstration's seven agencies, fifty. */
const SCHOOLS_MORE = 43;

export interface Seeded {
  /** Safeguarding leads of the schools that hold the referrals. */
  actors: Actor[];
  /** Referrals of each actor's school, by the actor's place, all at `version`. */
  referralsOf: string[][];
  version: number;
}
type AsSuperuser = <T>(work: (client: pg.Client) => Promise<T>) => Promise<T>;

/**
 * Two referrals are made over HTTP, then copied row by row under other ids, for other schools and with other deadlines, until there
 * are as many as asked. Every table that an answer or an action touches holds what it would hold.
 */
export async function seeded(server: BenchServer, asSuperuser: AsSuperuser, referrals: number): Promise<Seeded> {
  const actors = await asSuperuser(addSchools);
  const email = 'dsl@northgate.example';
  const dsl = new Person(server.address, email, await tokenFor(email, server));
  const [reported, looked] = [await submitted(dsl), await reviewed(dsl)];
  await asSuperuser(async (client) => {
    for (const template of [reported, looked]) await copied(client, template, Math.floor(referrals / 2));
    await client.query('vacuum (analyze, freeze)');
    await client.query('checkpoint');
  });
  const { version } = await dsl.see(looked);
  const { rows } = await asSuperuser((client) =>
    client.query<{ agency_id: string; ids: string[] }>(
      `select agency_id, (array_agg(referral_id))[1:4000] as ids from participation where version = $1 group by agency_id`,
      [version],
    ),
  );
  const referralsOf = actors.map(({ agency }) => rows.find((row) => row.agency_id === agency.id)?.ids ?? []);
  return { actors, referralsOf, version };
}

/** Schools with a safeguarding lead each, beside the demonstration's agencies. */
async function addSchools(client: pg.Client): Promise<Actor[]> {
  const actors: Actor[] = [];
  for (let n = 1; n <= SCHOOLS_MORE; n += 1) {
    const key = `school-${String(n).padStart(2, '0')}`;
    const [agency, person] = [randomUUID(), randomUUID()];
    const email = `dsl@${key}.example`;
    await client.query(`insert into agency (id, key, name, kind) values ($1, $2, $2, 'SCHOOL')`, [agency, key]);
    await client.query(`insert into person (id, email, name, agency_id) values ($1, $2, 'Demo Lead', $3)`, [
      person,
      email,
      agency,
    ]);
    await client.query(`insert into person_role values ($1, 'SAFEGUARDING_LEAD')`, [person]);
    await client.query(
      `insert into training (person_id, kind, completed_on, expires_on) values ($1, 'safeguarding', current_date - 90, current_date + 640)`,
      [person],
    );
    actors.push({
      id: person,
      kind: 'PERSON',
      name: 'Demo Lead',
      email,
      agency: { id: agency, key, name: key, kind: 'SCHOOL' },
      roles: ['SAFEGUARDING_LEAD'],
      services: [],
    });
  }
  return actors;
}

type Row = Record<string, unknown>;

/** Columns of every table that holds something of a referral, with their types. */
async function tablesOfAReferral(client: pg.Client): Promise<Map<string, { name: string; type: string }[]>> {
  const { rows } = await client.query<{ table: string; columns: { name: string; type: string }[] }>(
    `select c.relname as table, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'handrail'::regnamespace and c.relkind = 'r' and c.relname not like 'record%' and c.relname <> 'idempotency_key'
     group by c.oid having bool_or(a.attname = 'referral_id')`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Every row of one referral again for so many others: what names the referral, its school or its time is that of the copy. */
async function copied(client: pg.Client, template: string, times: number): Promise<void> {
  await client.query('set session_replication_role = replica');
  await client.query(`create temporary table copy as
    select uuidv7() as referral_id, a.id as school, (random() * 10 * 86400)::int * interval '1 second' as later,
      lpad(upper(to_hex(n)), 8, '0') as reference
    from generate_series(1, ${times}) n
    join (select id, row_number() over (order by id) - 1 as place, count(*) over () as schools from agency where key like 'school-%') a
      on a.place = n % a.schools`);
  const { rows: known } = await client.query<{ id: string }>(`select id from agency where key = 'northgate'`);
  const northgate = known[0]?.id ?? '';
  for (const [table, columns] of await tablesOfAReferral(client)) {
    const texts = columns.map(({ name }) => `${name}::text`).join(', ');
    const { rows } = await client.query<Row>(`select ${texts} from ${table} where referral_id = $1`, [template]);
    for (const row of rows) {
      const values = columns.map(({ name, type }) => ofTheCopy(name, type, row[name] as string | null));
      await client.query(`insert into ${table} select ${values.join(', ')} from copy c`);
    }
  }
  await client.query('drop table copy');
  await client.query('reset session_replication_role');

  function ofTheCopy(column: string, type: string, text: string | null): string {
    if (column === 'reference') return 'c.reference';
    if (text === null) return 'null';
    const literal = `'${text.replaceAll("'", "''")}'`;
    if (['next_deadline_at', 'next_due_at', 'due_at'].includes(column)) return `${literal}::timestamptz + c.later`;
    if (column === 'stored') return withLaterClocks(inNames(literal, text), text);
    return `${inNames(literal, text)}::${type}`;
  }

  function inNames(literal: string, text: string): string {
    const names = [
      [template, 'c.referral_id'],
      [northgate, 'c.school'],
    ].filter(([id]) => text.includes(id ?? ''));
    return names.reduce((value, [id, its]) => `replace(${value}, '${id ?? ''}', ${its ?? ''}::text)`, literal);
  }

  /** The pathway's own clocks run out when the copy's rows say; otherwise an action on it would set the queue's alarm anew. */
  function withLaterClocks(value: string, text: string): string {
    const { clocks } = JSON.parse(text) as { clocks: { dueAt: string }[] };
    const later = [...new Set(clocks.map(({ dueAt }) => dueAt))].reduce(
      (so, dueAt) =>
        `replace(${so}, '"${dueAt}"', to_json(to_char(('${dueAt}'::timestamptz + c.later) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text)`,
      value,
    );
    return `(${later})::jsonb`;
  }
}
