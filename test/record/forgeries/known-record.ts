import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import type { Head } from '../../../libs/record/checkpoint.js';
import { headOf } from '../../../libs/record/checkpoint.js';
import { sealingKey } from '../../../src/record/sealing-key.js';
import { SealedRecord } from '../sealed-record.js';
import { Random } from './random.js';

/** How many entries each head sealed on top of the one before. */
const BATCHES = [5, 1, 8, 13, 2, 11];
/** Written and not sealed. */
const WAITING = 3;

export interface KnownEntry {
  id: string;
  referral_id: string;
  actor_name: string | null;
  agency_id: string | null;
  on_behalf_of: string | null;
  person_ids: string[];
  referral_ids: string[];
  sections: string[];
  recipients: string[];
  detail: string;
  at: Date;
}
interface KnownHeadRow extends Head {
  note: string;
}

/** A sealed record of every kind of entry, and what whoever forges it can know of it: all. */
export class KnownRecord {
  private constructor(
    readonly sealed: SealedRecord,
    readonly entries: readonly KnownEntry[],
    readonly heads: readonly KnownHeadRow[],
    /** The key that signs, for those classes in which it was stolen. */
    readonly signer: KeyObject,
  ) {}

  static async open(): Promise<KnownRecord> {
    const sealed = await SealedRecord.open();
    const random = new Random(4);
    await sealed.store.asSuperuser(fewMonths);
    for (const size of BATCHES) {
      for (let written = 0; written < size; written += 2)
        await sealed.store.asSuperuser((client) => writeSome(client, random, Math.min(2, size - written)));
      if ((await sealed.sealing().sealAll()) !== size) throw new Error('A batch was not sealed as a whole');
    }
    await sealed.store.asSuperuser((client) => writeSome(client, random, WAITING));
    const signer = sealingKey(sealed.configuration);
    if (!signer) throw new Error('The record was not sealed');
    return sealed.store.asSuperuser(async (client) => {
      const { rows: entries } = await client.query<KnownEntry>(
        `select e.*, e.detail::text as detail from record_leaf l join record_entry e on e.id = l.entry_id order by l.position`,
      );
      const { rows: heads } = await client.query<{ note: string }>('select note from record_checkpoint order by size');
      return new KnownRecord(
        sealed,
        entries,
        heads.map(({ note }) => ({ ...(headOf(note, sealed.key) as Head), note })),
        signer,
      );
    });
  }

  get size(): number {
    return this.entries.length;
  }

  get whole(): object {
    return { sound: true, entries: this.size, checkpoints: BATCHES.length, unsealed: WAITING };
  }

  entry(position: number): KnownEntry {
    const entry = this.entries[position];
    if (!entry) throw new Error(`There is no entry at ${position}`);
    return entry;
  }

  /** Some entry's position, of those that are so. */
  place(random: Random, is: (entry: KnownEntry) => boolean = () => true): number {
    return random.of(this.entries.flatMap((entry, position) => (is(entry) ? [position] : [])));
  }

  get newest(): KnownHeadRow {
    return this.heads.at(-1) as KnownHeadRow;
  }

  /** From the last head that vouches for everything before a position, to the entry before the next head. */
  batchOf(position: number): [number, number] {
    const sizes = this.heads.map(({ size }) => size);
    return [
      sizes.filter((size) => size <= position).at(-1) ?? 0,
      (sizes.find((size) => size > position) ?? this.size) - 1,
    ];
  }
}

/** Planning goes through every month; a record of two is planned in a tenth of the time. */
async function fewMonths(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ month: string }>(
    `select c.relname as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'record_entry'::regclass and c.relname ~ '\\d$' order by 1 offset 2`,
  );
  for (const { month } of rows) await client.query(`drop table ${month}`);
}

const DETAILS = [
  '{}',
  '{}',
  '{"count": 3}',
  '{"reason": "As the plan says", "items": [1, "1", null], "inner": {"b": true, "a": ""}}',
  '{"number": 90071992547409931, "share": 1.50}',
];

/** Entries of one transaction, as the door writes them, of every kind: with and without a name, lists of none, one and two, two months. */
async function writeSome(client: pg.Client, random: Random, entries: number): Promise<void> {
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.below(most + 1) }, make);
  const uuid = (): string => random.uuid();
  const written = Array.from({ length: entries }, () => ({
    referral_id: uuid(),
    id: uuid(),
    months_ago: random.below(2),
    operation: random.of(['CONSULTATION', 'ALTERATION', 'DISCLOSURE']),
    actor_id: uuid(),
    actor_kind: random.of(['PERSON', 'CLIENT']),
    actor_name: random.of(['Zoë Demo', 'Somebody Demo', null]),
    agency_id: random.of([uuid(), null]),
    on_behalf_of: random.of([null, '', 'A. Lead']),
    action: random.of(['worklist', 'recordNote', 'recordTriage']),
    person_ids: some(2, uuid),
    referral_ids: some(2, uuid),
    sections: random.of([[], ['SUMMARY'], ['SUMMARY', 'RISK']]),
    recipients: some(1, uuid),
  }));
  const details = written.map(() => random.of(DETAILS));
  await client.query(
    `insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action,
       person_ids, referral_ids, sections, recipients, detail)
     select e.referral_id, e.id, clock_timestamp() - e.months_ago * interval '1 month', e.operation, e.actor_id, e.actor_kind, e.actor_name,
       e.agency_id, e.on_behalf_of, 'safeguarding', e.action, e.person_ids, e.referral_ids, e.sections, e.recipients, d.detail
     from rows from (jsonb_to_recordset($1) as (referral_id uuid, id uuid, months_ago int, operation text, actor_id uuid, actor_kind text,
       actor_name text, agency_id uuid, on_behalf_of text, action text, person_ids uuid[], referral_ids uuid[], sections text[],
       recipients uuid[])) with ordinality as e (referral_id, id, months_ago, operation, actor_id, actor_kind, actor_name, agency_id,
       on_behalf_of, action, person_ids, referral_ids, sections, recipients, o)
     join unnest($2::jsonb[]) with ordinality as d (detail, o) using (o)`,
    [JSON.stringify(written), details],
  );
}
