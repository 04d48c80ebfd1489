import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record's partitions are made before their months begin, by a function that the worker calls; and a partition is emptied by nobody,
 * as the whole is not. Adds a function and triggers, rewrites nothing.
 */
export class TheRecordMakesItsMonths1764301000000 implements MigrationInterface {
  name = 'TheRecordMakesItsMonths1764301000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function record_months_until(p_until timestamptz) returns int
      language plpgsql security definer set search_path = handrail, pg_temp set timezone = 'UTC' set lock_timeout = '5s' as $months$
      declare
        v_from timestamptz;
        v_to timestamptz;
        v_partition text;
        v_made int := 0;
      begin
        -- Two processes may come at the same moment; the second finds what the first made.
        perform pg_advisory_xact_lock(20261126);
        select max((regexp_match(pg_get_expr(c.relpartbound, c.oid), $bound$TO \\('([^']+)'\\)$bound$))[1]::timestamptz) into v_from
          from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'record_entry'::regclass;
        while v_from <= p_until loop
          -- From where the last one ends, whatever time zone it was made in: no gap, no overlap.
          v_to := date_trunc('month', v_from + interval '1 day') + interval '1 month';
          -- What came too early for its month stays where it is, for an entry is never moved.
          if not exists (select from record_entry_rest where at >= v_from and at < v_to) then
            v_partition := 'record_entry_' || to_char(v_to - interval '1 day', 'YYYY_MM');
            -- Attached, not created in place: who writes meanwhile does not wait.
            execute format('create table %I (like record_entry including all)', v_partition);
            execute format('alter table record_entry attach partition %I for values from (%L) to (%L)', v_partition, v_from, v_to);
            execute format('create trigger %I before truncate on %I for each statement execute function record_is_append_only()',
              v_partition || '_never_emptied', v_partition);
            v_made := v_made + 1;
          end if;
          v_from := v_to;
        end loop;
        return v_made;
      end $months$;
      comment on function record_months_until(timestamptz) is 'Makes the partitions of the record up to that moment; answers how many were missing';
      revoke all on function record_months_until(timestamptz) from public;
      grant execute on function record_months_until(timestamptz) to handrail_worker;

      do $emptied$
      declare
        v_partition text;
      begin
        for v_partition in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'record_entry'::regclass
        loop
          execute format('create trigger %I before truncate on %I for each statement execute function record_is_append_only()',
            v_partition || '_never_emptied', v_partition);
        end loop;
      end $emptied$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
