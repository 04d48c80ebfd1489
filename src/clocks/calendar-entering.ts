import { readFile } from 'node:fs/promises';
import type { CalendarEntry } from '../../libs/working-time/calendar-entries.js';
import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { UNIQUE_VIOLATION } from '../database/error-codes.js';

const IN_FORCE = named(
  'calendar-in-force',
  `select distinct on (e.kind, e.agency_id, e.body ->> 'inForceFrom')
     e.version, e.kind, e.agency_id as "agencyId", e.body, e.source, e.entered_at, a.key
   from calendar_entry e left join agency a on a.id = e.agency_id
   order by e.kind, e.agency_id, e.body ->> 'inForceFrom', e.version desc`,
);
/** The last of its kind for its agency, of office hours for each day from which they count, with where it came from. */
export type EntryInForce = CalendarEntry & { source: string; entered_at: Date; key: string | null };

export const entriesInForce = (database: Database): Promise<EntryInForce[]> =>
  database.referenceRows<EntryInForce>(IN_FORCE, []);

type NewEntry = CalendarEntry extends infer E ? (E extends CalendarEntry ? Omit<E, 'version'> : never) : never;

/**
 * Enters what comes after those entries.
 * @throws Error when somebody else did so meanwhile: what was decided on what stood there is decided again
 */
export async function enterAfter(
  entries: readonly EntryInForce[],
  database: Database,
  { kind, agencyId, body }: NewEntry,
  source: string,
): Promise<void> {
  const version = Math.max(0, ...entries.map((entry) => entry.version)) + 1;
  try {
    await database.workerTransaction((client) =>
      client.query('select calendar_enter($1, $2, $3, $4, $5)', [
        version,
        kind,
        agencyId,
        JSON.stringify(body),
        source,
      ]),
    );
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new Error('Somebody else changed the calendar at the same moment. Look at it again, and enter yours anew.', {
      cause: error,
    });
  }
}

const PATIENCE_MS = 20_000;

/** What stands in a file or at an address. @throws Error when it cannot be read or is not JSON */
export async function readJson(source: string): Promise<unknown> {
  const text = /^https?:\/\//i.test(source) ? await fetched(source) : await fileText(source);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${source} is not JSON. Nothing was changed.`);
  }
}

async function fetched(address: string): Promise<string> {
  const instead = 'Nothing was changed. Download it where the network allows, and name the file instead.';
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) })
    .then(async (response) => ({ ok: response.ok, status: response.status, text: await response.text() }))
    .catch(() => undefined);
  if (!answer) throw new Error(`${address} cannot be reached from here. ${instead}`);
  if (!answer.ok) throw new Error(`${address} answered with ${answer.status}. ${instead}`);
  return answer.text;
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new Error(`${path} cannot be read. Nothing was changed.`);
  }
}
