import type { PoolClient } from 'pg';
import { entryText } from '../../libs/record/entry-text.js';
import type { InclusionProof } from '../../libs/record/inclusion-proof.js';
import { inclusionRanges, PartRoots } from '../../libs/record/merkle-proof.js';
import { HASHED_COLUMNS, leafHashes } from './record-rows.js';

type FoundEntry = Record<string, unknown> & { position: string };

/**
 * The proof that an entry is in the record, under its newest head. Goes through the hashes of all leaves once: nothing but the leaves is
 * kept, for what else were kept could be forged as well.
 * @throws Error where there is no such entry, or it is not sealed yet
 */
export async function proofOfEntry(client: PoolClient, entryId: string): Promise<InclusionProof> {
  const { rows } = await client.query<FoundEntry>(
    `select l.position, ${HASHED_COLUMNS} from record_leaf l
     join record_entry e on e.referral_id = l.referral_id and e.id = l.entry_id and e.at = l.at
     where l.entry_id = $1 order by l.position limit 1`,
    [entryId],
  );
  const [entry] = rows;
  const { rows: heads } = await client.query<{ size: string; note: string }>(
    'select size, note from record_checkpoint order by size desc limit 1',
  );
  const [head] = heads;
  if (!head || !entry || Number(entry.position) >= Number(head.size))
    throw new Error(await whyNotSealed(client, entryId));
  const [position, size] = [Number(entry.position), Number(head.size)];
  const parts = new PartRoots(inclusionRanges(position, size));
  for await (const hashes of leafHashes(client, 0, size)) for (const hash of hashes) parts.add(hash);
  return { entry: entryText(entry), position, hashes: parts.roots(), checkpoint: head.note };
}

/** Looks through the whole record: only when there is no leaf of it, which has an index by entry. */
async function whyNotSealed(client: PoolClient, entryId: string): Promise<string> {
  const { rowCount } = await client.query('select from record_entry where id = $1 limit 1', [entryId]);
  return rowCount === 0
    ? 'The record has no entry of that id.'
    : 'That entry is not sealed yet; the worker seals every two seconds.';
}
