import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { demoId } from '../../src/agencies/demo-people.js';
import { testDatabase, type TestDatabase } from '../harness/database.js';
import { Handrail } from '../harness/http.js';
import { submitted } from '../harness/incidents.js';

describe('the roles of the database', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase('empty');
    client = new pg.Client({ connectionString: database.databaseUrl, options: '-c search_path=handrail' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('lets the role that serves own nothing, and read nothing by itself', async () => {
    const { rows } = await client.query<{ super: boolean; owned: string }>(
      `select rolsuper or rolbypassrls or rolcreaterole as super, (select count(*) from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = current_user`,
    );
    expect(rows).toEqual([{ super: false, owned: '0' }]);
    await expect(client.query('select * from handrail.referral')).rejects.toThrow('permission denied');
  });

  it('lets it become the reading role and the worker, and neither the owner nor the door', async () => {
    for (const role of ['handrail_app', 'handrail_worker']) await client.query(`set role ${role}`);
    await client.query('reset role');
    for (const role of ['handrail_owner', 'handrail_door']) {
      await expect(client.query(`set role ${role}`)).rejects.toThrow('permission denied');
    }
  });

  it("writes no value that was sent into the database's log", async () => {
    await client.query('reset role');
    await expect(client.query("select 'Priscilla'::uuid")).rejects.toThrow('Priscilla');
    const folder = await database.asSuperuser(
      async (superuser) =>
        (await superuser.query<{ folder: string }>(`select current_setting('data_directory') as folder`)).rows[0]
          ?.folder,
    );
    const log = readFileSync(join(folder ?? '', '..', 'postgres.log'), 'utf8');
    expect(log).toContain('database system is ready');
    expect(log).not.toContain('Priscilla');
  });

  it('gives the reading role no job of the queue to see', async () => {
    await client.query('set role handrail_app');
    await expect(client.query('select * from graphile_worker.jobs')).rejects.toThrow('permission denied');
  });
});

/** Who reaches the database as the server, by a hole in a statement say, and calls the door themselves. */
describe("the door's functions", () => {
  let handrail: Handrail;
  let client: pg.Client;
  let referralId: string;
  let partyId: string;
  const person = { id: demoId('dsl@northgate.example'), name: 'Dana Demo' };
  const northgate = demoId('northgate');
  const elsewhere = { id: demoId('dsl@riverside.example'), agency: demoId('riverside') };

  beforeAll(async () => {
    handrail = await Handrail.start();
    const dsl = await handrail.as('dsl@northgate.example');
    referralId = await submitted(dsl);
    partyId = (await dsl.see(referralId)).parties[0]?.id ?? '';
    client = new pg.Client({ connectionString: handrail.store.databaseUrl, options: '-c search_path=handrail' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await handrail.stop();
  });

  /** In a transaction that names them, or nobody, and is undone whatever comes of it. */
  async function calling<T extends pg.QueryResultRow>(
    caller: { id: string; agency: string } | null,
    statement: string,
    values: unknown[],
    role = 'handrail_app',
  ): Promise<T[]> {
    await client.query(`begin; set local role ${role}`);
    try {
      if (caller)
        await client.query(
          `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true), set_config('handrail.actor_kind', 'PERSON', true),
             set_config('handrail.actor_name', $3, true)`,
          [caller.id, caller.agency, person.name],
        );
      return (await client.query<T>(statement, values)).rows;
    } finally {
      await client.query('rollback');
    }
  }
  const lead = { id: person.id, agency: northgate };

  const recorded = (change: object = {}) => ({
    referral_id: referralId,
    id: '01a211ee-0000-7000-8000-00000000beef',
    at: new Date().toISOString(),
    operation: 'ALTERATION',
    actor_id: person.id,
    actor_kind: 'PERSON',
    actor_name: person.name,
    agency_id: northgate,
    purpose: 'safeguarding',
    action: 'addNote',
    person_ids: [],
    referral_ids: [],
    sections: [],
    recipients: [],
    detail: {},
    ...change,
  });
  const by = { personId: person.id, agencyId: northgate };
  /** A child opened to an agency that has no part in it. */
  const changed = (change: object = {}) => ({
    referralId,
    event: [{ referral_id: referralId, seq: 99, at: new Date().toISOString(), type: 'addNote', body: { by } }],
    record_entry: [recorded()],
    audiences: { party: [{ id: partyId, visible_to: [northgate, elsewhere.agency] }] },
    ...change,
  });
  const stored = (change: object, caller: { id: string; agency: string } | null = lead): Promise<unknown[]> =>
    calling(caller, 'select door_store($1)', [JSON.stringify(changed(change))]);

  it('load a referral and its state for the caller of the transaction, and for nobody else', async () => {
    const load = 'select door_load($1, $2, $3, $4) as loaded';
    const [row] = await calling<{ loaded: { referral: object | null } }>(lead, load, [
      person.id,
      'a-key',
      northgate,
      referralId,
    ]);
    expect(row?.loaded.referral).toMatchObject({ referralId });
    expect(await calling(lead, 'select * from door_state($1, $2)', [northgate, [referralId]])).toHaveLength(1);

    for (const caller of [null, elsewhere, { ...lead, agency: elsewhere.agency }, { ...lead, id: elsewhere.id }]) {
      const asked = calling(caller, load, [person.id, 'a-key', northgate, referralId]);
      await expect(asked).rejects.toThrow('for the caller of the transaction only');
    }
    for (const caller of [null, elsewhere]) {
      const asked = calling(caller, 'select * from door_state($1, $2)', [northgate, [referralId]]);
      await expect(asked).rejects.toThrow('for the caller of the transaction only');
    }
  });

  it("hand out what stands on a referral only when the caller's agency sees it", async () => {
    for (const routine of ['door_items', 'door_rows']) {
      expect(await calling(lead, `select ${routine}($1)`, [referralId])).toHaveLength(1);
      for (const caller of [null, elsewhere])
        await expect(calling(caller, `select ${routine}($1)`, [referralId])).rejects.toThrow('sees no such referral');
    }
  });

  it("store a change in the caller's own name, on a referral that their agency sees", async () => {
    expect(await stored({})).toHaveLength(1);
    await expect(stored({}, null)).rejects.toThrow('carries the caller');
    await expect(stored({}, elsewhere)).rejects.toThrow('carries the caller');
    const theirs = {
      event: [{ ...changed().event[0], body: { by: { personId: elsewhere.id, agencyId: elsewhere.agency } } }],
      record_entry: [recorded({ actor_id: elsewhere.id, agency_id: elsewhere.agency })],
    };
    await expect(stored(theirs, elsewhere)).rejects.toThrow('sees no such referral');
  });

  it('store nothing without an event and its entry in the record', async () => {
    for (const left of [{ event: [] }, { event: undefined }, { record_entry: [] }, { record_entry: undefined }])
      await expect(stored(left)).rejects.toThrow('one event, with its entry in the record');
    const other = { ...changed().event[0], referral_id: '01a211ee-0000-7000-8000-000000000000' };
    await expect(stored({ event: [other] })).rejects.toThrow('A change is of one referral');
  });

  it("forge nobody's entry in the record, and no operation that a change is not", async () => {
    for (const forged of [
      { actor_id: demoId('supervisor@gmp.example') },
      { agency_id: demoId('gmp') },
      { actor_name: 'Somebody else' },
      { actor_kind: 'CLOCK' },
      { operation: 'ERASURE' },
      { operation: 'CONSULTATION' },
    ])
      await expect(stored({ record_entry: [recorded(), recorded(forged)] })).rejects.toThrow('carries the caller');
    const key = { actor_id: elsewhere.id, key: 'theirs', referral_id: referralId };
    await expect(stored({ idempotency_key: [key] })).rejects.toThrow('carries the caller');
  });

  it('leave clocks to the worker, which changes nothing in the name of a person', async () => {
    for (const routine of ['clock_load', 'clock_items', 'clock_rows'])
      await expect(calling(lead, `select ${routine}($1)`, [referralId])).rejects.toThrow('permission denied');
    const clock = JSON.stringify(
      changed({
        event: [{ ...changed().event[0], body: { by: null } }],
        record_entry: [recorded({ actor_kind: 'CLOCK' })],
      }),
    );
    const store = 'select clock_store($1)';
    await expect(calling(lead, store, [clock])).rejects.toThrow('permission denied');
    expect(await calling(null, store, [clock], 'handrail_worker')).toHaveLength(1);
    await expect(calling(null, store, [JSON.stringify(changed())], 'handrail_worker')).rejects.toThrow(
      "in nobody's name",
    );
    for (const routine of ['door_store', 'referral_store'])
      await expect(calling(null, `select ${routine}($1)`, [clock], 'handrail_worker')).rejects.toThrow('permission');
    for (const routine of ['referral_items', 'referral_rows'])
      await expect(calling(lead, `select ${routine}($1)`, [referralId])).rejects.toThrow('permission denied');
  });
});
