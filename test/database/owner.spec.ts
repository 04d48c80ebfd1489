import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowRules } from '../../libs/access/row-rules.js';
import { keptByTheDoor } from '../../libs/access/row-security.js';
import { asSuperuser, prepareManagedDatabase } from '../../src/database/cluster.js';
import { openEmbeddedDatabase } from '../../src/database/embedded-database.js';
import { migrate, ownerDataSource, refuseTooOld } from '../../src/database/migrate.js';
import { everyCaller } from '../access/actors.js';
import { shutTo } from '../access/sight.js';
import { storePeople } from '../access/stored-people.js';
import { storeBars, storeWorlds } from '../access/stored-worlds.js';
import { everyWorld } from '../access/worlds.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';
import { writeEntries } from '../record/sealed-record.js';

const WALLED = [...rowRules.keys(), ...keptByTheDoor, 'record_entry'];
const COUNTED = WALLED.map((table) => `select '${table}' as table, count(*)::int as rows from handrail.${table}`).join(
  ' union all ',
);
const HAS_THE_DOORS_RIGHTS = `select pg_has_role('handrail_owner', 'handrail_door', 'usage') as has, pg_has_role('handrail_owner', 'handrail_door', 'set') as becomes`;

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the role that owns the tables', () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await testDatabase('empty');
    await store.asSuperuser(async (client) => {
      await storePeople(client);
      const worlds = everyWorld().slice(0, 24);
      await storeWorlds(client, worlds);
      const [caller] = everyCaller;
      if (caller) await storeBars(client, shutTo(caller, worlds));
      await client.query(
        `insert into event (referral_id, seq, at, type, body) select referral_id, 1, created_at, 'submitReferral', '{}' from referral`,
      );
      await client.query(`insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
        select reported_by, referral_id, '', referral_id, referral_id, created_at, 'submitReferral', 'SUMMARY' from referral`);
      await writeEntries(client, 3);
    });
  }, 120_000);
  afterAll(() => store.drop());

  const rights = async (): Promise<unknown> =>
    store.asSuperuser(async (client) => (await client.query<object>(HAS_THE_DOORS_RIGHTS)).rows[0]);

  it('has nothing to do with a PostgreSQL that is too old, and says so', () => {
    expect(() => refuseTooOld(150_014)).toThrow('PostgreSQL 16 or later is needed. Nothing was changed.');
    refuseTooOld(160_000);
  });

  it('reads by itself no row of a referral, nor of the record', async () => {
    const there = await store.asSuperuser(
      async (client) => (await client.query<{ table: string; rows: number }>(COUNTED)).rows,
    );
    expect(there.filter(({ rows }) => rows === 0)).toEqual([]);

    const { rows } = await asOwner(store.ownerUrl, (client) => client.query(COUNTED));
    expect(rows).toEqual(WALLED.map((table) => ({ table, rows: 0 })));
  });

  it('neither has the rights of the door nor becomes it', async () => {
    expect(await rights()).toEqual({ has: false, becomes: false });
    await asOwner(store.ownerUrl, async (client) => {
      await expect(client.query('set role handrail_door')).rejects.toThrow('permission denied');
      await expect(client.query(`select handrail.referral_items(gen_random_uuid())`)).rejects.toThrow(
        'permission denied',
      );
    });
  });

  it('has them while a migration runs, unseen by every other session, and not after one that failed', async () => {
    const seen: unknown[] = [];
    const own = async (db: QueryRunner): Promise<void> => {
      const [there] = (await db.query('select exists (select from participation) as reads')) as object[];
      const [has] = (await db.query(HAS_THE_DOORS_RIGHTS)) as object[];
      seen.push(has, there, await rights());
    };
    const migration = (name: string, up: (db: QueryRunner) => Promise<void>): new () => MigrationInterface =>
      class {
        readonly name = name;
        up = up;
        down = (): Promise<void> => Promise.reject(new Error('Forward only'));
      };
    const owner = await ownerDataSource(store.ownerUrl, [
      migration('Looks1764999000001', own),
      migration('Fails1764999000002', async (db) => {
        await own(db);
        await db.query('select 1 / 0');
      }),
    ]);
    try {
      await expect(owner.runMigrations()).rejects.toThrow('division by zero');
    } finally {
      await owner.destroy();
    }
    const once = [{ has: true, becomes: true }, { reads: true }, { has: false, becomes: false }];
    expect(seen).toEqual([...once, ...once]);
    expect(await rights()).toEqual({ has: false, becomes: false });
  });
});

/** As releases before this one left it: the owner reads whatever the door reads. */
const AS_BEFORE = `revoke handrail_door from handrail_owner; grant handrail_door to handrail_owner with inherit true, set true`;

describe('an owner who has the rights of the door by a release before', () => {
  const directory = mkdtempSync(join(tmpdir(), 'handrail-owner-'));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('loses them in the embedded database at the next start, which two may migrate at once; another cluster is refused until they are taken away', async () => {
    const before = await openEmbeddedDatabase(directory, 'command', { fsync: 'off' });
    const files = realpathSync(join(directory, 'postgres'));
    try {
      await asSuperuser(before.port, before.passwords, 'handrail', (client) => client.query(AS_BEFORE));
      await expect(prepareManagedDatabase(before.ownerUrl)).rejects.toThrow(
        'grant handrail_door to handrail_owner with admin true, inherit false, set false',
      );
    } finally {
      await before.close();
    }
    const now = await openEmbeddedDatabase(directory, 'command', { fsync: 'off' });
    try {
      const { rows } = await asOwner(now.ownerUrl, (client) => client.query(HAS_THE_DOORS_RIGHTS));
      expect(rows).toEqual([{ has: false, becomes: false }]);
      await expect(prepareManagedDatabase(now.ownerUrl)).resolves.toBeUndefined();
      const owners = await Promise.all([1, 2].map(() => ownerDataSource(now.ownerUrl)));
      // Two operators, or two hosts that are brought up together: one does it, and the other finds it done.
      const applied = await Promise.all(owners.map((owner) => migrate(owner, now.ownerUrl)));
      expect(applied.map((names) => names.length > 20).sort()).toEqual([false, true]);
      expect(applied.find((names) => names.length <= 20)).toEqual([]);
      await Promise.all(owners.map((owner) => owner.destroy()));
    } finally {
      await now.close();
      rmSync(files, { recursive: true, force: true });
    }
  }, 60_000);
});
