import type { KeyObject } from 'node:crypto';
import type { Database } from '../database/database.js';
import { headOf } from '../../libs/record/checkpoint.js';
import { cosignedAt, cosignerOf, cosignerText } from '../../libs/record/cosignature.js';
import type { Verifier } from '../../libs/record/signed-note.js';
import { CosignatureRows } from './cosignature-rows.js';
import { bad, type Fault, type KnownHead } from './entry-walk.js';
import { mustDiffer } from './known-witnesses.js';

/** The newest head that a witness is known to have cosigned. */
export interface WitnessedHead {
  witness: string;
  head: KnownHead;
  at: Date;
}

/** @throws Error where a text is no witness's key, two are one witness, or one is the record's own key: that vouches for itself already. */
export function trustedWitnesses(texts: readonly string[], key: KeyObject): Verifier[] {
  const witnesses = texts.map((text) => {
    const witness = cosignerOf(text);
    if (!witness) throw new Error('--witness is malformed. Expected: the verifier key that handrail witness printed.');
    return witness;
  });
  mustDiffer(witnesses);
  if (witnesses.some((witness) => witness.key.equals(key)))
    throw new Error('A key after --witness is the record’s own. A witness has a key of its own.');
  return witnesses;
}

/**
 * Of each witness the newest head that it cosigned, of those that the database keeps and those that were brought along; or what is kept as
 * one and is none, which nobody but a forger put there.
 */
export async function newestWitnessed(
  database: Database,
  key: KeyObject,
  witnesses: readonly Verifier[],
  brought: readonly string[],
): Promise<WitnessedHead[] | Fault> {
  const rows = new CosignatureRows(database);
  const found: WitnessedHead[] = [];
  for (const witness of witnesses) {
    const kept = (await rows.newestCosigned(cosignerText(witness)))?.note;
    const known = kept === undefined ? null : witnessed(kept, witness, key);
    if (kept !== undefined && !known)
      return bad(
        `What is kept as the newest cosignature of the witness ${witness.name} is none of this record’s heads`,
      );
    const newest = [known, ...brought.map((note) => witnessed(note, witness, key))]
      .filter((one) => one !== null)
      .sort((a, b) => b.head.size - a.head.size || b.at.getTime() - a.at.getTime())[0];
    if (newest) found.push(newest);
  }
  return found;
}

function witnessed(note: string, witness: Verifier, key: KeyObject): WitnessedHead | null {
  const head = headOf(note, key);
  const at = cosignedAt(note, witness);
  if (!head || at === null) return null;
  return {
    witness: witness.name,
    head: { ...head, note, kept: true, cosignedBy: [witness.name] },
    at: new Date(at * 1000),
  };
}

/** Each head once, with the names of all who cosigned it. */
export function cosignedHeads(found: readonly WitnessedHead[]): KnownHead[] {
  const heads = new Map<string, KnownHead>();
  for (const { head, witness } of found) {
    const which = `${head.size} ${head.root.toString('hex')}`;
    heads.set(which, { ...head, cosignedBy: [...(heads.get(which)?.cosignedBy ?? []), witness] });
  }
  return [...heads.values()];
}

const LONG_AGO_MS = 10 * 60_000;

/** What a verdict says of the witnesses, once the record was found to go on from all that they cosigned. */
export function witnessesInWords(
  witnesses: readonly Verifier[],
  found: readonly WitnessedHead[],
  entries: number,
  now: Date,
): string[] {
  return witnesses.map(({ name }) => {
    const newest = found.find(({ witness }) => witness === name);
    if (!newest) return `The witness ${name} cosigned no head that is here.`;
    const since = entries - newest.head.size;
    const said = `The witness ${name} cosigned the first ${newest.head.size} entries, last at ${newest.at.toISOString()}; ${since} came after.`;
    return now.getTime() - newest.at.getTime() < LONG_AGO_MS
      ? said
      : `${said} That is long ago: ask the witness itself for its newest head, and bring it along with --head.`;
  });
}
