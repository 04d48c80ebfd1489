import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointOf, headOf } from '../../libs/record/checkpoint.js';
import { auditVerify } from '../../src/record/audit-command.js';
import { keptHead } from '../../src/record/kept-head.js';
import { type VerifiedHead, verifyRecord } from '../../src/record/record-verification.js';
import { sealingKey } from '../../src/record/sealing-key.js';
import { SealedRecord } from './sealed-record.js';

describe('Verifying the record from where an earlier verification ended', () => {
  let record: SealedRecord;
  let file: string;
  beforeEach(async () => {
    record = await SealedRecord.open();
    file = join(record.configuration.dataDir, 'verified.json');
    for (const entries of [6, 4, 9]) await record.sealed(entries);
  });
  afterEach(() => record.close());

  const audited = async (head?: string): Promise<[boolean, string]> => {
    const printed: string[] = [];
    const place = { configuration: record.configuration, database: record.database };
    const whole = await auditVerify(place, (line) => printed.push(line), { from: file, ...(head && { head }) });
    return [whole, printed.join('\n')];
  };
  const asOwner = (sql: string): Promise<unknown> =>
    record.store.asSuperuser((client) => client.query(`set session_replication_role = replica; ${sql}`));

  it('begins at the beginning where there is no such file, and afterwards reads only what is new', async () => {
    expect(await audited()).toEqual([true, expect.not.stringContaining('not read again')]);
    await record.sealed(5);
    expect(await audited()).toEqual([true, expect.stringMatching(/whole: 24 entries[^]*from position 19 on/)]);
    expect(await audited()).toEqual([true, expect.stringContaining('from position 24 on')]);
  });

  it('names the first bad entry behind it, and does not move on past it', async () => {
    await audited();
    const kept = readFileSync(file, 'utf8');
    await record.sealed(5);
    await record.sealed(5);
    await asOwner(
      `update record_entry set action = 'x' where id = (select entry_id from record_leaf where position = 21)`,
    );
    expect(await audited()).toEqual([
      false,
      expect.stringContaining('changed after it was sealed (first bad: position 21'),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it('finds that the record does not go on from what was verified', async () => {
    await audited();
    await asOwner(`delete from record_entry where id in (select entry_id from record_leaf where position >= 10);
      delete from record_leaf where position >= 10; delete from record_checkpoint where size > 10`);
    expect(await audited()).toEqual([false, expect.stringContaining('cut off (first bad: position 10)')]);
    await record.sealed(20);
    expect(await audited()).toEqual([false, expect.stringContaining('position 19')]);
  });

  it('finds an entry that was put in among those that were sealed since', async () => {
    await audited();
    await record.sealed(5);
    await asOwner(`insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, purpose, action, tx)
      select referral_id, gen_random_uuid(), at, operation, actor_id, actor_kind, purpose, action, tx
      from record_entry where id = (select entry_id from record_leaf where position = 21)`);
    expect(await audited()).toEqual([false, expect.stringContaining('inserted')]);
  });

  it('counts nothing as verified behind an entry that has no leaf, however early it is interrupted', async () => {
    await asOwner(`insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, purpose, action, tx)
      select referral_id, gen_random_uuid(), at, operation, actor_id, actor_kind, purpose, action, tx
      from record_entry where id = (select entry_id from record_leaf where position = 7)`);
    const reached: number[] = [];
    const verdict = await record.database.workerTransaction((client) =>
      verifyRecord(client, record.key, { window: 3, onVerified: ({ tree }) => void reached.push(tree.size) }),
    );
    expect(verdict.sound).toBe(false);
    expect(Math.max(...reached)).toBeLessThanOrEqual(6);
  });

  it('goes on from every head that it counted as verified to the same verdict, whatever it reads at a time', async () => {
    const verdict = await record.verdict();
    for (const window of [1, 4, 7, 100]) {
      const reached: VerifiedHead[] = [];
      const whole = await record.database.workerTransaction((client) =>
        verifyRecord(client, record.key, { window, onVerified: (head) => void reached.push(head) }),
      );
      expect(whole).toEqual(verdict);
      expect(reached.at(-1)?.tree.size).toBe(19);
      for (const from of reached) {
        const resumed = await record.database.workerTransaction((client) =>
          verifyRecord(client, record.key, { window, from }),
        );
        expect(resumed).toMatchObject({ sound: true, entries: 19, unsealed: 0 });
      }
    }
  });

  it('goes on from no file that it did not write, nor from one of another key or tree', async () => {
    await audited();
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { head: string; subtrees: string[] };
    const head = headOf(kept.head, record.key);
    const signer = sealingKey(record.configuration);
    if (!head || !signer) throw new Error('Nothing was kept');
    const other = generateKeyPairSync('ed25519').privateKey;
    const wrong = [
      'no JSON',
      'null',
      '{}',
      JSON.stringify({ ...kept, head: checkpointOf(head, other) }),
      JSON.stringify({ ...kept, head: checkpointOf({ ...head, size: 18 }, signer) }),
      JSON.stringify({ ...kept, subtrees: kept.subtrees.slice(1) }),
      JSON.stringify({ ...kept, subtrees: [...kept.subtrees].reverse() }),
      JSON.stringify({ ...kept, subtrees: kept.subtrees.map(() => 7) }),
    ];
    for (const text of wrong) {
      writeFileSync(file, text);
      await expect(audited()).rejects.toThrow('--from is not one that');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it('refuses an older head beside it, for which it would have to read what it does not', async () => {
    const older = join(record.configuration.dataDir, 'older.note');
    writeFileSync(older, keptHead(record.configuration.dataDir) ?? '');
    await record.sealed(2);
    await audited();
    await expect(audited(older)).rejects.toThrow('older than where');
    expect(existsSync(file)).toBe(true);
  });
});
