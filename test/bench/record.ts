import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PoolClient } from 'pg';
import { Database } from '../../src/database/database.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { RecordSealing } from '../../src/record/record-sealing.js';
import { verifyRecord } from '../../src/record/record-verification.js';
import { sealingKey } from '../../src/record/sealing-key.js';
import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { median } from './load.js';

const ENTRIES = 1_000_000;
const ROUNDS = 5;
const BAR = 150_000;
const MOST_MEGABYTES_MORE = 40;

/** How many entries of the record a verifier reads, hashes and holds against its heads in a second of one core's time. */
export async function recordMeasured(databases: BenchDatabases): Promise<Finding> {
  const { databaseUrl, directory, asSuperuser } = await databases.withoutReferrals('bench_record');
  const database = await Database.open(databaseUrl);
  try {
    const configuration = readConfiguration({ HANDRAIL_DATA_DIR: directory });
    await asSuperuser(async (client) => {
      for (const statement of [LOOK, `call pg_temp.look(${ENTRIES / 4})`]) await client.query(statement);
    });
    await new RecordSealing(configuration, database).sealAll();
    await asSuperuser((client) => client.query('vacuum analyze'));
    const signer = sealingKey(configuration);
    if (!signer) throw new Error('Nothing was sealed');
    const key = createPublicKey(signer);
    await cost(database, key);
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round += 1) costs.push(await cost(database, key));
    const perSecond = (of: (one: Cost) => number): number => ENTRIES / median(costs.map(of));
    const verifier = perSecond((one) => one.verifier);
    const both = perSecond((one) => one.verifier + one.database);
    const more = median(costs.map((one) => one.megabytesMore));
    return {
      columns: {
        'entries a second of the verifier’s core': verifier.toFixed(0),
        'of one core for the verifier and its database': both.toFixed(0),
        'a second, as the clock has it': perSecond((one) => one.clock).toFixed(0),
        'megabytes more after the first fifth': more.toFixed(0),
      },
      figures: { entriesPerSecond: verifier, withDatabase: both, megabytesMore: more },
      met: verifier >= BAR && more < MOST_MEGABYTES_MORE,
      bar: `at least ${BAR} a second, and under ${MOST_MEGABYTES_MORE} megabytes more after the first fifth`,
    };
  } finally {
    await database.close();
  }
}

/** Seconds, of the clock and of each process' own time on a core; and how much more memory it held after the first fifth. */
interface Cost {
  clock: number;
  verifier: number;
  database: number;
  megabytesMore: number;
}

function cost(database: Database, key: KeyObject): Promise<Cost> {
  return database.workerTransaction(async (client) => {
    let [early, late] = [0, 0];
    const [start, used, before] = [performance.now(), process.cpuUsage(), await databaseSeconds(client)];
    const verdict = await verifyRecord(client, key, {
      onVerified: ({ tree }) => {
        if (tree.size <= ENTRIES / 5) early = Math.max(early, process.memoryUsage.rss());
        else late = Math.max(late, process.memoryUsage.rss());
      },
    });
    const { user, system } = process.cpuUsage(used);
    if (!verdict.sound || verdict.entries !== ENTRIES) throw new Error(`Not verified: ${JSON.stringify(verdict)}`);
    return {
      clock: (performance.now() - start) / 1000,
      verifier: (user + system) / 1e6,
      database: (await databaseSeconds(client)) - before,
      megabytesMore: (late - early) / 1e6,
    };
  });
}

/** What this session's server process has used of a core, as Linux counts it, a hundredth of a second at a time. */
async function databaseSeconds(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const [, fields = ''] = readFileSync(`/proc/${rows[0]?.pid ?? 0}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
}

/** Looks as people's clients make them, four to a transaction: a referral, and now and then a page of twenty-five. */
const LOOK = `
  set synchronous_commit = off;
  create procedure pg_temp.look(times int) language plpgsql as $look$
  begin
    for n in 1..times loop
      insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, person_ids,
        referral_ids, sections)
      select r, gen_random_uuid(), clock_timestamp(), case when i = 1 then 'ALTERATION' else 'CONSULTATION' end, gen_random_uuid(), 'PERSON',
        'Somebody Demo', gen_random_uuid(), 'safeguarding', case when many then 'worklist' else 'referral' end, array[gen_random_uuid()],
        case when many then (select array_agg(gen_random_uuid()) from generate_series(1, 25)) else array[r] end,
        array['SUMMARY', 'RISK', 'NARRATIVE']
      from (select gen_random_uuid() as r, i, i = 4 and n % 3 = 0 as many from generate_series(1, 4) i) look;
      commit;
    end loop;
  end $look$`;
