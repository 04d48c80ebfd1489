import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { NowAndThen } from './now-and-then.js';

describe('What lasts', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is said once a minute, each thing by itself', () => {
    const log = new NowAndThen();
    const clock = jest.spyOn(performance, 'now');
    const saidAt = (seconds: number, what = 'the database is away'): boolean => {
      clock.mockReturnValue(seconds * 1000);
      return log.isTimeToSay(what);
    };
    expect([saidAt(0), saidAt(2), saidAt(59), saidAt(60), saidAt(63)]).toEqual([true, false, false, true, false]);
    expect([saidAt(64, 'no key'), saidAt(65, 'no key'), saidAt(66)]).toEqual([true, false, false]);
  });
});
