import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { ENTRY_FIELDS } from '../../libs/record/entry-text.js';
import { CopiedEntry, int64 } from './copied-entry.js';
import { COPY_HEADER, CopiedBytes } from './copy-out.js';
import type { Place } from './record-rows.js';

const ENTRY_COLUMNS = ENTRY_FIELDS.map((name) => `e.${name}`).join(', ');

/**
 * Where the parts of a row stand, of a leaf as of an entry: how many columns, the position or the transaction, referral, entry and time
 * (the same three in both), and of a leaf its hash; before each column its length.
 */
const AT = { number: 6, key: 14, id: 38, afterKey: 66, hash: 70, leafEnd: 102 };
const LEAF_COLUMNS = 5;
const ENTRY_ROW_COLUMNS = ENTRY_FIELDS.length + 1;
const HASH = 32;

/**
 * Leaves and entries of a stretch of the tree, each read in its own order and once. In a record that nobody touched the two orders are
 * one: entries are sealed in the order of their transactions. Then no entry need be looked up by its id, and an entry without a leaf
 * between two others would be seen. Where they differ nothing is said but that: who reads entry by entry says why.
 */
export class SealedWindow {
  private readonly leaves = new CopiedBytes();
  private readonly entries = new CopiedBytes();
  private readonly entry = new CopiedEntry();
  private readonly digest = Buffer.alloc(HASH);
  private window = { from: 0, to: 0, isAfter: false };
  private lastEntry = 0;

  /**
   * @param from position of the first leaf; with those that may stand before it where it is 0
   * @param after place of the entry before the first one
   */
  async read(client: PoolClient, from: number, to: number, after: Place | undefined): Promise<void> {
    this.window = { from, to, isAfter: after !== undefined };
    await this.leaves.read(
      client,
      `select l.position, l.referral_id, l.entry_id, l.at, l.hash from record_leaf l
       where l.position < ${to} ${from === 0 ? '' : `and l.position >= ${from}`} order by l.position`,
    );
    await this.entries.read(
      client,
      `select e.tx, ${ENTRY_COLUMNS} from record_entry e
       ${after ? `where (e.tx, e.id) >= ('${after.tx}'::xid8, '${after.id}'::uuid)` : ''} order by e.tx, e.id limit ${to - from + (after ? 1 : 0)}`,
    );
  }

  /** Hands on each leaf's hash in order; false where a leaf is not that of the entry in its place, or `isMet` says so. */
  fits(isMet: (hash: Buffer) => boolean): boolean {
    const { from, to, isAfter } = this.window;
    const [leaves, entries] = [this.leaves.bytes, this.entries.bytes];
    let [leaf, entry] = [COPY_HEADER, COPY_HEADER];
    try {
      // The one before comes again: by itself, unless somebody put another of its id and transaction beside it.
      if (isAfter) entry = this.entry.read(entries, entry + AT.key);
      for (let position = from; position < to; position += 1) {
        if (leaves.readInt16BE(leaf) !== LEAF_COLUMNS || entries.readInt16BE(entry) !== ENTRY_ROW_COLUMNS) return false;
        if (
          int64(leaves, leaf + AT.number) !== position ||
          !same(leaves, leaf + AT.key, entries, entry + AT.key, AT.afterKey - AT.key)
        )
          return false;
        const next = this.entry.read(entries, entry + AT.key);
        if (next === -1) return false;
        this.digest.write(hash('sha256', this.entry.leaf, 'binary'), 'binary');
        if (!same(leaves, leaf + AT.hash, this.digest, 0, HASH) || !isMet(this.digest)) return false;
        this.lastEntry = entry;
        [leaf, entry] = [leaf + AT.leafEnd, next];
      }
    } catch (error) {
      // A row shorter than its columns say, as only somebody's own type of column makes it.
      if (error instanceof RangeError) return false;
      throw error;
    }
    return leaf + END_OF_ROWS === this.leaves.length;
  }

  /** Of the last entry, in a window that fits. */
  get lastPlace(): Place {
    const { bytes } = this.entries;
    const id = bytes.toString('hex', this.lastEntry + AT.id, this.lastEntry + AT.id + 16);
    return {
      tx: bytes.readBigUInt64BE(this.lastEntry + AT.number).toString(),
      id: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    };
  }
}

/** The last row is followed by a count of columns that there cannot be. */
const END_OF_ROWS = 2;

function same(one: Buffer, from: number, other: Buffer, start: number, length: number): boolean {
  for (let place = 0; place < length; place += 1) if (one[from + place] !== other[start + place]) return false;
  return true;
}
