import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { actorSettings, actsNoLonger, SET_ACTOR } from './actor-settings.js';
import { Unauthenticated } from '../errors/handrail-error.js';
import { isConnectionLoss, plainly } from './connection-loss.js';
import { openPool, type RolePool } from './pools.js';
import type { Statement } from './statement.js';

const APP_SESSIONS = 16;
const WORKER_SESSIONS = 6;

/**
 * The way to the database. Everything that is read or done for somebody runs as that Actor under row security; the worker has sessions
 * of its own. When the database is gone the caller gets `Unavailable`, and the next call finds it again once it is back.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private constructor(
    private readonly app: RolePool,
    private readonly worker: RolePool,
  ) {}

  static async open(databaseUrl: string): Promise<Database> {
    const app = await openPool(databaseUrl, { role: 'handrail_app', size: APP_SESSIONS, pipeline: true });
    try {
      return new Database(
        app,
        await openPool(databaseUrl, { role: 'handrail_worker', size: WORKER_SESSIONS, pipeline: false }),
      );
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /** For the queue, which keeps a session open to be woken. */
  get workerPool(): Pool {
    return this.worker.pool;
  }

  /** One statement as the Actor, in a transaction of its own and one round trip. */
  rows<T extends QueryResultRow>(actor: Actor, statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.app.pool, async (client) => {
      const [, , answer, end] = await all([
        client.query('begin'),
        client.query({ ...SET_ACTOR, values: actorSettings(actor) }),
        client.query<T>({ ...statement, values }),
        client.query('commit'),
      ]);
      mustBeCommitted(end);
      return answer.rows;
    });
  }

  /** Several statements as the Actor, all of them or none. The first goes out together with the transaction's beginning. */
  transaction<T>(actor: Actor, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.with(this.app.pool, (client) =>
      inTransaction(
        client,
        () => Promise.all([client.query('begin'), client.query({ ...SET_ACTOR, values: actorSettings(actor) })]),
        work,
      ),
    );
  }

  /** Reference data, which is the same for everybody: agencies, people of staff, rules. */
  referenceRows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.app.pool, async (client) => (await client.query<T>({ ...statement, values })).rows);
  }

  workerRows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.worker.pool, async (client) => (await client.query<T>({ ...statement, values })).rows);
  }

  workerTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.with(this.worker.pool, (client) => inTransaction(client, () => client.query('begin'), work));
  }

  /** Whether the database answers now. */
  async answers(): Promise<boolean> {
    try {
      await this.with(this.app.pool, (client) => client.query('select 1'));
      return true;
    } catch {
      return false;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private closing: Promise<unknown> | undefined;
  /** Waits for the statements that still run. */
  async close(): Promise<void> {
    this.closing ??= Promise.all([this.app.close(), this.worker.close()]);
    await this.closing;
  }

  private async with<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    let broken = false;
    try {
      client = await pool.connect();
      return await work(client);
    } catch (error) {
      broken = error instanceof SessionBroken || isConnectionLoss(error);
      throw actsNoLonger(error) ? new Unauthenticated() : plainly(error instanceof SessionBroken ? error.cause : error);
    } finally {
      client?.release(broken);
    }
  }
}

/** The session is in a state that nobody knows: it is thrown away. */
class SessionBroken extends Error {}

async function inTransaction<T>(
  client: PoolClient,
  begin: () => Promise<unknown>,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  // Not waited for: what the work sends first travels with it. A fault here fails that statement too, and is the one to report.
  const begun = begin();
  begun.catch(() => undefined);
  let answer: T;
  try {
    answer = await work(client);
    await begun;
  } catch (error) {
    const first = await begun.then(
      () => error,
      (fault: unknown) => fault,
    );
    await client.query('rollback').catch(() => {
      throw new SessionBroken('The transaction could not be rolled back', { cause: first });
    });
    throw first;
  }
  mustBeCommitted(await client.query('commit'));
  return answer;
}

/** PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error. */
function mustBeCommitted(end: QueryResult): void {
  if (end.command !== 'COMMIT') throw new Error('The transaction was rolled back');
}

/** Waits for all of them, so that nothing is still on its way when the session goes back; the first fault is the cause of the others. */
async function all<T extends readonly Promise<unknown>[]>(
  sent: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ends = await Promise.allSettled(sent);
  const fault = ends.find((end): end is PromiseRejectedResult => end.status === 'rejected');
  if (fault) throw fault.reason;
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as {
    -readonly [K in keyof T]: Awaited<T[K]>;
  };
}
