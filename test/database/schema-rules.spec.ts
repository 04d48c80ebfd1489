import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../harness/database.js';

/** Small tables of reference, the same everywhere; and families that are keyed by somebody or something else, each with its reason. */
const REFERENCE = [
  'agency',
  'person',
  'person_role',
  'training',
  'staff_change',
  'machine_client',
  'service',
  'person_service',
  'demo_mark',
  'domain_clock',
  'calendar_entry',
  'migration',
];
const OTHER_FAMILIES: Record<string, string> = {
  idempotency_key: 'keyed by its caller: a key is recognised whichever referral it names (decision 14)',
  request_rate: 'keyed by its caller, for a minute: a count, nothing of a referral',
  training_notice: 'keyed by whose training it is: nothing of a referral',
  record_leaf: 'the order of the log itself: one tree over every referral (decision 7)',
  record_checkpoint: 'heads of that tree (decision 7)',
  record_cosignature: 'those heads as witnesses cosigned them (decision 25)',
};

/** The schema can be spread over several databases later, as long as these rules hold. */
describe('Every table of a referral', () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await testDatabase('empty');
  });
  afterAll(() => store.drop());

  const ask = <T extends object>(sql: string): Promise<T[]> =>
    store.asSuperuser(async (client) => (await client.query<T>(sql)).rows);
  const exempt = [...REFERENCE, ...Object.keys(OTHER_FAMILIES)];

  it('has the referral first in its primary key', async () => {
    const rows = await ask<{ table: string; first: string | null }>(`
      select c.relname as table, (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as first
      from pg_class c where c.relnamespace = 'handrail'::regnamespace and c.relkind in ('r', 'p') order by 1`);
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter(({ table, first }) => !exempt.includes(table) && first !== 'referral_id')).toEqual([]);
  });

  it('has no unique key without the referral in it', async () => {
    const rows = await ask<{ table: string; index: string }>(`
      select c.relname as table, x.relname as index from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
      where c.relnamespace = 'handrail'::regnamespace and i.indisunique
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'referral_id' and a.attnum = any (i.indkey::int2[]))`);
    expect(rows.filter(({ table }) => !exempt.includes(table))).toEqual([]);
  });

  it('refers only within one referral, or to a table of reference', async () => {
    const rows = await ask<{ table: string; to: string; within: boolean }>(`
      select c.conrelid::regclass::text as table, t.relname as to,
        (select a.attname = 'referral_id' from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) as within
      from pg_constraint c join pg_class t on t.oid = c.confrelid where c.contype = 'f' and c.connamespace = 'handrail'::regnamespace`);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ to, within }) => !within && !REFERENCE.includes(to))).toEqual([]);
  });

  it('has no sequence, no exclusion, nothing deferred, and no trigger that writes another table', async () => {
    expect(
      await ask(
        `select relname from pg_class where relnamespace = 'handrail'::regnamespace and relkind = 'S' and relname <> 'migration_id_seq'`,
      ),
    ).toEqual([]);
    expect(
      await ask(
        `select conname from pg_constraint where connamespace = 'handrail'::regnamespace and (contype = 'x' or condeferrable)`,
      ),
    ).toEqual([]);
    const triggers = await ask<{ does: string }>(`
      select distinct p.proname as does from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
      where c.relnamespace = 'handrail'::regnamespace and not t.tgisinternal`);
    expect(triggers.map(({ does }) => does)).toEqual(['record_is_append_only']);
  });

  it('has row security wherever the application may read', async () => {
    const open = await ask<{ table: string }>(`
      select c.relname as table from pg_class c where c.relnamespace = 'handrail'::regnamespace and c.relkind in ('r', 'p')
        and has_table_privilege('handrail_app', c.oid, 'select') and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(open.map(({ table }) => table).filter((table) => !REFERENCE.includes(table))).toEqual([]);
  });

  it('has row security that holds for its owner too', async () => {
    const open = await ask<{ table: string }>(`
      select c.relname as table from pg_class c where c.relnamespace = 'handrail'::regnamespace and c.relkind in ('r', 'p')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'referral_id' and not a.attisdropped)
        and not (c.relrowsecurity and c.relforcerowsecurity)`);
    // Positions, ids and hashes: the order of the log itself.
    expect(open.map(({ table }) => table)).toEqual(['record_leaf']);
  });
});
