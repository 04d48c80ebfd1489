import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../database/embedded-database.js';
import { migrate, ownerDataSource } from '../database/migrate.js';

const FUNCTIONS = `select pg_get_functiondef(p.oid) as text from pg_proc p
  where p.pronamespace = 'handrail'::regnamespace order by p.proname, pg_get_function_identity_arguments(p.oid)`;

/** Migrations put functions in each other's place, some by a few lines: together they stand only in a database. */
const folder = mkdtempSync(join(tmpdir(), 'handrail-functions-'));
const database = await openEmbeddedDatabase(folder, 'command');
try {
  const owner = await ownerDataSource(database.ownerUrl);
  await migrate(owner, database.ownerUrl);
  const functions = await owner.query<{ text: string }[]>(FUNCTIONS);
  await owner.destroy();
  const head =
    '-- Functions as all migrations together leave them. Made from a migrated database (npm run derive); do not edit.\n';
  process.stdout.write([head, ...functions.map(({ text }) => `${text.trimEnd()};\n`)].join('\n'));
} finally {
  const files = realpathSync(join(folder, 'postgres'));
  await database.close();
  rmSync(files, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
