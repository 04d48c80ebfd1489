import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataDirectory } from './data-directory.js';
import { freePort } from './free-port.js';
import { postgresBinaries } from './postgres-binaries.js';
import { PostgresPrograms } from './postgres-programs.js';
import { clearDeadPostmaster, livingPostmaster } from './postmaster.js';

export interface DatabasePasswords {
  superuser: string;
  owner: string;
  server: string;
}

/** Reads well on two cores and a laptop's memory; nothing that costs a commit its safety. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The database's log names no person: neither statements nor errors, which repeat values in their message or its details.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
};
const START_PATIENCE_MS = 30_000;
const WATCH_EVERY_MS = 500;
const LARGEST_LOG = 10_000_000;
/** Faults that pass: the last server's processes are still ending, or somebody took the port that we had found free. */
const PASSING =
  /shared memory block|lock file ".*" already exists|Address already in use|could not create any TCP\/IP sockets/;

/** A real PostgreSQL of our own, in the data directory. It outlives a server that is killed, and the next one takes it over. */
export class EmbeddedPostgres {
  private watch: NodeJS.Timeout | undefined;
  private revival: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly programs: PostgresPrograms,
    private readonly place: string,
    private readonly settings: Record<string, string>,
    readonly passwords: DatabasePasswords,
    readonly port: number,
  ) {}

  private get cluster(): string {
    return join(this.place, 'cluster');
  }

  /** Starts the database of this directory, made new when there is none, or takes over the one that runs. Needs the directory's lock. */
  static async start(directory: DataDirectory, extra: Record<string, string> = {}): Promise<EmbeddedPostgres> {
    const place = realpathSync(directory.placeForPostgres());
    const cluster = join(place, 'cluster');
    const programs = new PostgresPrograms(postgresBinaries(directory.account, directory.programs), directory.account);
    const passwords = directory.secrets('database.json', newPasswords);
    if (!existsSync(cluster)) await initialise(programs, place, passwords, directory);
    const settings = { ...SETTINGS, ...extra };
    return new EmbeddedPostgres(programs, place, settings, passwords, await started(programs, place, settings));
  }

  /** Where a database that is already running answers; undefined when none runs. */
  static running(directory: DataDirectory): { port: number; passwords: DatabasePasswords } | undefined {
    if (!existsSync(directory.postgres)) return undefined;
    const postmaster = livingPostmaster(join(realpathSync(directory.postgres), 'cluster'));
    if (postmaster?.status !== 'ready') return undefined;
    return { port: postmaster.port, passwords: directory.secrets('database.json', newPasswords) };
  }

  /** Brings the database back on its port when it dies under us; what was committed is there, and sessions are opened anew. */
  keepAlive(report: (event: 'died' | 'back' | 'lost') => void): void {
    let reviving = false;
    this.watch = setInterval(() => {
      if (reviving || livingPostmaster(this.cluster)) return;
      reviving = true;
      report('died');
      this.revival = started(this.programs, this.place, this.settings, this.port)
        .then(
          () => report('back'),
          () => report('lost'),
        )
        .finally(() => (reviving = false));
    }, WATCH_EVERY_MS);
    this.watch.unref();
  }

  /** Ends every session and stops; returns when the database's process is gone. */
  async stop(): Promise<void> {
    clearInterval(this.watch);
    await this.revival;
    if (!livingPostmaster(this.cluster)) return;
    const { code, output } = await this.programs.run(
      'pg_ctl',
      ['stop', '-w', '-t', '60', '-m', 'fast', '-D', this.cluster],
      this.cluster,
    );
    if (code !== 0 && livingPostmaster(this.cluster)) throw new Error(`The database did not stop: ${output.trim()}`);
  }
}

const newPasswords = (): DatabasePasswords => ({ superuser: secret(), owner: secret(), server: secret() });
const secret = (): string => randomBytes(24).toString('base64url');

/** Made beside and moved into place, so that a start that was cut short leaves nothing half made. */
async function initialise(
  programs: PostgresPrograms,
  place: string,
  passwords: DatabasePasswords,
  directory: DataDirectory,
): Promise<void> {
  const half = join(place, 'new');
  const passwordFile = join(place, 'password');
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  if (directory.account) chownSync(passwordFile, directory.account.uid, directory.account.gid);
  try {
    const { code, output } = await programs.run(
      'initdb',
      [
        '-D',
        half,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        '--no-sync',
        '--no-instructions',
      ],
      place,
    );
    if (code !== 0) throw new Error(`The database could not be made: ${output.trim()}`);
    renameSync(half, join(place, 'cluster'));
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function started(
  programs: PostgresPrograms,
  place: string,
  settings: Record<string, string>,
  samePort?: number,
): Promise<number> {
  const cluster = join(place, 'cluster');
  const log = join(place, 'postgres.log');
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const running = livingPostmaster(cluster);
    if (running?.status === 'ready') return running.port;
    if (!running) {
      await clearDeadPostmaster(cluster);
      const port = samePort ?? (await freePort());
      if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) truncateSync(log);
      const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
      const options = Object.entries({ ...settings, port: String(port) })
        .map(([name, value]) => `-c ${name}='${value}'`)
        .join(' ');
      const { code, output } = await programs.run(
        'pg_ctl',
        ['start', '-w', '-t', '60', '-D', cluster, '-l', log, '-o', options],
        place,
      );
      if (code === 0) continue;
      const said = existsSync(log) ? readFileSync(log, 'utf8').slice(from) : output;
      if (!PASSING.test(said) || Date.now() > until)
        throw new Error(`The database did not start: ${said.trim() || output.trim()}`);
    }
    if (Date.now() > until)
      throw new Error('The database did not become ready in time; its log is postgres.log beside its files.');
    await pause(100);
  }
}
