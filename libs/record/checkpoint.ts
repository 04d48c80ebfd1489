import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Who keeps this log; the first line of every checkpoint. */
export const ORIGIN = 'handrail.example/record';

export interface Head {
  size: number;
  root: Buffer;
}

/** A signed note over a head of the tree. Formats: C2SP tlog-checkpoint and signed-note, with an Ed25519 signature. */
export function checkpointOf(head: Head, key: KeyObject): string {
  const body = `${ORIGIN}\n${head.size}\n${head.root.toString('base64')}\n`;
  const signature = sign(null, Buffer.from(body), key);
  return `${body}\n\u2014 ${ORIGIN} ${Buffer.concat([keyHash(createPublicKey(key)), signature]).toString('base64')}\n`;
}

/** The head that a checkpoint signs, or null when it is not one of this log and key. */
export function headOf(note: string, key: KeyObject): Head | null {
  const [body, signatures] = split(note);
  const [origin, size, root] = body.split('\n');
  const [, signature] = /^\u2014 \S+ (\S+)\n$/u.exec(signatures) ?? [];
  if (origin !== ORIGIN || !/^(0|[1-9]\d*)$/.test(size ?? '') || !root || !signature) return null;
  const signed = Buffer.from(signature, 'base64');
  if (!signed.subarray(0, 4).equals(keyHash(key))) return null;
  return verify(null, Buffer.from(body), key, signed.subarray(4))
    ? { size: Number(size), root: Buffer.from(root, 'base64') }
    : null;
}

function split(note: string): [string, string] {
  const at = note.indexOf('\n\n');
  return at < 0 ? ['', ''] : [note.slice(0, at + 1), note.slice(at + 2)];
}

/** First four bytes of the hash of name, algorithm and key: which key signed. */
function keyHash(key: KeyObject): Buffer {
  const raw = Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${ORIGIN}\n`), Buffer.of(1), raw]))
    .digest()
    .subarray(0, 4);
}
