import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { keyHash, noteBody, noteOf, type Verifier, verifierOf, verifierText } from './signed-note.js';

/** Cosignatures as C2SP tlog-cosignature has them, with Ed25519: that a head was the newest one known at a time. */
const COSIGNATURE_V1 = 4;
const SIGNATURE_BYTES = 64;
/** Seconds of a time that a number of JavaScript still counts. */
const LAST_TIME = 2n ** 53n - 1n;

/** The note with one more signature: as of that time, in seconds since 1970, its head was the newest. */
export function cosigned(note: string, name: string, key: KeyObject, at: number): string {
  const body = noteBody(note);
  if (body === null) throw new Error('Only a signed note is cosigned');
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(at));
  const signature = sign(null, message(body, at), key);
  const line = Buffer.concat([cosignerHash({ name, key: createPublicKey(key) }), time, signature]);
  return `${note}\u2014 ${name} ${line.toString('base64')}\n`;
}

/** The latest time, in seconds since 1970, for which this cosigner vouched for the note; null where it did not. */
export function cosignedAt(note: string, cosigner: Verifier): number | null {
  const opened = noteOf(note);
  if (!opened) return null;
  const { body, signatures } = opened;
  const hash = cosignerHash(cosigner);
  const times = signatures
    .filter(({ name, bytes }) => name === cosigner.name && bytes.length === hash.length + 8 + SIGNATURE_BYTES)
    .filter(({ bytes }) => bytes.subarray(0, 4).equals(hash) && bytes.readBigUInt64BE(4) <= LAST_TIME)
    .map(({ bytes }) => ({ at: Number(bytes.readBigUInt64BE(4)), signature: bytes.subarray(12) }))
    .filter(({ at, signature }) => verify(null, message(body, at), cosigner.key, signature))
    .map(({ at }) => at);
  return times.length === 0 ? null : Math.max(...times);
}

const message = (body: string, at: number): Buffer => Buffer.from(`cosignature/v1\ntime ${at}\n${body}`);

/** Another than that of the same key as a log's own. */
const cosignerHash = (cosigner: Verifier): Buffer => keyHash(cosigner, COSIGNATURE_V1);

/** A cosigner's public key in the form that tools for such notes take. */
export const cosignerText = (cosigner: Verifier): string => verifierText(cosigner, COSIGNATURE_V1);

/** The cosigner that such a text names, or null. Some programs print a cosigner's key as if it were a log's; it is the same key. */
export const cosignerOf = (text: string): Verifier | null => verifierOf(text, COSIGNATURE_V1) ?? verifierOf(text);
