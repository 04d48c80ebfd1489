import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { asSuperuser, embeddedUrls, OWNER } from '../../src/database/cluster.js';
import { openEmbeddedDatabase, type OpenedDatabase } from '../../src/database/embedded-database.js';
import { migrate, ownerDataSource } from '../../src/database/migrate.js';
import { seedDemo } from '../../src/agencies/demo-seed.js';
import { BenchServer } from './bench-server.js';
import { type Seeded, seeded } from './seeded-referrals.js';

export interface BenchDatabase {
  databaseUrl: string;
  /** Of the servers on this database alone: a signed head that was kept of one record does not fit another. */
  directory: string;
  seeded: Seeded;
  asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

/** Databases of the size that a measurement asks for, on an embedded server of this run with the settings that `npm start` uses. */
export class BenchDatabases {
  private readonly made = new Map<number, Promise<BenchDatabase>>();

  private constructor(
    /** How many a measurement works on that does not ask for a number of its own. */
    readonly referrals: number,
    private readonly directory: string,
    private readonly server: OpenedDatabase,
  ) {}

  static async start(referrals: number): Promise<BenchDatabases> {
    const directory = mkdtempSync(join(tmpdir(), 'handrail-bench-'));
    const server = await openEmbeddedDatabase(directory, 'command');
    const owner = await ownerDataSource(server.ownerUrl);
    await migrate(owner, server.ownerUrl);
    await seedDemo(owner);
    await owner.destroy();
    return new BenchDatabases(referrals, directory, server);
  }

  /** A database with so many referrals; two measurements that need the same size share it. */
  of(referrals: number): Promise<BenchDatabase> {
    const made = this.made.get(referrals) ?? this.make(referrals);
    this.made.set(referrals, made);
    return made;
  }

  /** A database with the demonstration's agencies and people, and nothing else. */
  async withoutReferrals(name: string): Promise<Omit<BenchDatabase, 'seeded'>> {
    const { port, passwords } = this.server;
    await asSuperuser(port, passwords, 'postgres', (client) =>
      client.query(`create database ${name} template handrail owner ${OWNER}`),
    );
    const directory = join(this.directory, name);
    mkdirSync(directory);
    return {
      databaseUrl: embeddedUrls(port, passwords, name).databaseUrl,
      directory,
      asSuperuser: (work) =>
        asSuperuser(port, passwords, name, async (client) => {
          await client.query('set search_path = handrail');
          return work(client);
        }),
    };
  }

  private async make(referrals: number): Promise<BenchDatabase> {
    const database = await this.withoutReferrals(`bench_${referrals}`);
    const server = await BenchServer.start(database);
    try {
      return { ...database, seeded: await seeded(server, database.asSuperuser, referrals) };
    } finally {
      await server.stop();
    }
  }

  async close(): Promise<void> {
    const files = realpathSync(join(this.directory, 'postgres'));
    await this.server.close();
    rmSync(files, { recursive: true, force: true });
    rmSync(this.directory, { recursive: true, force: true });
  }
}
