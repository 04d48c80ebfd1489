import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { noteBody, rawKey, signaturesOf, type Verifier } from './signed-note.js';

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
  const body = noteBody(note);
  const hash = cosignerHash(cosigner);
  const times = (signaturesOf(note) ?? [])
    .filter(({ name, bytes }) => name === cosigner.name && bytes.length === hash.length + 8 + SIGNATURE_BYTES)
    .filter(({ bytes }) => bytes.subarray(0, 4).equals(hash) && bytes.readBigUInt64BE(4) <= LAST_TIME)
    .map(({ bytes }) => ({ at: Number(bytes.readBigUInt64BE(4)), signature: bytes.subarray(12) }))
    .filter(({ at, signature }) => body !== null && verify(null, message(body, at), cosigner.key, signature))
    .map(({ at }) => at);
  return times.length === 0 ? null : Math.max(...times);
}

const message = (body: string, at: number): Buffer => Buffer.from(`cosignature/v1\ntime ${at}\n${body}`);

/** First four bytes of the hash of name and key: another than that of the same key as the log's own. */
const cosignerHash = ({ name, key }: Verifier): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(COSIGNATURE_V1), rawKey(key)]))
    .digest()
    .subarray(0, 4);
