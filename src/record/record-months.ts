import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { Configuration } from '../operations/configuration.js';

const EVERY_MS = 6 * 60 * 60 * 1000;

/** A year ahead of real time and of a demo's moved clock, by which changes are dated. */
const A_YEAR_AHEAD = named(
  'record-months-ahead',
  `select record_months_until(now() + interval '1 year' + greatest(offset_ms, 0) * interval '1 millisecond') as made from domain_clock`,
);

/** Makes the record's partitions long before their months begin, so that a server may run for years. */
@Injectable()
export class RecordMonths implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(RecordMonths.name);
  private timer: NodeJS.Timeout | undefined;
  private under: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api') return;
    const look = (): void => {
      this.under = this.makeAhead().catch((error: unknown) =>
        this.log.warn(`The record’s next months could not be made just now: ${(error as Error).name}`),
      );
    };
    look();
    this.timer = setInterval(look, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.under;
  }

  /** Answers how many were missing. */
  async makeAhead(): Promise<number> {
    const [row] = await this.database.workerRows<{ made: number }>(A_YEAR_AHEAD, []);
    return row?.made ?? 0;
  }
}
