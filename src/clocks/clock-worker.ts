import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner } from 'graphile-worker';
import { Database } from '../database/database.js';
import { Configuration } from '../operations/configuration.js';
import { ClockFiring } from './clock-firing.js';
import { DomainClock } from './domain-clock.js';

/** Takes jobs from the queue in PostgreSQL: they were committed with the change that caused them, so none is lost. */
@Injectable()
export class ClockWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(ClockWorker.name);
  private runner: Runner | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly firing: ClockFiring,
    private readonly clock: DomainClock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role === 'api') return;
    this.runner = await run({
      pgPool: this.database.workerPool,
      concurrency: 2,
      pollInterval: 2000,
      noHandleSignals: true,
      // What a job carries stays out of the log: its own events say when one failed.
      logger: new QueueLogger(() => () => undefined),
      // The sweep finds what a lost job would have left behind: polling alone suffices.
      crontab: '* * * * * sweep-clocks',
      taskList: {
        'fire-clocks': async (payload) => {
          await this.firing.fire((payload as { referralId: string }).referralId);
        },
        'sweep-clocks': async () => {
          for (const { referral_id } of await this.firing.due(await this.clock.now()))
            await this.firing.fire(referral_id);
        },
      },
    });
    this.runner.events.on('job:error', ({ job }) =>
      this.log.error(`A job failed and will be tried again: ${job.task_identifier}`),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runner?.stop();
  }
}
