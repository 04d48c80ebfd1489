import pg from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { actorSettings, SET_ACTOR } from '../../src/database/actor-settings.js';
import { PLANNED_ONCE } from '../../src/database/pools.js';
import { worklistPage } from '../../src/referrals/reading-statements.js';
import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { inTurns, median } from './load.js';

const ROUNDS = 7;
const PAGES = 400;
const BAR = 1.2;
const BEGINNING = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;
const NOTHING_ELSE_ASKED = {
  pathway: null,
  states: null,
  overdue: null,
  custodian: null,
  reference: null,
  waitingForUs: null,
  allocatedTo: null,
};

/** Milliseconds of one page of the agency's work, in the answer's own transaction; its commit, which waits for the disk, is not counted. */
async function page(client: pg.Client, actor: Actor): Promise<number> {
  const { statement, values } = worklistPage(actor.agency.id, BEGINNING, 26, false, NOTHING_ELSE_ASKED);
  await client.query('begin');
  await client.query({ ...SET_ACTOR, values: actorSettings(actor) });
  const start = performance.now();
  const { rows } = await client.query({ ...statement, values });
  const took = performance.now() - start;
  await client.query('commit');
  if (rows.length !== 26) throw new Error(`A page of ${rows.length}`);
  return took;
}

/** What the worklist's page costs one agency among fifty behind the walls of row security, by what it costs whom no wall stops. */
export async function wallsMeasured(databases: BenchDatabases): Promise<Finding> {
  const database = await databases.of(databases.referrals);
  const walled = new pg.Client({
    connectionString: database.databaseUrl,
    options: `-c role=handrail_app -c search_path=handrail${PLANNED_ONCE}`,
  });
  await walled.connect();
  try {
    return await database.asSuperuser(async (unwalled) => {
      await unwalled.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
      const { actors } = database.seeded;
      const cost = (client: pg.Client) => async (): Promise<number> => {
        const took: number[] = [];
        for (let turn = 0; turn < PAGES; turn += 1)
          took.push(await page(client, actors[turn % actors.length] as Actor));
        return median(took);
      };
      const measured = { walled: cost(walled), unwalled: cost(unwalled) };
      await inTurns(1, measured);
      const found = await inTurns(ROUNDS, measured);
      const ratio = found.walled / found.unwalled;
      return {
        columns: {
          'a page behind row security, milliseconds': found.walled.toFixed(2),
          'the same page without, milliseconds': found.unwalled.toFixed(2),
          ratio: ratio.toFixed(2),
        },
        figures: { ratio, ...found },
        met: ratio <= BAR,
        bar: `at most ${BAR}, ${databases.referrals.toLocaleString('en-GB')} referrals, 50 agencies`,
      };
    });
  } finally {
    await walled.end();
  }
}
