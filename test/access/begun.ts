import type pg from 'pg';
import type { TrainingStatus } from '../../libs/access/training.js';
import { actorSettings, SET_ACTOR } from '../../src/database/actor-settings.js';
import type { Caller } from './actors.js';

export type Trained = (typeof TrainingStatus)[number];
/** Days since the last on which training counted: the last day of each status, and the first on which nothing is read any more. */
export const DAYS_PAST: Record<Trained, number> = { CURRENT: 0, READ_ONLY: 30, EXPIRED: 31 };

export const trainedUntil = (client: pg.Client, people: readonly string[], training: Trained): Promise<unknown> =>
  client.query('update training set expires_on = domain_today() - $2::int where person_id = any ($1)', [
    people,
    DAYS_PAST[training],
  ]);

/** In a transaction that begins as the server's do, by somebody of that training; and whether it was refused. Nothing of it stays. */
export async function asTheServerBegins<T>(
  client: pg.Client,
  { actor }: Caller,
  training: Trained,
  work: () => Promise<T>,
): Promise<{ refused: boolean; answer: T }> {
  await client.query('begin');
  try {
    await trainedUntil(client, [actor.id], training);
    await client.query('savepoint begun; set local role handrail_app');
    let refused = false;
    try {
      await client.query(SET_ACTOR.text, actorSettings(actor));
    } catch (error) {
      if ((error as { code?: string }).code !== 'HR003') throw error;
      refused = true;
      // Whoever goes on past the refusal finds what was set before it.
      await client.query('rollback to savepoint begun; set local role handrail_app');
    }
    return { refused, answer: await work() };
  } finally {
    await client.query('rollback');
  }
}

let names: string[] | undefined;
/** All that row security looks at, as the transaction has it set: where that is the same, the same rows are read. */
export async function lookedAt(client: pg.Client): Promise<string> {
  names ??= await namesIn(client);
  const { rows } = await client.query<{ settings: string }>(
    `select jsonb_object_agg(name, coalesce(current_setting(name, true), ''))::text as settings from unnest($1::text[]) name`,
    [names],
  );
  return rows[0]?.settings ?? '';
}
async function namesIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct (regexp_matches(pg_get_expr(polqual, polrelid), '''(handrail\\.\\w+)''', 'g'))[1] as name
     from pg_policy where polname like '%\\_is\\_read'`,
  );
  if (rows.length < 5) throw new Error('Row security looks at who asks');
  return rows.map(({ name }) => name);
}
