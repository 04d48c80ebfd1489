import type { DataSource } from 'typeorm';
import { seedDemo } from '../agencies/demo-seed.js';
import { mustBeOne, prepareManagedDatabase } from '../database/cluster.js';
import { Database } from '../database/database.js';
import { migrate, migrationNames, missingMigrations, ownerDataSource } from '../database/migrate.js';
import type { Configuration } from './configuration.js';
import { mustBeADemo, refuseWhatIsNoDemo } from './demo-wall.js';
import type { OpenedDatabase } from './opened-database.js';

/** Brings the database to what this version needs. Answers the names of the migrations that were applied. */
export async function migrateDatabase(database: OpenedDatabase): Promise<string[]> {
  return asOwner(database, (owner, ownerUrl) => migrate(owner, ownerUrl));
}

/** The demo's agencies and people, where there is no agency yet. Answers whether they were entered now. */
export async function seedDatabase(database: OpenedDatabase): Promise<boolean> {
  return asOwner(database, async (owner, ownerUrl) => {
    if (database.embedded && database.address === undefined) await migrate(owner, ownerUrl);
    return seedDemo(owner);
  });
}

/** A command on an embedded database on which nothing was ever started finds what a first start would have made. */
export async function prepareForCommand(configuration: Configuration, database: OpenedDatabase): Promise<void> {
  if (!database.embedded || database.address !== undefined) return;
  const missing = await missingMigrations(database.databaseUrl);
  if (missing.length === (await migrationNames()).length) await prepareForServing(configuration, database);
}

/**
 * What a server does before it serves: a demo migrates and fills its own database; in production, and where we were not given the role
 * that owns, the migrations must be there.
 */
export async function prepareForServing(configuration: Configuration, database: OpenedDatabase): Promise<void> {
  if (configuration.mode === 'demo' && database.ownerUrl !== undefined) {
    await asOwner(database, async (owner, ownerUrl) => {
      await refuseWhatIsNoDemo((sql) => owner.query(sql));
      await migrate(owner, ownerUrl);
      await seedDemo(owner);
    });
    return;
  }
  const missing = await missingMigrations(database.databaseUrl);
  if (missing.length > 0) throw new Error(lacking(missing.length));
  if (configuration.mode === 'demo') await servesADemo(database.databaseUrl);
}

const lacking = (missing: number): string =>
  `The database lacks ${missing} migrations of this version. Run: DATABASE_OWNER_URL=… npm run handrail -- migrate`;
async function servesADemo(databaseUrl: string): Promise<void> {
  const database = await Database.open(databaseUrl);
  try {
    await mustBeADemo(database);
  } finally {
    await database.close();
  }
}

/** @throws Error where the role that owns is not known here */
export async function asOwner<T>(
  database: OpenedDatabase,
  work: (owner: DataSource, ownerUrl: string) => Promise<T>,
): Promise<T> {
  const { ownerUrl } = database;
  if (ownerUrl === undefined)
    throw new Error('DATABASE_OWNER_URL is not set. Expected: the URL of the same database as the role that migrates.');
  if (!database.embedded) {
    await mustBeOne(database.databaseUrl, ownerUrl);
    await prepareManagedDatabase(ownerUrl);
  }
  const owner = await ownerDataSource(ownerUrl);
  try {
    return await work(owner, ownerUrl);
  } finally {
    await owner.destroy();
  }
}
