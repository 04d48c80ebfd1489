// The whole suite: every check of the tree, beside them every test on the real database. The last line counts both.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checks = [
  ['types', 'npx', ['tsc', '--noEmit']],
  ['format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', 'npx', ['eslint', '.']],
  ['import rules', 'npx', ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'libs', 'migrations']],
  ['unused code and dependencies', 'npx', ['knip']],
  ['derived files', process.execPath, ['test/checks/derived.mjs']],
];
const WORKERS = 2;
let passed = 0;
let failed = 0;

/** What a program ends with, and what it said where it is listened to. */
function run(command, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
    child.on('error', (error) => resolve({ status: 1, said: String(error) }));
    child.on('close', (status) => resolve({ status, said }));
  });
}

async function check(name, command, args) {
  const { status, said } = await run(command, args, ['ignore', 'pipe', 'pipe']);
  if (status === 0) passed += 1;
  else {
    failed += 1;
    process.stdout.write(said);
  }
  console.log(`${status === 0 ? 'ok     ' : 'FAILED '} ${name}`);
}

async function everyCheck() {
  for (const [name, command, args] of checks) await check(name, command, args);
}

async function everyTest() {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-test-'));
  const results = join(folder, 'results.json');
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  // Each has a database server of its own. A worker that has grown is followed by a new one: modules of tests that are over stay in memory.
  process.env.TEST_WORKERS = String(WORKERS);
  // As a server runs: jest would say `test`, and libraries then look for their developers' mistakes.
  process.env.NODE_ENV = 'production';
  const workers = [`--maxWorkers=${WORKERS}`, '--workerIdleMemoryLimit=1GB'];
  const args = [...jest, '--json', '--outputFile', results, ...workers];
  const { status } = await run(process.execPath, args, ['ignore', 'ignore', 'inherit']);
  let failures;
  try {
    const found = JSON.parse(readFileSync(results, 'utf8'));
    passed += found.numPassedTests;
    failures = found.numFailedTests + found.numRuntimeErrorTestSuites + (found.numTotalTests === 0 ? 1 : 0);
  } catch {
    failures = 1;
  }
  failed += status !== 0 && failures === 0 ? 1 : failures;
  rmSync(folder, { recursive: true, force: true });
}

// What is built is what some tests run, so it comes first.
await check('builds', 'npm', ['run', '--silent', 'build']);
await Promise.all([everyTest(), everyCheck()]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
