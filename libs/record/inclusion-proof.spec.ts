import { describe, expect, it } from '@jest/globals';
import { proofOf, proofText } from './inclusion-proof.js';

const CHECKPOINT = 'elsewhere.example\n12\nBwcH\n\n\u2014 elsewhere.example AAAA\n';
const proof = {
  entry: Buffer.from('[["id","one"]]'),
  position: 7,
  hashes: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
  checkpoint: CHECKPOINT,
};

describe('The text of a proof', () => {
  it('has the lines of C2SP tlog-proof in their order, and the checkpoint as it was signed', () => {
    expect(proofText(proof).split('\n').slice(0, 6)).toEqual([
      'c2sp.org/tlog-proof@v1',
      'extra W1siaWQiLCJvbmUiXV0=',
      'index 7',
      'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',
      'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=',
      '',
    ]);
    expect(proofText(proof).endsWith(`\n\n${CHECKPOINT}`)).toBe(true);
  });

  it.each([[proof], [{ ...proof, position: 0, hashes: [] }]])('gives back what went in', (one) => {
    expect(proofOf(proofText(one))).toEqual(one);
  });

  it.each([
    ['of another format', proofText(proof).replace('@v1', '@v2')],
    ['without its entry', proofText(proof).replace(/extra .*\n/, '')],
    ['with a position that has a nought before it', proofText(proof).replace('index 7', 'index 07')],
    ['with a position that is no number', proofText(proof).replace('index 7', 'index x')],
    ['with half a hash', proofText({ ...proof, hashes: [Buffer.alloc(16)] })],
    ['with a line that is no hash', proofText(proof).replace('AQEB', '*')],
    ['without a checkpoint', proofText({ ...proof, checkpoint: '' })],
    ['with something before it', ` ${proofText(proof)}`],
    ['that is empty', ''],
  ])('is not read %s', (_what, text) => {
    expect(proofOf(text)).toBeNull();
  });
});
