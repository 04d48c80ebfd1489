import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { type ActorTransaction, Database } from '../database/database.js';
import { FIRST_VALUE, settingActor } from '../database/actor-settings.js';
import type { AskedStatement } from '../database/batch.js';
import { named } from '../database/statement.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { REFUSED } from '../record/record-writer.js';
import { asAgencies } from './service-walls.js';
import type { Change, DeadlineKept, KeptItem, KeptRows, LoadedReferral, ParticipationRow } from './stored-rows.js';
import { isId } from '../database/ids.js';
import { DEADLOCK, UNIQUE_VIOLATION } from '../database/error-codes.js';

export interface KeyTaken {
  input_hash: string;
  referral_id: string;
  entry_id: string;
  at: string;
  action: string;
  section: string;
}
/** The key that a command takes, with where its answer stands. */
export interface KeyToTake {
  key: string;
  inputHash: string;
  section: string;
}
export interface Loaded {
  key: KeyTaken | null;
  referral: LoadedReferral | null;
  /** The domain's time, read with the referral. */
  now: string;
}
/** Of somebody's command. */
export interface LoadedForCaller extends Loaded {
  /** Whether their training lets them act now. */
  trained: boolean;
}
/** What the database loads, as it says it: without a referral where there is none for the caller. */
export interface LoadedRow {
  key: KeyTaken | null;
  now: string;
  referral_id: string | null;
  reference: string;
  pathway: string;
  reported_by: string;
  seq: number;
  stored: StoredReferral;
  next_due_at: Date | null;
  participations: ParticipationRow[];
  deadlines: DeadlineKept[] | null;
}

/** @throws when the database says nothing at all */
export function loadedOf([row]: readonly LoadedRow[]): Loaded {
  if (!row) throw new Error('Nothing was loaded');
  const { key, now, referral_id: referralId, reported_by: reportedBy, next_due_at: nextDueAt, ...rest } = row;
  if (referralId === null) return { key, now, referral: null };
  const deadlines = asAgencies(rest.deadlines, rest.participations);
  return { key, now, referral: { ...rest, deadlines, referralId, reportedBy, nextDueAt } };
}

/** What stands on a referral, as the database says it. */
export interface KeptOfReferral {
  items: KeptItem[];
  rows: KeptRows;
}
/** @throws when the database says nothing at all */
export function keptOf([row]: readonly KeptOfReferral[], { participations }: LoadedReferral): KeptOfReferral {
  if (!row) throw new Error('Nothing of it was loaded');
  return asAgencies({ items: row.items, rows: row.rows }, participations);
}

const [KEY, REFERRAL] = [FIRST_VALUE, FIRST_VALUE + 1];
const LOAD = settingActor('door-load', `door_load(who.actor::uuid, who.agency::uuid, $${KEY}, $${REFERRAL})`);
const KEPT = named('door-kept', 'select door_items($1) as items, door_rows($1) as rows');
const OPENED = named(
  'door-opened',
  `select $1 = any (nullif(current_setting('handrail.opened', true), '')::uuid[]) as opened`,
);
const STORE = named('door-store', 'select door_store($1, $2, $3, $4, $5, $6, $7, $8, $9)');

/** One transaction at the door: load, decide, store, and what is answered. */
export class DoorTransaction {
  constructor(private readonly transaction: ActorTransaction) {}

  async load(key: string, referralId: string | null): Promise<LoadedForCaller> {
    const values = [key, isId(referralId) ? referralId : null];
    const rows = await this.transaction.first<LoadedRow & { trained: boolean }>(LOAD, values);
    return { ...loadedOf(rows), trained: rows[0]?.trained ?? false };
  }

  async kept(referral: LoadedReferral): Promise<KeptOfReferral> {
    return keptOf(await this.transaction.rows<KeptOfReferral & QueryResultRow>(KEPT, [referral.referralId]), referral);
  }

  /** Whether the caller has it open in an emergency. */
  async opened(referralId: string): Promise<boolean> {
    const [row] = await this.transaction.rows<{ opened: boolean | null }>(OPENED, [referralId]);
    return row?.opened ?? false;
  }

  /** The change, and the look that answers it, which sees it: committed together. */
  async store(change: Change, key: KeyToTake, look: AskedStatement): Promise<QueryResultRow[]> {
    const values = [
      change.referralId,
      JSON.stringify(change.event),
      JSON.stringify(change.stored),
      change.nextDueAt,
      change.wakeAt,
      key.key,
      key.inputHash,
      key.section,
      JSON.stringify(change.rows),
    ];
    const [, answer = []] = await this.transaction.last([{ statement: STORE, values }, look]);
    return answer;
  }

  /** Nothing changes, but why not tells how it stands: the record has it before the caller. */
  async refused({ referralId }: LoadedReferral): Promise<void> {
    await this.transaction.last([{ statement: REFUSED, values: [referralId] }]);
  }

  /** Where nothing changes: what was done before is looked at again. */
  async look(look: AskedStatement): Promise<QueryResultRow[]> {
    const [answer = []] = await this.transaction.last([look]);
    return answer;
  }
}

@Injectable()
export class DoorTransactions {
  constructor(private readonly database: Database) {}

  /**
   * Runs one command in one transaction. When the same key was taken by a call that ran at the same moment, the whole command runs
   * again and finds that call's answer; nothing of it is done either when it and another change waited for each other.
   */
  async retryingWhatMetAnother<T>(actor: Actor, work: (tx: DoorTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.once(actor, work);
    } catch (error) {
      if (!metAnother(error)) throw error;
      return this.once(actor, work);
    }
  }

  private once<T>(actor: Actor, work: (tx: DoorTransaction) => Promise<T>): Promise<T> {
    return this.database.transaction(actor, (transaction) => work(new DoorTransaction(transaction)));
  }
}

/** The key was taken by another call that ran at the same moment, or PostgreSQL ended one of two changes that waited for each other. */
export function metAnother(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const raised = error as { code?: unknown; constraint?: unknown };
  return raised.code === DEADLOCK || (raised.code === UNIQUE_VIOLATION && raised.constraint === 'idempotency_key_pkey');
}
