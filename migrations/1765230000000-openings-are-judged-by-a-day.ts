import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An opening in an emergency that was not judged in time is told of again, once: to those who were to judge it, and to those who hold the
 * risk by then, who judge it too. Columns without a value and two small indexes; one policy is replaced. Rewrites nothing.
 */
export class OpeningsAreJudgedByADay1765230000000 implements MigrationInterface {
  name = 'OpeningsAreJudgedByADay1765230000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table emergency_opening
        add column overdue_told_at timestamptz,
        add column later_custodian_id uuid references agency (id),
        add column later_supervisors text[] not null default '{}';
      comment on column emergency_opening.overdue_told_at is 'When it was told that it should have been judged by then; by the domain''s time';
      comment on column emergency_opening.later_custodian_id is 'Who held the risk at that moment, where custody had moved: judges it as well';
      create index emergency_opening_of_later_custodian on emergency_opening (later_custodian_id, id) where later_custodian_id is not null;
      create index emergency_opening_in_time on emergency_opening (opened_at) where judged_at is null and overdue_told_at is null;

      drop policy emergency_opening_is_read on emergency_opening;
      drop policy emergency_opening_by_the_door on emergency_opening;
      alter table emergency_opening enable row level security;
      alter table emergency_opening force row level security;
      grant select on emergency_opening to handrail_app;
      create policy emergency_opening_is_read on emergency_opening for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((custodian_id = nullif(current_setting('handrail.agency', true), '')::uuid and custodian_supervisors && nullif(current_setting('handrail.roles', true), '')::text[]) or (later_custodian_id = nullif(current_setting('handrail.agency', true), '')::uuid and later_supervisors && nullif(current_setting('handrail.roles', true), '')::text[]) or (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and own_supervisors && nullif(current_setting('handrail.roles', true), '')::text[])));
      create policy emergency_opening_by_the_door on emergency_opening to handrail_door using (true) with check (true);

      -- For the worker: what waits to be judged and was not told of again, oldest first.
      create function emergencies_in_time() returns table (referral_id uuid, id uuid, opened_at timestamptz)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select o.referral_id, o.id, o.opened_at from emergency_opening o
        where o.judged_at is null and o.overdue_told_at is null order by o.opened_at
      $door$;

      create function emergency_overdue_tell(p_referral uuid, p_id uuid, p_supervisors jsonb) returns int
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_opening emergency_opening;
        v_held uuid;
        v_told int;
      begin
        -- Custody stays where it is until whoever holds it has been told.
        perform from referral r where r.referral_id = p_referral for share;
        v_held := (select p.agency_id from participation p where p.referral_id = p_referral and p.agency_id = p.custodian_id and p.seen);
        update emergency_opening o set overdue_told_at = v_now, later_custodian_id = nullif(v_held, o.custodian_id),
            later_supervisors = array(select jsonb_array_elements_text(p_supervisors->a.kind) from agency a where a.id = nullif(v_held, o.custodian_id))
          where o.referral_id = p_referral and o.id = p_id and o.judged_at is null and o.overdue_told_at is null
          returning o.* into v_opening;
        if not found then
          return 0;
        end if;
        -- Agencies in one order everywhere, so that no two changes wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
          from (select a::text as agency from unnest(array[v_opening.custodian_id, v_opening.later_custodian_id]) a where a is not null order by 1) told;
        insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
          select p_referral, gen_random_uuid(), 0, v_now, 'emergencyJudgement.overdue', told.agency, told.roles, v_opening.reference, array[told.agency]
          from (values (v_opening.custodian_id, v_opening.custodian_supervisors), (v_opening.later_custodian_id, v_opening.later_supervisors))
            told (agency, roles)
          join participation p on p.referral_id = p_referral and p.agency_id = told.agency and p.seen;
        get diagnostics v_told = row_count;
        return v_told;
      end $door$;

      do $judges$
      declare
        v_was text := pg_get_functiondef('emergency_judge(uuid, text, text, boolean, text)'::regprocedure);
        v_line text := 'o.custodian_id = v_caller.agency
      and o.custodian_supervisors && nullif(current_setting(''handrail.roles'', true), '''')::text[] for update';
      begin
        if position(v_line in v_was) = 0 then raise exception 'emergency_judge has other lines than this migration knows'; end if;
        execute replace(v_was, v_line, '((o.custodian_id = v_caller.agency
        and o.custodian_supervisors && nullif(current_setting(''handrail.roles'', true), '''')::text[])
        or (o.later_custodian_id = v_caller.agency
        and o.later_supervisors && nullif(current_setting(''handrail.roles'', true), '''')::text[])) for update');
      end $judges$;
    `);
    for (const routine of ['emergencies_in_time()', 'emergency_overdue_tell(uuid, uuid, jsonb)'])
      await db.query(`alter function ${routine} owner to handrail_door; revoke all on function ${routine} from public;
        grant execute on function ${routine} to handrail_worker`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
