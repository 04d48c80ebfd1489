import type { KeyObject } from 'node:crypto';
import { type Head, headIn } from './checkpoint.js';
import { cosigned } from './cosignature.js';
import { GrowingTree } from './merkle.js';
import { provesConsistency } from './merkle-proof.js';
import { noteBody, textSignedBy, type Verifier } from './signed-note.js';

/** A request to a witness as C2SP tlog-witness has it: to cosign a head that goes on from the one that it cosigned last. */
interface AddCheckpoint {
  /** Size of the head that the witness cosigned last, as far as the log knows. */
  old: number;
  proof: readonly Buffer[];
  checkpoint: string;
}

const MOST_PROOF_LINES = 63;
const OLD = /^old (0|[1-9]\d{0,15})$/;
const HASH = /^[A-Za-z0-9+/]{43}=$/;
const SIZE = /^(0|[1-9]\d{0,15})\n$/;
/** With what a witness says how far it was. */
export const SIZE_TYPE = 'text/x.tlog.size';

export const addCheckpointText = ({ old, proof, checkpoint }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');

/** The request that a text carries, or null where it is none of this form. */
export function addCheckpointOf(text: string): AddCheckpoint | null {
  const end = text.indexOf('\n\n');
  if (end === -1) return null;
  const [first, ...lines] = text.slice(0, end).split('\n') as [string, ...string[]];
  const old = Number(OLD.exec(first)?.[1]);
  if (!Number.isSafeInteger(old)) return null;
  if (lines.length > MOST_PROOF_LINES || lines.some((line) => !HASH.test(line))) return null;
  return { old, proof: lines.map((line) => Buffer.from(line, 'base64')), checkpoint: text.slice(end + 2) };
}

/** How far a witness says that it was, or null where the text says nothing of the kind. */
export function toldSize(text: string): number | null {
  const size = Number(SIZE.exec(text)?.[1]);
  return Number.isSafeInteger(size) ? size : null;
}

/** A head that a witness vouches for: from now on it cosigns none that does not go on from it. */
export interface CosignedHead extends Head {
  origin: string;
  /** Text and signature of the log, and the cosignature. */
  note: string;
}

/** What a witness answers, with the status that the protocol gives it. */
export type WitnessAnswer =
  /** The head is to be kept before the line is sent. */
  | { status: 200; line: string; head: CosignedHead }
  /** The request does not go on from the head of this size, which was cosigned last. `fork`: the log signed another one of that size. */
  | { status: 409; size: number; fork?: string }
  /** The log signed this head, and whoever sent it did not prove that it goes on from the last one. */
  | { status: 422; unproved: string }
  /** No such request; not signed by a key of this log; of an unknown log. */
  | { status: 400 | 403 | 404 };

export interface Witness {
  name: string;
  key: KeyObject;
  /** Logs that it watches, by their origin, which is the name of their key. One that changed its key is named with both. */
  logs: readonly Verifier[];
}

/**
 * Whether a witness may cosign: only a head that its log signed and that provably goes on from the last one it cosigned.
 * @param lastOf the head of a log that it cosigned last, or null before the first
 */
export function witnessAnswer(
  text: string,
  lastOf: (origin: string) => Head | null,
  { name, key, logs }: Witness,
  at: Date,
): WitnessAnswer {
  const asked = addCheckpointOf(text);
  const body = asked && noteBody(asked.checkpoint);
  if (!asked || body === null) return { status: 400 };
  const { old, proof, checkpoint } = asked;
  const known = logs.filter((log) => log.name === body.split('\n')[0]);
  if (known.length === 0) return { status: 404 };
  if (!known.some((log) => textSignedBy(checkpoint, log) !== null)) return { status: 403 };
  const later = headIn(body);
  if (!later || !Number.isSafeInteger(later.size) || old > later.size) return { status: 400 };
  const earlier = lastOf(later.origin) ?? { size: 0, root: new GrowingTree().root() };
  if (old !== earlier.size) return { status: 409, size: earlier.size };
  if (later.size === earlier.size && !later.root.equals(earlier.root))
    return { status: 409, size: earlier.size, fork: checkpoint };
  if (!provesConsistency(proof, { earlier, later })) return { status: 422, unproved: checkpoint };
  const note = cosigned(checkpoint, name, key, Math.floor(at.getTime() / 1000));
  return { status: 200, line: note.slice(checkpoint.length), head: { ...later, note } };
}
