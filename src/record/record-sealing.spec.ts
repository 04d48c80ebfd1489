import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/database.js';
import type { Configuration } from '../operations/configuration.js';
import { RecordSealing } from './record-sealing.js';

describe('Sealing', () => {
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('begins no second round while one goes on, however long that takes, and stops when it has ended', async () => {
    jest.useFakeTimers();
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    let ended: (() => void) | undefined;
    const workerTransaction = jest.fn(
      () => new Promise((_resolve, reject) => (ended = () => reject(new Error('Away')))),
    );
    const database = { workerTransaction } as unknown as Database;
    const sealing = new RecordSealing({ role: 'all' } as unknown as Configuration, database);
    sealing.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(workerTransaction).toHaveBeenCalledTimes(1);
    ended?.();
    await jest.advanceTimersByTimeAsync(2_500);
    expect(workerTransaction).toHaveBeenCalledTimes(2);
    const stopped = sealing.onApplicationShutdown();
    ended?.();
    await stopped;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(workerTransaction).toHaveBeenCalledTimes(2);
  });

  it('says once a minute that it cannot, and not at every round', async () => {
    jest.useFakeTimers();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const database = { workerTransaction: () => Promise.reject(new Error('Away')) } as unknown as Database;
    const sealing = new RecordSealing({ role: 'all' } as unknown as Configuration, database);
    sealing.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(warn).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(warn).toHaveBeenCalledTimes(2);
    await sealing.onApplicationShutdown();
  });
});
