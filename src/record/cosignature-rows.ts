import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';

/** A head as a witness cosigned it. */
export interface CosignedRow {
  witness: string;
  size: string;
  note: string;
  cosigned_at: Date;
}
export interface NewestHead {
  size: string;
  root: Buffer;
  note: string;
}
interface KnownTree {
  size: string;
  subtrees: Buffer;
  /** What the record's own head of that size signs; null where that is gone. */
  root: Buffer | null;
}

const NEWEST_HEAD = named('newest-head', 'select size, root, note from record_checkpoint order by size desc limit 1');
const NEWEST_COSIGNED = named(
  'newest-cosigned',
  'select witness, size, note, cosigned_at from record_cosignature where witness = $1 order by size desc limit 1',
);
const KNOWN_TREE = named(
  'cosigned-tree',
  `select s.size, s.subtrees, c.root from record_cosignature s left join record_checkpoint c on c.size = s.size
   where s.witness = $1 and s.size <= $2 order by s.size desc limit 1`,
);
const KEEP = named(
  'keep-cosigned',
  `insert into record_cosignature (witness, size, note, cosigned_at, subtrees) values ($1, $2, $3, $4, $5)
   on conflict (witness, size) do update set note = excluded.note, cosigned_at = excluded.cosigned_at
   where record_cosignature.cosigned_at < excluded.cosigned_at`,
);
const LEAVES = named(
  'leaves-in-order',
  'select hash from record_leaf where position >= $1 and position < $2 order by position',
);
const BEHIND = named(
  'witnesses-behind',
  `select w.witness, coalesce(greatest(extract(epoch from now() - (select c.sealed_at from record_checkpoint c
     where c.size > coalesce(last.size, 0) order by c.size limit 1)), 0), 0)::float8 as seconds
   from unnest($1::text[]) w (witness)
   left join lateral (select s.size from record_cosignature s where s.witness = w.witness order by s.size desc limit 1) last on true`,
);

/** A hundredth of a second's work at a time, so that whoever else is served does not wait. */
const LEAVES_AT_A_TIME = 2000;

/** What is stored of the record's heads and of who cosigned them. Each statement is one range of a key. */
export class CosignatureRows {
  constructor(private readonly database: Database) {}

  async newestHead(): Promise<NewestHead | undefined> {
    return (await this.database.workerRows<NewestHead>(NEWEST_HEAD, []))[0];
  }

  async newestCosigned(witness: string): Promise<CosignedRow | undefined> {
    return (await this.database.workerRows<CosignedRow>(NEWEST_COSIGNED, [witness]))[0];
  }

  /** The largest tree up to that size that is kept for a witness. */
  async knownTree(witness: string, size: number): Promise<KnownTree | undefined> {
    return (await this.database.workerRows<KnownTree>(KNOWN_TREE, [witness, size]))[0];
  }

  async keep({ witness, size, note, cosigned_at }: CosignedRow, subtrees: readonly Buffer[]): Promise<void> {
    await this.database.workerRows(KEEP, [witness, size, note, cosigned_at, Buffer.concat([...subtrees])]);
  }

  /** Hashes of the leaves from a position up to, and without, another. */
  async *leaves(from: number, to: number): AsyncGenerator<Buffer> {
    for (let next = from; next < to; next += LEAVES_AT_A_TIME) {
      const until = Math.min(to, next + LEAVES_AT_A_TIME);
      for (const { hash } of await this.database.workerRows<{ hash: Buffer }>(LEAVES, [next, until])) yield hash;
    }
  }

  /** For how long the oldest head that each witness did not cosign has been there; 0 where it cosigned the newest. */
  async behind(witnesses: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.workerRows<{ witness: string; seconds: number }>(BEHIND, [witnesses]);
    return new Map(rows.map(({ witness, seconds }) => [witness, seconds]));
  }
}
