import { createHash } from 'node:crypto';

/** Hashes as RFC 6962 (Certificate Transparency) has them, so that any third party's tool can check the tree. */
const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** Leaves from a position up to, and without, another. */
export type Range = readonly [from: number, to: number];

/** A tree that only grows: it keeps one root for each power of two, whatever its size. */
export class GrowingTree {
  /** Root of the complete subtree of 2^place leaves, where there is one. */
  private readonly subtrees: (Buffer | undefined)[] = [];
  private leaves = 0;

  get size(): number {
    return this.leaves;
  }

  add(leaf: Buffer): void {
    let root = leaf;
    let place = 0;
    for (let left = this.subtrees[place]; left; left = this.subtrees[place]) {
      root = nodeHash(left, root);
      this.subtrees[place] = undefined;
      place += 1;
    }
    this.subtrees[place] = root;
    this.leaves += 1;
  }

  /** Another that grows on from here by itself. */
  copy(): GrowingTree {
    const copy = new GrowingTree();
    copy.subtrees.push(...this.subtrees);
    copy.leaves = this.leaves;
    return copy;
  }

  /** Root of a complete subtree that is not yet part of a larger one, or undefined when this is none. */
  subtree([from, to]: Range): Buffer | undefined {
    const place = Math.log2(to - from);
    const root = Number.isInteger(place) ? this.subtrees[place] : undefined;
    const below = this.subtrees.reduce((sum, larger, at) => sum + (at > place && larger ? 2 ** at : 0), 0);
    return below === from ? root : undefined;
  }

  /** Root of the tree as it is; of no leaves, the hash of nothing. */
  root(): Buffer {
    let root: Buffer | undefined;
    for (const subtree of this.subtrees) if (subtree) root = root ? nodeHash(subtree, root) : subtree;
    return root ?? sha256();
  }
}
