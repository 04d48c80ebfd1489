import { realpathSync } from 'node:fs';

// Mutation testing of the pure rooms that decide who reads what and whether the record holds: `npm run mutants`, one of them
// `ROOM=record npm run mutants`, one file `ROOM=record npm run mutants -- -m libs/record/merkle.ts`. It is fetched when it runs, so that
// nobody installs it to work on Handrail, and takes most of an hour on a machine that does nothing else: no part of the suite. What
// changes the database's policies and the declarations is tried there, by policy-mutants.spec. The tests that stand beside the files must
// do without the matrix, which needs seconds for what is asked here more than two thousand times.
export const fetched = realpathSync(process.argv[1]).split('/@stryker-mutator/')[0];

export const rooms = process.env.ROOM ? [process.env.ROOM] : ['access', 'record'];

export default {
  mutate: [
    ...rooms.map((room) => `libs/${room}/**/*.ts`),
    '!libs/**/*.spec.ts',
    '!libs/access/example-*.ts',
    '!libs/access/*-document.ts',
    '!libs/access/*-in-words.ts',
  ],
  testRunner: 'jest',
  plugins: [`${fetched}/@stryker-mutator/jest-runner/dist/src/index.js`],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Jest keeps what it loaded for each mutant: after a few dozen that is gigabytes, and each takes many times as long.
  maxTestRunnerReuse: 20,
  // Its own TypeScript would be needed to rewrite one, which changes nothing here.
  tsconfigFile: 'none',
  // A busy machine is no proof that a test found something.
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowColor: false },
  ignorePatterns: ['dist', '.handrail'],
  tempDirName: 'coverage/mutants',
  thresholds: { high: 95, low: 95, break: 95 },
};
