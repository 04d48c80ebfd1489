import type { PoolClient } from 'pg';
import { ENTRY_FIELDS } from '../../libs/record/entry-text.js';

/**
 * Columns of an entry as they are hashed. The time as text, for JavaScript would drop the microseconds, and with its era, which
 * to_char leaves out; the detail as text, for JavaScript would round its numbers.
 */
const AS_HASHED: Partial<Record<(typeof ENTRY_FIELDS)[number], string>> = {
  at: `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || case when e.at < '0001-01-01Z' then ' BC' else '' end as at`,
  detail: 'e.detail::text as detail',
};
export const HASHED_COLUMNS = ENTRY_FIELDS.map((name) => AS_HASHED[name] ?? `e.${name}`).join(', ');

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

const CHECKPOINT = `select size, coalesce(root, '') as root, coalesce(note, '') as note, sealed_upto::text as sealed_upto from record_checkpoint`;

/** Signed heads of at least and at most so many entries, of any number unless given; smallest first. */
export async function checkpointRows(
  client: PoolClient,
  { atLeast, atMost }: { atLeast?: number; atMost?: number } = {},
): Promise<CheckpointRow[]> {
  const { rows } = await client.query<CheckpointRow>(`${CHECKPOINT} where size between $1 and $2 order by size`, [
    atLeast ?? '-9223372036854775808',
    atMost ?? '9223372036854775807',
  ]);
  return rows;
}

export async function newestCheckpoint(client: PoolClient): Promise<CheckpointRow | undefined> {
  const { rows } = await client.query<CheckpointRow>(`${CHECKPOINT} order by size desc limit 1`);
  return rows[0];
}

const NOTES_AT_A_TIME = 2000;

/** The signed heads of up to so many entries, smallest first, some thousand at a time. */
export async function* headNotes(client: PoolClient, upTo: number): AsyncGenerator<string[]> {
  for (let after = '-9223372036854775808'; ;) {
    const { rows } = await client.query<{ size: string; note: string }>(
      `select size, coalesce(note, '') as note from record_checkpoint where size > $1 and size <= $2 order by size limit ${NOTES_AT_A_TIME}`,
      [after, upTo],
    );
    if (rows.length > 0) yield rows.map(({ note }) => note);
    if (rows.length < NOTES_AT_A_TIME) return;
    after = rows.at(-1)?.size ?? after;
  }
}

/** What witnesses cosigned of the heads of up to so many entries, each witness by itself, smallest first. */
export async function* cosignedNotes(
  client: PoolClient,
  upTo: number,
): AsyncGenerator<{ witness: string; note: string }[]> {
  for (let after = ['', '0']; ;) {
    const { rows } = await client.query<{ witness: string; size: string; note: string }>(
      `select witness, size, note from record_cosignature where (witness, size) > ($1, $2) and size <= $3
       order by witness, size limit ${NOTES_AT_A_TIME}`,
      [...after, upTo],
    );
    if (rows.length > 0) yield rows.map(({ witness, note }) => ({ witness, note }));
    const last = rows.at(-1);
    if (!last || rows.length < NOTES_AT_A_TIME) return;
    after = [last.witness, last.size];
  }
}

/**
 * Leaves from a position (from the first unless given) up to, and without, another, in the order of the tree, a batch at a time, each
 * with the entry as it stands now. One cursor: somebody who owns the table can put leaves before the first place or two in one place,
 * which pages from place to place would step over.
 */
export async function* sealedEntries(
  client: PoolClient,
  { from, to }: { from?: number; to: number },
  batch = 5000,
): AsyncGenerator<SealedRow[]> {
  await client.query(`declare sealed_entries no scroll cursor for
    select l.position, l.entry_id as leaf_entry, coalesce(l.hash, '') as hash, coalesce(e.tx::text, '0') as tx, ${HASHED_COLUMNS}
    from record_leaf l left join record_entry e on e.referral_id = l.referral_id and e.id = l.entry_id and e.at = l.at
    where l.position < ${to} ${from === undefined ? '' : `and l.position >= ${from}`} order by l.position`);
  for (;;) {
    const { rows } = await client.query<SealedRow>(`fetch ${batch} from sealed_entries`);
    if (rows.length > 0) yield rows;
    if (rows.length < batch) break;
  }
  await client.query('close sealed_entries');
}

/** Hashes of the leaves from a position up to, and without, another, in order. */
export async function* leafHashes(
  client: PoolClient,
  from: number,
  to: number,
  batch = 10_000,
): AsyncGenerator<Buffer[]> {
  for (let next = from; next < to; next += batch) {
    const { rows } = await client.query<{ hash: Buffer }>(
      'select hash from record_leaf where position >= $1 and position < $2 order by position',
      [next, Math.min(to, next + batch)],
    );
    yield rows.map(({ hash }) => hash);
  }
}

/** The first leaf that no head covers; one statement, for a sealer may add leaves and their head at any moment. */
export async function beyondTheLastHead(client: PoolClient): Promise<number | null> {
  const { rows } = await client.query<{ first: string | null }>(
    'select min(position) as first from record_leaf where position >= (select coalesce(max(size), 0) from record_checkpoint)',
  );
  return rows[0]?.first ? Number(rows[0].first) : null;
}

/** Where a leaf stands from a position on and before another. */
export async function hasLeaf(client: PoolClient, { from, to }: { from: number; to: number }): Promise<boolean> {
  const { rowCount } = await client.query('select from record_leaf where position >= $1 and position < $2 limit 1', [
    from,
    to,
  ]);
  return rowCount === 1;
}

/** An entry's place in the order in which entries are sealed. */
export interface Place {
  tx: string;
  id: string;
}

/** Of the entry whose leaf stands at a position; none where either is gone. */
export async function placeOf(client: PoolClient, position: number): Promise<Place | undefined> {
  const { rows } = await client.query<Place>(
    `select e.tx::text as tx, e.id from record_leaf l
     join record_entry e on e.referral_id = l.referral_id and e.id = l.entry_id and e.at = l.at
     where l.position = $1 and e.tx is not null`,
    [position],
  );
  return rows[0];
}

/**
 * How many entries have no leaf: those that wait to be sealed, and the first of any that came in behind the seal.
 * @param after where it is known that every entry before that place has its leaf; one more of the same place may stand beside it
 */
export async function unsealedEntries(
  client: PoolClient,
  sealedUpto: string,
  after?: Place,
): Promise<{ unsealed: number; inserted: string | null }> {
  // Without such a place the whole record is looked through, which takes as long as it takes.
  if (!after) await client.query('set local statement_timeout = 0');
  const { rows } = await client.query<{ unsealed: string; inserted: string | null }>(
    // In a database that was restored from a dump transactions are numbered anew, and the number of the seal says nothing yet. Else
    // an entry's transaction is one that the seal did not wait for and that has begun: any other number was written in by hand.
    `select count(*) as unsealed, (array_agg(e.id order by e.tx, e.id) filter (where $1::xid8 < pg_snapshot_xmax(pg_current_snapshot())
       and (e.tx is null or e.tx < $1::xid8 or e.tx >= pg_snapshot_xmax(pg_current_snapshot()))))[1] as inserted
     from ${after ? `(select * from record_entry where (tx, id) >= ($2::xid8, $3::uuid) union all select * from record_entry where tx is null)` : 'record_entry'} e
     where not exists (select from record_leaf l where l.entry_id = e.id and l.referral_id = e.referral_id and l.at = e.at)`,
    after ? [sealedUpto, after.tx, after.id] : [sealedUpto],
  );
  return { unsealed: Number(rows[0]?.unsealed ?? 0), inserted: rows[0]?.inserted ?? null };
}
