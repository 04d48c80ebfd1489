import { describe, expect, it } from '@jest/globals';
import { GrowingTree, leafHash } from './merkle.js';

/** The vectors by which implementations of Certificate Transparency check each other (RFC 6962, section 2.1). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('The tree of the record', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))(
    'has the root that Certificate Transparency publishes for %i leaves',
    (size, root) => {
      const tree = new GrowingTree();
      for (const leaf of LEAVES.slice(0, size)) tree.add(leafHash(Buffer.from(leaf, 'hex')));
      expect(tree.size).toBe(size);
      expect(tree.root().toString('hex')).toBe(root);
    },
  );

  it('takes nothing for a leaf that is not as long as a hash', () => {
    const tree = new GrowingTree();
    for (const bytes of [0, 31, 33]) expect(() => tree.add(Buffer.alloc(bytes))).toThrow('32 bytes');
    expect(tree.size).toBe(0);
  });

  it('grows on from its complete subtrees alone, as from all its leaves', () => {
    const leaves = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
    for (let size = 0; size <= leaves.length; size += 1) {
      const whole = new GrowingTree();
      leaves.slice(0, size).forEach((leaf) => whole.add(leaf));
      const again = GrowingTree.of(size, whole.complete());
      leaves.slice(size).forEach((leaf) => again?.add(leaf));
      expect(again?.root().toString('hex')).toBe(ROOTS[leaves.length]);
    }
  });

  it('is not made of subtrees that are too few, too many or no hashes, nor of a size that is none', () => {
    const hash = Buffer.alloc(32);
    const wrong: [number, Buffer[]][] = [
      [3, [hash]],
      [4, [hash, hash]],
      [0, [hash]],
      [1, [hash.subarray(1)]],
      [-1, []],
      [-1, [hash]],
      [1.5, [hash]],
      [2 ** 53, [hash]],
    ];
    for (const [size, subtrees] of wrong) expect(GrowingTree.of(size, subtrees)).toBeNull();
  });
});
