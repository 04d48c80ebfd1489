import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { headOf } from '../../libs/record/checkpoint.js';
import { GrowingTree } from '../../libs/record/merkle.js';
import type { VerifiedHead } from './record-verification.js';

/** So that an interrupted verification loses some seconds' work. */
const ENTRIES_BETWEEN = 1_000_000;

interface Kept {
  /** When it was verified. */
  verified: string;
  head: string;
  /** Roots of the tree's complete subtrees: with these the tree grows on. The head signs what they come to. */
  subtrees: string[];
}

/** What a verifier keeps for itself of how far it has come, in a file where those who run the database do not come. */
export class EarlierVerification {
  private newest: VerifiedHead | undefined;
  private keptSize = 0;

  constructor(private readonly file: string) {}

  /** @throws where the file is not one that a verification with this key has written. */
  head(key: KeyObject): (VerifiedHead & { at: string }) | undefined {
    if (!existsSync(this.file)) return undefined;
    const head = verifiedHead(readFileSync(this.file, 'utf8'), key);
    if (!head)
      throw new Error(
        'The file after --from is not one that a verification of this record, with this key, has written. Name one that is, or one that is not there yet.',
      );
    this.keptSize = head.tree.size;
    return head;
  }

  /** Everything up to this head is whole. */
  reached(head: VerifiedHead): void {
    this.newest = head;
    if (head.tree.size - this.keptSize >= ENTRIES_BETWEEN) this.keep();
  }

  keep(): void {
    if (!this.newest) return;
    const { note, tree } = this.newest;
    const kept: Kept = {
      verified: new Date().toISOString(),
      head: note,
      subtrees: tree.complete().map((root) => root.toString('base64')),
    };
    const half = `${this.file}.${process.pid}`;
    writeFileSync(half, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    renameSync(half, this.file);
    this.keptSize = tree.size;
  }
}

function verifiedHead(text: string, key: KeyObject): (VerifiedHead & { at: string }) | null {
  let kept: Partial<Kept>;
  try {
    kept = (JSON.parse(text) ?? {}) as Partial<Kept>;
  } catch {
    return null;
  }
  const { verified, head: note, subtrees } = kept;
  if (typeof verified !== 'string' || typeof note !== 'string' || !Array.isArray(subtrees)) return null;
  const head = headOf(note, key);
  const tree =
    head &&
    GrowingTree.of(
      head.size,
      subtrees.map((root) => Buffer.from(String(root), 'base64')),
    );
  return tree?.root().equals(head?.root ?? Buffer.alloc(0)) ? { note, tree, at: verified } : null;
}
