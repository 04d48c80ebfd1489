import type { Head } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import type { SealedRow } from './record-rows.js';

/** The first entry that is not as it was sealed, as far as it can be told. */
export interface Fault {
  sound: false;
  what: string;
  position: number | null;
  entryId: string | null;
}

export const bad = (what: string, position: number | null = null, entryId: string | null = null): Fault => ({
  sound: false,
  what,
  position,
  entryId,
});

export interface KnownHead extends Head {
  note: string;
  /** Outside the database, where who forges does not come; or by witnesses, whose keys are not there. */
  kept: boolean;
  /** Names of the witnesses that cosigned it, of those that the verifier trusts. */
  cosignedBy?: readonly string[];
}

/** What a verdict says of who vouches for a head that the record does not come to. */
export const vouchedBy = ({ cosignedBy: names = [] }: KnownHead): string =>
  names.length === 0
    ? ''
    : `; the ${names.length === 1 ? 'witness' : 'witnesses'} ${names.join(' and ')} cosigned the one that the record does not come to`;

/** In the order in which a growing tree meets them. */
export const inOrderOfSize = (heads: readonly KnownHead[]): KnownHead[] =>
  [...heads].sort((a, b) => a.size - b.size || Number(a.kept) - Number(b.kept));

/** The tree of those entries for which a signed head has vouched, all of them. */
export interface Proved {
  readonly tree: GrowingTree;
  /** Up to here a head vouched that was kept outside the database. */
  readonly byKept: number;
  /** The head that vouched last; none for a tree of nothing. */
  readonly note?: string;
}

/** Goes through leaves in order, entry by entry, and stops at the first that no signed head can vouch for. */
export class EntryWalk {
  readonly tree: GrowingTree;
  private readonly heads: KnownHead[];
  private walked: Proved;
  /** What came since; a batch of the sealer, as long as every head stands. */
  private unproved: SealedRow[] = [];

  constructor(proved: Proved, heads: readonly KnownHead[]) {
    this.walked = proved;
    this.tree = proved.tree.copy();
    this.heads = inOrderOfSize(heads);
  }

  get proved(): Proved {
    return this.walked;
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

  /** Holds the tree as it is now against every head of its size. */
  meetHeads(): Fault | undefined {
    for (let head = this.heads[0]; head?.size === this.tree.size; head = this.heads[0]) {
      if (!head.root.equals(this.tree.root())) return this.notTheSame(head);
      this.heads.shift();
      this.walked = vouched(head, this.tree, this.walked);
      this.unproved = [];
    }
    return undefined;
  }

  /** Each batch is sealed in the order of its transactions: where it does not stand so, that entry is the first bad one. */
  private notTheSame(head: KnownHead): Fault {
    const { tree, byKept } = this.walked;
    // The heads of the database vouch for nothing any more when somebody else signs with this key.
    if (head.kept && tree.size === head.size)
      return bad(
        `This record’s key signed two heads of ${head.size} entries: its history was forked, at position ${byKept} or later${vouchedBy(head)}`,
        byKept,
      );
    const inOrder = [...this.unproved].sort(byTransaction);
    const first = this.unproved.find((row, place) => row !== inOrder[place]);
    const unless = head.kept ? `; if somebody else signs with this key, from position ${byKept} on` : '';
    return bad(
      `Entries from position ${tree.size} to ${head.size - 1} are not those that were sealed there, in that order${unless}${vouchedBy(head)}`,
      first ? Number(first.position) : tree.size,
      first?.leaf_entry ?? null,
    );
  }
}

/** What is proved once a head has met a tree of its size and root. */
export const vouched = (head: KnownHead, tree: GrowingTree, before: Proved): Proved => ({
  tree: tree.copy(),
  byKept: head.kept ? tree.size : before.byKept,
  note: head.note,
});

function byTransaction(a: SealedRow, b: SealedRow): number {
  if (a.tx !== b.tx) return BigInt(a.tx) < BigInt(b.tx) ? -1 : 1;
  return String(a.id) < String(b.id) ? -1 : 1;
}
