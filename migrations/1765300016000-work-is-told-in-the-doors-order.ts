import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever tells an agency of something takes the lock of its notices before an allocation is touched: telling of work that must move took
 * the allocation first, and so did passing work to a service, so that either could wait for the other, or for the door.
 */
export class WorkIsToldInTheDoorsOrder1765300016000 implements MigrationInterface {
  name = 'WorkIsToldInTheDoorsOrder1765300016000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create or replace function work_tell(p_tell jsonb, p_roles jsonb, p_supervisors jsonb) returns integer
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_told int;
      begin
        -- Before any allocation, and agencies in one order: no two changes wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
          from (select distinct e->>'agency_id' as agency from jsonb_array_elements(p_tell) e order by 1) told;
        update allocation l set told_for = null from agency a where a.id = l.agency_id and l.told_for is not null and l.ended_at is null
          and not exists (select from cannot_act(l.person_id, a.id, array(select jsonb_array_elements_text(p_roles->a.kind))));
        with telling as (
          update allocation l set told_for = l.id, told_cause = t.cause, told_at = case when t.overdue then l.told_at else v_now end,
              overdue_told_at = case when t.overdue then v_now end
            from jsonb_to_recordset(p_tell) as t (referral_id uuid, agency_id uuid, cause text, overdue boolean)
            where l.referral_id = t.referral_id and l.agency_id = t.agency_id and l.ended_at is null
              and case when t.overdue then l.told_for = l.id and l.told_cause = t.cause and l.overdue_told_at is null
                else (l.told_for, l.told_cause) is distinct from (l.id, t.cause) end
            returning l.referral_id, l.agency_id, t.overdue
        )
        insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
          select t.referral_id, gen_random_uuid(), 0, v_now, case when t.overdue then 'workToMove.overdue' else 'work.toMove' end, t.agency_id,
            array(select jsonb_array_elements_text(p_supervisors->a.kind)), p.reference, array[coalesce(p.service_id, t.agency_id)]
          from telling t join agency a on a.id = t.agency_id
          join participation p on p.referral_id = t.referral_id and p.agency_id = t.agency_id and p.seen;
        get diagnostics v_told = row_count;
        return v_told;
      end $door$;

      -- Passing work to a service touches its allocation, and tells the agency of it.
      do $in_order$
      declare
        v_was text := pg_get_functiondef('referral_store'::regproc);
        v_line text := 'if p_rows ? ''moved'' then perform part_moves(p_referral, p_rows->''moved''); end if;';
      begin
        if position(v_line in v_was) = 0 then raise exception 'referral_store is not what it was'; end if;
        execute replace(v_was, v_line, 'if p_rows ? ''moved'' then
          -- An allocation moves with it: the lock of notices comes before, as in work_tell.
          perform pg_advisory_xact_lock(hashtextextended(''notices of '' || told.agency, 0))
            from (select distinct n->>''agency_id'' as agency from jsonb_array_elements(p_rows->''notice'') n order by 1) told;
          perform part_moves(p_referral, p_rows->''moved'');
        end if;');
      end $in_order$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
