// The unit tests that stand in the mutated rooms; they need no database.
import whole from '../../jest.config.js';
import { fetched, rooms } from './stryker.mjs';

const beside = { ...whole };
delete beside.globalSetup;
delete beside.globalTeardown;

export default {
  ...beside,
  rootDir: '../..',
  roots: rooms.map((room) => `<rootDir>/libs/${room}`),
  testEnvironment: `${fetched}/@stryker-mutator/jest-runner/dist/src/jest-plugins/jest-environment-node.cjs`,
};
