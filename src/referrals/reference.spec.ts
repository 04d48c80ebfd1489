import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { referenceAsWritten, referenceOf } from './reference.js';

it('is found however somebody writes it down: small letters, no dashes, a letter that looks like a figure', () => {
  for (let time = 0; time < 200; time += 1) {
    const reference = referenceOf(randomUUID());
    const lookAlike = `${reference.slice(0, 3)}${reference
      .slice(3)
      .replaceAll('0', 'O')
      .replaceAll('1', time % 2 ? 'I' : 'l')}`;
    for (const written of [
      reference,
      reference.toLowerCase(),
      reference.replaceAll('-', ''),
      reference.replaceAll('-', ' – '),
      ` ${reference}\n`,
      lookAlike,
    ])
      expect(referenceAsWritten(written)).toBe(reference);
  }
});

it.each([
  '',
  'GM',
  'GM-0000-0000-0000',
  'GM-0000-0000-0000-00',
  'GM-U000-0000-0000-0',
  '01-0000-0000-0000-0',
  '%',
  7,
  null,
])('is none where it could not be one: %p', (written) => {
  expect(referenceAsWritten(written)).toBe('');
});
