import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { Database } from '../database/database.js';
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

/** One transaction at the door: load, decide, store. */
export class DoorTransaction {
  constructor(
    private readonly client: PoolClient,
    private readonly actor: Actor,
  ) {}

  async load(key: string, referralId: string | null): Promise<Loaded> {
    const { rows } = await this.client.query<{ loaded: Loaded }>({
      name: 'door-load',
      text: 'select door_load($1, $2, $3, $4) as loaded',
      values: [this.actor.id, key, this.actor.agency.id, isId(referralId) ? referralId : null],
    });
    const [row] = rows;
    if (!row) throw new Error('door_load answered nothing');
    return row.loaded;
  }

  async kept(referralId: string): Promise<{ items: KeptItem[]; rows: KeptRows }> {
    const { rows } = await this.client.query<{ items: KeptItem[]; rows: KeptRows }>({
      name: 'door-kept',
      text: 'select door_items($1) as items, door_rows($1) as rows',
      values: [referralId],
    });
    const [row] = rows;
    if (!row) throw new Error('door_items answered nothing');
    return row;
  }

  async store(change: Change): Promise<void> {
    await this.client.query({ name: 'door-store', text: 'select door_store($1)', values: [JSON.stringify(change)] });
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
    return this.database.transaction(actor, (client) => work(new DoorTransaction(client, actor)));
  }
}

function keyTakenMeanwhile(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const raised = error as { code?: unknown; constraint?: unknown };
  return raised.code === UNIQUE_VIOLATION && raised.constraint === 'idempotency_key_pkey';
}
