import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copied } from './copied.js';

it('is what JSON makes of it, and shares nothing with it', () => {
  const said = fc.jsonValue().map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(
      said.filter((text) => !text.includes('__proto__')),
      (text) => {
        expect(JSON.stringify(copied(JSON.parse(text)))).toBe(text);
      },
    ),
  );
  const kept = { list: [{ name: 'one' }], none: null, gone: undefined };
  const copy = copied(kept);
  expect(Object.keys(copy)).toEqual(['list', 'none']);
  copy.list.forEach((one) => (one.name = 'two'));
  expect(kept.list).toEqual([{ name: 'one' }]);
});
