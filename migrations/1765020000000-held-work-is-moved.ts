import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What changes about a person of staff is dated, and work whose holder can no longer do it is found from what is known of them: nothing is
 * stored that could be out of date. A new small table of reference, columns without a value, an index and functions; rewrites nothing.
 */
export class HeldWorkIsMoved1765020000000 implements MigrationInterface {
  name = 'HeldWorkIsMoved1765020000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table staff_change (
        person_id uuid not null references person (id),
        at timestamptz not null,
        what text not null check (what in ('DEACTIVATED', 'ACTIVATED', 'ROLE_ADDED', 'ROLE_REMOVED', 'TRAINED')),
        detail text,
        primary key (person_id, at, what)
      );
      comment on table staff_change is 'What operators changed about people of staff, by the domain''s time; only grows';
      comment on column staff_change.detail is 'The role, or the kind of training';
      grant select on staff_change to handrail_app, handrail_worker, handrail_door;

      alter table allocation add column told_for uuid, add column told_cause text, add column told_at timestamptz, add column overdue_told_at timestamptz;
      comment on column allocation.told_for is 'The allocation of which supervisors were told that its holder can no longer act; null once the holder can again';
      create index allocation_told on allocation (agency_id) where told_for is not null and ended_at is null;
      create index training_expires on training (expires_on);

      -- Whoever holds open work of an agency, each once: as many steps along the index as there are people.
      create function work_holders(p_agency uuid) returns table (person_id uuid)
      language sql stable set search_path = handrail, pg_temp as $holders$
        with recursive holder as (
          (select l.person_id from allocation l where l.agency_id = p_agency and l.ended_at is null order by l.person_id limit 1)
          union all
          select (select l.person_id from allocation l where l.agency_id = p_agency and l.ended_at is null and l.person_id > h.person_id
            order by l.person_id limit 1)
          from holder h where h.person_id is not null
        )
        select h.person_id from holder h where h.person_id is not null
      $holders$;

      -- Why somebody can no longer do an agency's work, and since when as far as that was dated; nothing of who can.
      create function cannot_act(p_person uuid, p_agency uuid, p_roles text[]) returns table (cause text, since timestamptz)
      language sql stable set search_path = handrail, pg_temp as $cannot$
        select w.cause, case w.cause
            when 'DEACTIVATED' then (select max(c.at) from staff_change c where c.person_id = p_person and c.what = 'DEACTIVATED')
            when 'ROLE_LOST' then (select max(c.at) from staff_change c where c.person_id = p_person and c.what = 'ROLE_REMOVED')
            else (w.trained_until + 1)::timestamp at time zone 'Europe/London' end
        from (
          select t.trained_until, case
              when not p.active then 'DEACTIVATED'
              when p.agency_id <> p_agency or not exists (select from person_role r where r.person_id = p.id and r.role = any (p_roles)) then 'ROLE_LOST'
              when training_status(t.trained_until) <> 'CURRENT' then 'TRAINING_EXPIRED' end as cause
          from person p cross join lateral (select min(e.expires_on) as trained_until from training e where e.person_id = p.id) t
          where p.id = p_person
        ) w where w.cause is not null
      $cannot$;

      -- For the worker: all work that must be moved, of every agency. Roles that act come by kind of agency.
      create function work_unmoved(p_roles jsonb) returns table (referral_id uuid, agency_id uuid, cause text, since timestamptz, told boolean,
        overdue_told boolean)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select l.referral_id, a.id, w.cause, coalesce(case when w.since >= l.at then w.since end, case when t.told then l.told_at end), t.told,
          t.told and l.overdue_told_at is not null
        from agency a
        cross join lateral work_holders(a.id) h
        cross join lateral cannot_act(h.person_id, a.id, array(select jsonb_array_elements_text(p_roles->a.kind))) w
        join allocation l on l.agency_id = a.id and l.person_id = h.person_id and l.ended_at is null
        cross join lateral (select l.told_for is not distinct from l.id and l.told_cause is not distinct from w.cause as told) t
      $door$;

      -- Tells supervisors of what must be moved, each once: a second worker finds it told. Who can act again is told of anew the next time.
      create function work_tell(p_tell jsonb, p_roles jsonb, p_supervisors jsonb) returns int
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_told int;
      begin
        update allocation l set told_for = null from agency a where a.id = l.agency_id and l.told_for is not null and l.ended_at is null
          and not exists (select from cannot_act(l.person_id, a.id, array(select jsonb_array_elements_text(p_roles->a.kind))));
        -- Agencies in one order everywhere, so that no two changes wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
          from (select distinct e->>'agency_id' as agency from jsonb_array_elements(p_tell) e order by 1) told;
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
            array(select jsonb_array_elements_text(p_supervisors->a.kind)), p.reference, array[t.agency_id]
          from telling t join agency a on a.id = t.agency_id
          join participation p on p.referral_id = t.referral_id and p.agency_id = t.agency_id and p.seen;
        get diagnostics v_told = row_count;
        return v_told;
      end $door$;

      -- The next days until then on which somebody's training is told of ahead, or has run out: a demonstration's clock stops there.
      create function training_day_due(p_by timestamptz, p_ahead int[]) returns timestamptz
      language sql stable set search_path = handrail, pg_temp as $due$
        select min(d.day)::timestamp at time zone 'Europe/London'
        from unnest(p_ahead || -1) ahead (days)
        cross join lateral (
          select t.expires_on - ahead.days as day from training t join person p on p.id = t.person_id and p.active
          where t.expires_on > domain_today() + ahead.days order by t.expires_on limit 1) d
        where d.day::timestamp at time zone 'Europe/London' <= p_by
      $due$;
    `);
    for (const [routine, owner, roles] of [
      ['work_holders(uuid)', null, 'handrail_app, handrail_door'],
      ['cannot_act(uuid, uuid, text[])', null, 'handrail_app, handrail_door'],
      ['work_unmoved(jsonb)', 'handrail_door', 'handrail_worker'],
      ['work_tell(jsonb, jsonb, jsonb)', 'handrail_door', 'handrail_worker'],
      ['training_day_due(timestamptz, int[])', null, 'handrail_worker'],
    ] as const) {
      if (owner) await db.query(`alter function ${routine} owner to ${owner}`);
      await db.query(
        `revoke all on function ${routine} from public; grant execute on function ${routine} to ${roles};`,
      );
    }
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
