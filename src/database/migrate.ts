import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { UNDEFINED_TABLE } from './error-codes.js';

type MigrationClass = new () => MigrationInterface;

/** Beside the programs: migrations/ in the repository, dist/migrations/ once built. */
const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Every migration, oldest first. */
async function migrations(): Promise<MigrationClass[]> {
  const files = readdirSync(FOLDER)
    .filter((file) => /^\d{13}-.*\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .sort();
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(FOLDER, file)).href) as Promise<Record<string, MigrationClass>>),
  );
  return modules.flatMap((module) => Object.values(module));
}

/** A connection as the role that owns and migrates; with other migrations than ours where a test has its own. */
export async function ownerDataSource(ownerUrl: string, named?: readonly MigrationClass[]): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    schema: 'handrail',
    migrationsTableName: 'migration',
    migrations: [...(named ?? (await migrations()))],
    migrationsTransactionMode: 'each',
    poolSize: 2,
    extra: { options: '-c search_path=handrail' },
  });
  await dataSource.initialize();
  for (const migration of dataSource.migrations) lendTheDoorsRights(migration);
  return dataSource;
}

/**
 * Migrations replace what belongs to the door, which the owner by itself may neither touch nor read past. They get its rights within
 * their own transaction: no other session ever has them, and a process that dies in between leaves nothing behind.
 */
function lendTheDoorsRights(migration: MigrationInterface): void {
  const up = migration.up.bind(migration);
  migration.up = async (db): Promise<void> => {
    const lent = db.isTransactionActive;
    if (lent) await db.query('grant handrail_door to current_user with inherit true, set true');
    await up(db);
    if (lent) await db.query('revoke handrail_door from current_user');
  };
}

/** Brings the queue's and our own tables up to what this version needs. Answers the names of what was applied now. */
export function migrate(dataSource: DataSource, ownerUrl: string): Promise<string[]> {
  return oneAtATime(ownerUrl, async () => {
    await migrateQueue(ownerUrl);
    const applied = await dataSource.runMigrations();
    await dataSource.query('grant select on migration to handrail_app');
    return applied.map(({ name }) => name);
  });
}

/** @throws Error for a PostgreSQL that knows no role whose rights can be borrowed for one transaction */
export function refuseTooOld(version: number): void {
  if (version < 160_000) throw new Error('PostgreSQL 16 or later is needed. Nothing was changed.');
}

/** Two that begin at once would both make what is missing. The lock ends with its transaction, so also with a process that dies. */
async function oneAtATime<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    refuseTooOld(rows[0]?.version ?? 0);
    await client.query('begin');
    // It waits as long as the work takes.
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('handrail migrate', 0))`);
    return await work();
  } finally {
    await client.end();
  }
}

/** Of all that this version has. */
export const migrationNames = async (): Promise<string[]> => (await migrations()).map(({ name }) => name);

/** Whether this version's migrations are all there: a server that may not migrate asks before it serves. */
export async function missingMigrations(serverUrl: string): Promise<string[]> {
  const client = new pg.Client({
    connectionString: serverUrl,
    options: '-c role=handrail_app -c search_path=handrail',
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select name from migration');
    const there = new Set(rows.map(({ name }) => name));
    return (await migrationNames()).filter((name) => !there.has(name));
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    return migrationNames();
  } finally {
    await client.end();
  }
}

/**
 * The queue's tables belong to the owner and carry row security without a policy: nobody else sees a job. The worker gets them all;
 * the door may add jobs, so that a job commits with the change that caused it.
 */
async function migrateQueue(ownerUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(QUEUE_RIGHTS);
  } finally {
    await client.end();
  }
}

const QUEUE_RIGHTS = `
  grant usage on schema graphile_worker to handrail_worker, handrail_door;
  grant select, insert, update, delete on all tables in schema graphile_worker to handrail_worker, handrail_door;
  grant usage, select on all sequences in schema graphile_worker to handrail_worker, handrail_door;
  revoke execute on all functions in schema graphile_worker from public;
  grant execute on all functions in schema graphile_worker to handrail_worker, handrail_door;
  do $rights$
  declare
    queue_table text;
  begin
    for queue_table in
      select c.relname from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'handrail_queue')
    loop
      execute format('create policy handrail_queue on graphile_worker.%I to handrail_worker, handrail_door using (true) with check (true)', queue_table);
    end loop;
  end $rights$`;
