import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Database } from '../database/database.js';
import type { Configuration } from '../operations/configuration.js';
import { asOf, headOf } from '../../libs/record/checkpoint.js';
import { EarlierVerification } from './earlier-verification.js';
import { keptHead } from './kept-head.js';
import { exportRecord } from './record-export.js';
import { RecordSealing } from './record-sealing.js';
import { verifyRecord } from './record-verification.js';
import { readVerifyingKey, sealingKey, verifyingText } from './sealing-key.js';

/** What an auditor keeps elsewhere and brings along. */
export interface Trusted {
  /** A file with the record's public key. */
  key?: string;
  /** A file with a head that the record had at some time. */
  head?: string;
  /** A file in which an earlier verification kept how far it had come; made where there is none. */
  from?: string;
}
interface Place {
  configuration: Configuration;
  database: Database;
}

/** `handrail audit verify`: seals what is open when it can, reads the whole record, says what it proves; false when something is wrong. */
export async function auditVerify(
  { configuration, database }: Place,
  print: (line: string) => void,
  trusted: Trusted = {},
): Promise<boolean> {
  // A record that was cut cannot be sealed further: that is when its verdict is wanted most.
  const notSealed = await new RecordSealing(configuration, database).sealAll().then(
    () => null,
    (error: unknown) => error as Error,
  );
  const key = trustedKey(configuration, trusted.key);
  const heads = [
    trusted.head === undefined ? null : readFileSync(trusted.head, 'utf8'),
    keptHead(configuration.dataDir),
  ].filter((note) => note !== null);
  const earlier = trusted.from === undefined ? undefined : new EarlierVerification(trusted.from);
  const from = earlier?.head(key);
  const brought = trusted.head === undefined ? null : headOf(heads[0] ?? '', key);
  if (from && brought && brought.size < from.tree.size)
    throw new Error('That head is older than where the earlier verification ended. Verify without --from.');
  const verdict = await database.workerTransaction((client) =>
    verifyRecord(client, key, {
      keptNotes: heads,
      ...(from && { from }),
      ...(earlier && { onVerified: (head) => earlier.reached(head) }),
    }),
  );
  if (verdict.sound) earlier?.keep();
  if (notSealed) print(`What is not sealed yet could not be sealed now: ${notSealed.message}`);
  if (verdict.sound) {
    print(
      `The record is whole: ${verdict.entries} entries under ${verdict.checkpoints} signed heads, none changed, removed, inserted or reordered; ${verdict.unsealed} not sealed yet.`,
    );
    const said = heads.map((note) => asOf(note, key)?.getTime() ?? 0).reduce((latest, one) => Math.max(latest, one), 0);
    if (said > 0) print(`The record last said at ${new Date(said).toISOString()} which head was its newest.`);
    if (from)
      print(
        `Read were the entries from position ${from.tree.size} on, and the heads over them. What lies before was verified at ${from.at} and not read again.`,
      );
    return true;
  }
  const where = [
    verdict.position === null ? '' : `position ${verdict.position}`,
    verdict.entryId === null ? '' : `entry ${verdict.entryId}`,
  ].filter((one) => one !== '');
  print(`The record is NOT whole. ${verdict.what}${where.length > 0 ? ` (first bad: ${where.join(', ')})` : ''}.`);
  return false;
}

/** `handrail audit export`: what is sealed, as files for somebody who checks them without our programs; answers what to say of it. */
export async function auditExport(
  { configuration, database }: Place,
  folder: string,
  keyFile?: string,
): Promise<string> {
  const key = trustedKey(configuration, keyFile);
  const { size, entries } = await database.workerTransaction((client) => exportRecord(client, key, folder));
  return `${size} entries in ${entries.length} files, whole under the newest signed head. They hold personal data; docs/record.md says how a third party verifies them.`;
}

/** `handrail audit key`: the public key in the form that tools for signed notes take; to be kept where the record is not. */
export function auditKey(configuration: Configuration): string {
  const key = sealingKey(configuration);
  if (!key)
    throw new Error(
      'The key that the record is sealed with is not here. It is made when the first entries are sealed.',
    );
  return verifyingText(key);
}

/** The public key that an auditor names, or the one of this machine. */
export function trustedKey(configuration: Configuration, file?: string): KeyObject {
  if (file !== undefined) return readVerifyingKey(file);
  const key = sealingKey(configuration);
  if (!key) throw new Error('The record’s public key is not here. Name the file that holds it with --key FILE');
  return createPublicKey(key);
}
