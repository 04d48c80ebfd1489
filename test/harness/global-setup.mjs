// A real PostgreSQL for each worker of the run, by the programs that serve: built into a folder of this run's own. Two workers share none,
// for what one has open holds back what another may seal.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../..', import.meta.url).pathname;

export default async function globalSetup(config) {
  const patterns = config.testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && patterns.every((pattern) => /(^|\/)libs\//.test(pattern))) return;
  const built = build();
  const workers = Number(process.env.TEST_WORKERS ?? 1);
  const keepers = await Promise.all(Array.from({ length: workers }, () => keeper(built)));
  keepers.forEach(({ line }, place) => (process.env[`TEST_KEEPER_${place + 1}`] = line));
  globalThis.handrailKeepers = keepers.map(({ child }) => child);
}

async function keeper(built) {
  const child = spawn(process.execPath, [join(ROOT, 'test/harness/keeper.mjs'), built], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('The database for the tests did not start')));
  });
  return { child, line };
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
