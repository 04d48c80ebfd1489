import { describe, expect, it } from '@jest/globals';
import { eachAlone } from './each-alone.js';

describe('Each of many, done alone', () => {
  it('is done though those before it failed, one after the other, and who failed is said at the end', async () => {
    const done: string[] = [];
    const all = eachAlone(
      ['one', 'two', 'three', 'ten', 'four'],
      (item) => `the ${item === 'ten' ? 'two' : item}`,
      async (item) => {
        await Promise.resolve();
        if (item.startsWith('t')) throw new Error(`No ${item}`);
        done.push(item);
      },
    );
    await expect(all).rejects.toMatchObject({
      message: 'Not done: the two, the three',
      errors: [new Error('No two'), new Error('No three'), new Error('No ten')],
    });
    expect(done).toEqual(['one', 'four']);
  });
});
