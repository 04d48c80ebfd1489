import { Injectable } from '@nestjs/common';
import { dayOf } from '../../libs/working-time/counting.js';
import { Database } from '../database/database.js';
import { DOMAIN_NOW } from '../database/domain-time.js';
import { named } from '../database/statement.js';

const CLOCK = named(
  'domain-clock',
  `select offset_ms::text as offset_ms, ${DOMAIN_NOW} as now from domain_clock where id = 1`,
);

/**
 * The domain's time: real time, plus what a demonstration has moved it by. Tokens and sessions always use real time. By the database's clock,
 * as whatever happens there is: what is due by this is due there too.
 */
@Injectable()
export class DomainClock {
  constructor(private readonly database: Database) {}

  async now(): Promise<string> {
    return (await this.read()).now.toISOString();
  }

  /** Now, and the milliseconds by which that is ahead of real time: of one moment and of one clock. */
  async read(): Promise<{ now: Date; offset: number }> {
    const [row] = await this.database.referenceRows<{ offset_ms: string; now: Date }>(CLOCK, []);
    if (!row) throw new Error('The domain has no clock');
    return { now: row.now, offset: Number(row.offset_ms) };
  }

  /** The day that it is in London. */
  async today(): Promise<string> {
    return dayOf(await this.now());
  }
}
