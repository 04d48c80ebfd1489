import type { PoolClient } from 'pg';
import { entryText } from '../../libs/record/entry-text.js';
import type { InclusionProof } from '../../libs/record/inclusion-proof.js';
import { inclusionRanges, PartRoots } from '../../libs/record/merkle-proof.js';
import { HASHED_COLUMNS, leafHashes } from './record-rows.js';

type FoundEntry = Record<string, unknown> & { position: string | null };

/**
 * The proof that an entry is in the record, under its newest head. Goes through the hashes of all leaves once: nothing but the leaves is
 * kept, for what else were kept could be forged as well.
 * @throws Error where there is no such entry, or it is not sealed yet
 */
export async function proofOfEntry(client: PoolClient, entryId: string): Promise<InclusionProof> {
  const { rows } = await client.query<FoundEntry>(
    `select l.position, ${HASHED_COLUMNS} from record_entry e
     left join record_leaf l on l.entry_id = e.id and l.referral_id = e.referral_id and l.at = e.at
     where e.id = $1 order by l.position limit 1`,
    [entryId],
  );
  const [entry] = rows;
  if (!entry) throw new Error('The record has no entry of that id.');
  const { rows: heads } = await client.query<{ size: string; note: string }>(
    'select size, note from record_checkpoint order by size desc limit 1',
  );
  const [head] = heads;
  if (!head || entry.position === null || Number(entry.position) >= Number(head.size))
    throw new Error('That entry is not sealed yet; the worker seals every two seconds.');
  const [position, size] = [Number(entry.position), Number(head.size)];
  const parts = new PartRoots(inclusionRanges(position, size));
  for await (const hashes of leafHashes(client, 0, size)) for (const hash of hashes) parts.add(hash);
  return { entry: entryText(entry), position, hashes: parts.roots(), checkpoint: head.note };
}
