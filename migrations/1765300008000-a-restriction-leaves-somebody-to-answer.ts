import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A restriction passes on too when nobody named may answer what the agency was asked, or nobody may judge an opening in an emergency that waited too long.
 * An opening that nobody judged in time bars nobody from opening the referral again: a second emergency waits for no judgement. One index is
 * replaced (a row each opening in an emergency); three functions. Rewrites nothing.
 */
export class ARestrictionLeavesSomebodyToAnswer1765300008000 implements MigrationInterface {
  name = 'ARestrictionLeavesSomebodyToAnswer1765300008000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Whether somebody, as far as the person goes, can work on an agency's part in a referral: to whom it is restricted is asked beside it.
      create function can_work_on(w person, p_referral uuid, p_service uuid) returns boolean
      language sql stable set search_path = handrail, pg_temp as $door$
        select w.active and training_of(w.id) = 'CURRENT'
          and (p_service is null or exists (select from person_service m where m.person_id = w.id and m.service_id = p_service))
          and not exists (select from conflict_of_interest c where c.referral_id = p_referral and c.person_id = w.id)
      $door$;
      alter function can_work_on(person, uuid, uuid) owner to handrail_door;
      revoke all on function can_work_on(person, uuid, uuid) from public;

      -- Whether somebody could judge it, at the agency that held the risk then or at the one that held it when that was overdue: who opened it
      -- does not, nor anybody to whom the referral is shut.
      create function emergency_can_be_judged(o emergency_opening) returns boolean
      language sql stable set search_path = handrail, pg_temp as $door$
        select exists (
          select from (values (o.custodian_id, o.custodian_supervisors, o.custodian_service), (o.later_custodian_id, o.later_supervisors, o.later_service))
            judges (agency, roles, service)
          join agency a on a.id = judges.agency and a.active
          join person w on w.agency_id = a.id and w.id <> o.person_id and can_work_on(w, o.referral_id, judges.service)
          where exists (select from person_role r where r.person_id = w.id and r.role = any (judges.roles))
            and not exists (select from restriction r where r.referral_id = o.referral_id and r.agency_id = a.id and w.id <> all (r.people)))
      $door$;
      alter function emergency_can_be_judged(emergency_opening) owner to handrail_door;
      revoke all on function emergency_can_be_judged(emergency_opening) from public;

      drop function restrictions_left(jsonb, jsonb);
      -- For the worker: restrictions, of one referral where it is named, with which nobody named can go on, with whoever answers for them: somebody
      -- who is trained, is not named already, and has no conflict of interest. Roles come by kind of agency. Looks at each restriction once, by the
      -- keys of whom it names and of its referral, and at an agency's people only where it passes on.
      create function restrictions_left(p_decide jsonb, p_accept jsonb, p_supervise jsonb, p_referral uuid)
      returns table (referral_id uuid, agency_id uuid, people uuid[])
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        with named as materialized (
          select r.referral_id, r.agency_id, r.people, a.kind, p.service_id, array(
            select o.role from person w join person_role o on o.person_id = w.id
            where w.id = any (r.people) and w.agency_id = r.agency_id and can_work_on(w, r.referral_id, p.service_id)) as roles
          from restriction r
          join agency a on a.id = r.agency_id and a.active
          join participation p on p.referral_id = r.referral_id and p.agency_id = r.agency_id and p.seen
          where p_referral is null or r.referral_id = p_referral
        )
        select n.referral_id, n.agency_id, s.people
        from named n
        cross join lateral (
          select array_agg(distinct w.id) as people
          from person w join person_role o on o.person_id = w.id
          where w.agency_id = n.agency_id and w.id <> all (n.people) and p_supervise->n.kind ? o.role and can_work_on(w, n.referral_id, n.service_id)) s
        where s.people is not null and (
          not p_decide->n.kind ?| n.roles
          or (not p_accept->n.kind ?| n.roles and exists (
            select from offer o where o.referral_id = n.referral_id and o.to_agency = n.agency_id and o.status in ('OFFERED', 'OVERDUE')))
          or exists (
            select from emergency_opening o
            where o.referral_id = n.referral_id and o.judged_at is null and o.overdue_told_at is not null
              and n.agency_id in (o.custodian_id, o.later_custodian_id) and not emergency_can_be_judged(o)))
      $door$;
      alter function restrictions_left(jsonb, jsonb, jsonb, uuid) owner to handrail_door;
      revoke all on function restrictions_left(jsonb, jsonb, jsonb, uuid) from public;
      grant execute on function restrictions_left(jsonb, jsonb, jsonb, uuid) to handrail_worker;

      create unique index emergency_opening_in_time_once on emergency_opening (referral_id, person_id)
        where judged_at is null and overdue_told_at is null;
      drop index emergency_opening_waits_once;
      do $again$
      declare
        v_was text := pg_get_functiondef('emergency_open'::regproc);
        v_is text := replace(v_was, 'where judged_at is null do nothing', 'where judged_at is null and overdue_told_at is null do nothing');
      begin
        if v_is = v_was then raise exception 'emergency_open is not what it was'; end if;
        execute v_is;
      end $again$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what passed on, or was opened again, meanwhile stays so'));
  }
}
