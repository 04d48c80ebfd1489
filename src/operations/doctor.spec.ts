import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { readConfiguration } from './configuration.js';
import { doctor } from './doctor.js';

let database: TestDatabase;
let issuer: Server;
const dataDir = mkdtempSync(join(tmpdir(), 'handrail-doctor-'));
beforeAll(async () => {
  database = await testDatabase();
  issuer = createServer((_request, response) => {
    const own = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    response.end(JSON.stringify({ issuer: own, jwks_uri: `${own}/keys` }));
  });
  await new Promise<void>((listening) => issuer.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  issuer.close();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

async function said(env: Record<string, string>): Promise<[boolean, string]> {
  const lines: string[] = [];
  const settings = readConfiguration({ DATABASE_URL: database.databaseUrl, HANDRAIL_DATA_DIR: dataDir, ...env });
  const whole = await doctor(settings, (line) => lines.push(line));
  return [whole, lines.join('\n')];
}

it('the doctor finds an issuer that answers as itself', async () => {
  const { port } = issuer.address() as AddressInfo;
  const [whole, lines] = await said({ OIDC_ISSUER: `http://127.0.0.1:${port}` });
  expect([whole, lines]).toEqual([true, expect.stringContaining('ok       issuer of sign-ins')]);
});

it('the doctor calls one broken that answers as another', async () => {
  const { port } = issuer.address() as AddressInfo;
  const [whole, lines] = await said({ OIDC_ISSUER: `http://localhost:${port}` });
  expect([whole, lines]).toEqual([false, expect.stringContaining('BROKEN   issuer of sign-ins')]);
});

it('the doctor asks after no issuer where a demo brings its own', async () => {
  const [whole, lines] = await said({});
  expect(whole).toBe(true);
  expect(lines).not.toContain('issuer');
});
