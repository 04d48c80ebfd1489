import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { firstClosedFolder, passes } from './passable.js';
import { writtenOnce } from './written-once.js';
import { postgresAccount, type PostgresAccount } from './postgres-account.js';

/** Where root keeps a database whose data directory lies behind a folder that only root may enter. */
const ROOTS_PLACE = '/var/lib/handrail';
/** To go through a folder, and not to see what is in it: for the database's account, whatever its group. */
const PASSING = 0o011;

/** What stands where under HANDRAIL_DATA_DIR. */
export class DataDirectory {
  readonly path: string;
  readonly account: PostgresAccount | undefined;

  constructor(path: string) {
    this.path = resolve(path);
    this.account = postgresAccount();
  }

  get keys(): string {
    return join(this.path, 'keys');
  }
  get lock(): string {
    return join(this.path, 'handrail.lock');
  }
  /** The database's own files; a link when they have to lie elsewhere. */
  get postgres(): string {
    return join(this.path, 'postgres');
  }

  /** Where a copy of the database's programs goes when the account cannot reach node_modules. */
  get programs(): string {
    return this.isClosed() ? ROOTS_PLACE : this.path;
  }

  /**
   * Makes the folders. The keys are for us alone; the account of the database passes through to its own files and no further. A folder that
   * was there may be somebody else's too: nobody loses a right to it.
   */
  prepare(): void {
    try {
      if (makeFolder(this.path)) chmodSync(this.path, 0o700);
      // With the stroke, for a file is no folder.
      const { mode } = statSync(`${this.path}/`);
      if (this.account && !passes(this.path, this.account)) chmodSync(this.path, (mode & 0o7777) | PASSING);
      mkdirSync(this.keys, { recursive: true, mode: 0o700 });
      chmodSync(this.keys, 0o700);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `The data directory ${this.path} cannot be written (${code ?? 'unknown fault'}). ` +
          'Set HANDRAIL_DATA_DIR to a folder that you may write to.',
        { cause: error },
      );
    }
  }

  /**
   * The folder that holds the database's files, made new when there is none. Behind a closed folder the files lie under /var/lib/handrail
   * and a link leads there. Each such folder has a name of its own, so that a data directory that was removed never comes back to life.
   */
  placeForPostgres(): string {
    if (lstatSync(this.postgres, { throwIfNoEntry: false })) return this.postgres;
    const closed = this.isClosed();
    if (!closed) return this.owned(this.postgres);
    const place = join(ROOTS_PLACE, `database-${randomBytes(6).toString('hex')}`);
    try {
      mkdirSync(ROOTS_PLACE, { recursive: true, mode: 0o711 });
      this.owned(place);
    } catch {
      throw new Error(
        `The database runs as the user "${this.account?.name ?? ''}", who cannot enter ${closed}, and ${ROOTS_PLACE} cannot be written. ` +
          'Set HANDRAIL_DATA_DIR to a folder that every user may pass through, for example /srv/handrail.',
      );
    }
    symlinkSync(place, this.postgres);
    return this.postgres;
  }

  private isClosed(): string | undefined {
    return this.account && firstClosedFolder(dirname(this.path), this.account);
  }

  /** A folder or file that belongs to the database's account. */
  owned(path: string): string {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
    return path;
  }

  /** A secret that is made on first use and kept. It is never half there. */
  secrets<T>(name: string, make: () => T): T {
    const file = join(this.keys, name);
    if (!existsSync(file)) writtenOnce(file, JSON.stringify(make()), 0o600);
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  }
}

/**
 * One folder at a time: where a parent takes no folder, as under /proc, Node's own way of making all of them tries for ever.
 * @returns whether it was made
 */
function makeFolder(path: string): boolean {
  if (existsSync(path)) return false;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    // Another program made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
