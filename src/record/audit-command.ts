import type { Configuration } from '../operations/configuration.js';
import type { Database } from '../database/database.js';
import { verifyRecord } from './record-verification.js';
import { RecordSealing } from './record-sealing.js';
import { verifyingKey } from './sealing-key.js';

/** `handrail audit verify`: seals what is open when it can, reads the whole record, says what it proves; false when something is wrong. */
export async function auditVerify(
  { configuration, database }: { configuration: Configuration; database: Database },
  print: (line: string) => void,
): Promise<boolean> {
  // A record that was cut cannot be sealed further: that is when its verdict is wanted most.
  const notSealed = await new RecordSealing(configuration, database).sealAll().then(
    () => null,
    (error: unknown) => error as Error,
  );
  const verdict = await database.workerTransaction((client) =>
    verifyRecord(client, verifyingKey(configuration.dataDir)),
  );
  if (notSealed) print(`What is not sealed yet could not be sealed now: ${notSealed.message}`);
  if (verdict.sound) {
    print(
      `The record is whole: ${verdict.entries} entries under ${verdict.checkpoints} signed heads, none changed, removed, inserted or reordered; ${verdict.unsealed} not sealed yet.`,
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
