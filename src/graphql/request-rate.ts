import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor } from '../../libs/access/actor.js';
import { RateLimited } from '../errors/handrail-error.js';

/** Far above what a person or a case system needs; it stops a client that runs away. */
const REQUESTS = 60_000;
const PER_SECONDS = 60;

/** How often one person or client may ask, counted in this process: a shared count would cost each request a write. */
@Injectable()
export class RequestRate {
  private readonly limiter: RateLimiterMemory;

  constructor() {
    this.limiter = new RateLimiterMemory({ points: REQUESTS, duration: PER_SECONDS });
  }

  /** @throws RateLimited with the seconds to wait */
  async count({ id }: Pick<Actor, 'id'>, points = 1): Promise<void> {
    try {
      await this.limiter.consume(id, points);
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      throw new RateLimited(Math.max(1, Math.ceil(rejected.msBeforeNext / 1000)));
    }
  }
}
