import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In an emergency a referral is found by the reference that stands on a letter, among those that the caller's agency sees. An index, for
 * which writers of `participation` wait while it is made, and a function; its columns never change, so that an action costs no more.
 */
export class GlassIsBrokenByReference1765240000000 implements MigrationInterface {
  name = 'GlassIsBrokenByReference1765240000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index participation_reference on participation (agency_id, reference) where seen;

      -- Null for what nobody has, what the agency does not see, and what is shut to the caller: by the same steps over the same rows.
      create function referral_referred(p_reference text) returns uuid
      language plpgsql stable security definer set search_path = handrail, pg_temp as $door$
      declare
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
        v_barred uuid[] := nullif(current_setting('handrail.barred', true), '')::uuid[];
        v_sought text;
      begin
        -- Each that is shut to the caller is looked at, whichever is sought: how long that takes says nothing of the one.
        select case when v_barred is not null and count(*) filter (where a.reference = p_reference) = 0 then p_reference else '' end into v_sought
          from participation a where a.agency_id = v_agency and a.referral_id = any (v_barred);
        -- Two that a reference cannot tell apart are none: never the wrong one.
        return (select (array_agg(a.referral_id))[1] from participation a where a.agency_id = v_agency and a.reference = v_sought and a.seen
          having count(*) = 1);
      end $door$;
      -- As before; and what is shut to the caller is looked for as what nobody has, so that it costs the same.
      create or replace function part_of_the_caller(p_referral uuid) returns setof participation
      language sql stable set search_path = handrail, pg_temp as $part$
        select a.* from participation a
        where a.referral_id = (select case when is_barred(p_referral) then '00000000-0000-0000-0000-000000000000' else p_referral end)
          and a.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and a.seen and not is_barred(a.referral_id)
      $part$;
      alter function referral_referred(text) owner to handrail_door;
      revoke all on function referral_referred(text) from public;
      grant execute on function referral_referred(text) to handrail_app;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
