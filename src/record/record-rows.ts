import type { PoolClient } from 'pg';
import { ENTRY_FIELDS } from '../../libs/record/entry-text.js';

/** Columns of an entry as they are hashed; the time as text, for JavaScript would drop the microseconds. */
export const HASHED_COLUMNS = ENTRY_FIELDS.map((name) =>
  name === 'at' ? `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at` : `e.${name}`,
).join(', ');

export interface CheckpointRow {
  size: string;
  root: Buffer;
  note: string;
  sealed_upto: string;
}
export interface SealedRow {
  position: string;
  leaf_entry: string;
  hash: Buffer;
  id: string | null;
  [column: string]: unknown;
}

/** Sealed entries in the order of the tree, a batch at a time, each with the entry as it stands now. */
export async function* sealedEntries(client: PoolClient, batch = 5000): AsyncGenerator<SealedRow[]> {
  for (let from = 0n; ;) {
    const { rows } = await client.query<SealedRow>(
      `select l.position, l.entry_id as leaf_entry, l.hash, ${HASHED_COLUMNS}
       from record_leaf l left join record_entry e on e.referral_id = l.referral_id and e.id = l.entry_id and e.at = l.at
       where l.position >= $1 order by l.position limit $2`,
      [from.toString(), batch],
    );
    if (rows.length === 0) return;
    yield rows;
    from = BigInt(rows.at(-1)?.position ?? 0) + 1n;
  }
}
