import { describe, expect, it } from '@jest/globals';
import { parseCrontab } from 'graphile-worker';
import { EVERY_MINUTE } from './clock-worker.js';

describe('What the worker does every minute', () => {
  it('is in the queue once: one that has not begun is not joined by the next', () => {
    const jobs = parseCrontab(EVERY_MINUTE).map(({ task, options }) => ({ task, ...options }));
    expect(jobs).toMatchObject(['sweep-clocks', 'tell-of-staff'].map((task) => ({ task, jobKey: task })));
  });
});
