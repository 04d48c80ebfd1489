import { setTimeout as pause } from 'node:timers/promises';
import { DataDirectory } from './data-directory.js';
import { embeddedUrls, prepareCluster, type DatabaseUrls } from './cluster.js';
import { type DatabasePasswords, EmbeddedPostgres } from './embedded-postgres.js';
import { type Holder, ServerLock } from './server-lock.js';

/** The embedded database, opened for one program: lock, server, roles and database. */
export interface OpenedDatabase extends DatabaseUrls {
  port: number;
  passwords: DatabasePasswords;
  /** Tells other programs on this data directory where the server answers. */
  announce(address: string): void;
  keepAlive: EmbeddedPostgres['keepAlive'];
  close(): Promise<void>;
}

/** Takes the data directory and starts its database. */
export async function openEmbeddedDatabase(
  dataDir: string,
  kind: Holder['kind'],
  settings?: Record<string, string>,
): Promise<OpenedDatabase> {
  const directory = new DataDirectory(dataDir);
  directory.prepare();
  const lock = new ServerLock(directory.lock, directory.path);
  await lock.take(kind);
  try {
    const server = await EmbeddedPostgres.start(directory, settings);
    try {
      await prepareCluster(server.port, server.passwords);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      port: server.port,
      passwords: server.passwords,
      ...embeddedUrls(server.port, server.passwords),
      announce: (address) => lock.announce(address),
      keepAlive: (report) => server.keepAlive(report),
      close: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The database of the server that runs on this data directory, once it serves; undefined when none does. */
export function runningEmbeddedDatabase(dataDir: string): (DatabaseUrls & { address: string }) | undefined {
  const directory = new DataDirectory(dataDir);
  const holder = serverOn(directory);
  if (!holder?.address) return undefined;
  const running = EmbeddedPostgres.running(directory);
  return running && { ...embeddedUrls(running.port, running.passwords), address: holder.address };
}

const STARTING_PATIENCE_MS = 30_000;

/** Waits for a server that is just starting, so that a command typed beside it finds it. */
export async function awaitStartingServer(dataDir: string): Promise<void> {
  const directory = new DataDirectory(dataDir);
  const until = Date.now() + STARTING_PATIENCE_MS;
  while (Date.now() < until) {
    const holder = serverOn(directory);
    if (!holder || (holder.address && EmbeddedPostgres.running(directory))) return;
    await pause(200);
  }
}

function serverOn(directory: DataDirectory): Holder | undefined {
  const holder = new ServerLock(directory.lock, directory.path).holder();
  return holder?.kind === 'server' ? holder : undefined;
}
