import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What only the door reads of a referral, and the entries of the record, are walled off from the owner of the tables as well. The record's
 * partitions are asked for by name too, so each carries the wall; one that is made for a month gets it as it is made. Adds policies, replaces a
 * function, rewrites nothing; waits for the statements that use the tables at that moment.
 */
export class WhatIsKeptIsWalled1764800000000 implements MigrationInterface {
  name = 'WhatIsKeptIsWalled1764800000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table referral enable row level security;
      alter table referral force row level security;
      create policy referral_by_the_door on referral to handrail_door using (true) with check (true);

      alter table event enable row level security;
      alter table event force row level security;
      create policy event_by_the_door on event to handrail_door using (true) with check (true);

      alter table idempotency_key enable row level security;
      alter table idempotency_key force row level security;
      create policy idempotency_key_by_the_door on idempotency_key to handrail_door using (true) with check (true);

      alter table record_entry force row level security;
      do $walls$
      declare
        v_partition text;
      begin
        for v_partition in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'record_entry'::regclass
        loop
          execute format('alter table %I enable row level security', v_partition);
          execute format('alter table %I force row level security', v_partition);
        end loop;
      end $walls$;

      -- It makes tables, so it runs as the owner, who reads no entry: whether one came too early for its month, attaching says.
      create or replace function record_months_until(p_until timestamptz) returns int
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
          v_partition := 'record_entry_' || to_char(v_to - interval '1 day', 'YYYY_MM');
          begin
            -- Attached, not created in place: who writes meanwhile does not wait.
            execute format('create table %I (like record_entry including all)', v_partition);
            execute format('alter table %I enable row level security', v_partition);
            execute format('alter table %I force row level security', v_partition);
            execute format('alter table record_entry attach partition %I for values from (%L) to (%L)', v_partition, v_from, v_to);
            execute format('create trigger %I before truncate on %I for each statement execute function record_is_append_only()',
              v_partition || '_never_emptied', v_partition);
            v_made := v_made + 1;
          exception when check_violation then
            -- What came too early for its month stays where it is, for an entry is never moved.
            null;
          end;
          v_from := v_to;
        end loop;
        return v_made;
      end $months$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
