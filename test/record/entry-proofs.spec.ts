import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointOf } from '../../libs/record/checkpoint.js';
import { proofOf, proofText } from '../../libs/record/inclusion-proof.js';
import { auditProve, auditVerifyProof } from '../../src/record/proof-command.js';
import { SealedRecord } from './sealed-record.js';

const SIZE = 23;

describe('A proof that an entry is in the record', () => {
  let record: SealedRecord;
  let ids: string[];
  beforeAll(async () => {
    record = await SealedRecord.open();
    for (const entries of [9, 1, 13]) await record.sealed(entries);
    ids = await record.store.asSuperuser(async (client) =>
      (await client.query<{ entry_id: string }>('select entry_id from record_leaf order by position')).rows.map(
        ({ entry_id }) => entry_id,
      ),
    );
  });
  afterAll(() => record.close());

  const proved = (position: number): Promise<string> => auditProve(record.database, ids[position] ?? '', record.key);
  function verified(text: string, key = record.key): [boolean, string] {
    const file = join(record.configuration.dataDir, 'entry.tlog-proof');
    writeFileSync(file, text);
    const printed: string[] = [];
    return [auditVerifyProof(file, key, (line) => printed.push(line)), printed.join('\n')];
  }
  const changed = (text: string, change: (proof: NonNullable<ReturnType<typeof proofOf>>) => object): string => {
    const proof = proofOf(text);
    if (!proof) throw new Error('That is no proof');
    return proofText({ ...proof, ...change(proof) });
  };

  it('is believed for every one, and says which entry that is', async () => {
    for (const [position, id] of ids.entries()) {
      const [believed, said] = verified(await proved(position));
      expect(believed).toBe(true);
      expect(said).toContain(`at position ${position} of ${SIZE}:`);
      expect(said).toContain(`  id: ${id}\n`);
      expect(said).toContain('  action: worklist\n');
    }
  });

  it('is not believed with another entry, another position, another hash, another head or another key', async () => {
    const text = await proved(4);
    const other = await proved(5);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const notThere = [false, expect.stringContaining('do not lead')];
    expect(verified(changed(text, () => ({ entry: proofOf(other)?.entry })))).toEqual(notThere);
    expect(verified(changed(text, ({ entry }) => ({ entry: Buffer.concat([entry, Buffer.from(' ')]) })))).toEqual(
      notThere,
    );
    expect(verified(changed(text, () => ({ position: 5 })))).toEqual(notThere);
    expect(verified(changed(text, () => ({ position: SIZE })))).toEqual(notThere);
    expect(verified(changed(text, ({ hashes }) => ({ hashes: hashes.slice(1) })))).toEqual(notThere);
    const head = { size: SIZE, root: Buffer.alloc(32) };
    const notOurs = [false, expect.stringContaining('not signed')];
    expect(verified(changed(text, () => ({ checkpoint: checkpointOf(head, privateKey) })))).toEqual(notOurs);
    expect(verified(text, publicKey)).toEqual(notOurs);
    expect(verified('words')).toEqual([false, expect.stringContaining('not a tlog-proof')]);
  });

  it('is not given for an entry that is not there, not sealed yet, or named by something else', async () => {
    await expect(auditProve(record.database, randomUUID(), record.key)).rejects.toThrow('no entry of that id');
    await expect(auditProve(record.database, 'worklist', record.key)).rejects.toThrow('Expected: a UUID');
    const id = randomUUID();
    await record.store.asSuperuser((client) =>
      client.query(
        `insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, purpose, action)
         select referral_id, $1, at, operation, actor_id, actor_kind, purpose, action from record_entry limit 1`,
        [id],
      ),
    );
    await expect(auditProve(record.database, id, record.key)).rejects.toThrow('not sealed yet');
    await record.sealing().sealAll();
    expect(verified(await auditProve(record.database, id, record.key))).toEqual([
      true,
      expect.stringContaining(`at position ${SIZE} of ${SIZE + 1}`),
    ]);
  });

  it('is not given where the record was forged', async () => {
    await record.store.asSuperuser((client) =>
      client.query(
        `set session_replication_role = replica; update record_entry set action = 'close' where id = '${ids[3]}'`,
      ),
    );
    await expect(proved(3)).rejects.toThrow('cannot be proved: Its hashes do not lead');
    expect(verified(await proved(2))).toEqual([true, expect.stringContaining('position 2')]);
  });
});
