import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { checkpointOf, type Head, headOf, ORIGIN } from './checkpoint.js';
import { cosigned, cosignedAt } from './cosignature.js';
import { GrowingTree, leafHash } from './merkle.js';
import { consistencyRanges, PartRoots } from './merkle-proof.js';
import { signedNote } from './signed-note.js';
import { addCheckpointOf, addCheckpointText, SIZE_TYPE, toldSize, type Witness, witnessAnswer } from './witness.js';

const MOST = 20;
const AT = new Date('2026-11-28T12:00:00Z');
const log = generateKeyPairSync('ed25519');
const own = generateKeyPairSync('ed25519');
const witness = {
  name: 'witness.gmp.example',
  key: own.privateKey,
  logs: [{ name: ORIGIN, key: log.publicKey }],
};
const LEAVES = Array.from({ length: MOST }, (_, position) => leafHash(Buffer.of(position)));
/** The same record, but for one entry. */
const FORKED = LEAVES.map((leaf, position) => (position === 3 ? leafHash(Buffer.from('another')) : leaf));

function headAt(size: number, leaves = LEAVES): Head {
  const tree = new GrowingTree();
  leaves.slice(0, size).forEach((leaf) => tree.add(leaf));
  return { size, root: tree.root() };
}
function proofOf(old: number, size: number, leaves = LEAVES): Buffer[] {
  const parts = new PartRoots(consistencyRanges(old, size));
  leaves.slice(0, size).forEach((leaf) => parts.add(leaf));
  return parts.roots();
}
const request = (
  old: number,
  size: number,
  leaves = LEAVES,
  checkpoint = checkpointOf(headAt(size, leaves), log.privateKey),
): string => addCheckpointText({ old, proof: old > size ? [] : proofOf(old, size, leaves), checkpoint });
const answer = (text: string, last: Head | null, by: Witness = witness) =>
  witnessAnswer(text, (origin) => (origin === ORIGIN ? last : null), by, AT);

describe('A witness', () => {
  it('cosigns the first head that it is shown, and every later one that provably goes on from its last', () => {
    for (let old = 0; old <= MOST; old += 1)
      for (let size = Math.max(1, old); size <= MOST; size += 1) {
        const given = answer(request(old, size), old === 0 ? null : headAt(old));
        if (given.status !== 200) throw new Error(`${old} to ${size}: ${given.status}`);
        const note = checkpointOf(headAt(size), log.privateKey) + given.line;
        expect(given.head).toEqual({ ...headAt(size), origin: ORIGIN, note });
        expect(cosignedAt(note, { name: witness.name, key: own.publicKey })).toBe(AT.getTime() / 1000);
        expect(headOf(note, log.publicKey)).toEqual(headAt(size));
      }
  });

  it('never cosigns a second history, whatever proof comes with it', () => {
    for (let old = 4; old < MOST; old += 1)
      for (let size = old; size <= MOST; size += 1) {
        const forked = checkpointOf(headAt(size, FORKED), log.privateKey);
        for (const proof of [proofOf(old, size), proofOf(old, size, FORKED), []]) {
          const given = answer(addCheckpointText({ old, proof, checkpoint: forked }), headAt(old));
          expect(given).toMatchObject(size === old ? { status: 409, fork: forked } : { status: 422, unproved: forked });
        }
      }
  });

  it('never cosigns a smaller head, and says how far it was', () => {
    for (let size = 1; size < 12; size += 1) {
      expect(answer(request(size, size), headAt(12))).toEqual({ status: 409, size: 12 });
      expect(answer(request(0, size), headAt(12))).toEqual({ status: 409, size: 12 });
      expect(answer(request(12, size), headAt(12))).toEqual({ status: 400 });
    }
  });

  it('says how far it was to who goes on from another head than its last', () => {
    expect(answer(request(0, 15), headAt(12))).toEqual({ status: 409, size: 12 });
    expect(answer(request(13, 15), headAt(12))).toEqual({ status: 409, size: 12 });
    expect(answer(request(3, 15), null)).toEqual({ status: 409, size: 0 });
  });

  it('cosigns nothing that its log did not sign, nor of a log that it does not watch', () => {
    const { root } = headAt(5);
    const text = `${ORIGIN}\n5\n${root.toString('base64')}\n`;
    const unsigned = [
      signedNote(text, ORIGIN, own.privateKey),
      signedNote(text, 'elsewhere.example/record', log.privateKey),
      checkpointOf(headAt(5), log.privateKey).replace('\n5\n', '\n6\n'),
      signedNote(text, ORIGIN, own.privateKey) +
        cosigned(signedNote(text, ORIGIN, own.privateKey), ORIGIN, log.privateKey, 1).slice(
          signedNote(text, ORIGIN, own.privateKey).length,
        ),
    ];
    for (const checkpoint of unsigned) expect(answer(request(0, 5, LEAVES, checkpoint), null)).toEqual({ status: 403 });
    const other = signedNote(text.replace(ORIGIN, 'elsewhere.example/record'), ORIGIN, log.privateKey);
    expect(answer(request(0, 5, LEAVES, other), null)).toEqual({ status: 404 });
  });

  it('cosigns what any key of its log signed, for a log may change its key', () => {
    const newer = generateKeyPairSync('ed25519');
    const both = { ...witness, logs: [...witness.logs, { name: ORIGIN, key: newer.publicKey }] };
    const text = request(5, 8, LEAVES, checkpointOf(headAt(8), newer.privateKey));
    expect(answer(text, headAt(5))).toEqual({ status: 403 });
    expect(answer(text, headAt(5), both)).toMatchObject({ status: 200, head: { size: 8 } });
    expect(answer(request(5, 8), headAt(5), both)).toMatchObject({ status: 200, head: { size: 8 } });
  });

  it('knows one log’s heads from another’s', () => {
    const origin = 'elsewhere.example/record';
    const elsewhere = generateKeyPairSync('ed25519');
    const two = { ...witness, logs: [...witness.logs, { name: origin, key: elsewhere.publicKey }] };
    const text = `${origin}\n3\n${headAt(3, FORKED).root.toString('base64')}\n`;
    const first = addCheckpointText({ old: 0, proof: [], checkpoint: signedNote(text, origin, elsewhere.privateKey) });
    expect(answer(first, headAt(12), two)).toMatchObject({ status: 200, head: { origin, size: 3 } });
    const byAnother = addCheckpointText({ old: 0, proof: [], checkpoint: signedNote(text, origin, log.privateKey) });
    expect(answer(byAnother, headAt(12), two)).toEqual({ status: 403 });
  });

  it.each([
    ['a size with a nought before it', (text: string) => text.replace('\n5\n', '\n05\n')],
    ['a size that no number holds', (text: string) => text.replace('\n5\n', '\n9999999999999999\n')],
    [
      'a root with bits that say nothing',
      (text: string) =>
        text.replace(/(.)=\n$/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=\n`),
    ],
    ['a root of another length', (text: string) => text.replace(/\n.{44}\n$/, '\nAAAA\n')],
    ['no root', (text: string) => text.replace(/\n.{44}\n$/, '\n')],
  ])('cosigns no text of its log that is no head: %s', (_what, change) => {
    const text = `${ORIGIN}\n5\n${headAt(5).root.toString('base64')}\n`;
    expect(change(text)).not.toBe(text);
    const checkpoint = signedNote(change(text), ORIGIN, log.privateKey);
    expect(answer(request(0, 5, LEAVES, checkpoint), null)).toEqual({ status: 400 });
  });

  it.each([
    ['nothing', ''],
    ['words', 'words'],
    ['no size', request(0, 5).replace('old 0', 'old')],
    ['a size with a nought before it', request(3, 5).replace('old 3', 'old 03')],
    ['a size below nothing', request(3, 5).replace('old 3', 'old -3')],
    ['a size that no number holds', request(3, 5).replace('old 3', 'old 9999999999999999')],
    ['a line that is no hash', request(3, 5).replace('old 3\n', 'old 3\nnothing\n')],
    [
      'more hashes than any tree needs',
      request(3, 5).replace('old 3\n', `old 3\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
    ],
    ['something before its size', ` ${request(0, 5)}`],
    ['something before a hash', request(3, 5).replace('old 3\n', `old 3\n-${'A'.repeat(43)}=\n`)],
    ['something after a hash', request(3, 5).replace('old 3\n', `old 3\n${'A'.repeat(43)}=-\n`)],
    ['no empty line', request(0, 5).replace('\n\n', '\n')],
    ['no checkpoint', 'old 0\n\n'],
    ['a checkpoint whose end is cut off', request(0, 5).slice(0, -1)],
  ])('answers %s as no request', (_what, text) => {
    expect(answer(text, null)).toEqual({ status: 400 });
  });

  it('reads a request as it was written', () => {
    const asked = { old: 3, proof: proofOf(3, 7), checkpoint: checkpointOf(headAt(7), log.privateKey) };
    expect(addCheckpointOf(addCheckpointText(asked))).toEqual(asked);
    const longest = { ...asked, proof: Array.from({ length: 63 }, () => Buffer.alloc(32, 7)) };
    expect(addCheckpointOf(addCheckpointText(longest))).toEqual(longest);
    expect(addCheckpointOf('old 0\n')).toBeNull();
  });

  it.each([
    ['12\n', 12],
    ['0\n', 0],
    ['123456\n', 123456],
    ['12', null],
    ['012\n', null],
    ['-1\n', null],
    ['9999999999999999\n', null],
    ['twelve\n', null],
    ['12\n13\n', null],
  ])('says how far it was with one number, in the type that the protocol names, and with %j %s', (text, size) => {
    expect(toldSize(text)).toBe(size);
    expect(SIZE_TYPE).toBe('text/x.tlog.size');
  });
});
