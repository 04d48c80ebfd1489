import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { signedNote, textSignedBy, verifierOf, verifierText } from './signed-note.js';

/** The example of the format's first implementation, Go's golang.org/x/mod/sumdb/note: its key, its text and its signature. */
const NAME = 'PeterNeumann';
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}
\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const signer = createPrivateKey({ key: Buffer.concat([PKCS8, SEED]), format: 'der', type: 'pkcs8' });
const verifier = verifierOf(VERIFIER);
if (!verifier) throw new Error('The example’s verifier is not read');

describe('A signed note', () => {
  it('is made byte for byte as the format’s first implementation makes it', () => {
    expect(signedNote(TEXT, NAME, signer)).toBe(NOTE);
  });

  it('is read with the public key of that implementation’s form, whoever else signed it', () => {
    expect(textSignedBy(NOTE, verifier)).toBe(TEXT);
    const { privateKey } = generateKeyPairSync('ed25519');
    const other = signedNote(TEXT, 'witness.example', privateKey).slice(TEXT.length + 1);
    expect(textSignedBy(NOTE + other, verifier)).toBe(TEXT);
    expect(textSignedBy(`${TEXT}\n${other}${NOTE.slice(TEXT.length + 1)}`, verifier)).toBe(TEXT);
  });

  it('names its public key in that form, which is read with the end of its line', () => {
    expect(verifierText(verifier)).toBe(VERIFIER);
    expect(verifierOf(`${VERIFIER}\n`)).toEqual(verifier);
  });

  it.each([
    ['another text', NOTE.replace('answer', 'source')],
    ['another signature', NOTE.replace('SffcvIAQ', 'SffcvIAR')],
    ['another name', NOTE.replace('\u2014 PeterNeumann', '\u2014 EnochRoot')],
    ['no signature', `${TEXT}\n`],
    ['a line that is no signature', `${NOTE}and more\n`],
    ['something before a signature', `${NOTE}by \u2014 witness.example AAAA\n`],
    ['something after a signature', `${NOTE}\u2014 witness.example AAAA too\n`],
    ['no empty line', TEXT],
    ['its end cut off', NOTE.slice(0, -1)],
    ['nothing', ''],
  ])('is not believed with %s', (_what, note) => {
    expect(textSignedBy(note, verifier)).toBeNull();
  });

  it.each([
    ['another hash', VERIFIER.replace('c74f20a3', 'c74f20a4')],
    ['another name', VERIFIER.replace('Peter', 'Petra')],
    ['another algorithm', VERIFIER.replace('+ARpc', '+BBpc')],
    ['half a key', VERIFIER.slice(0, -8)],
    ['something before it', `by ${VERIFIER}`],
    ['something after it', `${VERIFIER}!`],
    ['nothing', ''],
  ])('is not verified by a key text with %s', (_what, text) => {
    expect(verifierOf(text)).toBeNull();
  });
});
