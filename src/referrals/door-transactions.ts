import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { type ActorTransaction, Database } from '../database/database.js';
import { FIRST_VALUE, settingActor } from '../database/actor-settings.js';
import type { AskedStatement } from '../database/batch.js';
import { named } from '../database/statement.js';
import type { Change, KeptItem, KeptRows, LoadedReferral } from './stored-rows.js';

export interface KeyTaken {
  input_hash: string;
  referral_id: string;
  entry_id: string;
  at: string;
  action: string;
  section: string;
}
export interface Loaded {
  key: KeyTaken | null;
  referral: LoadedReferral | null;
  /** The domain's time, read with the referral. */
  now: string;
}

const [KEY, REFERRAL] = [FIRST_VALUE, FIRST_VALUE + 1];
const LOAD = settingActor('door-load', `door_load($1::text::uuid, $${KEY}, $2::text::uuid, $${REFERRAL}) as loaded`);
const KEPT = named('door-kept', 'select door_items($1) as items, door_rows($1) as rows');
const STORE = named('door-store', 'select door_store($1)');

/** One transaction at the door: load, decide, store, and what is answered. */
export class DoorTransaction {
  constructor(private readonly transaction: ActorTransaction) {}

  async load(key: string, referralId: string | null): Promise<Loaded> {
    const [row] = await this.transaction.first<{ loaded: Loaded }>(LOAD, [key, isId(referralId) ? referralId : null]);
    if (!row) throw new Error('door_load answered nothing');
    return row.loaded;
  }

  async kept(referralId: string): Promise<{ items: KeptItem[]; rows: KeptRows }> {
    const [row] = await this.transaction.rows<{ items: KeptItem[]; rows: KeptRows }>(KEPT, [referralId]);
    if (!row) throw new Error('door_items answered nothing');
    return row;
  }

  /** The change, and the looks that answer it, which see it: committed together. @returns the rows of each look */
  async store(change: Change, looks: readonly AskedStatement[]): Promise<QueryResultRow[][]> {
    const answers = await this.transaction.last([{ statement: STORE, values: [JSON.stringify(change)] }, ...looks]);
    return answers.slice(1);
  }

  /** Where nothing changes: what was done before is looked at again. */
  look(looks: readonly AskedStatement[]): Promise<QueryResultRow[][]> {
    return this.transaction.last(looks);
  }
}

const isId = (id: string | null): boolean => id !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

const UNIQUE_VIOLATION = '23505';

@Injectable()
export class DoorTransactions {
  constructor(private readonly database: Database) {}

  /**
   * Runs one command in one transaction. When the same key was taken by a call that ran at the same moment, the whole command runs
   * again and finds that call's answer.
   */
  async retryingAKeyTakenMeanwhile<T>(actor: Actor, work: (tx: DoorTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.once(actor, work);
    } catch (error) {
      if (!keyTakenMeanwhile(error)) throw error;
      return this.once(actor, work);
    }
  }

  private once<T>(actor: Actor, work: (tx: DoorTransaction) => Promise<T>): Promise<T> {
    return this.database.transaction(actor, (transaction) => work(new DoorTransaction(transaction)));
  }
}

function keyTakenMeanwhile(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const raised = error as { code?: unknown; constraint?: unknown };
  return raised.code === UNIQUE_VIOLATION && raised.constraint === 'idempotency_key_pkey';
}
