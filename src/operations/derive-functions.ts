import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../database/embedded-database.js';
import { migrate, ownerDataSource } from '../database/migrate.js';

const FUNCTIONS = `select pg_get_functiondef(p.oid) as text, pg_get_userbyid(p.proowner) as owner,
    coalesce(array_to_string(p.proacl, ', '), 'everybody') as called_by from pg_proc p
  where p.pronamespace = 'handrail'::regnamespace order by p.proname, pg_get_function_identity_arguments(p.oid)`;

/** With whose rights it runs where it is a security definer, and who may call it. */
const wordsOf = ({ text, owner, called_by }: { text: string; owner: string; called_by: string }): string =>
  `-- owner ${owner}; called by ${called_by}\n${text.trimEnd()};\n`;

/** Migrations put functions in each other's place, some by a few lines: together they stand only in a database. */
const folder = mkdtempSync(join(tmpdir(), 'handrail-functions-'));
const database = await openEmbeddedDatabase(folder, 'command');
try {
  const owner = await ownerDataSource(database.ownerUrl);
  await migrate(owner, database.ownerUrl);
  const functions = await owner.query<{ text: string; owner: string; called_by: string }[]>(FUNCTIONS);
  await owner.destroy();
  const head =
    '-- Functions as all migrations together leave them. Made from a migrated database (npm run derive); do not edit.\n';
  process.stdout.write([head, ...functions.map(wordsOf)].join('\n'));
} finally {
  const files = realpathSync(join(folder, 'postgres'));
  await database.close();
  rmSync(files, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
