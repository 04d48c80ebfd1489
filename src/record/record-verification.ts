import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { headOf } from '../../libs/record/checkpoint.js';
import { GrowingTree } from '../../libs/record/merkle.js';
import {
  bad,
  EntryWalk,
  type Fault,
  inOrderOfSize,
  type KnownHead,
  type Proved,
  vouched,
  vouchedBy,
} from './entry-walk.js';
import {
  beyondTheLastHead,
  checkpointRows,
  hasLeaf,
  newestCheckpoint,
  type Place,
  placeOf,
  sealedEntries,
  unsealedEntries,
} from './record-rows.js';
import { SealedWindow } from './sealed-window.js';

/** What a verification found: how much is proved, or the first entry that is not as it was sealed. */
export type Verdict = { sound: true; entries: number; checkpoints: number; unsealed: number } | Fault;

/** A head up to which this verifier has seen the whole record, and the tree that it signs. */
export interface VerifiedHead {
  note: string;
  tree: GrowingTree;
}

export interface Verification {
  /** Signed heads that were kept outside the database. */
  keptNotes?: readonly string[];
  /** Heads that witnesses cosigned, which the verifier trusts. */
  cosigned?: readonly KnownHead[];
  /** What lies before was verified earlier and is not read again. */
  from?: VerifiedHead;
  /** Hears, time and again, of the newest head up to which everything is found to be whole. */
  onVerified?: (head: VerifiedHead) => void;
  /** How many leaves are read at a time. */
  window?: number;
}

/** A few megabytes at a time, so that planning, and waiting for the server, cost nothing beside reading. */
const WINDOW = 8192;

/**
 * Reads the record once, in the order of the tree, and holds every signed head against it, those that were kept outside the database too.
 * Memory does not grow with the record, and no snapshot is held while it reads: a server may write and seal meanwhile.
 */
export async function verifyRecord(client: PoolClient, key: KeyObject, asked: Verification = {}): Promise<Verdict> {
  const newest = await newestCheckpoint(client);
  if (newest && !headOfRow(newest, key)) return notSigned(newest);
  const kept: KnownHead[] = [...(asked.cosigned ?? [])];
  for (const note of asked.keptNotes ?? []) {
    const head = headOf(note, key);
    if (!head) return bad('A head that was kept outside the database is not signed by this record’s key');
    kept.push({ ...head, note, kept: true });
  }
  const signed = Number(newest?.size ?? 0);
  const start = asked.from?.tree.size ?? 0;
  if (signed < start) return bad('The end of the record was cut off', signed);
  const reading = new Reading(client, key, signed, asked);
  const fault = await reading.through(kept.filter(({ size }) => size >= start));
  if (fault) return fault;
  const beyond = await beyondTheLastHead(client);
  if (beyond !== null) return bad('Leaves stand beyond the last signed head', beyond);
  const { unsealed, inserted } = await unsealedEntries(client, newest?.sealed_upto ?? '0', reading.completeUpTo);
  if (inserted !== null) return bad('An entry was inserted among those that were sealed', null, inserted);
  reading.verified();
  return { sound: true, entries: signed, checkpoints: reading.heads, unsealed };
}

interface HeadRow {
  size: string;
  root: Buffer;
  note: string;
}
function headOfRow({ size, root, note }: HeadRow, key: KeyObject): KnownHead | null {
  const head = headOf(note, key);
  return head?.size === Number(size) && head.root.equals(root) ? { ...head, note, kept: false } : null;
}
const notSigned = ({ size }: HeadRow): Fault =>
  bad(`The checkpoint at ${size} entries is not signed by this record’s key`);

/** One way through the record: a window of leaves at a time, quickly where all is in order, and entry by entry where it is not. */
class Reading {
  private readonly window = new SealedWindow();
  private readonly start: number;
  private readonly leavesAtATime: number;
  private proved: Proved;
  /** With what was read since the last head. */
  private tree: GrowingTree;
  /** The entry before the next window; and whether every entry up to it has its leaf. */
  private after: Place | undefined;
  private isComplete = true;
  /** How many heads of the database were met. */
  heads = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly key: KeyObject,
    private readonly signed: number,
    private readonly asked: Verification,
  ) {
    this.leavesAtATime = asked.window ?? WINDOW;
    this.tree = asked.from?.tree ?? new GrowingTree();
    this.start = this.tree.size;
    this.proved = { tree: this.tree.copy(), byKept: this.start, ...(asked.from && { note: asked.from.note }) };
  }

  /** Up to where it is known that every entry has its leaf; unknown where entries do not stand in the order of their transactions. */
  get completeUpTo(): Place | undefined {
    return this.isComplete ? this.after : undefined;
  }

  async through(kept: readonly KnownHead[]): Promise<Fault | undefined> {
    if (this.start > 0) this.after = await placeOf(this.client, this.start - 1);
    let from = this.start;
    do {
      const to = Math.min(from + this.leavesAtATime, this.signed);
      // Heads of the size at which it goes on were not met by this tree yet.
      const isFirst = from === this.start;
      const rows = await checkpointRows(this.client, {
        ...(!isFirst || from > 0 ? { atLeast: isFirst ? from : from + 1 } : {}),
        atMost: to,
      });
      const heads: KnownHead[] = [];
      for (const row of rows) {
        const head = headOfRow(row, this.key);
        if (!head) return notSigned(row);
        heads.push(head);
      }
      heads.push(...kept.filter(({ size }) => size <= to && (isFirst || size > from)));
      const fault = (await this.fits(from, to, heads)) ? undefined : await this.entryByEntry(to, heads);
      if (fault) return fault;
      this.heads += rows.length;
      // Where an entry may stand without a leaf, which is looked for at the end, nothing is verified before that.
      if (this.isComplete) this.verified();
      from = to;
    } while (from < this.signed);
    const beyond = kept.find(({ size }) => size > this.signed);
    return beyond ? bad(`The end of the record was cut off${vouchedBy(beyond)}`, this.tree.size) : undefined;
  }

  verified(): void {
    const { note, tree } = this.proved;
    if (note !== undefined) this.asked.onVerified?.({ note, tree });
  }

  private async fits(from: number, to: number, heads: readonly KnownHead[]): Promise<boolean> {
    const tree = this.tree.copy();
    const ahead = inOrderOfSize(heads);
    let proved = this.proved;
    let next = 0;
    const meetsHeads = (): boolean => {
      for (let head = ahead[next]; head?.size === tree.size; head = ahead[next]) {
        if (!head.root.equals(tree.root())) return false;
        next += 1;
        // Only the last of a window is gone back to.
        if (next === ahead.length || head.kept) proved = vouched(head, tree, proved);
      }
      return true;
    };
    if (!meetsHeads()) return false;
    if (to > from) {
      await this.window.read(this.client, from, to, this.after);
      const isMet = (hash: Buffer): boolean => {
        tree.add(hash);
        return meetsHeads();
      };
      if (!this.window.fits(isMet)) return false;
      this.after = this.window.lastPlace;
    }
    [this.tree, this.proved] = [tree, proved];
    return true;
  }

  /** From the last head that vouched for what is before it; also over what was restored from a dump, whose transactions are numbered anew. */
  private async entryByEntry(to: number, heads: readonly KnownHead[]): Promise<Fault | undefined> {
    const walk = new EntryWalk(this.proved, heads);
    const from = this.proved.tree.size;
    for await (const rows of sealedEntries(this.client, { ...(from > 0 ? { from } : {}), to })) {
      for (const row of rows) {
        const fault = walk.pass(row);
        if (fault) return fault;
      }
    }
    const fault = walk.meetHeads();
    if (fault) return fault;
    if (walk.tree.size < to)
      return (await hasLeaf(this.client, { from: to, to: this.signed }))
        ? bad('A sealed entry is missing', walk.tree.size)
        : bad('The end of the record was cut off', walk.tree.size);
    [this.tree, this.proved] = [walk.tree.copy(), walk.proved];
    this.after = to > 0 ? await placeOf(this.client, to - 1) : undefined;
    this.isComplete = false;
    return undefined;
  }
}
