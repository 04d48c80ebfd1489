import type { KeyObject } from 'node:crypto';
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
export function headOf(note: string, key: KeyObject): Head | null {
  const [origin, size, encoded] = textSignedBy(note, { name: ORIGIN, key })?.split('\n') ?? [];
  if (origin !== ORIGIN || !/^(0|[1-9]\d*)$/.test(size ?? '') || !encoded) return null;
  const root = Buffer.from(encoded, 'base64');
  return root.length === 32 ? { size: Number(size), root } : null;
}
