import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { asSuperuser } from '../../src/database/cluster.js';
import { DataDirectory } from '../../src/database/data-directory.js';
import { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { submitted } from '../harness/incidents.js';
import { ServerProcess } from '../harness/server-process.js';

const PATIENCE_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * While this database server runs, and no longer: whoever says that a job of this referral is done waits, and has not
 * said it yet. The other jobs of the moment (the record's, the other referrals') end as ever.
 */
const holdTheEndsOfJobsOf = (referralId: string): string => `
  create function public.hold_the_end() returns trigger language plpgsql security definer as $$ begin
    if pg_postmaster_start_time() = (select started from public.held) then perform pg_sleep(25); end if;
    return old;
  end $$;
  create table public.held as select pg_postmaster_start_time() as started;
  create trigger hold_the_end before delete on graphile_worker._private_jobs for each row
    when (old.payload ->> 'referralId' = '${referralId}') execute function public.hold_the_end()`;

describe('A database that is killed at the moment at which a job of the queue ends', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.prepare();
    await server.start();
  }, 90_000);
  afterAll(async () => {
    await server.stop();
    server.remove();
  }, 60_000);

  it('leaves the server alive, and what ran out before and after fires once', async () => {
    const dsl = await server.as('dsl@northgate.example');
    const id = await submitted(dsl);
    const fired = async (kind: string): Promise<number> =>
      (await dsl.see(id)).timeline.edges.filter(({ node }) => node.action === kind).length;
    const ranOut = (days: number): Promise<unknown> =>
      inDatabase(async (client) => {
        await client.query('select handrail.clock_set($1)', [days * DAY_MS]);
        await client.query(`select graphile_worker.add_job('fire-clocks', json_build_object('referralId', $1::text))`, [
          id,
        ]);
      });
    await inDatabase((client) => client.query(holdTheEndsOfJobsOf(id)));
    // The end of the next school day, also when it begins after a long weekend.
    await ranOut(7);
    await until('a job is at its end', () =>
      inDatabase(async (client) => {
        const { rowCount } = await client.query(
          `select 1 from pg_stat_activity where wait_event = 'PgSleep' and query ilike 'delete from%_private_jobs%'`,
        );
        return rowCount !== null && rowCount > 0;
      }),
    );
    expect(await fired('initialReview')).toBe(1);

    server.kill('database');
    await until('the server answers again', async () => (await fired('initialReview').catch(() => 0)) > 0);
    expect(server.lives).toBe(true);
    await ranOut(30);
    await until('the next deadline has fired', async () => (await fired('custodianReview')) > 0);
    expect([await fired('initialReview'), await fired('custodianReview')]).toEqual([1, 1]);
  }, 180_000);

  async function inDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const running = EmbeddedPostgres.running(new DataDirectory(server.configuration.dataDir));
    if (!running) throw new Error('No database runs');
    return asSuperuser(running.port, running.passwords, 'handrail', work);
  }
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`In vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
