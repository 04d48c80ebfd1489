import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { asOf, checkpointAsOf, checkpointOf, headOf } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { Database } from '../database/database.js';
import { Configuration } from '../operations/configuration.js';
import { NowAndThen } from '../operations/now-and-then.js';
import { keepHead, keptHead } from './kept-head.js';
import { HASHED_COLUMNS } from './record-rows.js';
import { refuseWhatIsNoDemo } from '../operations/demo-wall.js';
import { generateSealingKey, sealingKey } from './sealing-key.js';

const EVERY_MS = 2000;
const BATCH = 10_000;
/** A head is at most a minute old, also where nothing new is recorded: half of that, so that a slow moment is no silence. */
const HEAD_AGE_MS = 30_000;
/** One sealer at a time, whichever process it is in; let go with the transaction. */
const SEALERS_LOCK = 20_261_125;

/** Seals what was recorded into a tree that only grows, and signs its head: what was sealed cannot change unseen. */
@Injectable()
export class RecordSealing implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(RecordSealing.name);
  private tree = new GrowingTree();
  /** When it was last looked whether the newest head is still the newest. */
  private renewed = 0;
  private timer: NodeJS.Timeout | undefined;
  private under: Promise<unknown> | undefined;
  private readonly failures = new NowAndThen();

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api') return;
    this.timer = setInterval(() => {
      // One that takes longer is not followed by all that would have begun meanwhile.
      this.under ??= this.sealAll()
        .then(() => this.renewHead())
        .catch((error: unknown) => this.failed(reasonOf(error)))
        .finally(() => (this.under = undefined));
    }, EVERY_MS);
    this.timer.unref();
  }

  private failed(reason: string): void {
    if (this.failures.isTimeToSay(reason)) this.log.warn(`The record could not be sealed just now: ${reason}`);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.under;
  }

  /** Seals everything whose transaction, and every earlier one, has ended; returns how many entries. */
  async sealAll(): Promise<number> {
    let all = 0;
    for (let sealed = BATCH; sealed === BATCH; all += sealed) sealed = await this.sealOnce();
    return all;
  }

  /** Signs anew, with the time, that the newest head is the newest: silence looks like a record that nobody seals, or like a cut. */
  async renewHead(now = new Date()): Promise<void> {
    const kept = keptHead(this.configuration.dataDir);
    const key = sealingKey(this.configuration);
    const said = kept !== null && key ? asOf(kept, createPublicKey(key)) : null;
    const last = Math.max(said?.getTime() ?? 0, this.renewed);
    if (now.getTime() - last < HEAD_AGE_MS) return;
    await this.database.workerTransaction(async (client) => {
      // While nobody else can seal, so that no newer head is there when it is said.
      if (!(await isTheSealer(client))) return;
      this.renewed = now.getTime();
      const { rows } = await client.query<LastHead>(LAST_HEAD);
      const [newest] = rows;
      if (newest && (await this.goesOnFromKeptHead(client))) this.keep(newest.note, this.keyFor(newest), now);
    });
  }

  private keep(note: string, key: KeyObject, now = new Date()): void {
    keepHead(this.configuration.dataDir, checkpointAsOf(note, now, key));
  }

  private async sealOnce(): Promise<number> {
    const { sealed, note, key, tree } = await this.database.workerTransaction((client) => this.sealBatch(client));
    // Only what is stored is gone on from: where a batch fails, somebody else may store something else there.
    if (tree) this.tree = tree;
    if (note !== null && key) this.keep(note, key);
    return sealed;
  }

  private async sealBatch(client: PoolClient): Promise<Sealed> {
    if (!(await isTheSealer(client))) return { sealed: 0, note: null };
    const { rows: heads } = await client.query<LastHead>(LAST_HEAD);
    const [head] = heads;
    if (!head && !sealingKey(this.configuration)) {
      if (this.configuration.mode === 'production') throw new SealingRefused(KEY_IS_ELSEWHERE);
      await refuseWhatIsNoDemo(async (sql) => (await client.query<{ own: boolean }>(sql)).rows);
    }
    const key = this.keyFor(head);
    await this.catchUp(client, head);
    // A record that was restored from a dump is looked through once, however long that takes.
    if (head?.sealed_from === null) await client.query('set local statement_timeout = 0');
    const { rows } = await client.query<UnsealedRow>(UNSEALED, [head?.sealed_from ?? null, BATCH]);
    const last = rows.at(-1);
    if (!last) return { sealed: 0, note: null };
    const leaves = rows.map((row) => ({ row, hash: leafHash(entryText(row)) }));
    const tree = this.tree.copy();
    leaves.forEach(({ hash }) => tree.add(hash));
    await client.query(
      `insert into record_leaf (position, referral_id, entry_id, at, hash)
       select $1::bigint + o - 1, r, i, a, h from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bytea[]) with ordinality as u (r, i, a, h, o)`,
      [
        this.tree.size,
        leaves.map(({ row }) => row.referral_id),
        leaves.map(({ row }) => row.id),
        leaves.map(({ row }) => row.stored_at),
        leaves.map(({ hash }) => hash),
      ],
    );
    const root = tree.root();
    const note = checkpointOf({ size: tree.size, root }, key);
    await client.query('insert into record_checkpoint (size, root, note, sealed_upto) values ($1, $2, $3, $4)', [
      tree.size,
      root,
      note,
      rows.length < BATCH ? last.settled : ((head && !head.sealed_from ? head.sealed_upto : null) ?? last.tx),
    ]);
    return { sealed: rows.length, note: (await this.goesOnFromKeptHead(client)) ? note : null, key, tree };
  }

  /** A new head takes the kept one's place only where the record still goes on from that: a cut would else cover itself up. */
  private async goesOnFromKeptHead(client: PoolClient): Promise<boolean> {
    const kept = keptHead(this.configuration.dataDir);
    if (kept === null) return true;
    // The kept one is the stored one with signatures of later moments behind it.
    const { rowCount } = await client.query('select from record_checkpoint where size = $1 and starts_with($2, note)', [
      Number.parseInt(kept.split('\n')[1] ?? '', 10) || 0,
      kept,
    ]);
    if (rowCount === 1) return true;
    this.log.warn('The record no longer goes on from the head that was kept of it; see handrail audit verify');
    return false;
  }

  /** A record goes on under the key that it began with; only a demo's new one gets a key of its own. */
  private keyFor(head: LastHead | undefined): KeyObject {
    const key = sealingKey(this.configuration);
    if (!head) return key ?? generateSealingKey(this.configuration);
    if (!key) throw new SealingRefused(KEY_IS_ELSEWHERE);
    if (!headOf(head.note, createPublicKey(key)))
      throw new SealingRefused(
        'The last head of the record is not signed by the key that is here; nothing is sealed after it',
      );
    return key;
  }

  /** After a restart the tree is built again from its leaves; after another process's turn, or a cut, from where it can go on. */
  private async catchUp(client: PoolClient, head: LastHead | undefined): Promise<void> {
    const size = Number(head?.size ?? 0);
    if (this.tree.size > size) this.tree = new GrowingTree();
    while (this.tree.size < size) {
      const { rows } = await client.query<{ hash: Buffer }>(
        'select hash from record_leaf where position >= $1 order by position limit 10000',
        [this.tree.size],
      );
      if (rows.length === 0) this.refuse('Sealed leaves are missing; handrail audit verify names the first');
      rows.slice(0, size - this.tree.size).forEach(({ hash }) => this.tree.add(hash));
    }
    if (head && !this.tree.root().equals(head.root))
      this.refuse('Sealed leaves are not those of the last head; handrail audit verify names the first');
  }

  /** The next time it looks anew: what was cut off and sealed again may have the same size. */
  private refuse(why: string): never {
    this.tree = new GrowingTree();
    throw new SealingRefused(why);
  }
}

/** Whether this transaction, and no other until it ends, may seal. */
async function isTheSealer(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
    SEALERS_LOCK,
  ]);
  return rows[0]?.mine === true;
}

const KEY_IS_ELSEWHERE = 'The key that the record is sealed with is not here';

/** What stands there is not what was sealed, or not for this key: nothing is sealed on top of it. */
class SealingRefused extends Error {}

/**
 * Our own words may be logged; those of a database fault may quote a row. So of others a code beside the kind: of the file system where the newest
 * head cannot be kept, of the database where that is away.
 */
function reasonOf(error: unknown): string {
  if (error instanceof SealingRefused) return error.message;
  const { name, code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? `${name} ${code}` : name;
}

/** What one transaction sealed: how many entries and, where its head is to be kept, that and its key; and the tree that it left. */
interface Sealed {
  sealed: number;
  note: string | null;
  key?: KeyObject;
  tree?: GrowingTree;
}
interface LastHead {
  size: string;
  root: Buffer;
  note: string;
  sealed_upto: string;
  /** Every entry of an earlier transaction is sealed; null where transactions are numbered anew. */
  sealed_from: string | null;
}
type UnsealedRow = Record<string, unknown> & { tx: string; stored_at: string; settled: string };

/** Transactions are numbered anew in a database that was restored from a dump: then the head's own number lies in the future. */
const LAST_HEAD = `
  select size, root, note, sealed_upto::text as sealed_upto,
    case when sealed_upto < pg_snapshot_xmax(pg_current_snapshot()) then sealed_upto::text end as sealed_from
  from record_checkpoint order by size desc limit 1`;

/**
 * One range of `record_entry_tx` from the last head on. Without a start (no head yet, or a restored database) the whole record is
 * looked through once, and what carries a number from the future was written before the dump.
 */
const UNSEALED = `
  select ${HASHED_COLUMNS}, e.tx::text as tx, e.at::text as stored_at, pg_snapshot_xmin(pg_current_snapshot())::text as settled
  from record_entry e
  where ((e.tx < pg_snapshot_xmin(pg_current_snapshot()) and ($1::xid8 is null or e.tx >= $1::xid8))
      or ($1::xid8 is null and e.tx >= pg_snapshot_xmax(pg_current_snapshot())))
    and not exists (select from record_leaf l where l.entry_id = e.id and l.referral_id = e.referral_id and l.at = e.at)
  order by e.tx, e.id limit $2`;
