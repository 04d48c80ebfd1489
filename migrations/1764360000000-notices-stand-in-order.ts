import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An agency's notices stand in the order in which they can be read: who writes one waits for whoever tells the same agency at that
 * moment. Their transactions' numbers gave that order too, late while any other transaction ran, and not after a restore from a dump,
 * where transactions are numbered anew. Numbers the notices that are there once, and keeps their writers waiting meanwhile.
 */
export class NoticesStandInOrder1764360000000 implements MigrationInterface {
  name = 'NoticesStandInOrder1764360000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table notice add column told_at timestamptz not null default clock_timestamp();
      comment on column notice.told_at is 'When it was written, by the server''s time: an agency''s next one is committed later';
      alter table notice no force row level security;
      update notice n set told_at = o.told_at from (
        select referral_id, id, now() - interval '1 day' + row_number() over (order by tx, id) * interval '1 microsecond' as told_at from notice
      ) o where n.referral_id = o.referral_id and n.id = o.id;
      alter table notice force row level security;
      drop index notice_told;
      alter table notice drop column tx;
      create index notice_told on notice (agency_id, told_at, id);
    `);
    await db.query(`
      do $change$
      declare
        v_was text := pg_get_functiondef('referral_store(jsonb)'::regprocedure);
        v_line text := 'insert into notice (referral_id,';
      begin
        if position(v_line in v_was) = 0 then raise exception 'referral_store has another line on notices than this migration knows'; end if;
        execute replace(v_was, v_line, '-- Agencies in one order everywhere, so that no two changes wait for each other.
            perform pg_advisory_xact_lock(hashtextextended(''notices of '' || told.agency, 0))
              from (select distinct n->>''agency_id'' as agency from jsonb_array_elements(p->''notice'') n order by 1) told;
            ' || v_line);
      end $change$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
