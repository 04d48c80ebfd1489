// The unit tests that stand beside the mutated files; they need no database.
import whole from '../../jest.config.js';
import { fetched } from './stryker.mjs';

const beside = { ...whole };
delete beside.globalSetup;
delete beside.globalTeardown;

export default {
  ...beside,
  rootDir: '../..',
  roots: ['<rootDir>/libs'],
  testEnvironment: `${fetched}/@stryker-mutator/jest-runner/dist/src/jest-plugins/jest-environment-node.cjs`,
};
