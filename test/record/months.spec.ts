import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordMonths } from '../../src/record/record-months.js';
import { SealedRecord, writeEntries } from './sealed-record.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

describe('The months of the record', () => {
  let record: SealedRecord;
  beforeAll(async () => {
    record = await SealedRecord.open();
  });
  afterAll(() => record.close());

  const asWorker = <T extends object>(sql: string): Promise<T[]> =>
    record.database.workerTransaction(async (client) => (await client.query<T>(sql)).rows);
  const madeUntil = async (when: string): Promise<number> =>
    (await asWorker<{ made: number }>(`select record_months_until('${when}') as made`))[0]?.made ?? 0;
  const partitionOf = (at: string): Promise<string | undefined> =>
    record.store.asSuperuser(async (client) => {
      await client.query('begin');
      await writeEntries(client, 1, `'${at}'`);
      const { rows } = await client.query<{ kept_in: string }>(
        `select tableoid::regclass::text as kept_in from record_entry where at = '${at}'`,
      );
      await client.query('rollback');
      return rows[0]?.kept_in;
    });

  it('are made up to any date, each once and without a gap', async () => {
    expect(await partitionOf('2034-06-15T12:00Z')).toBe('record_entry_rest');
    const made = await madeUntil('2034-06-15');
    expect(made).toBeGreaterThan(12);
    expect(await madeUntil('2034-06-30T23:59:59Z')).toBe(0);
    for (const [at, month] of [
      ['2034-06-30T23:59:59.999999Z', '2034_06'],
      ['2034-06-01T00:00Z', '2034_06'],
      ['2034-05-31T23:59:59.999999Z', '2034_05'],
      ['2030-02-28T23:30Z', '2030_02'],
      ['2028-03-31T23:30Z', '2028_03'],
    ] as const)
      expect(await partitionOf(at)).toBe(`record_entry_${month}`);
    expect(await partitionOf('2034-07-01T00:00Z')).toBe('record_entry_rest');
    const unwalled = await record.store.asSuperuser((client) =>
      client.query(
        `select relname from pg_class where relname like 'record\\_entry%' and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,
      ),
    );
    expect(unwalled.rows).toEqual([]);
  });

  it('are made while somebody writes, who does not wait', async () => {
    await record.store.asSuperuser(async (making) => {
      await making.query(`begin; select record_months_until('2035-02-01')`);
      await record.store.asSuperuser(async (writing) => {
        await writing.query(`set statement_timeout = '2s'`);
        await writeEntries(writing, 1);
      });
      await making.query('rollback');
    });
  });

  it('leave an entry that came before its month where it is, and are made around it', async () => {
    await record.write(1, `'2036-03-15T12:00Z'`);
    await madeUntil('2036-05-01');
    expect(await partitionOf('2036-02-10T12:00Z')).toBe('record_entry_2036_02');
    expect(await partitionOf('2036-03-16T12:00Z')).toBe('record_entry_rest');
    expect(await partitionOf('2036-04-10T12:00Z')).toBe('record_entry_2036_04');
    await record.sealing().sealAll();
    expect(await record.verdict()).toMatchObject({ sound: true, unsealed: 0 });
  });

  it('are append-only, each by itself, to who owns them as well', async () => {
    await record.write(1, `'2034-06-15T12:00Z'`);
    for (const forged of [
      'truncate record_entry_2034_06',
      'delete from record_entry_2034_06',
      `update record_entry_2034_06 set action = 'x'`,
      'truncate record_entry_rest',
      `truncate record_entry_${new Date().toISOString().slice(0, 7).replace('-', '_')}`,
    ])
      await expect(record.store.asSuperuser((client) => client.query(forged))).rejects.toThrow('append-only');
  });

  it('are kept a year ahead by the worker, also of a clock that was moved', async () => {
    const months = new RecordMonths(record.configuration, record.database);
    await asWorker(`select clock_set(${20 * YEAR_MS})`);
    expect(await months.makeAhead()).toBeGreaterThan(100);
    const ahead = new Date(Date.now() + 20.9 * YEAR_MS).toISOString();
    expect(await partitionOf(ahead)).toBe(`record_entry_${ahead.slice(0, 7).replace('-', '_')}`);
    expect(await months.makeAhead()).toBe(0);
  });

  it('are made for nobody who only reads', async () => {
    const asked = record.store.asSuperuser(async (client) => {
      await client.query('set role handrail_app');
      await client.query(`select record_months_until('2040-01-01')`);
    });
    await expect(asked).rejects.toThrow('permission denied');
  });
});
