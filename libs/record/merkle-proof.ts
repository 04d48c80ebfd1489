import { GrowingTree, nodeHash, type Range } from './merkle.js';

/**
 * The two proofs of RFC 6962, section 2.1: that an entry stands at a position, and that a larger tree goes on from a smaller one. Each is
 * a list of roots of parts of the tree; which parts these are, its sizes say.
 */

/** Parts whose roots prove that the leaf at `position` belongs to the tree of `size`: its sibling first, the root's child last. */
export function inclusionRanges(position: number, size: number): Range[] {
  if (!(position >= 0 && position < size)) throw new RangeError(`A tree of ${size} has no leaf at ${position}`);
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + leftOf(to - from);
    ranges.push(position < middle ? [middle, to] : [from, middle]);
    [from, to] = position < middle ? [from, middle] : [middle, to];
  }
  return ranges.reverse();
}

/** Parts whose roots prove that the tree of `size` goes on from the tree of `earlier`. */
export function consistencyRanges(earlier: number, size: number): Range[] {
  if (!(earlier >= 0 && earlier <= size))
    throw new RangeError(`A tree of ${size} does not go on from one of ${earlier}`);
  if (earlier === 0) return [];
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to !== earlier) {
    const middle = from + leftOf(to - from);
    ranges.push(earlier <= middle ? [middle, to] : [from, middle]);
    [from, to] = earlier <= middle ? [from, middle] : [middle, to];
  }
  // The whole earlier tree is known to whoever asks; a part of it is not.
  if (from > 0) ranges.push([from, to]);
  return ranges.reverse();
}

/** The largest power of two below a size: how many leaves the left child holds. Exact also where a logarithm is rounded up. */
function leftOf(size: number): number {
  const left = 2 ** Math.floor(Math.log2(size - 1));
  return left < size ? left : left / 2;
}

/** Roots of parts of a tree, from its leaves in order, read once and not kept. */
export class PartRoots {
  private readonly parts: { range: Range; tree: GrowingTree; known: Buffer | undefined }[];
  /** Position of the next leaf that will be added. */
  private position: number;

  /** @param before the tree of the leaves before the first that will be added, of which it knows the roots */
  constructor(ranges: readonly Range[], before = new GrowingTree()) {
    this.position = before.size;
    this.parts = ranges.map((range) => ({ range, tree: new GrowingTree(), known: before.subtree(range) }));
  }

  add(leaf: Buffer): void {
    for (const { range, tree } of this.parts) if (this.position >= range[0] && this.position < range[1]) tree.add(leaf);
    this.position += 1;
  }

  /** @throws where a part's leaves did not all come by. */
  roots(): Buffer[] {
    return this.parts.map(({ range: [from, to], tree, known }) => {
      if (known) return known;
      if (tree.size !== to - from) throw new Error(`Leaves are missing between ${from} and ${to}`);
      return tree.root();
    });
  }
}

interface Included {
  leaf: Buffer;
  position: number;
  size: number;
  root: Buffer;
}

export function provesInclusion(proof: readonly Buffer[], { leaf, position, size, root }: Included): boolean {
  if (!(position >= 0 && position < size)) return false;
  const ranges = inclusionRanges(position, size);
  if (ranges.length !== proof.length) return false;
  const reached = proof.reduce(
    (hash, sibling, step) =>
      isRightOf(ranges[step] as Range, position) ? nodeHash(hash, sibling) : nodeHash(sibling, hash),
    leaf,
  );
  return reached.equals(root);
}

interface Grown {
  earlier: { size: number; root: Buffer };
  later: { size: number; root: Buffer };
}

export function provesConsistency(proof: readonly Buffer[], { earlier, later }: Grown): boolean {
  if (!(earlier.size >= 0 && earlier.size <= later.size)) return false;
  const ranges = consistencyRanges(earlier.size, later.size);
  if (ranges.length !== proof.length) return false;
  if (earlier.size === later.size) return earlier.root.equals(later.root);
  if (earlier.size === 0) return earlier.root.equals(new GrowingTree().root());
  const isWhole = (ranges[0] as Range)[0] >= earlier.size;
  const first = isWhole ? earlier.root : (proof[0] as Buffer);
  let [small, large] = [first, first];
  for (let step = isWhole ? 0 : 1; step < proof.length; step += 1) {
    const sibling = proof[step] as Buffer;
    // What lies right of the earlier tree is no part of it.
    if (isRightOf(ranges[step] as Range, earlier.size - 1)) large = nodeHash(large, sibling);
    else [small, large] = [nodeHash(sibling, small), nodeHash(sibling, large)];
  }
  return small.equals(earlier.root) && large.equals(later.root);
}

const isRightOf = ([from]: Range, position: number): boolean => from > position;
