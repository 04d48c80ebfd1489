import { cosignedAt } from '../../libs/record/cosignature.js';
import { GrowingTree } from '../../libs/record/merkle.js';
import { consistencyRanges, PartRoots } from '../../libs/record/merkle-proof.js';
import { addCheckpointText, SIZE_TYPE, toldSize } from '../../libs/record/witness.js';
import type { CosignatureRows, NewestHead } from './cosignature-rows.js';
import type { KnownWitness } from './known-witnesses.js';

const PATIENCE_MS = 5000;
const MOST_BYTES = 16_384;
/** A head that stays the newest is cosigned anew: its time says that nothing came since. */
const COSIGNED_ANEW_MS = 30_000;
/** As for tokens: so far clocks may differ. */
const MOST_SKEW_MS = 60_000;

/** Why a witness has not cosigned. `alarming`: it says that this record is not the one that it knows. */
export class NotCosigned extends Error {
  constructor(
    message: string,
    readonly alarming = false,
  ) {
    super(message);
  }
}

/** One witness, seen from the record: brings it the newest head with the proof that this goes on from the last one that it cosigned. */
export class AskedWitness {
  /** Of the head that it cosigned last, as far as is known. */
  private tree = new GrowingTree();

  constructor(
    readonly witness: KnownWitness,
    private readonly rows: CosignatureRows,
  ) {}

  /**
   * Answers whether the head is cosigned, now or since less than half a minute.
   * @throws NotCosigned with the reason
   */
  async cosign(head: NewestHead, now: Date, stop: AbortSignal): Promise<void> {
    const last = await this.rows.newestCosigned(this.witness.vkey);
    const size = Number(head.size);
    if (Number(last?.size) === size && now.getTime() - (last?.cosigned_at.getTime() ?? 0) < COSIGNED_ANEW_MS) return;
    const known = Math.min(Number(last?.size ?? 0), size);
    const told = await this.asked(head, known, now, stop);
    // It knows better how far it is: once is enough.
    if (told !== null && (await this.asked(head, told, now, stop)) !== null)
      throw new NotCosigned('it says at every try that it is at another size');
  }

  /** Answers null when it cosigned, and else the size that it says it is at. */
  private async asked(head: NewestHead, old: number, now: Date, stop: AbortSignal): Promise<number | null> {
    const size = Number(head.size);
    const earlier = (this.tree = await this.treeAt(old, stop));
    const proof = new PartRoots(consistencyRanges(old, size), earlier);
    const grown = earlier.copy();
    for await (const leaf of this.rows.leaves(old, size)) {
      stop.throwIfAborted();
      proof.add(leaf);
      grown.add(leaf);
    }
    if (grown.size !== size || !grown.root().equals(head.root)) {
      this.tree = new GrowingTree();
      throw new NotCosigned('the record’s leaves are not those of its newest head; see handrail audit verify', true);
    }
    const request = addCheckpointText({ old, proof: proof.roots(), checkpoint: head.note });
    const { status, type, text } = await this.sent(request, stop);
    if (status === 200) {
      await this.keep(head, text, now, grown);
      return null;
    }
    if (status === 422) throw new NotCosigned(ANOTHER_HISTORY, true);
    const told = status === 409 && type === SIZE_TYPE ? toldSize(text) : null;
    if (told === null) throw new NotCosigned(`it answered with status ${status}`);
    if (told === old) throw new NotCosigned(ANOTHER_HISTORY, true);
    if (told > size)
      throw new NotCosigned(`it has cosigned ${told} entries, and the record’s newest head has ${size}`, true);
    return told;
  }

  /** The record's tree as it was at a size, from the nearest one that is known before it. */
  private async treeAt(size: number, stop: AbortSignal): Promise<GrowingTree> {
    const kept = this.tree.size === size ? undefined : await this.rows.knownTree(this.witness.vkey, size);
    const roots = Array.from({ length: (kept?.subtrees.length ?? 0) / 32 }, (_, place) =>
      (kept?.subtrees as Buffer).subarray(32 * place, 32 * (place + 1)),
    );
    const stored = kept ? GrowingTree.of(Number(kept.size), roots) : null;
    // What is kept beside a head that signs something else is not gone on from.
    const trees = [this.tree, stored?.root().equals(kept?.root ?? Buffer.alloc(0)) ? stored : null, new GrowingTree()];
    const nearest = trees
      .filter((tree) => tree !== null)
      .filter((tree) => tree.size <= size)
      .reduce((best, tree) => (tree.size > best.size ? tree : best));
    const tree = nearest.copy();
    for await (const leaf of this.rows.leaves(tree.size, size)) {
      stop.throwIfAborted();
      tree.add(leaf);
    }
    if (tree.size !== size) throw new NotCosigned('sealed leaves are missing; see handrail audit verify', true);
    return tree;
  }

  private async sent(body: string, stop: AbortSignal): Promise<{ status: number; type: string; text: string }> {
    try {
      const response = await fetch(`${this.witness.url}/add-checkpoint`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body,
        redirect: 'error',
        signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]),
      });
      const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
      return { status: response.status, type: type.trim(), text: await someText(response) };
    } catch (error) {
      stop.throwIfAborted();
      throw error instanceof NotCosigned ? error : new NotCosigned(`it does not answer (${whyNot(error)})`);
    }
  }

  private async keep(head: NewestHead, lines: string, now: Date, tree: GrowingTree): Promise<void> {
    const { witness } = this;
    const at = cosignedAt(head.note + lines, witness);
    // Others that it sent along are not ours to keep.
    const own = lines
      .split('\n')
      .map((line) => `${head.note}${line}\n`)
      .find((note) => at !== null && cosignedAt(note, witness) === at);
    if (at === null || own === undefined) throw new NotCosigned('what it answered is not a cosignature by its key');
    if (Math.abs(at * 1000 - now.getTime()) > MOST_SKEW_MS)
      throw new NotCosigned('its cosignature is of another time; one of the two clocks is wrong');
    const row = { witness: witness.vkey, size: head.size, note: own, cosigned_at: new Date(at * 1000) };
    await this.rows.keep(row, tree.complete());
    this.tree = tree;
  }
}

const ANOTHER_HISTORY = 'it has cosigned another history of this record than the one that is here';

async function someText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new NotCosigned('it answers with more than any witness would');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function whyNot(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : name;
}
