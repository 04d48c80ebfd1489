import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record of who did what, on which referral and person, in the six operations of the Data Protection Act 2018, s.62. Nobody
 * changes or removes a row. New tables only.
 */
export class TheRecordIsKept1764200000000 implements MigrationInterface {
  name = 'TheRecordIsKept1764200000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table record_entry (
        referral_id uuid not null,
        id uuid not null,
        at timestamptz not null,
        operation text not null check (operation in ('COLLECTION', 'ALTERATION', 'CONSULTATION', 'DISCLOSURE', 'COMBINATION', 'ERASURE')),
        actor_id uuid not null,
        actor_kind text not null,
        actor_name text,
        agency_id uuid,
        on_behalf_of text,
        purpose text not null,
        action text not null,
        person_ids uuid[] not null default '{}',
        referral_ids uuid[] not null default '{}',
        sections text[] not null default '{}',
        recipients uuid[] not null default '{}',
        detail jsonb not null default '{}',
        tx xid8 not null default pg_current_xact_id(),
        primary key (referral_id, id, at)
      ) partition by range (at);
      comment on column record_entry.tx is 'The transaction that wrote it: an entry is sealed once every earlier transaction has ended';
      create table record_entry_rest partition of record_entry default;
      do $partitions$
      declare month date := date_trunc('month', now() - interval '1 month')::date;
      begin
        for i in 0..13 loop
          execute format('create table record_entry_%s partition of record_entry for values from (%L) to (%L)',
            to_char(month, 'YYYY_MM'), month, month + interval '1 month');
          month := (month + interval '1 month')::date;
        end loop;
      end $partitions$;
      create index record_entry_tx on record_entry (tx, id);

      create table record_leaf (
        position bigint primary key,
        referral_id uuid not null,
        entry_id uuid not null,
        at timestamptz not null,
        hash bytea not null
      );
      comment on table record_leaf is 'The order in which entries were sealed, and what each hashed to then (RFC 6962)';
      create table record_checkpoint (
        size bigint primary key,
        root bytea not null,
        note text not null,
        sealed_upto xid8 not null,
        sealed_at timestamptz not null default now()
      );
      comment on table record_checkpoint is 'Signed heads of the tree, as C2SP checkpoints; each extends the one before';

      create index record_leaf_entry on record_leaf (entry_id);

      create function record_is_append_only() returns trigger language plpgsql as $refuse$
      begin
        raise exception 'The record is append-only' using errcode = 'HR001';
      end $refuse$;
      create trigger record_entry_append_only before update or delete on record_entry for each row execute function record_is_append_only();
      create trigger record_leaf_append_only before update or delete on record_leaf for each row execute function record_is_append_only();
      create trigger record_checkpoint_append_only before update or delete on record_checkpoint for each row execute function record_is_append_only();
      create trigger record_entry_never_emptied before truncate on record_entry for each statement execute function record_is_append_only();
      create trigger record_leaf_never_emptied before truncate on record_leaf for each statement execute function record_is_append_only();
      create trigger record_checkpoint_never_emptied before truncate on record_checkpoint for each statement execute function record_is_append_only();

      alter table record_entry enable row level security;
      create policy record_entry_of_a_look on record_entry for insert to handrail_app with check (
        operation = 'CONSULTATION' and actor_id = nullif(current_setting('handrail.actor', true), '')::uuid
        and agency_id = nullif(current_setting('handrail.agency', true), '')::uuid);
      create policy record_entry_by_the_door on record_entry for insert to handrail_door with check (true);
      create policy record_entry_is_sealed on record_entry for select to handrail_worker using (true);
      grant insert on record_entry to handrail_app, handrail_door;
      grant select on record_entry to handrail_worker;
      grant select, insert on record_leaf, record_checkpoint to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
