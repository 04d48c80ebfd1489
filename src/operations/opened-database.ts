import type { DatabaseUrls } from '../database/cluster.js';
import { awaitStartingServer, openEmbeddedDatabase, runningEmbeddedDatabase } from '../database/embedded-database.js';
import type { Configuration } from './configuration.js';

/** The database that a program works on. */
export interface OpenedDatabase extends Pick<DatabaseUrls, 'databaseUrl'> {
  /** As the role that migrates; not everybody is given it. */
  ownerUrl: string | undefined;
  /** Where a server on the same data directory answers. */
  address?: string;
  /** Ours, or somebody else's cluster. */
  embedded: boolean;
  announce(address: string): void;
  keepAlive(report: (event: 'died' | 'back' | 'lost') => void): void;
  close(): Promise<void>;
}

const somebodyElses = { announce: () => undefined, keepAlive: () => undefined, close: () => Promise.resolve() };

/** For a server: the cluster that the environment names, or the embedded one, which no other server may use. */
export async function openForServer(configuration: Configuration): Promise<OpenedDatabase> {
  const managed = managedDatabase(configuration);
  return managed ?? { ...(await openEmbeddedDatabase(configuration.dataDir, 'server')), embedded: true };
}

/** For a command: beside a running server its database; with none running it is started, and stopped again at the end. */
export async function openForCommand(configuration: Configuration): Promise<OpenedDatabase> {
  const managed = managedDatabase(configuration);
  if (managed) return managed;
  await awaitStartingServer(configuration.dataDir);
  const running = runningEmbeddedDatabase(configuration.dataDir);
  if (running) return { ...running, ...somebodyElses, embedded: true };
  return { ...(await openEmbeddedDatabase(configuration.dataDir, 'command')), embedded: true };
}

function managedDatabase({ databaseUrl, databaseOwnerUrl }: Configuration): OpenedDatabase | undefined {
  return databaseUrl === undefined
    ? undefined
    : { databaseUrl, ownerUrl: databaseOwnerUrl, embedded: false, ...somebodyElses };
}
