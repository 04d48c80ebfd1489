import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { asSuperuser, embeddedUrls, OWNER, type DatabaseUrls } from '../../src/database/cluster.js';
import type { DatabasePasswords } from '../../src/database/embedded-postgres.js';

interface Kept {
  port: number;
  passwords: DatabasePasswords;
  fault?: string;
  servers: string;
}

/** A database of its own for one test file: migrated, on the real server, dropped at the end. */
export interface TestDatabase extends DatabaseUrls {
  name: string;
  /** As the cluster's superuser, past every wall: for forgeries, and for looking at what nobody may read. */
  asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  /** The same, as a session that stays until it is ended. */
  superuser(): Promise<pg.Client>;
  drop(): Promise<void>;
}

/**
 * Copies the migrated template, with the demo's agencies and people unless `empty`; or another test's database, to which nothing is connected.
 * Call in `beforeAll`, and `drop` in `afterAll`, once nothing is connected any more.
 */
export async function testDatabase(template: 'demo' | 'empty' | TestDatabase = 'demo'): Promise<TestDatabase> {
  const { port, passwords } = kept();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const copied = template === 'demo' ? 'handrail_demo' : template === 'empty' ? 'handrail' : template.name;
  await asSuperuser(port, passwords, 'postgres', (client) =>
    client.query(`create database ${name} template ${copied} strategy file_copy owner ${OWNER}`),
  );
  return {
    name,
    ...embeddedUrls(port, passwords, name),
    asSuperuser: (work) =>
      asSuperuser(port, passwords, name, async (client) => {
        await client.query('set search_path = handrail');
        return work(client);
      }),
    superuser: async () => {
      const { superuser: password } = passwords;
      const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: name });
      await client.connect();
      await client.query('set search_path = handrail');
      return client;
    },
    drop: async () => {
      await asSuperuser(port, passwords, 'postgres', (client) =>
        client.query(`drop database if exists ${name} with (force)`),
      );
    },
  };
}

/** What is held for this worker of the run: its database server, and where it asks for servers. */
export function kept(): Kept {
  const told = process.env[`TEST_KEEPER_${process.env.JEST_WORKER_ID ?? 1}`] ?? process.env.TEST_KEEPER_1;
  if (!told)
    throw new Error(
      'No database runs for these tests: jest.config.js names test/harness/global-setup.mjs as its globalSetup',
    );
  const found = JSON.parse(told) as Kept;
  if (found.fault) throw new Error(`The migrations failed: ${found.fault}`);
  return found;
}
