import type { Pool } from 'pg';
import { DataSource } from 'typeorm';

/** One pool of sessions, each of them in one of the database's roles from its first moment. */
export interface RolePool {
  pool: Pool;
  close(): Promise<void>;
}

/**
 * Planning a page costs as much as reading it, and what is asked for somebody is written to have one good plan: made once a session,
 * and good also when the tables have grown since, which a scan of a whole table is not.
 */
export const PLANNED_ONCE = ' -c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

export interface PoolShape {
  role: 'handrail_app' | 'handrail_worker';
  size: number;
}

export async function openPool(databaseUrl: string, { role, size }: PoolShape): Promise<RolePool> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    applicationName: `handrail ${role === 'handrail_app' ? 'answers' : 'worker'}`,
    poolSize: size,
    connectTimeoutMS: 5000,
    // An idle session that is lost is opened anew by whoever asks next; who was waiting on it hears of it there.
    poolErrorHandler: () => undefined,
    extra: {
      keepAlive: true,
      idleTimeoutMillis: 60_000,
      // Longer than any statement may take: what has not answered by then never will. Where the worker takes its time it says so itself.
      ...(role === 'handrail_app' ? { query_timeout: 35_000 } : {}),
      options: `-c role=${role} -c search_path=handrail -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000${role === 'handrail_app' ? PLANNED_ONCE : ''}`,
    },
  });
  await dataSource.initialize();
  const pool = poolOf(dataSource);
  // A session that is lost while somebody uses it says so in the answer to the statement; unheard, it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  await listenToFirst(pool);
  return { pool, close: () => dataSource.destroy() };
}

/** TypeORM declares its driver no further than it uses it itself. */
const poolOf = (dataSource: DataSource): Pool => (dataSource.driver as unknown as { master: Pool }).master;

/** TypeORM opened one session before anybody could listen to it. */
async function listenToFirst(pool: Pool): Promise<void> {
  const first = await pool.connect();
  first.on('error', () => undefined);
  first.release();
}
