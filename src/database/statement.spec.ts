import { expect, it } from '@jest/globals';
import { named } from './statement.js';

it('is called as no other statement is', () => {
  expect(named('one', 'select 1')).toEqual(named('one', 'select 1'));
  expect(() => named('one', 'select 2')).toThrow('Two statements are called one');
});
