import { createHash, hash } from 'node:crypto';

/** Hashes as RFC 6962 (Certificate Transparency) has them, so that any third party's tool can check the tree. */
const sha256 = (...parts: Uint8Array[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** Leaves from a position up to, and without, another. */
export type Range = readonly [from: number, to: number];

/** One hash in as many bytes; a tree of 2^53 leaves, which is as far as a number counts, has so many subtrees. */
const HASH = 32;
const PLACES = 54;

/** A tree that only grows: it keeps one root for each power of two, whatever its size. */
export class GrowingTree {
  /**
   * Root of the complete subtree of 2^place leaves, where there is one, at its place. All in one piece of memory, and nodes hashed where
   * they lie: a record is verified at a hundred thousand leaves a second and more, and allocating costs more than hashing.
   */
  private readonly subtrees = Buffer.alloc(PLACES * HASH);
  private readonly node = Buffer.alloc(1 + 2 * HASH, 1);
  private leaves = 0;

  get size(): number {
    return this.leaves;
  }

  add(leaf: Uint8Array): void {
    if (leaf.length !== HASH) throw new RangeError(`A leaf is a hash of ${HASH} bytes`);
    this.node.set(leaf, 1 + HASH);
    let place = 0;
    for (let whole = this.leaves; whole % 2 === 1; whole = (whole - 1) / 2) {
      this.subtrees.copy(this.node, 1, place * HASH, (place + 1) * HASH);
      this.node.write(hash('sha256', this.node, 'binary'), 1 + HASH, 'binary');
      place += 1;
    }
    this.node.copy(this.subtrees, place * HASH, 1 + HASH);
    this.leaves += 1;
  }

  /** A tree of that size, from the roots of its complete subtrees, the largest first; null where they are not as many. */
  static of(size: number, subtrees: readonly Uint8Array[]): GrowingTree | null {
    if (!Number.isSafeInteger(size) || size < 0) return null;
    const tree = new GrowingTree();
    tree.leaves = size;
    const places = tree.places().reverse();
    if (places.length !== subtrees.length || subtrees.some((root) => root.length !== HASH)) return null;
    subtrees.forEach((root, nth) => tree.subtrees.set(root, (places[nth] as number) * HASH));
    return tree;
  }

  /** Roots of its complete subtrees, the largest first: all that is needed to grow on from here. */
  complete(): Buffer[] {
    return this.places()
      .reverse()
      .map((place) => this.rootAt(place));
  }

  /** Another that grows on from here by itself. */
  copy(): GrowingTree {
    const copy = new GrowingTree();
    copy.subtrees.set(this.subtrees);
    copy.leaves = this.leaves;
    return copy;
  }

  /** Root of a complete subtree that is not yet part of a larger one, or undefined when this is none. */
  subtree([from, to]: Range): Buffer | undefined {
    const place = Math.log2(to - from);
    const below = 2 ** (place + 1) * Math.floor(this.leaves / 2 ** (place + 1));
    return below === from && this.places().includes(place) ? this.rootAt(place) : undefined;
  }

  /** Root of the tree as it is; of no leaves, the hash of nothing. */
  root(): Buffer {
    let root: Buffer | undefined;
    for (const place of this.places()) root = root ? nodeHash(this.rootAt(place), root) : this.rootAt(place);
    return root ?? sha256();
  }

  /** Where there is a complete subtree, the smallest first. */
  private places(): number[] {
    const places: number[] = [];
    for (let place = 0, rest = this.leaves; rest > 0; place += 1, rest = Math.floor(rest / 2))
      if (rest % 2 === 1) places.push(place);
    return places;
  }

  private rootAt(place: number): Buffer {
    return Buffer.from(this.subtrees.subarray(place * HASH, (place + 1) * HASH));
  }
}
