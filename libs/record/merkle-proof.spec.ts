import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GrowingTree, leafHash, nodeHash, type Range } from './merkle.js';
import { consistencyRanges, inclusionRanges, PartRoots, provesConsistency, provesInclusion } from './merkle-proof.js';

const MOST = 40;
const LEAVES = Array.from({ length: MOST }, (_, position) => leafHash(Buffer.of(position)));

/** The definitions of RFC 6962, section 2.1, word for word: slow, and read off the page. */
const k = (size: number): number => {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
};
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return new GrowingTree().root();
  if (leaves.length === 1) return leaves[0] as Buffer;
  return nodeHash(mth(leaves.slice(0, k(leaves.length))), mth(leaves.slice(k(leaves.length))));
}
function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const left = k(leaves.length);
  return m < left
    ? [...path(m, leaves.slice(0, left)), mth(leaves.slice(left))]
    : [...path(m - left, leaves.slice(left)), mth(leaves.slice(0, left))];
}
function subproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const left = k(leaves.length);
  return m <= left
    ? [...subproof(m, leaves.slice(0, left), whole), mth(leaves.slice(left))]
    : [...subproof(m - left, leaves.slice(left), false), mth(leaves.slice(0, left))];
}

function rootsOf(ranges: readonly Range[], size: number): Buffer[] {
  const parts = new PartRoots(ranges);
  LEAVES.slice(0, size).forEach((leaf) => parts.add(leaf));
  return parts.roots();
}
const rootOf = (size: number): Buffer => mth(LEAVES.slice(0, size));
const treeOf = (size: number): GrowingTree => {
  const tree = new GrowingTree();
  LEAVES.slice(0, size).forEach((leaf) => tree.add(leaf));
  return tree;
};
const included = (position: number, size: number) => ({
  leaf: LEAVES[position] as Buffer,
  position,
  size,
  root: rootOf(size),
});
const grown = (earlier: number, later: number) => ({
  earlier: { size: earlier, root: rootOf(earlier) },
  later: { size: later, root: rootOf(later) },
});
/** Each pair of sizes or of position and size up to so many, all of them. */
const pairs = Array.from({ length: MOST }, (_, size) => size + 1).flatMap((size) =>
  Array.from({ length: size }, (_, smaller) => [smaller, size] as const),
);
const forged = (proof: readonly Buffer[]): fc.Arbitrary<Buffer[]> =>
  fc.oneof(
    fc.constant(proof.concat(Buffer.alloc(32))),
    fc.constant(proof.slice(1)),
    fc.constant(proof.slice(0, -1)),
    fc.constant([...proof].reverse()),
    fc.tuple(fc.nat(Math.max(0, proof.length - 1)), fc.nat(255)).map(([place, bit]) =>
      proof.map((hash, at) => {
        const other = Buffer.from(hash);
        if (at === place) other.writeUInt8(other.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        return other;
      }),
    ),
  );
const same = (a: readonly Buffer[], b: readonly Buffer[]): boolean =>
  Buffer.concat([...a]).equals(Buffer.concat([...b]));

describe('A proof that an entry is in the tree', () => {
  it('is the path of RFC 6962 for each position in each tree of up to 40 leaves, and is believed', () => {
    for (const [position, size] of pairs) {
      const proof = rootsOf(inclusionRanges(position, size), size);
      expect(same(proof, path(position, LEAVES.slice(0, size)))).toBe(true);
      expect(provesInclusion(proof, included(position, size))).toBe(true);
    }
  });

  it('is believed for that entry, that position, that size and that root only', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.constantFrom(...pairs), (one, other) => {
        fc.pre(one[0] !== other[0] || one[1] !== other[1]);
        const proof = path(one[0], LEAVES.slice(0, one[1]));
        const claimed = included(...one);
        const stranger = included(...other);
        expect(provesInclusion(proof, stranger)).toBe(false);
        if (one[0] !== other[0]) {
          expect(provesInclusion(proof, { ...claimed, leaf: stranger.leaf })).toBe(false);
          expect(provesInclusion(proof, { ...claimed, position: other[0] })).toBe(false);
        }
        if (one[1] !== other[1]) expect(provesInclusion(proof, { ...claimed, root: stranger.root })).toBe(false);
      }),
    );
  });

  it('is not believed when anything of it is changed', () => {
    const trials = fc.constantFrom(...pairs).chain(([position, size]) => {
      const proof = path(position, LEAVES.slice(0, size));
      return forged(proof).map((other) => ({ position, size, proof, other }));
    });
    fc.assert(
      fc.property(trials, ({ position, size, proof, other }) => {
        fc.pre(!same(proof, other));
        expect(provesInclusion(other, included(position, size))).toBe(false);
      }),
    );
  });

  it('is neither made nor believed for a position outside the tree', () => {
    for (const position of [-1, 5, Number.NaN]) {
      expect(() => inclusionRanges(position, 5)).toThrow('no leaf at');
      expect(provesInclusion([], { ...included(0, 1), position, size: 5 })).toBe(false);
    }
  });
});

describe('A proof that the tree only grew', () => {
  it('is that of RFC 6962 between any two trees of up to 40 leaves, and is believed', () => {
    for (const [earlier, size] of [...pairs, [MOST, MOST] as const]) {
      const proof = rootsOf(consistencyRanges(earlier, size), size);
      const defined = earlier === 0 ? [] : subproof(earlier, LEAVES.slice(0, size), true);
      expect(same(proof, defined)).toBe(true);
      expect(provesConsistency(proof, grown(earlier, size))).toBe(true);
    }
  });

  it('splits a tree of any size where RFC 6962 does, also where its logarithm is rounded', () => {
    for (const power of [3, 31, 32, 47, 48, 49, 52].map((exponent) => 2 ** exponent)) {
      expect(consistencyRanges(power, power + 1)).toEqual([[power, power + 1]]);
      expect(consistencyRanges(power / 2, power)).toEqual([[power / 2, power]]);
      expect(consistencyRanges(power / 2, power - 1)).toEqual([[power / 2, power - 1]]);
    }
  });

  it('is made from the earlier tree and the leaves since', () => {
    for (const [earlier, size] of pairs) {
      const ranges = consistencyRanges(earlier, size);
      const since = new PartRoots(ranges, treeOf(earlier));
      LEAVES.slice(earlier, size).forEach((leaf) => since.add(leaf));
      expect(same(since.roots(), rootsOf(ranges, size))).toBe(true);
    }
  });

  it('is believed between these two trees only', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        ([earlier, size], bytes) => {
          fc.pre(earlier > 0);
          const proof = subproof(earlier, LEAVES.slice(0, size), true);
          const claimed = grown(earlier, size);
          const root = Buffer.from(bytes);
          expect(provesConsistency(proof, { ...claimed, earlier: { size: earlier, root } })).toBe(false);
          expect(provesConsistency(proof, { ...claimed, later: { size, root } })).toBe(false);
        },
      ),
    );
  });

  it('is not believed when anything of it is changed', () => {
    const trials = fc.constantFrom(...pairs).chain(([earlier, size]) => {
      const proof = earlier === 0 ? [] : subproof(earlier, LEAVES.slice(0, size), true);
      return forged(proof).map((other) => ({ earlier, size, proof, other }));
    });
    fc.assert(
      fc.property(trials, ({ earlier, size, proof, other }) => {
        fc.pre(!same(proof, other));
        expect(provesConsistency(other, grown(earlier, size))).toBe(false);
      }),
    );
  });

  it('does not let an empty tree, or one of the same size, have another root', () => {
    const root = Buffer.alloc(32);
    expect(provesConsistency([], { earlier: { size: 0, root }, later: { size: 3, root: rootOf(3) } })).toBe(false);
    expect(provesConsistency([], { earlier: { size: 3, root }, later: { size: 3, root: rootOf(3) } })).toBe(false);
    expect(provesConsistency([], grown(0, 0))).toBe(true);
  });

  it('is neither made nor believed backwards', () => {
    expect(() => consistencyRanges(5, 4)).toThrow('does not go on');
    expect(() => consistencyRanges(-1, 4)).toThrow('does not go on');
    expect(provesConsistency([], grown(5, 4))).toBe(false);
    expect(provesConsistency([], { ...grown(0, 4), earlier: { size: -1, root: rootOf(0) } })).toBe(false);
  });

  it('is not made of leaves that did not all come', () => {
    const parts = new PartRoots([[2, 4]]);
    LEAVES.slice(0, 3).forEach((leaf) => parts.add(leaf));
    expect(() => parts.roots()).toThrow('missing between 2 and 4');
  });
});

describe('A tree that grows', () => {
  it('grows on by itself where it was copied', () => {
    const tree = treeOf(5);
    const copy = tree.copy();
    copy.add(LEAVES[5] as Buffer);
    expect([tree.size, copy.size]).toEqual([5, 6]);
    expect(tree.root().equals(rootOf(5)) && copy.root().equals(rootOf(6))).toBe(true);
  });

  it('knows its complete parts, and no others', () => {
    const tree = treeOf(7);
    const part = (from: number, to: number): string | undefined => tree.subtree([from, to])?.toString('hex');
    expect(part(0, 4)).toBe(mth(LEAVES.slice(0, 4)).toString('hex'));
    expect(part(4, 6)).toBe(mth(LEAVES.slice(4, 6)).toString('hex'));
    expect(part(6, 7)).toBe(LEAVES[6]?.toString('hex'));
    expect([part(0, 2), part(0, 7), part(4, 7), part(8, 9), part(0, 1)]).toEqual(Array(5).fill(undefined));
  });
});
