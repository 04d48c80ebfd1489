import { describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { cosigned, cosignedAt, cosignerOf, cosignerText } from './cosignature.js';
import { signedNote, textSignedBy, verifierOf, verifierText } from './signed-note.js';

const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const NAME = 'witness.example.com/w1';
const AT = 1679315147;

describe('A cosignature', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = createPublicKey(privateKey);
  const log = generateKeyPairSync('ed25519');
  const note = signedNote(TEXT, 'example.com/behind-the-sofa', log.privateKey);
  const both = cosigned(note, NAME, privateKey, AT);

  it('is a line of name, key hash, time and a signature of what the format says, byte for byte', () => {
    expect(both.startsWith(note)).toBe(true);
    const [, encoded] = /^\u2014 witness\.example\.com\/w1 (\S+)\n$/u.exec(both.slice(note.length)) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    const raw = Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
    const hash = createHash('sha256').update(`${NAME}\n\u0004`).update(raw).digest();
    expect(bytes.subarray(0, 4)).toEqual(hash.subarray(0, 4));
    expect(bytes.subarray(4, 12).toString('hex')).toBe('00000000641850cb');
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${TEXT}`);
    expect(verify(null, message, key, bytes.subarray(12))).toBe(true);
    expect(bytes).toHaveLength(76);
  });

  it('is read beside the log’s own signature, and is none of a log’s', () => {
    expect(cosignedAt(both, { name: NAME, key })).toBe(AT);
    expect(textSignedBy(both, { name: 'example.com/behind-the-sofa', key: log.publicKey })).toBe(TEXT);
    expect(textSignedBy(both, { name: NAME, key })).toBeNull();
    expect(cosignedAt(note, { name: 'example.com/behind-the-sofa', key: log.publicKey })).toBeNull();
  });

  it('says the latest of several times', () => {
    const again = cosigned(cosigned(both, NAME, privateKey, AT + 9), NAME, privateKey, AT + 3);
    expect(cosignedAt(again, { name: NAME, key })).toBe(AT + 9);
  });

  it('is of no time that a number does not count exactly', () => {
    expect(cosignedAt(cosigned(note, NAME, privateKey, 2 ** 53 - 1), { name: NAME, key })).toBe(2 ** 53 - 1);
    expect(cosignedAt(cosigned(note, NAME, privateKey, 2 ** 53), { name: NAME, key })).toBeNull();
  });

  it('is not made of what is no note', () => {
    expect(() => cosigned(TEXT, NAME, privateKey, AT)).toThrow('signed note');
  });

  it.each([
    ['another text', both.replace('20852163', '20852164')],
    ['another name', both.replace(NAME, 'witness.example.com/w2')],
    ['its end cut off', both.slice(0, -1)],
    ['a line that is no signature', `${both}and more\n`],
    ['nothing', ''],
  ])('is not believed with %s', (_what, forged) => {
    expect(cosignedAt(forged, { name: NAME, key })).toBeNull();
  });

  it('is not believed with a bit turned anywhere, in its time either', () => {
    const line = both.slice(note.length).split(' ')[2] ?? '';
    const bytes = Buffer.from(line, 'base64');
    for (let place = 0; place < bytes.length; place += 1) {
      const forged = Buffer.from(bytes);
      forged[place] = (forged[place] as number) ^ 1;
      const other = both.replace(line.trimEnd(), forged.toString('base64'));
      expect(cosignedAt(other, { name: NAME, key })).toBeNull();
    }
  });

  it('is not believed where it is shorter or longer than one', () => {
    const line = (both.slice(note.length).split(' ')[2] ?? '').trimEnd();
    const bytes = Buffer.from(line, 'base64');
    for (const other of [bytes.subarray(0, 75), bytes.subarray(0, 11), Buffer.concat([bytes, Buffer.of(0)])])
      expect(cosignedAt(both.replace(line, other.toString('base64')), { name: NAME, key })).toBeNull();
  });

  it('is known by a verifier key of its own type, and also by one that was printed as a log’s', () => {
    const text = cosignerText({ name: NAME, key });
    const [, name, hash, encoded] = /^([^+]+)\+([^+]+)\+(.+)$/.exec(text) ?? [];
    expect(name).toBe(NAME);
    expect(hash).toBe(
      Buffer.from((both.slice(note.length).split(' ')[2] ?? '').trimEnd(), 'base64').toString('hex', 0, 4),
    );
    expect(Buffer.from(encoded ?? '', 'base64')[0]).toBe(4);
    for (const one of [text, verifierText({ name: NAME, key })])
      expect(cosignedAt(both, cosignerOf(one) ?? never())).toBe(AT);
    expect(verifierOf(text)).toBeNull();
    expect(cosignerOf(text.replace(NAME, 'witness.example.com/w2'))).toBeNull();
    expect(cosignerOf('words')).toBeNull();
  });
});

const never = (): never => {
  throw new Error('That is no verifier key');
};
