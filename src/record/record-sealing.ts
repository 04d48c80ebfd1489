import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { checkpointOf } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { Database } from '../database/database.js';
import { Configuration } from '../operations/configuration.js';
import { type CheckpointRow, HASHED_COLUMNS } from './record-rows.js';
import { sealingKey } from './sealing-key.js';

const EVERY_MS = 2000;
const BATCH = 10_000;
/** One sealer at a time, whichever process it is in; let go with the transaction. */
const SEALERS_LOCK = 20_261_125;

/** Seals what was recorded into a tree that only grows, and signs its head: what was sealed cannot change unseen. */
@Injectable()
export class RecordSealing implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(RecordSealing.name);
  private tree = new GrowingTree();
  private timer: NodeJS.Timeout | undefined;
  private under: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api') return;
    this.timer = setInterval(() => {
      this.under = this.under
        .then(() => this.sealAll())
        .catch((error: unknown) => this.log.warn(`The record could not be sealed just now: ${(error as Error).name}`));
    }, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.under;
  }

  /** Seals everything whose transaction, and every earlier one, has ended; returns how many entries. */
  async sealAll(): Promise<number> {
    const key = sealingKey(this.configuration.dataDir);
    let sealed = 0;
    for (let batch = BATCH; batch === BATCH; sealed += batch)
      batch = await this.database.workerTransaction((client) => this.sealBatch(client, key));
    return sealed;
  }

  private async sealBatch(client: PoolClient, key: KeyObject): Promise<number> {
    const { rows: locks } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      SEALERS_LOCK,
    ]);
    if (!locks[0]?.mine) return 0;
    const { rows: heads } = await client.query<CheckpointRow>(
      'select size, root, note, sealed_upto from record_checkpoint order by size desc limit 1',
    );
    const [head] = heads;
    await this.catchUp(client, Number(head?.size ?? 0));
    const { rows } = await client.query<Record<string, unknown> & { tx: string; stored_at: Date }>(
      `select ${HASHED_COLUMNS}, e.tx::text as tx, e.at::text as stored_at from record_entry e
       where e.tx < pg_snapshot_xmin(pg_current_snapshot())
         and ($1::xid8 is null or e.tx >= $1::xid8)
         and not exists (select from record_leaf l where l.entry_id = e.id)
       order by e.tx, e.id limit $2`,
      [head?.sealed_upto ?? null, BATCH],
    );
    const last = rows.at(-1);
    if (!last) return 0;
    const leaves = rows.map((row) => ({ row, hash: leafHash(entryText(row)) }));
    const first = this.tree.size;
    leaves.forEach(({ hash }) => this.tree.add(hash));
    await client.query(
      `insert into record_leaf (position, referral_id, entry_id, at, hash)
       select $1::bigint + o - 1, r, i, a, h from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bytea[]) with ordinality as u (r, i, a, h, o)`,
      [
        first,
        leaves.map(({ row }) => row.referral_id),
        leaves.map(({ row }) => row.id),
        leaves.map(({ row }) => row.stored_at),
        leaves.map(({ hash }) => hash),
      ],
    );
    const root = this.tree.root();
    await client.query('insert into record_checkpoint (size, root, note, sealed_upto) values ($1, $2, $3, $4)', [
      this.tree.size,
      root,
      checkpointOf({ size: this.tree.size, root }, key),
      last.tx,
    ]);
    return rows.length;
  }

  /** After a restart, a rolled back batch or another process's turn the tree is built again from its leaves. */
  private async catchUp(client: PoolClient, size: number): Promise<void> {
    if (this.tree.size > size) this.tree = new GrowingTree();
    while (this.tree.size < size) {
      const { rows } = await client.query<{ hash: Buffer }>(
        'select hash from record_leaf where position >= $1 order by position limit 10000',
        [this.tree.size],
      );
      if (rows.length === 0) throw new Error('Sealed leaves are missing; handrail audit verify names the first');
      rows.slice(0, size - this.tree.size).forEach(({ hash }) => this.tree.add(hash));
    }
  }
}
