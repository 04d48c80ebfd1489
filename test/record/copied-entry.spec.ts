import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { ENTRY_FIELDS, entryText } from '../../libs/record/entry-text.js';
import { CopiedEntry } from '../../src/record/copied-entry.js';
import { COPY_HEADER, CopiedBytes } from '../../src/record/copy-out.js';
import { HASHED_COLUMNS } from '../../src/record/record-rows.js';
import { SealedWindow } from '../../src/record/sealed-window.js';
import { SealedRecord } from './sealed-record.js';

/** The verifier reads entries twice as a rule has it: quickly as bytes, thoroughly as values. Both must give one text. */
describe('An entry read as the bytes that PostgreSQL sends', () => {
  let record: SealedRecord;
  beforeAll(async () => {
    record = await SealedRecord.open();
  });
  afterAll(() => record.close());

  const TEXTS = [
    'Somebody Demo',
    '',
    'Zoë “Demo” 🙂 \u2028\u007f',
    'a "word"',
    'a \\ alone',
    'a\ttab',
    'a "word" \\ and a\ttab\nline \u0001\u001f',
    'x'.repeat(9000),
    '\u0001'.repeat(3000),
  ];
  const LISTS = ['{}', '{a}', '{a,NULL,"b \\" c\\\\","",é}', `{${'long,'.repeat(400)}end}`];
  const UUIDS = [
    '{}',
    '{00000000-0000-7000-8000-0000000000ff,NULL}',
    `{${Array(26).fill('ffffffff-1234-4567-89ab-cdef01234567').join()}}`,
  ];
  const DETAILS = [
    '{}',
    'null',
    '[]',
    '{"n": 9007199254740993, "m": -1.50}',
    '{"b": "a \\"7\\" é", "aa": {"d": [true, null], "c": "x"}}',
  ];
  const TIMES = [
    '2026-11-28 16:33:04.123456Z',
    '2026-02-28 23:59:59.999999Z',
    '1970-01-01 00:00:00Z',
    '1999-12-31 23:59:59.000001Z',
    '1800-01-01Z',
    '2199-12-31 12:00:00.5Z',
  ];

  async function insert(client: pg.Client, values: Record<string, string | null>): Promise<void> {
    const all = {
      referral_id: '00000000-0000-7000-8000-000000000001',
      at: TIMES[0] ?? null,
      operation: 'CONSULTATION',
      actor_id: 'abcdef01-2345-7789-8abc-def012345678',
      actor_kind: 'PERSON',
      purpose: 'safeguarding',
      action: 'worklist',
      ...values,
    };
    const names = Object.keys(all);
    await client.query(
      `insert into record_entry (id, ${names.join()}) values (gen_random_uuid(), ${names.map((_, n) => `$${n + 1}`).join()})`,
      Object.values(all),
    );
  }

  /** Every entry that is there, in both ways; of one that the quick way does not know, null. */
  async function bothWays(client: pg.Client): Promise<{ quick: string | null; thorough: string }[]> {
    const { rows } = await client.query<Record<string, unknown>>(
      `select ${HASHED_COLUMNS} from record_entry e order by e.id`,
    );
    const copied = new CopiedBytes();
    const entry = new CopiedEntry();
    const found: { quick: string | null; thorough: string }[] = [];
    for (const row of rows) {
      const columns = ENTRY_FIELDS.map((name) => `e.${name}`).join();
      await copied.read(
        client as unknown as pg.PoolClient,
        `select ${columns} from record_entry e where id = '${String(row.id)}'`,
      );
      const end = entry.read(copied.bytes, COPY_HEADER + 2);
      if (end !== -1) expect(end).toBe(copied.length - 2);
      found.push({
        quick: end === -1 ? null : entry.leaf.subarray(1).toString('utf8'),
        thorough: entryText(row).toString('utf8'),
      });
    }
    return found;
  }
  const undone = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    record.store.asSuperuser(async (client) => {
      await client.query('begin');
      try {
        return await work(client);
      } finally {
        await client.query('rollback');
      }
    });

  it('has the same text as one that is read by its values, of every kind that the server writes', async () => {
    const found = await undone(async (client) => {
      for (const text of TEXTS) await insert(client, { actor_name: text, action: text, on_behalf_of: text });
      for (const list of LISTS) await insert(client, { sections: list });
      for (const list of UUIDS) await insert(client, { person_ids: list, referral_ids: list, recipients: list });
      for (const detail of DETAILS) await insert(client, { detail });
      for (const at of TIMES) await insert(client, { at });
      await insert(client, { actor_name: null, agency_id: null, on_behalf_of: null });
      await insert(client, { agency_id: '0a1b2c3d-4e5f-7081-92a3-b4c5d6e7f809' });
      return bothWays(client);
    });
    expect(found).toHaveLength(TEXTS.length + LISTS.length + UUIDS.length + DETAILS.length + TIMES.length + 2);
    for (const { quick, thorough } of found) expect(quick).toBe(thorough);
  });

  it('is left to the thorough way where the server would not write it so', async () => {
    const found = await undone(async (client) => {
      for (const at of ['infinity', '-infinity', '0044-03-15 BC', '1799-12-31Z', '2200-01-01Z', '12026-01-01Z'])
        await insert(client, { at });
      await insert(client, { sections: '[2:3]={a,b}' });
      await insert(client, { sections: '{{a,b},{c,d}}' });
      return bothWays(client);
    });
    expect(found).toHaveLength(8);
    for (const { quick } of found) expect(quick).toBeNull();
  });

  it('is how a record is read that nobody touched', async () => {
    await record.sealed(9);
    await record.write(1);
    const { database } = record;
    const fits = await database.workerTransaction(async (client) => {
      const window = new SealedWindow();
      await window.read(client, 0, 5, undefined);
      const first = window.fits(() => true);
      await window.read(client, 5, 9, window.lastPlace);
      return [first, window.fits(() => true)];
    });
    expect(fits).toEqual([true, true]);
  });
});
