import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../operations/configuration.js';
import { token } from './token-command.js';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'handrail-token-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

it('gives a demo person a token for a working day, made out under the address that is configured', async () => {
  const given = await token(readConfiguration({ HANDRAIL_DATA_DIR: dataDir, PORT: '4000' }), 'dsl@northgate.example');
  const { iss, aud, email, iat, exp } = decodeJwt(given);
  expect({ iss, aud, email }).toEqual({
    iss: 'http://127.0.0.1:4000/idp',
    aud: 'handrail',
    email: 'dsl@northgate.example',
  });
  expect((exp ?? 0) - (iat ?? 0)).toBe(8 * 60 * 60);
});

it('gives nobody else a token, and does not repeat who asked', async () => {
  const asked = token(readConfiguration({ HANDRAIL_DATA_DIR: dataDir }), 'nobody@northgate.example');
  await expect(asked).rejects.toThrow(/^(?!.*nobody).*not a demo sign-in/);
});

it.each([
  [
    'in production',
    {
      HANDRAIL_MODE: 'production',
      HANDRAIL_ROLE: 'api',
      DATABASE_URL: 'postgres://localhost/handrail',
      OIDC_ISSUER: 'https://issuer.example',
    },
  ],
  ['where another issuer signs people in', { OIDC_ISSUER: 'https://issuer.example' }],
])('gives no token %s', async (_where, env) => {
  const asked = token(readConfiguration({ HANDRAIL_DATA_DIR: dataDir, ...env }), 'dsl@northgate.example');
  await expect(asked).rejects.toThrow('demo mode only');
});
