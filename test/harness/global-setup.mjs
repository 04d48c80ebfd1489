// One real PostgreSQL for the whole run, by the programs that serve: built into a folder of this run's own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../..', import.meta.url).pathname;

export default async function globalSetup(config) {
  const patterns = config.testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && patterns.every((pattern) => /(^|\/)libs\//.test(pattern))) return;
  const keeper = spawn(process.execPath, [join(ROOT, 'test/harness/database-keeper.mjs'), build()], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: keeper.stdout }).once('line', resolve);
    keeper.once('exit', () => reject(new Error('The database for the tests did not start')));
  });
  process.env.TEST_DATABASE = line;
  globalThis.handrailDatabaseKeeper = keeper;
}

function build() {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'handrail-test-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  execFileSync('npx', ['swc', 'src', 'libs', 'migrations', '-d', folder, '--copy-files', '--quiet'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return folder;
}
