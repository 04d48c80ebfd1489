import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CryptoKey, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { Database } from '../database/database.js';
import { Unauthenticated } from '../errors/handrail-error.js';
import { type Configuration, readConfiguration } from '../operations/configuration.js';
import { Authentication } from './authentication.js';
import { demoKeys, publicPart, signingKey } from './demo-keys.js';
import { mintDemoToken } from './demo-token.js';

const DSL = 'dsl@northgate.example';
const now = (): number => Math.floor(Date.now() / 1000);

let dataDir: string;
let test: TestDatabase;
let database: Database;
let configuration: Configuration;
let issuerKey: JWK;
let authentication: Authentication;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'handrail-identity-'));
  configuration = readConfiguration({ HANDRAIL_DATA_DIR: dataDir });
  issuerKey = (await demoKeys(dataDir)).issuer;
  test = await testDatabase();
  database = await Database.open(test.databaseUrl);
});
afterAll(async () => {
  await database.close();
  await test.drop();
  rmSync(dataDir, { recursive: true });
});
/** A fresh one for each test: it remembers for a moment who somebody is. */
beforeEach(() => {
  authentication = new Authentication(configuration, database);
});

const good = (): JWTPayload => ({
  iss: configuration.oidcIssuer,
  aud: 'handrail',
  sub: DSL,
  email: DSL,
  exp: now() + 600,
});
async function signed(payload: JWTPayload, key?: CryptoKey | Uint8Array, alg = 'ES256'): Promise<string> {
  const token = new SignJWT(payload).setProtectedHeader({ alg, kid: issuerKey.kid, typ: 'at+jwt' });
  return `Bearer ${await token.sign(key ?? (await signingKey(issuerKey)))}`;
}
const caller = async (signIn: string): Promise<string> => `Bearer ${await mintDemoToken(signIn, configuration)}`;

describe('who is calling', () => {
  it('is a person, with agency and role', async () => {
    expect(await authentication.authenticate(await caller(DSL))).toEqual({
      id: expect.any(String),
      kind: 'PERSON',
      name: 'Priya Demo',
      email: DSL,
      agency: { id: expect.any(String), key: 'northgate', name: 'Northgate High School (invented)', kind: 'SCHOOL' },
      roles: ['SAFEGUARDING_LEAD'],
      services: [],
    });
  });

  it('is a machine client, for its agency', async () => {
    expect(await authentication.authenticate(await caller('lff-case-system'))).toMatchObject({
      kind: 'CLIENT',
      email: null,
      agency: { key: 'lff' },
      roles: ['INTEGRATION'],
    });
  });

  it('finds the person whatever the capitals of the e-mail address', async () => {
    const token = await signed({ ...good(), email: 'DSL@Northgate.example' });
    expect(await authentication.authenticate(token)).toMatchObject({ email: DSL });
  });

  it('takes a token that ran out less than a minute ago, for clocks differ', async () => {
    expect(await authentication.authenticate(await signed({ ...good(), exp: now() - 45 }))).toMatchObject({
      email: DSL,
    });
  });
});

describe('no token but a good one is accepted:', () => {
  const refused: [string, () => Promise<string | undefined>][] = [
    ['none', () => Promise.resolve(undefined)],
    ['an empty header', () => Promise.resolve('')],
    ['another scheme', () => Promise.resolve('Basic ZHNsOmRzbA==')],
    ['something that is no token', () => Promise.resolve('Bearer abc.def.ghi')],
    ['two tokens', async () => `${await signed(good())} ${await signed(good())}`],
    ['one that ran out', () => signed({ ...good(), exp: now() - 90 })],
    ['one that does not begin yet', () => signed({ ...good(), nbf: now() + 90 })],
    ['one that never runs out', () => signed(without('exp'))],
    ['one for another audience', () => signed({ ...good(), aud: 'another-service' })],
    ['one of another issuer', () => signed({ ...good(), iss: 'https://issuer.example' })],
    ['one without an issuer', () => signed(without('iss'))],
    ['one that names nobody', () => signed(without('email'))],
    ['one of nobody we know', () => signed({ ...good(), email: 'nobody@northgate.example' })],
    ['one of an e-mail address that was not verified', () => signed({ ...good(), email_verified: false })],
    ['one of an address of which the issuer says something else', () => signed({ ...good(), email_verified: 'false' })],
    [
      'one of an address that no database could hold',
      () => signed({ ...good(), email: 'dsl\u0000@northgate.example' }),
    ],
    ['a person’s that names a client', () => signed({ ...without('email'), client_id: 'lff-case-system' })],
    ['one that nobody signed', () => Promise.resolve(unsigned())],
    ['one signed by another key', async () => signed(good(), (await generateKeyPair('ES256')).privateKey)],
    ['one signed with the public key as a secret', () => signed(good(), publicKeyAsSecret(), 'HS256')],
    ['one whose content was changed', async () => changed(await signed(good()))],
  ];
  it.each(refused)('%s', async (_what, header) => {
    await expect(authentication.authenticate(await header())).rejects.toBeInstanceOf(Unauthenticated);
  });

  const removed: [string, string, string][] = [
    [
      'a person who was made inactive',
      'officer@gmp.example',
      `update person set active = false where email = 'officer@gmp.example'`,
    ],
    [
      'a person without a role',
      'intel@gmp.example',
      `delete from person_role using person p where person_id = p.id and p.email = 'intel@gmp.example'`,
    ],
    [
      'a person of an agency that was made inactive',
      'decision@csc.example',
      `update agency set active = false where key = 'csc'`,
    ],
    ['a machine client that was made inactive', 'lff-case-system', `update machine_client set active = false`],
  ];
  it.each(removed)('one of %s', async (_what, signIn, statement) => {
    const token = await caller(signIn);
    expect((await new Authentication(configuration, database).authenticate(token)).roles).toHaveLength(1);
    await test.asSuperuser((client) => client.query(statement));
    await expect(authentication.authenticate(token)).rejects.toBeInstanceOf(Unauthenticated);
  });

  it('and the answer says neither why nor what was sent', async () => {
    const fault: unknown = await authentication
      .authenticate(await signed({ ...good(), exp: 1 }))
      .catch((error: unknown) => error);
    expect(String(fault)).not.toMatch(/exp|northgate|ey/i);
  });
});

const without = (claim: string): JWTPayload =>
  Object.fromEntries(Object.entries(good()).filter(([name]) => name !== claim));
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const unsigned = (): string => `Bearer ${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(good())}.`;
const publicKeyAsSecret = (): Uint8Array => Buffer.from(JSON.stringify(publicPart(issuerKey)));
function changed(token: string): string {
  const [head, , signature] = token.split('.');
  return [head, encoded({ ...good(), email: 'supervisor@gmp.example' }), signature].join('.');
}
