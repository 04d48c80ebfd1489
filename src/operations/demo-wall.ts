import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { UNDEFINED_TABLE } from '../database/error-codes.js';

/** Agencies that somebody entered: a demo's database says of itself that it is one. Nothing, where there are no tables yet. */
const AGENCIES_OF_ITS_OWN =
  'select exists (select from handrail.agency) and not exists (select from handrail.demo_mark) as own';

/**
 * A demo moves the clock, lets anybody sign in, enters invented people and signs the record with a key made on the spot: nothing of that may
 * happen to a database in use, whoever forgot to say that it is one. @throws Error
 */
export async function refuseWhatIsNoDemo(ask: (sql: string) => Promise<{ own: boolean }[]>): Promise<void> {
  const [found] = await ask(AGENCIES_OF_ITS_OWN).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return [];
    throw error;
  });
  if (found?.own)
    throw new Error(
      'This database holds agencies of its own, and is not a demo’s. Set HANDRAIL_MODE=production; a demo takes a database of its own. Nothing was changed.',
    );
}

/** The same, as the role that serves. @throws Error */
export const mustBeADemo = (database: Database): Promise<void> =>
  refuseWhatIsNoDemo((sql) => database.referenceRows(named('demo-wall', sql), []));
