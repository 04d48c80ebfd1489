import type pg from 'pg';
import type { Shut } from './sight.js';
import { AT, rowsOf } from './rows-of-worlds.js';
import { insert, type Row } from './stored-people.js';
import { reporter, type World } from './worlds.js';

/** Every row of the worlds, past the door, as the door would have left them: who reads a row stands in it. */
export async function storeWorlds(client: pg.Client, worlds: readonly World[]): Promise<void> {
  await insert(
    client,
    'referral',
    worlds.map(({ id }) => ({
      referral_id: id,
      reference: `REF-${id.slice(-6)}`,
      pathway_key: 'nudes-at-school',
      pathway_version: '1',
      reported_by: reporter,
      created_at: AT,
      seq: 95,
      stored: {},
    })),
  );
  const rows: Record<string, Row[]> = {};
  for (const [table, row] of worlds.flatMap(rowsOf)) (rows[table] ??= []).push(row);
  for (const [table, all] of Object.entries(rows)) await insert(client, table, all);
}

/** To whom some referrals are shut, where the door keeps it. */
export async function storeBars(client: pg.Client, { bars }: Shut): Promise<void> {
  const all = [...bars];
  await client.query(
    'insert into handrail.restriction select referral, agency, people from jsonb_to_recordset($1) as r (referral uuid, agency uuid, people uuid[])',
    [
      JSON.stringify(
        all.flatMap(([referral, { restrictions = [] }]) =>
          restrictions.map(({ agencyId, people }) => ({ referral, agency: agencyId, people })),
        ),
      ),
    ],
  );
  await client.query(
    'insert into handrail.conflict_of_interest select referral, person, agency from jsonb_to_recordset($1) as r (referral uuid, person uuid, agency uuid)',
    [
      JSON.stringify(
        all.flatMap(([referral, { conflicts = [] }]) =>
          conflicts.map(({ agencyId, personId }) => ({ referral, person: personId, agency: agencyId })),
        ),
      ),
    ],
  );
}
