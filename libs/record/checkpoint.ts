import type { KeyObject } from 'node:crypto';
import { cosigned, cosignedAt } from './cosignature.js';
import { signedNote, textSignedBy } from './signed-note.js';

/** Who keeps this log; the first line of every checkpoint, and the name of its key. */
export const ORIGIN = 'handrail.example/record';

export interface Head {
  size: number;
  root: Buffer;
}

/** A signed note over a head of the tree, as C2SP tlog-checkpoint has it. */
export const checkpointOf = (head: Head, key: KeyObject): string =>
  signedNote(`${ORIGIN}\n${head.size}\n${head.root.toString('base64')}\n`, ORIGIN, key);

/** The head that a checkpoint signs, or null when it is not one of this log and key. */
export function headOf(note: string, key: KeyObject, origin = ORIGIN): Head | null {
  const text = textSignedBy(note, { name: origin, key });
  const read = text === null ? null : headIn(text);
  return read?.origin === origin ? { size: read.size, root: read.root } : null;
}

/** What a checkpoint's text says, whoever signed it: null where it is none. Lines after the third are the log's own matter. */
export function headIn(text: string): (Head & { origin: string }) | null {
  const [origin, size, encoded] = text.split('\n');
  if (!origin || !/^(0|[1-9]\d*)$/.test(size ?? '') || !encoded) return null;
  const root = Buffer.from(encoded, 'base64');
  return root.length === 32 && root.toString('base64') === encoded ? { origin, size: Number(size), root } : null;
}

/** The same checkpoint, with the log's own word that at that time it had no newer head. */
export const checkpointAsOf = (note: string, at: Date, key: KeyObject): string =>
  cosigned(note, ORIGIN, key, Math.floor(at.getTime() / 1000));

/** When the log last said that this was its newest head, or null where it did not say. */
export function asOf(note: string, key: KeyObject): Date | null {
  const at = cosignedAt(note, { name: ORIGIN, key });
  return at === null ? null : new Date(at * 1000);
}
