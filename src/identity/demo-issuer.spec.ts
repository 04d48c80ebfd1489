import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, type CryptoKey, SignJWT } from 'jose';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { freePort } from '../database/free-port.js';
import { Application } from '../operations/application.js';
import { readConfiguration } from '../operations/configuration.js';
import { demoKeys, signingKey } from './demo-keys.js';

const CALLBACK = 'http://127.0.0.1:49152/callback';

let dataDir: string;
let test: TestDatabase;
let application: Application;
let issuer: string;

beforeAll(async () => {
  // Jest's own world has another `Object` than node's structuredClone gives, and the provider takes no keys that are not plain objects.
  globalThis.structuredClone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
  dataDir = mkdtempSync(join(tmpdir(), 'handrail-issuer-'));
  test = await testDatabase();
  const env = { HANDRAIL_DATA_DIR: dataDir, PORT: String(await freePort()), HANDRAIL_ROLE: 'api', LOG_LEVEL: 'silent' };
  application = await Application.start(readConfiguration(env), test.databaseUrl);
  issuer = `${application.address}/idp`;
});
afterAll(async () => {
  await application.close();
  await test.drop();
  rmSync(dataDir, { recursive: true });
});

describe('a person signs in by authorization code', () => {
  it('chooses whom to be on a page, and gets a token that the API accepts', async () => {
    const { location, verifier } = await signIn('triage@gmp.example');
    expect(location.href.startsWith(CALLBACK)).toBe(true);

    const answer = await exchange(location, verifier);
    expect(answer.status).toBe(200);
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(access_token)).toMatchObject({
      iss: issuer,
      aud: 'handrail',
      sub: 'triage@gmp.example',
      client_id: 'handrail-explorer',
    });
    expect(await whoAmI(access_token)).toMatchObject({
      data: { me: { email: 'triage@gmp.example', agency: { key: 'gmp' } } },
    });
  });

  it('gets nothing for a code without the verifier that belongs to it', async () => {
    const { location } = await signIn('triage@gmp.example');
    expect((await exchange(location, randomBytes(32).toString('base64url'))).status).toBe(400);
  });

  it('cannot begin without PKCE, and is sent to no address that is not registered', async () => {
    const withoutPkce = await authorization({ code_challenge: '', code_challenge_method: '' });
    expect(new URL(withoutPkce.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
    const elsewhere = await authorization({ redirect_uri: 'https://elsewhere.example/callback' });
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.headers.get('location')).toBeNull();
  });

  it('can be nobody who is not a demo person', async () => {
    const { page, cookies } = await chooser();
    const chosen = await choose(page, cookies, 'nobody@northgate.example');
    expect(chosen.status).toBe(400);
    expect(await chosen.text()).not.toContain('nobody@northgate.example');
  });

  it('finds no page without having begun', async () => {
    expect((await fetch(`${issuer}/sign-in/${randomUUID()}`)).status).toBe(400);
  });

  it('reads a page that asks for nothing from any other host', async () => {
    const { page, cookies } = await chooser();
    const answer = await fetch(page, { headers: { cookie: cookies } });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await answer.text();
    expect(html).toContain('lang="en-GB"');
    expect(html).not.toMatch(/(src|href)=/);
    expect(html.match(/type="radio"/g)).toHaveLength(21);
  });
});

describe('the machine client', () => {
  it('gets a token for an assertion that it signed, and speaks for its agency', async () => {
    const answer = await clientToken(await signingKey((await demoKeys(dataDir)).client));
    expect(answer.status).toBe(200);
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(await whoAmI(access_token)).toMatchObject({
      data: { me: { email: null, roles: ['INTEGRATION'], agency: { key: 'lff' } } },
    });
  });

  it('gets none for an assertion that somebody else signed', async () => {
    const answer = await clientToken((await generateKeyPair('ES256')).privateKey);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
  });
});

describe('beside OpenID Connect', () => {
  it('answers a body that cannot be read in the form of every other refusal', async () => {
    for (const body of ['{"signIn":', '{"__proto__":{"signIn":"x"}}']) {
      const answer = await fetch(`${issuer}/demo-token`, { method: 'POST', headers: json, body });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });

  it.each([
    ['GET', '/nothing'],
    ['PUT', '/token'],
  ])('answers %s %s, of which there is nothing, in the same form', async (method, path) => {
    const answer = await fetch(`${issuer}${path}`, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  it('lists the sign-ins and gives a token for one of them', async () => {
    const people = (await (await fetch(`${issuer}/demo-sign-ins`)).json()) as { signIn: string }[];
    expect(people).toHaveLength(22);
    const answer = await tokenFor(people[0]?.signIn);
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(await whoAmI(access_token)).toMatchObject({ data: { me: { email: people[0]?.signIn } } });
  });

  it.each([['nobody@northgate.example'], [undefined]])('gives none for %s, and does not repeat it', async (name) => {
    const answer = await tokenFor(name);
    expect(answer.status).toBe(400);
    const body = await answer.text();
    expect(body).toContain('BAD_USER_INPUT');
    expect(body).not.toContain('nobody');
  });

  it('has nothing under /idp when another issuer signs people in', async () => {
    const env = {
      HANDRAIL_DATA_DIR: dataDir,
      PORT: '0',
      HANDRAIL_ROLE: 'api',
      LOG_LEVEL: 'silent',
      OIDC_ISSUER: 'https://issuer.example',
    };
    const other = await Application.start(readConfiguration(env), test.databaseUrl);
    try {
      expect((await fetch(`${other.address}/idp/demo-sign-ins`)).status).toBe(404);
      expect((await fetch(`${other.address}/idp/.well-known/openid-configuration`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });
});

function authorization(changes: Record<string, string>): Promise<Response> {
  const asked = {
    client_id: 'handrail-explorer',
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: CALLBACK,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update('').digest('base64url'),
    ...changes,
  };
  const parameters = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  return fetch(`${issuer}/auth?${parameters.toString()}`, { redirect: 'manual' });
}

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

async function chooser(challenge = ''): Promise<{ page: string; cookies: string }> {
  const begun = await authorization(challenge ? { code_challenge: challenge } : {});
  return { page: new URL(begun.headers.get('location') ?? '', issuer).href, cookies: cookiesOf(begun) };
}

const choose = (page: string, cookie: string, email: string): Promise<Response> =>
  fetch(page, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ signIn: email }),
  });

async function signIn(email: string): Promise<{ location: URL; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const { page, cookies } = await chooser(createHash('sha256').update(verifier).digest('base64url'));
  const chosen = await choose(page, cookies, email);
  const resumed = await fetch(chosen.headers.get('location') ?? '', {
    redirect: 'manual',
    headers: { cookie: cookies },
  });
  return { location: new URL(resumed.headers.get('location') ?? ''), verifier };
}

const exchange = (location: URL, verifier: string): Promise<Response> =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'handrail-explorer',
      code: location.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    }),
  });

async function clientToken(key: CryptoKey): Promise<Response> {
  const assertion = new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'lff-case-system' })
    .setIssuer('lff-case-system')
    .setSubject('lff-case-system')
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m');
  return fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion.sign(key),
    }),
  });
}

const json = { 'content-type': 'application/json' };
const tokenFor = (name: string | undefined): Promise<Response> =>
  fetch(`${issuer}/demo-token`, { method: 'POST', headers: json, body: JSON.stringify({ signIn: name }) });
async function whoAmI(token: string): Promise<unknown> {
  const answer = await fetch(`${application.address}/graphql`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ me { email roles agency { key } } }' }),
  });
  return answer.json();
}
