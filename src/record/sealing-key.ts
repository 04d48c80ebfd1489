import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = (dataDir: string): string => join(dataDir, 'keys', 'record-sealing.pem');

/** The key that signs the heads of the record: made once, kept with the other keys. */
export function sealingKey(dataDir: string): KeyObject {
  const path = file(dataDir);
  if (!existsSync(path)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  return createPrivateKey(readFileSync(path));
}

export const verifyingKey = (dataDir: string): KeyObject => createPublicKey(sealingKey(dataDir));
