import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { actorSettings, outdatedBy, refusalOfActor, SET_ACTOR } from './actor-settings.js';
import { type AskedStatement, SessionBroken, together } from './batch.js';
import { Unavailable } from '../errors/handrail-error.js';
import { isConnectionLoss, plainly } from './connection-loss.js';
import { openPool, type PoolShape, type RolePool } from './pools.js';
import { named, type Statement } from './statement.js';

const APP_SESSIONS = 16;
const REFERENCE_SESSIONS = 2;
const WORKER_SESSIONS = 6;

/**
 * The way to the database. Everything that is read or done for somebody runs as that Actor under row security; the worker has sessions
 * of its own. When the database is gone the caller gets `Unavailable`, and the next call finds it again once it is back.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private constructor(
    private readonly app: RolePool,
    private readonly reference: RolePool,
    private readonly worker: RolePool,
  ) {}

  static async open(databaseUrl: string): Promise<Database> {
    const opened: RolePool[] = [];
    const open = async (shape: PoolShape): Promise<RolePool> => {
      const pool = await openPool(databaseUrl, shape);
      opened.push(pool);
      return pool;
    };
    try {
      return new Database(
        await open({ role: 'handrail_app', size: APP_SESSIONS }),
        await open({ role: 'handrail_app', size: REFERENCE_SESSIONS }),
        await open({ role: 'handrail_worker', size: WORKER_SESSIONS }),
      );
    } catch (error) {
      await Promise.all(opened.map((pool) => pool.close()));
      throw error;
    }
  }

  /** For the queue, which keeps a session open to be woken. */
  get workerPool(): Pool {
    return this.worker.pool;
  }

  /** One statement as the Actor, in a transaction of its own and one round trip. */
  async rows<T extends QueryResultRow>(actor: Actor, statement: Statement, values: unknown[]): Promise<T[]> {
    const [answer = []] = await this.transaction(actor, (transaction) => transaction.last([{ statement, values }]));
    return answer as T[];
  }

  /** Several statements as the Actor, all of them or none: two round trips, the first with its beginning and the last with its end. */
  transaction<T>(actor: Actor, work: (transaction: ActorTransaction) => Promise<T>): Promise<T> {
    return this.with(this.app.pool, async (client) => {
      const transaction = new ActorTransaction(client, actor);
      try {
        const answer = await work(transaction);
        await transaction.end();
        return answer;
      } catch (error) {
        outdatedBy(behind(error), actor);
        // A broken or mute session is thrown away, and its transaction with it.
        if (!transaction.hasEnded && !(error instanceof SessionBroken) && !isConnectionLoss(error))
          await rolledBack(client, error);
        throw error;
      }
    });
  }

  /**
   * Reference data, which is the same for everybody: agencies, people of staff, rules. It is asked for in the midst of transactions too:
   * on the sessions that those hold, all of them could wait for one another.
   */
  referenceRows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    return this.with(this.reference.pool, async (client) => (await client.query<T>({ ...statement, values })).rows);
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
    this.closing ??= Promise.all([this.app, this.reference, this.worker].map((pool) => pool.close()));
    await this.closing;
  }

  private async with<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
    // Whoever still asks while it stops has gone away itself: a stop waits for the others.
    if (this.closing) throw new Unavailable();
    let client: PoolClient | undefined;
    let broken = false;
    try {
      client = await pool.connect();
      return await work(client);
    } catch (error) {
      const cause = behind(error);
      broken = error !== cause || isConnectionLoss(cause);
      throw refusalOfActor(cause) ?? plainly(cause);
    } finally {
      client?.release(broken);
    }
  }
}

const behind = (error: unknown): unknown => (error instanceof SessionBroken ? error.cause : error);

const BEGIN: AskedStatement = { statement: named('begin', 'begin'), values: [] };
const COMMIT: AskedStatement = { statement: named('commit', 'commit'), values: [] };

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
    const asked = { statement, values: [...actorSettings(this.actor), ...values] };
    const [, answer] = await together(this.client, [BEGIN, asked]);
    return (answer?.rows ?? []) as T[];
  }

  /** One statement; the first travels with the transaction's beginning. */
  async rows<T extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<T[]> {
    const answers = await together(this.client, [...this.beginning(), { statement, values }]);
    return (answers.at(-1)?.rows ?? []) as T[];
  }

  /** The last statements, which travel with the transaction's end. When it returns they are committed, all or none. */
  async last(statements: readonly AskedStatement[]): Promise<QueryResultRow[][]> {
    const answers = await together(this.client, [...this.beginning(), ...statements, COMMIT]);
    this.state = 'ENDED';
    mustBeCommitted(answers.at(-1));
    return answers.slice(-1 - statements.length, -1).map(({ rows }) => rows as QueryResultRow[]);
  }

  /** Committed: nothing of it is left to be undone. */
  get hasEnded(): boolean {
    return this.state === 'ENDED';
  }

  private beginning(): AskedStatement[] {
    if (this.state !== 'NEW') return [];
    this.state = 'BEGUN';
    return [BEGIN, { statement: SET_ACTOR, values: actorSettings(this.actor) }];
  }

  async end(): Promise<void> {
    if (this.state === 'BEGUN') await this.last([]);
  }
}

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
