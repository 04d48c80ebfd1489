import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operators enter calendars: a newer feed of bank holidays, an agency's closing time, a school's terms. A new small table of reference
 * that only grows, so that a deadline can be counted again as it was counted then.
 */
export class OperatorsEnterCalendars1764320000000 implements MigrationInterface {
  name = 'OperatorsEnterCalendars1764320000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table calendar_entry (
        version int primary key check (version > 0),
        kind text not null check (kind in ('BANK_HOLIDAYS', 'OFFICE_HOURS', 'SCHOOL_TERMS')),
        agency_id uuid references agency (id),
        body jsonb not null,
        source text not null,
        entered_at timestamptz not null default clock_timestamp(),
        check ((kind = 'BANK_HOLIDAYS') = (agency_id is null))
      );
      comment on table calendar_entry is 'What operators entered, in order; never changed, since events name the version that their deadlines were counted in';
      comment on column calendar_entry.agency_id is 'Whose closing time or terms; null for bank holidays, which are everybody''s';
      comment on column calendar_entry.source is 'File or address that it was read from, or the command that said it';
      grant select on calendar_entry to handrail_app, handrail_worker;
      grant select, insert on calendar_entry to handrail_door;

      create function calendar_enter(p_version int, p_kind text, p_agency uuid, p_body jsonb, p_source text) returns void
      language sql security definer set search_path = handrail, pg_temp as $door$
        insert into calendar_entry (version, kind, agency_id, body, source) values (p_version, p_kind, p_agency, p_body, p_source)
      $door$;
      alter function calendar_enter(int, text, uuid, jsonb, text) owner to handrail_door;
      revoke all on function calendar_enter(int, text, uuid, jsonb, text) from public;
      grant execute on function calendar_enter(int, text, uuid, jsonb, text) to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
