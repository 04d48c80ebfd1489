import { describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { asOf, checkpointAsOf, checkpointOf, headOf, ORIGIN } from './checkpoint.js';
import { signedNote } from './signed-note.js';

describe('A checkpoint', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = createPublicKey(privateKey);
  const head = { size: 12, root: Buffer.alloc(32, 7) };

  it('has origin, size and root on lines of their own, and a signature in the name of its origin', () => {
    expect(checkpointOf(head, privateKey).split('\n')).toEqual([
      'handrail.example/record',
      '12',
      'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
      '',
      expect.stringMatching(/^\u2014 handrail\.example\/record [A-Za-z0-9+/=]{92}$/),
      '',
    ]);
  });

  it('gives back the head that it signs, with extensions of others too', () => {
    expect(headOf(checkpointOf(head, privateKey), key)).toEqual(head);
    const extended = `${ORIGIN}\n12\n${head.root.toString('base64')}\nextension 1\n`;
    expect(headOf(signedNote(extended, ORIGIN, privateKey), key)).toEqual(head);
  });

  it.each([
    ['of another log', `elsewhere.example\n12\n${head.root.toString('base64')}\n`],
    ['with a size that is no number', `${ORIGIN}\n012\n${head.root.toString('base64')}\n`],
    ['with half a root', `${ORIGIN}\n12\nBwcH\n`],
    ['without a root', `${ORIGIN}\n12\n`],
  ])('is no head of this record %s, also when it is rightly signed', (_what, text) => {
    expect(headOf(signedNote(text, ORIGIN, privateKey), key)).toBeNull();
  });

  it('is no head to who trusts another key', () => {
    expect(headOf(checkpointOf(head, privateKey), generateKeyPairSync('ed25519').publicKey)).toBeNull();
  });

  it('says when the log last had no newer head, to the second, where it says so; and is the same head', () => {
    const said = checkpointOf(head, privateKey);
    const later = checkpointAsOf(said, new Date('2026-11-25T10:00:00.999Z'), privateKey);
    expect(asOf(later, key)).toEqual(new Date('2026-11-25T10:00:00.000Z'));
    expect(headOf(later, key)).toEqual(head);
    expect(asOf(said, key)).toBeNull();
    expect(asOf(later, generateKeyPairSync('ed25519').publicKey)).toBeNull();
  });

  it('has an empty tree as the head of size 0, and no size below', () => {
    const sized = (size: string): string =>
      signedNote(`${ORIGIN}\n${size}\n${head.root.toString('base64')}\n`, ORIGIN, privateKey);
    expect(headOf(sized('0'), key)).toEqual({ size: 0, root: head.root });
    for (const size of ['-1', '1.5', '1 ', ' 1', '1x', '00', '']) expect(headOf(sized(size), key)).toBeNull();
  });
});
