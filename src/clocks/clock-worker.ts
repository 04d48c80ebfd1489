import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner } from 'graphile-worker';
import { Database } from '../database/database.js';
import { Configuration } from '../operations/configuration.js';
import { AgencyCalendars } from './agency-calendars.js';
import { ClockFiring } from './clock-firing.js';
import { DomainClock } from './domain-clock.js';
import { RestrictionPassing } from './restriction-passing.js';
import { passAndTell, StaffTelling } from './staff-telling.js';

const BEGIN_ANEW_MS = 1000;
/** Under a key, so that one that has not begun is not joined by the next minute's. */
export const EVERY_MINUTE = ['sweep-clocks', 'tell-of-staff']
  .map((job) => `* * * * * ${job} ?jobKey=${job}`)
  .join('\n');

/** Takes jobs from the queue in PostgreSQL: they were committed with the change that caused them, so none is lost. */
@Injectable()
export class ClockWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(ClockWorker.name);
  private runner: Runner | undefined;
  private stopping = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly firing: ClockFiring,
    private readonly clock: DomainClock,
    private readonly calendars: AgencyCalendars,
    private readonly staff: StaffTelling,
    private readonly restrictions: RestrictionPassing,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role === 'api') return;
    const runner = await this.started();
    void this.keptRunning(runner);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const stopped = this.runner?.stop().catch(() => undefined);
    // While the database is gone no job is under way, and the queue waits longer, up to a minute, before each attempt to reach it.
    if (await this.database.answers()) await stopped;
  }

  /** The queue stops by itself when it cannot say that a job was done, as when the database goes; then it begins anew. */
  private async keptRunning(first: Runner): Promise<void> {
    for (let runner: Runner | undefined = first; !this.stopping;) {
      await runner?.promise.catch(() => undefined);
      if (this.stopping) return;
      this.log.warn('The queue stopped and begins anew.');
      await pause(BEGIN_ANEW_MS);
      // Who is stopping in that moment has nobody left to stop what would begin.
      runner = this.stopping ? undefined : await this.started().catch(() => undefined);
      if (this.stopping) await runner?.stop().catch(() => undefined);
    }
  }

  private async started(): Promise<Runner> {
    const runner = await run({
      pgPool: this.database.workerPool,
      noHandleSignals: true,
      preset: {
        worker: {
          concurrentJobs: 2,
          pollInterval: 2000,
          // Said together with others, or by itself: only so is a loss of the database at that moment a stop and not the process's end.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      // What a job carries stays out of the log: its own events say when one failed.
      logger: new QueueLogger(() => () => undefined),
      // The sweep finds what a lost job would have left behind: polling alone suffices.
      crontab: EVERY_MINUTE,
      taskList: {
        'fire-clocks': async (payload) => {
          await this.firing.fire((payload as { referralId: string }).referralId);
        },
        'sweep-clocks': () => this.doneWith('sweep-clocks', async () => this.firing.sweep(await this.clock.now())),
        'tell-of-staff': () =>
          this.doneWith('tell-of-staff', async () => {
            await passAndTell(this.restrictions, this.staff);
            await this.calendars.warn();
          }),
      },
    });
    runner.events.on('job:error', ({ job, error }) => this.failed(job.task_identifier, error));
    this.runner = runner;
    return runner;
  }

  /** Looks at everything anew each time: one that failed is not tried again by itself, for the next minute's does what it left. */
  private async doneWith(job: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.failed(job, error));
  }

  private failed(job: string, error: unknown): void {
    this.log.error(`A job failed; what it left undone is found by the next sweep: ${job}`, error);
  }
}
