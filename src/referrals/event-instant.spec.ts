import { describe, expect, it } from '@jest/globals';
import { instantAfter } from './event-instant.js';

describe('An event', () => {
  const last = '2026-11-25T10:00:00.999Z';
  it('comes when it comes', () => {
    expect(instantAfter(last, '2026-11-25T10:00:01.500Z')).toBe('2026-11-25T10:00:01.500Z');
  });
  it.each([last, '2026-11-25T09:00:00.000Z'])('comes after the one before, also where the clock says %s', (now) => {
    expect(instantAfter(last, now)).toBe('2026-11-25T10:00:01.000Z');
  });
});
