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
      const [answer = []] = await new ActorTransaction(client, actor).last([{ statement, values }]);
      return answer as T[];
    });
  }

  /** Several statements as the Actor, all of them or none: two round trips, the first with its beginning and the last with its end. */
  transaction<T>(actor: Actor, work: (transaction: ActorTransaction) => Promise<T>): Promise<T> {
    return this.with(this.app.pool, async (client) => {
      const transaction = new ActorTransaction(client, actor);
      let answer: T;
      try {
        answer = await work(transaction);
      } catch (error) {
        await rolledBack(client, error);
        throw error;
      }
      await transaction.end();
      return answer;
    });
  }

  /** Reference data, which is the same for everybody: agencies, people of staff, rules. */
  referenceRows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.app.pool, async (client) => (await client.query<T>({ ...statement, values })).rows);
  }

  workerRows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.worker.pool, async (client) => (await client.query<T>({ ...statement, values })).rows);
  }

  workerTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.with(this.worker.pool, (client) => inTransaction(client, work));
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

/** A transaction of an Actor under way. */
export class ActorTransaction {
  private state: 'NEW' | 'BEGUN' | 'ENDED' = 'NEW';

  constructor(
    private readonly client: PoolClient,
    private readonly actor: Actor,
  ) {}

  /** The transaction's beginning: a statement that sets the Actor itself (`settingActor`). */
  async first<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    this.state = 'BEGUN';
    const answers = await this.sent(() => [
      this.client.query('begin'),
      this.client.query<T>({ ...statement, values: [...actorSettings(this.actor), ...values] }),
    ]);
    return (answers.at(-1)?.rows ?? []) as T[];
  }

  /** One statement; the first travels with the transaction's beginning. */
  async rows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    const answers = await this.sent(() => [this.client.query<T>({ ...statement, values })]);
    return (answers.at(-1)?.rows ?? []) as T[];
  }

  /** The last statements, which travel with the transaction's end. When it returns they are committed, all or none. */
  async last(statements: readonly AskedStatement[]): Promise<QueryResultRow[][]> {
    const answers = await this.sent(() => [
      ...statements.map(({ statement, values }) => this.client.query({ ...statement, values })),
      this.client.query('commit'),
    ]);
    this.state = 'ENDED';
    mustBeCommitted(answers.at(-1));
    return answers.slice(-1 - statements.length, -1).map(({ rows }) => rows as QueryResultRow[]);
  }

  private sent(queries: () => Promise<QueryResult>[]): Promise<QueryResult[]> {
    const { client, actor, state } = this;
    this.state = 'BEGUN';
    const begin = (): Promise<QueryResult>[] =>
      state === 'NEW' ? [client.query('begin'), client.query({ ...SET_ACTOR, values: actorSettings(actor) })] : [];
    return all(together(client, () => [...begin(), ...queries()]));
  }

  async end(): Promise<void> {
    if (this.state === 'BEGUN') await this.last([]);
  }
}

/** A statement with what it is asked. */
export interface AskedStatement {
  statement: Statement;
  values: unknown[];
}

/** The session is in a state that nobody knows: it is thrown away. */
class SessionBroken extends Error {}

async function rolledBack(client: PoolClient, cause: unknown): Promise<void> {
  await client.query('rollback').catch(() => {
    throw new SessionBroken('The transaction could not be rolled back', { cause });
  });
}

async function inTransaction<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  await client.query('begin');
  let answer: T;
  try {
    answer = await work(client);
  } catch (error) {
    await rolledBack(client, error);
    throw error;
  }
  mustBeCommitted(await client.query('commit'));
  return answer;
}

/** PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error. */
function mustBeCommitted(end: QueryResult | undefined): void {
  if (end?.command !== 'COMMIT') throw new Error('The transaction was rolled back');
}

/** What is sent at once leaves in one packet: a write of its own for each statement costs as much as the statement. */
function together<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Waits for all of them, so that nothing is still on its way when the session goes back; the first fault is the cause of the others. */
async function all<T>(sent: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(sent);
  const fault = ends.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}
