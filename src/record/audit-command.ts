import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Database } from '../database/database.js';
import type { Configuration } from '../operations/configuration.js';
import { asOf, headIn, headOf } from '../../libs/record/checkpoint.js';
import { EarlierVerification } from './earlier-verification.js';
import type { Fault } from './entry-walk.js';
import { keptHead } from './kept-head.js';
import { exportRecord } from './record-export.js';
import { RecordSealing } from './record-sealing.js';
import { verifyRecord } from './record-verification.js';
import { readVerifyingKey, sealingKey, verifyingText } from './sealing-key.js';
import { cosignedHeads, newestWitnessed, trustedWitnesses, witnessesInWords } from './witnessed-heads.js';
import { inPlainWords } from '../operations/plain-words.js';

/** What an auditor keeps elsewhere and brings along. */
export interface Trusted {
  /** A file with the record's public key. */
  key?: string;
  /** Files with heads that the record had at some time. */
  head?: string | readonly string[];
  /** A file in which an earlier verification kept how far it had come; made where there is none. */
  from?: string;
  /** Verifier keys of witnesses. */
  witness?: readonly string[];
  /** Of these, how many must have cosigned; all unless given. */
  witnessesNeeded?: string;
}
interface Place {
  configuration: Configuration;
  database: Database;
}

/** `handrail audit verify`: seals what is open when it can, reads the whole record, says what it proves; false when something is wrong. */
export async function auditVerify(
  place: Place,
  print: (line: string) => void,
  trusted: Trusted = {},
): Promise<boolean> {
  const { configuration, database } = place;
  // A record that was cut cannot be sealed further: that is when its verdict is wanted most.
  const notSealed = await new RecordSealing(configuration, database).sealAll().then(
    () => null,
    (error: unknown) => error as Error,
  );
  // Who verifies has no key to seal with, as a rule: that matters unless nothing waits for it.
  let waits = true;
  try {
    return await verified(place, print, trusted, (unsealed) => (waits = unsealed > 0));
  } finally {
    if (notSealed && waits) print(`What is not sealed yet could not be sealed now: ${inPlainWords(notSealed)}`);
  }
}

async function verified(
  { configuration, database }: Place,
  print: (line: string) => void,
  trusted: Trusted,
  unsealed: (entries: number) => void,
): Promise<boolean> {
  const key = trustedKey(configuration, trusted.key);
  const brought = [trusted.head ?? []].flat().map(headInFile);
  const kept = keptHead(configuration.dataDir);
  const heads = kept === null ? brought : [...brought, kept];
  const witnesses = trustedWitnesses(trusted.witness ?? [], key);
  const needed = howManyNeeded(trusted.witnessesNeeded, witnesses.length);
  const earlier = trusted.from === undefined ? undefined : new EarlierVerification(trusted.from);
  const from = earlier?.head(key);
  const found = await newestWitnessed(database, key, witnesses, heads);
  if (!Array.isArray(found)) return notWhole(found, print);
  const mustReach = [...brought.map((note) => headOf(note, key)), ...found.map(({ head }) => head)];
  if (from && mustReach.some((head) => head && head.size < from.tree.size))
    throw new Error('A head is older than where the earlier verification ended. Verify without --from.');
  const verdict = await database.workerTransaction((client) =>
    verifyRecord(client, key, {
      keptNotes: heads,
      cosigned: cosignedHeads(found),
      ...(from && { from }),
      ...(earlier && { onVerified: (head) => earlier.reached(head) }),
    }),
  );
  if (!verdict.sound) return notWhole(verdict, print);
  unsealed(verdict.unsealed);
  earlier?.keep();
  print(
    `The record is whole: ${counted(verdict.entries, 'entry', 'entries')} under ${counted(verdict.checkpoints, 'signed head')}, none changed, removed, inserted or reordered; ${verdict.unsealed} not sealed yet.`,
  );
  const said = heads.map((note) => asOf(note, key)?.getTime() ?? 0).reduce((latest, one) => Math.max(latest, one), 0);
  if (said > 0) print(`The record last said at ${new Date(said).toISOString()} which head was its newest.`);
  if (from)
    print(
      `Read were the entries from position ${from.tree.size} on, and the heads over them. What lies before was verified at ${from.at} and not read again.`,
    );
  witnessesInWords(witnesses, found, verdict.entries, new Date()).forEach(print);
  if (found.length >= needed) return true;
  print(
    `Too few witnesses: ${found.length} of the ${needed} that are needed. By itself the record is whole, but nobody else vouches for it.`,
  );
  return false;
}

const counted = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

function notWhole({ what, position, entryId }: Fault, print: (line: string) => void): false {
  const where = [position === null ? '' : `position ${position}`, entryId === null ? '' : `entry ${entryId}`].filter(
    (one) => one !== '',
  );
  print(`The record is NOT whole. ${what}${where.length > 0 ? ` (first bad: ${where.join(', ')})` : ''}.`);
  return false;
}

function howManyNeeded(text: string | undefined, witnesses: number): number {
  if (text === undefined) return witnesses;
  const needed = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (needed <= witnesses) return needed;
  throw new Error(
    '--witnesses-needed is malformed. Expected: a number from 1 to that of the witnesses named with --witness.',
  );
}

/** `handrail audit export`: what is sealed, as files for somebody who checks them without our programs; answers what to say of it. */
export async function auditExport(
  { configuration, database }: Place,
  folder: string,
  keyFile?: string,
): Promise<string> {
  const key = trustedKey(configuration, keyFile);
  const { size, entries } = await database.workerTransaction((client) => exportRecord(client, key, folder));
  return `${counted(size, 'entry', 'entries')} in ${counted(entries.length, 'file')}, whole under the newest signed head. They hold personal data; docs/record.md says how a third party verifies them.`;
}

/** `handrail audit key`: the public key in the form that tools for signed notes take; to be kept where the record is not. */
export function auditKey(configuration: Configuration): string {
  const key = sealingKey(configuration);
  if (!key)
    throw new Error(
      'The key that the record is sealed with is not here. In production HANDRAIL_SEALING_KEY_FILE names it; in a demo it is made when the first entries are sealed.',
    );
  return verifyingText(key);
}

/** A slip of the hand is not a forgery. @throws Error where the file holds no head at all, whoever signed it */
function headInFile(file: string): string {
  const note = readFileSync(file, 'utf8');
  if (!headIn(note)) throw new Error(`${file} holds no signed head. Name a file with one, as head.note of an export.`);
  return note;
}

/** The public key that an auditor names, or the one of this machine. */
export function trustedKey(configuration: Configuration, file?: string): KeyObject {
  if (file !== undefined) return readVerifyingKey(file);
  const key = sealingKey(configuration);
  if (!key) throw new Error('The record’s public key is not here. Name the file that holds it with --key FILE');
  return createPublicKey(key);
}
