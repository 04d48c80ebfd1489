import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Actor } from '../../libs/access/actor.js';
import { RateLimited } from '../errors/handrail-error.js';

/** Far above what a person or a case system needs; it stops a client that runs away. */
const LIMIT = { points: 60_000, duration: 60 };
/**
 * Requests that a process gathers before it tells the others. A write for each would cost more than most answers; so it is one for a
 * hundred, none for whoever asks less in a minute, and with each further process a caller has at most so many more.
 */
const GATHERED = 100;

/** How often one person or client may ask, whichever process answers. */
export class RequestRate {
  private readonly log = new Logger(RequestRate.name);
  private readonly here = new RateLimiterMemory(LIMIT);
  private readonly everywhere: RateLimiterAbstract;

  constructor(storeClient: Pool) {
    this.everywhere = new RateLimiterPostgres({
      ...LIMIT,
      storeClient,
      storeType: 'pool',
      tableName: 'request_rate',
      tableCreated: true,
      keyPrefix: '',
    });
  }

  /** @throws RateLimited with the seconds to wait */
  async count({ id }: Pick<Actor, 'id'>, points = 1): Promise<void> {
    try {
      const { consumedPoints } = await this.here.consume(id, points);
      const gathered = wholes(consumedPoints) - wholes(consumedPoints - points);
      if (gathered > 0) await this.tell(id, gathered * GATHERED);
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      throw new RateLimited(secondsOf(rejected));
    }
  }

  private async tell(id: string, points: number): Promise<void> {
    try {
      await this.everywhere.consume(id, points);
    } catch (fault) {
      if (fault instanceof RateLimiterRes) {
        await this.here.block(id, secondsOf(fault));
        throw fault;
      }
      // Without the others' counts this process still has its own.
      this.log.warn({ event: 'request rate not shared' }, fault);
    }
  }
}

const wholes = (points: number): number => Math.floor(points / GATHERED);
const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000));
