import { describe, expect, it } from '@jest/globals';
import { newId, newIdAfter } from './new-id.js';

/** What follows the millisecond in an id. */
const tail = (id: string): bigint => BigInt(`0x${id.replaceAll('-', '').slice(13)}`);

describe('A new id', () => {
  it('stands at no small distance from the one before, which would tell how many lie between', () => {
    const ids = Array.from({ length: 200 }, newId);
    const near = ids.slice(1).filter((id, place) => {
      const distance = tail(id) - tail(ids[place] ?? '');
      return distance > 0n && distance < 1n << 48n;
    });
    expect(near).toEqual([]);
  });

  it('stands at once after one of a clock that was set back since', () => {
    const ahead = (Date.now() + 3_600_000).toString(16).padStart(12, '0');
    const first = `${ahead.slice(0, 8)}-${ahead.slice(8)}-7fff-bfff-ffffffffffff`;
    expect(newIdAfter(first) > first).toBe(true);
    expect(newIdAfter(first)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('stands after another where it must', () => {
    for (let count = 0; count < 200; count += 1) {
      const first = newId();
      expect(newIdAfter(first) > first).toBe(true);
    }
  });
});
