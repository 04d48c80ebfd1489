import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { Application } from './application.js';
import { readConfiguration } from './configuration.js';

describe('A worker process', () => {
  let store: TestDatabase;
  let worker: Application;
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-worker-'));
  beforeAll(async () => {
    store = await testDatabase();
    const env = { PORT: '0', HANDRAIL_DATA_DIR: dataDir, HANDRAIL_ROLE: 'worker', LOG_LEVEL: 'silent' };
    worker = await Application.start(readConfiguration(env), store.databaseUrl);
  });
  afterAll(async () => {
    await worker.close();
    await store.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each(['/livez', '/readyz', '/metrics'])('answers who runs it at %s', async (path) => {
    expect((await fetch(`${worker.address}${path}`)).status).toBe(200);
  });

  it.each([
    ['POST', '/graphql'],
    ['GET', '/graphql'],
    ['GET', '/'],
    ['GET', '/schema.graphql'],
    ['GET', '/explorer/graphiql.js'],
    ['POST', '/idp/demo-token'],
  ])('serves nobody else: %s %s', async (method, path) => {
    const answer = await fetch(`${worker.address}${path}`, { method, headers: { accept: 'text/html' } });
    const body = (await answer.json()) as { errors: { extensions: { code: string } }[] };
    expect([answer.status, body.errors[0]?.extensions.code]).toEqual([404, 'NOT_FOUND']);
  });
});
