import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DemoKeys {
  /** With which the demo issuer signs. */
  issuer: JWK;
  /** With which the demo's machine client signs its assertions. */
  client: JWK;
}

/** Keys of the demonstration, made on first use and kept with the others. Production refuses them. */
export async function demoKeys(dataDir: string): Promise<DemoKeys> {
  const file = join(dataDir, 'keys', 'demo-issuer.json');
  if (!existsSync(file)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    const keys: DemoKeys = { issuer: await newKey('handrail-demo-issuer'), client: await newKey('lff-case-system') };
    try {
      writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process was first: its keys are the ones.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return JSON.parse(readFileSync(file, 'utf8')) as DemoKeys;
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

export const publicPart = ({ kty, crv, x, y, kid, alg, use }: JWK): JWK => ({ kty, crv, x, y, kid, alg, use });

export async function signingKey(jwk: JWK): Promise<CryptoKey> {
  return (await importJWK(jwk, 'ES256')) as CryptoKey;
}
