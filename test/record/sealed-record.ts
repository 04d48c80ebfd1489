import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { entryText } from '../../libs/record/entry-text.js';
import { leafHash } from '../../libs/record/merkle.js';
import { Database } from '../../src/database/database.js';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import { HASHED_COLUMNS } from '../../src/record/record-rows.js';
import { RecordSealing } from '../../src/record/record-sealing.js';
import { type Verdict, verifyRecord } from '../../src/record/record-verification.js';
import { sealingKey } from '../../src/record/sealing-key.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';

const SOMEBODY = '00000000-0000-7000-8000-000000000001';

/** A record of its own, written to and sealed when a test says so, and by nobody else. */
export class SealedRecord {
  private constructor(
    readonly store: TestDatabase,
    readonly configuration: Configuration,
    readonly database: Database,
  ) {}

  static async open(): Promise<SealedRecord> {
    const store = await testDatabase('empty');
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-record-'));
    const configuration = readConfiguration({ HANDRAIL_DATA_DIR: dataDir });
    return new SealedRecord(store, configuration, await Database.open(store.databaseUrl));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.store.drop();
    rmSync(this.configuration.dataDir, { recursive: true, force: true });
  }

  /** Entries of one transaction, as the door writes them. */
  write(entries: number, at = 'clock_timestamp()'): Promise<unknown> {
    return this.store.asSuperuser((client) => writeEntries(client, entries, at));
  }

  sealing(database = this.database): RecordSealing {
    return new RecordSealing(this.configuration, database);
  }

  /** Writes and seals; answers how many were sealed. */
  async sealed(entries: number): Promise<number> {
    for (let written = 0; written < entries; written += 2) await this.write(Math.min(2, entries - written));
    return this.sealing().sealAll();
  }

  get key(): KeyObject {
    const key = sealingKey(this.configuration);
    if (!key) throw new Error('The record was not sealed');
    return createPublicKey(key);
  }

  verdict(notes: readonly string[] = [], key = this.key): Promise<Verdict> {
    return this.database.workerTransaction((client) => verifyRecord(client, key, { keptNotes: notes }));
  }

  /** What somebody who owns the whole cluster does to the record, seen by the verifier, and undone. */
  whileForged(forge: (client: pg.Client) => Promise<unknown>, notes: readonly string[] = []): Promise<Verdict> {
    return this.store.asSuperuser(async (client) => {
      await client.query('begin; set local session_replication_role = replica');
      try {
        await forge(client);
        return await verifyRecord(client as unknown as pg.PoolClient, this.key, { keptNotes: notes });
      } finally {
        await client.query('rollback');
      }
    });
  }
}

export const writeEntries = (client: pg.Client, entries: number, at = 'clock_timestamp()'): Promise<unknown> =>
  client.query(
    `insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids, sections)
     select '${SOMEBODY}', gen_random_uuid(), ${at}, 'CONSULTATION', '${SOMEBODY}', 'PERSON', 'Somebody Demo', '${SOMEBODY}', 'safeguarding',
       'worklist', array['${SOMEBODY}'::uuid], array['SUMMARY'] from generate_series(1, $1)`,
    [entries],
  );

/** What the sealer would have written as that entry's leaf. */
export async function leafOf(client: pg.Client, entryId: string): Promise<Buffer> {
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${HASHED_COLUMNS} from record_entry e where e.id = $1`,
    [entryId],
  );
  return leafHash(entryText(rows[0] ?? {}));
}
