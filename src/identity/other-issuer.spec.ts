import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { Database } from '../database/database.js';
import { Unauthenticated, Unavailable } from '../errors/handrail-error.js';
import { readConfiguration } from '../operations/configuration.js';
import { Authentication } from './authentication.js';

let test: TestDatabase;
let database: Database;
let key: CryptoKey;
let jwk: JWK;
const servers: Server[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await testDatabase();
  database = await Database.open(test.databaseUrl);
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'theirs', alg: 'RS256' };
});
afterAll(async () => {
  await database.close();
  await test.drop();
});
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** An agency's own issuer: its discovery document and its keys. `says` is the issuer that it claims to be. */
async function issuer({ port = 0, says, keys }: { port?: number; says?: string; keys?: object } = {}): Promise<string> {
  const server = createServer((request, response) => {
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = request.url?.startsWith('/.well-known/')
      ? { issuer: says ?? own, jwks_uri: `${own}/keys` }
      : (keys ?? { keys: [jwk] });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const trusting = (oidcIssuer: string): Authentication =>
  new Authentication(readConfiguration({ OIDC_ISSUER: oidcIssuer }), database);
const tokenOf = (iss: string, kid = 'theirs'): Promise<string> =>
  new SignJWT({ email: 'dsl@northgate.example' })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(iss)
    .setAudience('handrail')
    .setSubject('8812')
    .setExpirationTime('1h')
    .sign(key)
    .then((token) => `Bearer ${token}`);

it('accepts the tokens of another issuer, by the keys that it publishes', async () => {
  const address = await issuer();
  expect(await trusting(address).authenticate(await tokenOf(address))).toMatchObject({ agency: { key: 'northgate' } });
});

it('refuses a key that the issuer does not publish', async () => {
  const address = await issuer();
  await expect(trusting(address).authenticate(await tokenOf(address, 'unknown'))).rejects.toBeInstanceOf(
    Unauthenticated,
  );
});

it('trusts no keys from a place that claims to be another issuer', async () => {
  const address = await issuer({ says: 'https://issuer.example' });
  await expect(trusting(address).authenticate(await tokenOf(address))).rejects.toBeInstanceOf(Unavailable);
});

it('says that it is unavailable, and not that the token is bad, while the issuer answers without keys', async () => {
  const address = await issuer({ keys: { error: 'maintenance' } });
  await expect(trusting(address).authenticate(await tokenOf(address))).rejects.toBeInstanceOf(Unavailable);
});

it('takes no token any more that was signed with a key which the issuer withdrew a while ago', async () => {
  const address = await issuer();
  const authentication = trusting(address);
  const token = await tokenOf(address);
  await authentication.authenticate(token);
  const kept = jwk;
  jwk = { ...kept, kid: 'the next one' };
  await expect(authentication.authenticate(token)).resolves.toMatchObject({ agency: { key: 'northgate' } });
  const [now, today] = [performance.now(), Date.now()];
  jest.spyOn(performance, 'now').mockImplementation(() => now + 11 * 60_000);
  // Its keys are as old by then; the token itself is not yet at its end.
  jest.spyOn(Date, 'now').mockImplementation(() => today + 11 * 60_000);
  await expect(authentication.authenticate(token)).rejects.toBeInstanceOf(Unauthenticated);
  jest.restoreAllMocks();
  jwk = kept;
});

it('says that it is unavailable while the issuer cannot be asked, and finds it once it is back', async () => {
  const address = await issuer();
  const port = Number(new URL(address).port);
  await new Promise((closed) => servers.pop()?.close(closed));
  const authentication = trusting(address);
  await expect(authentication.authenticate(await tokenOf(address))).rejects.toThrow(
    'Handrail cannot reach the issuer of sign-ins just now',
  );

  await issuer({ port });
  await expect(authentication.authenticate(await tokenOf(address))).resolves.toMatchObject({
    agency: { key: 'northgate' },
  });
});
