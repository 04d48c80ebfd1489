import { Injectable } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';

const CLOCK = named(
  'domain-clock',
  `select offset_ms::text as offset_ms, clock_timestamp() + offset_ms * interval '1 millisecond' as now from domain_clock where id = 1`,
);
interface Read {
  offset_ms: string;
  now: Date;
}

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

  /** The day that it is in London. */
  async today(): Promise<string> {
    return Temporal.Instant.from(await this.now())
      .toZonedDateTimeISO('Europe/London')
      .toPlainDate()
      .toString();
  }

  /** Milliseconds by which the domain's time is ahead of real time. */
  async offset(): Promise<number> {
    return Number((await this.read()).offset_ms);
  }

  private async read(): Promise<Read> {
    const [row] = await this.database.workerRows<Read & Record<string, unknown>>(CLOCK, []);
    if (!row) throw new Error('The domain has no clock');
    return row;
  }
}
