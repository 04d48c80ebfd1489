import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever reads in an emergency what is under a condition is told of the condition; and what passes a restriction on is not recorded as a deadline.
 * Rewrites nothing.
 */
export class AnEmergencyTellsOfConditions1765300005000 implements MigrationInterface {
  name = 'AnEmergencyTellsOfConditions1765300005000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop policy handling_condition_is_read on handling_condition;
      drop policy handling_condition_by_the_door on handling_condition;
      alter table handling_condition enable row level security;
      alter table handling_condition force row level security;
      grant select on handling_condition to handrail_app;
      create policy handling_condition_is_read on handling_condition for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
      create policy handling_condition_by_the_door on handling_condition to handrail_door using (true) with check (true);

      create or replace function clock_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz, p_agency uuid,
        p_rows jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_passed_on boolean := p_event->>'type' = 'restrictionPassedOn';
      begin
        if p_event->>'by' is not null or (p_event->>'seq')::int = 1 or jsonb_array_length(p_rows->'record') > 1 then
          raise exception 'A clock changes a referral in nobody''s name' using errcode = 'insufficient_privilege';
        end if;
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, p_agency, null, 'CLOCK', null, null,
          case when v_passed_on then 'restriction' else 'deadline' end, p_rows);
        perform allocation_store(p_referral, p_event, p_rows);
        perform sharing_store(p_referral, p_event, p_rows);
        if p_rows ? 'bars' and v_passed_on then
          perform bars_store(p_referral, p_agency, p_rows->'bars');
        end if;
      end $door$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
