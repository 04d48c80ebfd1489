import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ORIGIN } from '../../libs/record/checkpoint.js';
import { verifierOf, verifierText } from '../../libs/record/signed-note.js';
import { writtenOnce } from '../database/written-once.js';

/** What the environment says of the record's keys. */
interface KeySettings {
  dataDir: string;
  mode: 'demo' | 'production';
  sealingKeyFile?: string;
}

const generatedKey = ({ dataDir }: Pick<KeySettings, 'dataDir'>): string => join(dataDir, 'keys', 'record-sealing.pem');
const generatedKeyText = ({ dataDir }: KeySettings): string => join(dataDir, 'keys', 'record-verifying.vkey');

/** The key that signs the heads of the record, if one is here: the operator's own, or in a demo the one that was generated. */
export function sealingKey(settings: KeySettings): KeyObject | undefined {
  const { sealingKeyFile, mode } = settings;
  if (sealingKeyFile !== undefined) return readSealingKey(sealingKeyFile);
  if (mode === 'production' || !existsSync(generatedKey(settings))) return undefined;
  return createPrivateKey(readFileSync(generatedKey(settings)));
}

/** For a demo's record that has no key yet. Of several processes that make one at the same moment, all get the same. */
export function generateSealingKey(settings: KeySettings): KeyObject {
  if (settings.mode === 'production')
    throw new Error('In production the record is signed with a key of the operator’s own');
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(join(settings.dataDir, 'keys'), { recursive: true, mode: 0o700 });
  writtenOnce(generatedKey(settings), privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  const kept = createPrivateKey(readFileSync(generatedKey(settings)));
  writtenOnce(generatedKeyText(settings), `${verifyingText(kept)}\n`, 0o644);
  return kept;
}

/** @throws where the file cannot be read, or holds no private Ed25519 key. */
export function readSealingKey(file: string): KeyObject {
  const key = createPrivateKey(readFileSync(file));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('This key is not an Ed25519 key');
  return key;
}

/** Whether a file is the key that a demo made for itself. */
export function isGenerated(file: string, dataDir: string): boolean {
  const generated = generatedKey({ dataDir });
  return existsSync(generated) && existsSync(file) && realpathSync(file) === realpathSync(generated);
}

/** The public key of a private one, in the form that tools for signed notes take. */
export const verifyingText = (key: KeyObject): string => verifierText({ name: ORIGIN, key: createPublicKey(key) });

/** A public key that is kept elsewhere: such a text of this record's name, or SPKI in PEM. */
export function readVerifyingKey(file: string): KeyObject {
  const text = textOf(file);
  const verifier = verifierOf(text);
  if (verifier?.name === ORIGIN) return verifier.key;
  const key = /-----BEGIN PUBLIC KEY-----/.test(text) ? createPublicKey(text) : undefined;
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new Error(
    `That file holds no public key of this record. Expected: a line ${ORIGIN}+…+… as handrail audit key prints it, or an Ed25519 key in PEM (SPKI).`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(
      'The public key cannot be read. Expected after --key: the name of a file that holds it, not the key itself.',
    );
  }
}
