import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Notes as C2SP signed-note has them, signed with Ed25519: a text, an empty line, a line for each signature. */
const ED25519 = 1;
const SIGNATURE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/u;
const VERIFIER = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/;

export interface Verifier {
  name: string;
  key: KeyObject;
}

export function signedNote(text: string, name: string, key: KeyObject): string {
  const signature = Buffer.concat([keyHash({ name, key: createPublicKey(key) }), sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${name} ${signature.toString('base64')}\n`;
}

/** What a note's signatures are over: its text with the last line's end, or null where it is no note. */
export function noteBody(note: string): string | null {
  const end = note.lastIndexOf('\n\n') + 1;
  return end === 0 || !note.endsWith('\n') ? null : note.slice(0, end);
}

interface Note {
  /** What its signatures are over. */
  body: string;
  /** Who it says signed it, with which bytes. */
  signatures: { name: string; bytes: Buffer }[];
}

/** A note's parts, none of them believed yet, or null where it is no note or a line of it is no signature. */
export function noteOf(note: string): Note | null {
  const body = noteBody(note);
  if (body === null) return null;
  const signatures: Note['signatures'] = [];
  for (const line of note.slice(body.length + 1, -1).split('\n')) {
    const found = partsIn<[name: string, encoded: string]>(SIGNATURE, line);
    if (!found) return null;
    signatures.push({ name: found[0], bytes: Buffer.from(found[1], 'base64') });
  }
  return { body, signatures };
}

/** What a form that always has these parts finds in a text, or null where the text is not of it. */
export const partsIn = <Parts extends string[]>(form: RegExp, text: string): Parts | null =>
  (form.exec(text)?.slice(1) as Parts | undefined) ?? null;

/** The text that a note signs, or null when this verifier did not sign it. Others may have signed it too. */
export function textSignedBy(note: string, verifier: Verifier): string | null {
  const opened = noteOf(note);
  if (!opened) return null;
  const { body, signatures } = opened;
  const hash = keyHash(verifier);
  const own = signatures.find(({ name, bytes }) => name === verifier.name && bytes.subarray(0, 4).equals(hash));
  return own && verify(null, Buffer.from(body), verifier.key, own.bytes.subarray(4)) ? body : null;
}

/** A public key in the form that tools for such notes take: name, key hash and key, joined by plus signs. */
export const verifierText = (verifier: Verifier, type = ED25519): string =>
  [verifier.name, keyHash(verifier, type).toString('hex'), typedKey(verifier.key, type).toString('base64')].join('+');

/** The verifier that such a text names, or null when it is not one of an Ed25519 key of that type. */
export function verifierOf(text: string, type = ED25519): Verifier | null {
  const found = partsIn<[name: string, hash: string, encoded: string]>(VERIFIER, text.trim());
  if (!found) return null;
  const [name, hash, encoded] = found;
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 33 || typed[0] !== type) return null;
  const x = typed.subarray(1).toString('base64url');
  const verifier = { name, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
  return keyHash(verifier, type).toString('hex') === hash ? verifier : null;
}

/** The 32 bytes of a public key. */
export const rawKey = (key: KeyObject): Buffer => Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
const typedKey = (key: KeyObject, type: number): Buffer => Buffer.concat([Buffer.of(type), rawKey(key)]);

/** First four bytes of the hash of name, type and key: which key signed, and what its signatures are over. */
export const keyHash = ({ name, key }: Verifier, type = ED25519): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), typedKey(key, type)]))
    .digest()
    .subarray(0, 4);
