import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isConnectionLoss } from '../database/connection-loss.js';
import { inPlainWords } from './plain-words.js';

const fault = (code: string, message = 'no words of it'): Error => Object.assign(new Error(message), { code });

it.each([
  ['53300', 'takes no more connections'],
  ['53100', 'no room left on its disk'],
  ['57P01', 'does not answer'],
  ['42P01', 'Nothing was ever started'],
])('an operator reads what a database that says %s lacks', (code, said) => {
  expect(inPlainWords(fault(code))).toContain(said);
});

it('a file that is not there, or a folder in its place, is named in words', () => {
  for (const [path, said] of [
    ['/not/here', '/not/here: there is no such file or folder.'],
    ['/', 'this is a folder'],
  ] as const) {
    let thrown: unknown;
    try {
      readFileSync(path);
    } catch (error) {
      thrown = error;
    }
    expect(inPlainWords(thrown)).toContain(said);
  }
});

it('whatever else was thrown is said as it is', () => {
  expect(inPlainWords(fault('EACCES', 'listen EACCES: permission denied 127.0.0.1:80'))).toContain('listen EACCES');
  expect(inPlainWords(new Error('Say more.'))).toBe('Say more.');
  expect(inPlainWords(undefined)).toBe('undefined');
});

it('a database without room is one that cannot be reached, and a wrong statement is not', () => {
  expect(['53100', '53200', '53300', '08006'].every((code) => isConnectionLoss(fault(code)))).toBe(true);
  expect(isConnectionLoss(fault('42883'))).toBe(false);
});
