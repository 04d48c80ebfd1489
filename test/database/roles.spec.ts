import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../harness/database.js';

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
