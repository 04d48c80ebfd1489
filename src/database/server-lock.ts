import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, ownMark, type ProcessMark } from './processes.js';

/** Who uses a data directory. */
export interface Holder extends ProcessMark {
  /** A server stays; a command is gone in a moment. */
  kind: 'server' | 'command';
  /** Where the server answers, once it does. */
  address?: string;
}

/** Another living Handrail has the data directory. */
export class DataDirectoryInUse extends Error {
  constructor(
    readonly holder: Holder,
    path: string,
  ) {
    super(
      `Another Handrail (process ${holder.pid}${holder.address ? `, at ${holder.address}` : ''}) already uses the data directory ${path}. ` +
        'Stop it first, or start this one with a HANDRAIL_DATA_DIR of its own.',
    );
  }
}

/** The file that says which process has the data directory. What a dead process left behind counts for nothing. */
export class ServerLock {
  private held: Holder | undefined;

  constructor(
    private readonly file: string,
    private readonly directory: string,
  ) {}

  /** The living process that has it, if any. */
  holder(): Holder | undefined {
    const holder = this.read(this.file);
    return holder && isAlive(holder) ? holder : undefined;
  }

  /** Takes the directory. Waits for a command to end; a living server is an error at once. */
  async take(kind: Holder['kind'], patienceMs = 60_000): Promise<void> {
    const until = Date.now() + patienceMs;
    const mine: Holder = { ...ownMark(), kind };
    while (!this.tryTake(mine)) {
      const holder = this.holder();
      if (holder && (holder.kind === 'server' || Date.now() > until))
        throw new DataDirectoryInUse(holder, this.directory);
      await pause(100);
    }
    this.held = mine;
  }

  announce(address: string): void {
    if (!this.held) return;
    this.held = { ...this.held, address };
    const next = this.aside();
    writeFileSync(next, JSON.stringify(this.held), { mode: 0o600 });
    renameSync(next, this.file);
  }

  release(): void {
    if (!this.held) return;
    this.held = undefined;
    rmSync(this.file, { force: true });
  }

  private tryTake(mine: Holder): boolean {
    const next = this.aside();
    writeFileSync(next, JSON.stringify(mine), { mode: 0o600 });
    try {
      if (linked(next, this.file)) return true;
      if (this.holder()) return false;
      // Its process is dead. Moved away first: of two that come at once only one moves it, and looks at what it moved.
      const dead = `${next}.dead`;
      if (!moved(this.file, dead)) return false;
      const left = this.read(dead);
      if (left && isAlive(left)) linked(dead, this.file);
      rmSync(dead, { force: true });
      return linked(next, this.file);
    } finally {
      rmSync(next, { force: true });
    }
  }

  private read(file: string): Holder | undefined {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Holder;
    } catch {
      return undefined;
    }
  }

  private aside(): string {
    return `${this.file}.${process.pid}`;
  }
}

/** A link is made or refused in one step, which writing a file is not. */
function linked(from: string, to: string): boolean {
  return done(() => linkSync(from, to), 'EEXIST');
}

function moved(from: string, to: string): boolean {
  return done(() => renameSync(from, to), 'ENOENT');
}

function done(step: () => void, refusal: string): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === refusal) return false;
    throw error;
  }
}
