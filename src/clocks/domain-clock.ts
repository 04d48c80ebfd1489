import { Injectable } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';

const OFFSET = named('domain-clock-offset', `select offset_ms::text as offset_ms from domain_clock where id = 1`);

/** The domain's time: real time, plus what a demonstration has moved it by. Tokens and sessions always use real time. */
@Injectable()
export class DomainClock {
  constructor(private readonly database: Database) {}

  async now(): Promise<string> {
    return new Date(Date.now() + (await this.offset())).toISOString();
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
    const [row] = await this.database.workerRows<{ offset_ms: string }>(OFFSET, []);
    return Number(row?.offset_ms ?? 0);
  }
}
