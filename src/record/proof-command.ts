import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { headOf } from '../../libs/record/checkpoint.js';
import { type InclusionProof, proofOf, proofText } from '../../libs/record/inclusion-proof.js';
import { leafHash } from '../../libs/record/merkle.js';
import { provesInclusion } from '../../libs/record/merkle-proof.js';
import type { Database } from '../database/database.js';
import { proofOfEntry } from './record-proof.js';
import { isId } from '../database/ids.js';

/** `handrail audit prove`: a text by which anybody who holds the public key sees that this entry is in the record. */
export async function auditProve(database: Database, entryId: string, key: KeyObject): Promise<string> {
  if (!isId(entryId)) throw new Error('That is not the id of an entry. Expected: a UUID, as the record shows it.');
  const proof = await database.workerTransaction((client) => proofOfEntry(client, entryId));
  const fault = faultOf(proof, key);
  if (fault !== null) throw new Error(`The entry cannot be proved: ${fault} See handrail audit verify.`);
  return proofText(proof);
}

/** `handrail audit verify-proof`: needs no database; false when the text proves nothing. */
export function auditVerifyProof(file: string, key: KeyObject, print: (line: string) => void): boolean {
  const proof = proofOf(readFileSync(file, 'utf8'));
  const fault = proof === null ? 'It is not a tlog-proof that carries its entry.' : faultOf(proof, key);
  if (proof === null || fault !== null) {
    print(`This proves nothing. ${fault}`);
    return false;
  }
  const { size } = headOf(proof.checkpoint, key) ?? { size: 0 };
  print(`This entry is in the record, at position ${proof.position} of ${size}:`);
  for (const [name, value] of JSON.parse(proof.entry.toString('utf8')) as [string, unknown][])
    print(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return true;
}

function faultOf({ entry, position, hashes, checkpoint }: InclusionProof, key: KeyObject): string | null {
  const head = headOf(checkpoint, key);
  if (!head) return 'Its head is not signed by this record’s key.';
  return provesInclusion(hashes, { leaf: leafHash(entry), position, ...head })
    ? null
    : 'Its hashes do not lead from the entry to the signed root.';
}
