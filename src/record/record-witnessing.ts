import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Configuration } from '../operations/configuration.js';
import { AskedWitness, NotCosigned } from './asked-witness.js';
import { CosignatureRows } from './cosignature-rows.js';
import { knownWitnesses } from './known-witnesses.js';

const EVERY_MS = 2000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** A witness, and how it goes with it. */
interface Line {
  asked: AskedWitness;
  under: Promise<void> | undefined;
  failures: number;
  notBefore: number;
  failing: { since: Date; reason: string } | undefined;
}

/**
 * Has every new head of the record cosigned by each witness that the settings name. Sealing and answering know nothing of it: a witness
 * that is away is asked again with the head that is then the newest, after a pause that grows.
 */
@Injectable()
export class RecordWitnessing implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(RecordWitnessing.name);
  private readonly rows: CosignatureRows;
  private readonly lines: Line[];
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly configuration: Configuration,
    database: Database,
  ) {
    this.rows = new CosignatureRows(database);
    this.lines = knownWitnesses(configuration.witnesses).map((witness) => ({
      asked: new AskedWitness(witness, this.rows),
      under: undefined,
      failures: 0,
      notBefore: 0,
      failing: undefined,
    }));
  }

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api' || this.lines.length === 0) return;
    this.timer = setInterval(() => {
      void this.askAll();
    }, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stop.abort();
    await Promise.all(this.lines.flatMap(({ under }) => under ?? []));
  }

  /** Asks each witness that is not being asked already, none waiting for another; returns when each has answered or failed to. */
  async askAll(now = new Date()): Promise<void> {
    await Promise.all(
      this.lines.map(async (line) => {
        if (now.getTime() < line.notBefore) return;
        line.under ??= this.ask(line, now).finally(() => (line.under = undefined));
        await line.under;
      }),
    );
  }

  private async ask(line: Line, now: Date): Promise<void> {
    const { name } = line.asked.witness;
    try {
      const head = await this.rows.newestHead();
      if (!head) return;
      await line.asked.cosign(head, now, this.stop.signal);
      if (line.failing)
        this.log.log(`The witness ${name} cosigns again; it did not since ${line.failing.since.toISOString()}`);
      [line.failures, line.notBefore, line.failing] = [0, 0, undefined];
    } catch (error) {
      if (this.stop.signal.aborted) return;
      line.failures += 1;
      line.notBefore =
        now.getTime() + Math.min(EVERY_MS * 2 ** Math.min(line.failures, 20), LONGEST_PAUSE_MS) - EVERY_MS;
      this.notCosigned(line, error, now);
    }
  }

  /** Once for each reason: it is asked every few minutes, and the measurements say how long it lasts. */
  private notCosigned(line: Line, error: unknown, now: Date): void {
    // Words of a database's fault may quote a row.
    const reason = error instanceof NotCosigned ? error.message : (error as Error).name;
    const since = line.failing?.since ?? now;
    const isNew = line.failing?.reason !== reason;
    line.failing = { since, reason };
    if (!isNew) return;
    const words = `The witness ${line.asked.witness.name} has not cosigned since ${since.toISOString()}: ${reason}`;
    if (error instanceof NotCosigned && error.alarming) this.log.error(words);
    else this.log.warn(words);
  }
}
