// The unit tests that stand in the mutated rooms, and here what is asked of one beside them; they need no database.
import whole from '../../jest.config.js';
import { fetched, rooms } from './stryker.mjs';

const beside = { ...whole };
delete beside.globalSetup;
delete beside.globalTeardown;

export default {
  ...beside,
  rootDir: '../..',
  roots: [...rooms.map((room) => `<rootDir>/libs/${room}`), '<rootDir>/test/mutation'],
  testMatch: ['**/libs/**/*.spec.ts', ...rooms.map((room) => `**/test/mutation/${room}.spec.ts`)],
  testPathIgnorePatterns: ['/node_modules/'],
  testEnvironment: `${fetched}/@stryker-mutator/jest-runner/dist/src/jest-plugins/jest-environment-node.cjs`,
};
