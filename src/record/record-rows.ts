import type { PoolClient } from 'pg';
import { ENTRY_FIELDS } from '../../libs/record/entry-text.js';

/** Columns of an entry as they are hashed; the time as text, for JavaScript would drop the microseconds. */
export const HASHED_COLUMNS = ENTRY_FIELDS.map((name) =>
  name === 'at' ? `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at` : `e.${name}`,
).join(', ');

interface CheckpointRow {
  size: string;
  root: Buffer;
  note: string;
  sealed_upto: string;
}
export interface SealedRow {
  position: string;
  leaf_entry: string;
  hash: Buffer;
  /** Null where the entry is gone. */
  id: string | null;
  tx: string;
  [column: string]: unknown;
}

export async function checkpointRows(client: PoolClient): Promise<CheckpointRow[]> {
  const { rows } = await client.query<CheckpointRow>(
    'select size, root, note, sealed_upto::text as sealed_upto from record_checkpoint order by size',
  );
  return rows;
}

/** Sealed entries below a size, in the order of the tree, a batch at a time, each with the entry as it stands now. */
export async function* sealedEntries(client: PoolClient, size: number, batch = 5000): AsyncGenerator<SealedRow[]> {
  for (let from = 0n; ;) {
    const { rows } = await client.query<SealedRow>(
      `select l.position, l.entry_id as leaf_entry, l.hash, e.tx::text as tx, ${HASHED_COLUMNS}
       from record_leaf l left join record_entry e on e.referral_id = l.referral_id and e.id = l.entry_id and e.at = l.at
       where l.position >= $1 and l.position < $2 order by l.position limit $3`,
      [from.toString(), size, batch],
    );
    if (rows.length === 0) return;
    yield rows;
    from = BigInt(rows.at(-1)?.position ?? 0) + 1n;
  }
}

/** The first leaf that no head covers; one statement, for a sealer may add leaves and their head at any moment. */
export async function beyondTheLastHead(client: PoolClient): Promise<number | null> {
  const { rows } = await client.query<{ first: string | null }>(
    'select min(position) as first from record_leaf where position >= (select coalesce(max(size), 0) from record_checkpoint)',
  );
  return rows[0]?.first ? Number(rows[0].first) : null;
}

/** Entries without a leaf: those that wait to be sealed, and any that came in behind the seal of their transaction. */
export async function unsealedEntries(
  client: PoolClient,
  sealedUpto: string,
): Promise<{ id: string; among_sealed: boolean }[]> {
  const { rows } = await client.query<{ id: string; among_sealed: boolean }>(
    // In a database that was restored from a dump transactions are numbered anew, and the number of the seal says nothing yet.
    `select e.id, e.tx < $1::xid8 and $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) as among_sealed from record_entry e
     where not exists (select from record_leaf l where l.entry_id = e.id) order by e.tx, e.id`,
    [sealedUpto],
  );
  return rows;
}
