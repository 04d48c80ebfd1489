import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { headOf } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { type CheckpointRow, sealedEntries } from './record-rows.js';

/** What a verification found: how much is proved, or the first entry that is not as it was sealed. */
export type Verdict =
  | { sound: true; entries: number; checkpoints: number; unsealed: number }
  | { sound: false; what: string; position: number | null; entryId: string | null };

const bad = (what: string, position: number | null = null, entryId: string | null = null): Verdict => ({
  sound: false,
  what,
  position,
  entryId,
});

/** Reads the whole record once, in the order of the tree, and holds every signed head against it. Memory does not grow with it. */
export async function verifyRecord(client: PoolClient, key: KeyObject): Promise<Verdict> {
  const { rows: checkpoints } = await client.query<CheckpointRow>(
    'select size, root, note, sealed_upto from record_checkpoint order by size',
  );
  const heads = checkpoints.map((row) => ({ row, head: headOf(row.note, key) }));
  for (const { row, head } of heads) {
    if (!head || head.size !== Number(row.size) || !head.root.equals(row.root))
      return bad(`The checkpoint at ${row.size} entries is not signed by this record’s key`);
  }
  const tree = new GrowingTree();
  let next = 0;
  for await (const rows of sealedEntries(client)) {
    for (const row of rows) {
      const position = Number(row.position);
      if (position !== tree.size) return bad('A sealed entry is missing', tree.size);
      if (row.id === null) return bad('A sealed entry was removed', position, row.leaf_entry);
      const hash = leafHash(entryText(row));
      if (!hash.equals(row.hash)) return bad('An entry was changed after it was sealed', position, row.leaf_entry);
      tree.add(hash);
      const head = heads[next]?.head;
      if (head?.size === tree.size) {
        if (!head.root.equals(tree.root()))
          return bad(
            `Entries up to ${head.size} are not those that were sealed there, in that order`,
            position,
            row.leaf_entry,
          );
        next += 1;
      }
    }
  }
  const open = heads[next]?.head;
  if (open) return bad('The end of the record was cut off', tree.size);
  if (tree.size > Number(checkpoints.at(-1)?.size ?? 0))
    return bad('Leaves stand beyond the last signed head', Number(checkpoints.at(-1)?.size ?? 0));
  const { rows: strangers } = await client.query<{ id: string; sealed: boolean }>(
    `select e.id, e.tx < $1::xid8 as sealed from record_entry e where not exists (select from record_leaf l where l.entry_id = e.id) order by e.tx, e.id`,
    [checkpoints.at(-1)?.sealed_upto ?? '0'],
  );
  const inserted = strangers.find(({ sealed }) => sealed);
  if (inserted) return bad('An entry was inserted among those that were sealed', null, inserted.id);
  return { sound: true, entries: tree.size, checkpoints: checkpoints.length, unsealed: strangers.length };
}
