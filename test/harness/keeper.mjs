// Holds one embedded PostgreSQL for one worker of the tests, and the servers that its tests ask for: says where it answers in a line on
// stdout, and ends with its stdin, so that it also goes when the run is killed. Nothing stays behind.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = process.argv[2];
const program = (path) => import(pathToFileURL(join(built, path)).href);
const { openEmbeddedDatabase } = await program('src/database/embedded-database.js');
const { ownerDataSource, migrate } = await program('src/database/migrate.js');

const directory = mkdtempSync(join(tmpdir(), 'handrail-test-'));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Safe against a kill of the program, which is all that a test does; not against a power cut.
const database = await openEmbeddedDatabase(directory, 'command', {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '300',
});

/** A fault in a migration fails the tests that need the database, and no other. */
async function templates() {
  const owner = await ownerDataSource(database.ownerUrl);
  try {
    await migrate(owner, database.ownerUrl);
    const seed = join(built, 'src/agencies/demo-seed.js');
    if (!existsSync(seed)) return undefined;
    await owner.destroy();
    const demo = await ownerDataSource(await copyForDemo());
    try {
      await (await program('src/agencies/demo-seed.js')).seedDemo(demo);
    } finally {
      await demo.destroy();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    if (owner.isInitialized) await owner.destroy();
  }
}

async function copyForDemo() {
  const { asSuperuser } = await program('src/database/cluster.js');
  const { port, passwords } = database;
  await asSuperuser(port, passwords, 'postgres', (client) =>
    client.query('create database handrail_demo template handrail owner handrail_owner'),
  );
  return database.ownerUrl.replace(/handrail$/, 'handrail_demo');
}

const fault = await templates();
const { control } = await import('./served.mjs');
const servers = await control(program);
const { port, passwords } = database;
process.stdout.write(`${JSON.stringify({ port, passwords, fault, servers })}\n`);
process.stdin.on('end', async () => {
  const files = realpathSync(join(directory, 'postgres'));
  await database.close();
  rmSync(files, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
  process.exit(0);
});
process.stdin.resume();
