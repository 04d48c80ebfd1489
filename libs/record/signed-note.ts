import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Notes as C2SP signed-note has them, signed with Ed25519: a text, an empty line, a line for each signature. */
const ED25519 = 1;
const SIGNATURE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/u;

export interface Verifier {
  name: string;
  key: KeyObject;
}

export function signedNote(text: string, name: string, key: KeyObject): string {
  const signature = Buffer.concat([keyHash({ name, key: createPublicKey(key) }), sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${name} ${signature.toString('base64')}\n`;
}

/** The text that a note signs, or null when this verifier did not sign it. Others may have signed it too. */
export function textSignedBy(note: string, verifier: Verifier): string | null {
  const end = note.lastIndexOf('\n\n') + 1;
  if (end === 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, end);
  const lines = note.slice(end + 1, -1).split('\n');
  const signatures = lines.map((line) => SIGNATURE.exec(line));
  if (signatures.includes(null)) return null;
  const hash = keyHash(verifier);
  const own = signatures
    .filter((found) => found?.[1] === verifier.name)
    .map((found) => Buffer.from(found?.[2] ?? '', 'base64'))
    .find((signature) => signature.subarray(0, 4).equals(hash));
  return own && verify(null, Buffer.from(text), verifier.key, own.subarray(4)) ? text : null;
}

/** A public key in the form that tools for such notes take: name, key hash and key, joined by plus signs. */
export const verifierText = (verifier: Verifier): string =>
  [verifier.name, keyHash(verifier).toString('hex'), typedKey(verifier.key).toString('base64')].join('+');

/** The verifier that such a text names, or null when it is not one of an Ed25519 key. */
export function verifierOf(text: string): Verifier | null {
  const [, name, hash, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  if (!name || !hash || !encoded) return null;
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 33 || typed[0] !== ED25519) return null;
  const x = typed.subarray(1).toString('base64url');
  const verifier = { name, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
  return keyHash(verifier).toString('hex') === hash ? verifier : null;
}

const typedKey = (key: KeyObject): Buffer =>
  Buffer.concat([Buffer.of(ED25519), Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url')]);

/** First four bytes of the hash of name and key: which key signed. */
const keyHash = ({ name, key }: Verifier): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), typedKey(key)]))
    .digest()
    .subarray(0, 4);
