import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoClient } from '../agencies/demo-people.js';
import { writtenOnce } from '../database/written-once.js';

export interface DemoKeys {
  /** With which the demo issuer signs. */
  issuer: JWK;
  /** With which the demo's machine client signs its assertions: a partner's developer takes it from the folder of keys. */
  client: JWK;
}

/** Keys of the demonstration, made on first use and kept with the others. Production refuses them. */
export async function demoKeys(dataDir: string): Promise<DemoKeys> {
  const folder = join(dataDir, 'keys');
  return { issuer: await keptKey(folder, 'demo-issuer'), client: await keptKey(folder, demoClient.clientId) };
}

async function keptKey(folder: string, name: string): Promise<JWK> {
  const file = join(folder, `${name}.jwk.json`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writtenOnce(file, JSON.stringify(await newKey(name)), 0o600);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

export const publicPart = ({ kty, crv, x, y, kid, alg, use }: JWK): JWK => ({ kty, crv, x, y, kid, alg, use });

export async function signingKey(jwk: JWK): Promise<CryptoKey> {
  return (await importJWK(jwk, 'ES256')) as CryptoKey;
}
