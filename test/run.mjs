// The whole suite: every check of the tree, then every test on the real database. The last line counts both.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checks = [
  ['builds', 'npm', ['run', '--silent', 'build']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', 'npx', ['eslint', '.']],
  ['import rules', 'npx', ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'libs', 'migrations']],
  ['unused code and dependencies', 'npx', ['knip']],
  ['derived files', process.execPath, ['test/checks/derived.mjs']],
];
let passed = 0;
let failed = 0;
for (const [name, command, args] of checks) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) passed += 1;
  else {
    failed += 1;
    process.stdout.write(`${stdout}${stderr}`);
  }
  console.log(`${status === 0 ? 'ok     ' : 'FAILED '} ${name}`);
}

const folder = mkdtempSync(join(tmpdir(), 'handrail-test-'));
const results = join(folder, 'results.json');
const jest = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '--json',
    '--outputFile',
    results,
    '--runInBand',
  ],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numTotalTests } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites + (numTotalTests === 0 ? 1 : 0);
} catch {
  failed += 1;
}
if (jest.status !== 0 && failed === 0) failed += 1;
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
