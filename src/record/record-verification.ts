import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type Head, headOf } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { beyondTheLastHead, checkpointRows, type SealedRow, sealedEntries, unsealedEntries } from './record-rows.js';

/** What a verification found: how much is proved, or the first entry that is not as it was sealed. */
export type Verdict =
  | { sound: true; entries: number; checkpoints: number; unsealed: number }
  | { sound: false; what: string; position: number | null; entryId: string | null };
type Fault = Extract<Verdict, { sound: false }>;

const bad = (what: string, position: number | null = null, entryId: string | null = null): Fault => ({
  sound: false,
  what,
  position,
  entryId,
});

/**
 * Reads the whole record once, in the order of the tree, and holds every signed head against it, those that were kept outside the
 * database too. As long as its heads stand, memory does not grow
 * with it; a server may write and seal meanwhile.
 */
export async function verifyRecord(
  client: PoolClient,
  key: KeyObject,
  keptNotes: readonly string[] = [],
): Promise<Verdict> {
  const checkpoints = await checkpointRows(client);
  const heads: KnownHead[] = [];
  for (const row of checkpoints) {
    const head = headOf(row.note, key);
    if (!head || head.size !== Number(row.size) || !head.root.equals(row.root))
      return bad(`The checkpoint at ${row.size} entries is not signed by this record’s key`);
    heads.push({ ...head, kept: false });
  }
  for (const note of keptNotes) {
    const head = headOf(note, key);
    if (!head) return bad('A head that was kept outside the database is not signed by this record’s key');
    heads.push({ ...head, kept: true });
  }
  const signed = Number(checkpoints.at(-1)?.size ?? 0);
  const walk = new Walk(heads);
  for await (const rows of sealedEntries(client, signed)) {
    for (const row of rows) {
      const fault = walk.pass(row);
      if (fault) return fault;
    }
  }
  const fault = walk.end();
  if (fault) return fault;
  const beyond = await beyondTheLastHead(client);
  if (beyond !== null) return bad('Leaves stand beyond the last signed head', beyond);
  const { unsealed, inserted } = await unsealedEntries(client, checkpoints.at(-1)?.sealed_upto ?? '0');
  if (inserted !== null) return bad('An entry was inserted among those that were sealed', null, inserted);
  return { sound: true, entries: signed, checkpoints: checkpoints.length, unsealed };
}

interface KnownHead extends Head {
  /** Outside the database, where who forges does not come. */
  kept: boolean;
}

/** Goes through the leaves in order, and stops at the first that no signed head can vouch for. */
class Walk {
  private readonly tree = new GrowingTree();
  private readonly heads: KnownHead[];
  /** Up to here a signed head has vouched for every entry; and up to here one that was kept. */
  private proved = 0;
  private provedByKept = 0;
  /** What came since; a batch of the sealer, as long as every head stands. */
  private unproved: SealedRow[] = [];

  constructor(heads: readonly KnownHead[]) {
    this.heads = [...heads].sort((a, b) => a.size - b.size || Number(a.kept) - Number(b.kept));
  }

  pass(row: SealedRow): Fault | undefined {
    const fault = this.meetHeads();
    if (fault) return fault;
    const position = Number(row.position);
    if (position < this.tree.size) return bad('A leaf stands where none can', position, row.leaf_entry);
    if (position !== this.tree.size) return bad('A sealed entry is missing', this.tree.size);
    if (row.id === null) return bad('A sealed entry was removed', position, row.leaf_entry);
    const hash = leafHash(entryText(row));
    if (!hash.equals(row.hash)) return bad('An entry was changed after it was sealed', position, row.leaf_entry);
    this.tree.add(hash);
    this.unproved.push(row);
    return undefined;
  }

  end(): Fault | undefined {
    return this.meetHeads() ?? (this.heads[0] && bad('The end of the record was cut off', this.tree.size));
  }

  /** Holds the tree as it is now against every head of its size. */
  private meetHeads(): Fault | undefined {
    for (let head = this.heads[0]; head?.size === this.tree.size; head = this.heads[0]) {
      if (!head.root.equals(this.tree.root())) return this.notTheSame(head);
      this.heads.shift();
      this.proved = this.tree.size;
      if (head.kept) this.provedByKept = this.tree.size;
      this.unproved = [];
    }
    return undefined;
  }

  /** Each batch is sealed in the order of its transactions: where it does not stand so, that entry is the first bad one. */
  private notTheSame(head: KnownHead): Fault {
    // The heads of the database vouch for nothing any more when somebody else signs with this key.
    if (head.kept && this.proved === head.size)
      return bad(
        `This record’s key signed two heads of ${head.size} entries: its history was forked, at position ${this.provedByKept} or later`,
        this.provedByKept,
      );
    const inOrder = [...this.unproved].sort(byTransaction);
    const first = this.unproved.find((row, place) => row !== inOrder[place]);
    const unless = head.kept ? `; if somebody else signs with this key, from position ${this.provedByKept} on` : '';
    return bad(
      `Entries from position ${this.proved} to ${head.size - 1} are not those that were sealed there, in that order${unless}`,
      first ? Number(first.position) : this.proved,
      first?.leaf_entry ?? null,
    );
  }
}

function byTransaction(a: SealedRow, b: SealedRow): number {
  if (a.tx !== b.tx) return BigInt(a.tx) < BigInt(b.tx) ? -1 : 1;
  return String(a.id) < String(b.id) ? -1 : 1;
}
