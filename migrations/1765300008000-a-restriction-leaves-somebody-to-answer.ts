import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A restriction passes on too when nobody named may answer what the agency was asked, or judge an opening in an emergency that waited too long.
 * An opening that nobody judged in time bars nobody from opening the referral again: a second emergency waits for no judgement. One index is
 * replaced (a row each opening in an emergency); two functions. Rewrites nothing.
 */
export class ARestrictionLeavesSomebodyToAnswer1765300008000 implements MigrationInterface {
  name = 'ARestrictionLeavesSomebodyToAnswer1765300008000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function restrictions_left(jsonb, jsonb);
      -- For the worker: restrictions with which nobody named can go on, with whoever answers for them: somebody who is trained, is not named
      -- already, and has no conflict of interest. Roles come by kind of agency. Looks at each restriction once, by the keys of whom it names and
      -- of its referral, and at an agency's people only where it passes on.
      create function restrictions_left(p_decide jsonb, p_accept jsonb, p_supervise jsonb)
      returns table (referral_id uuid, agency_id uuid, named uuid[], people uuid[])
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        with named as materialized (
          select r.referral_id, r.agency_id, r.people, a.kind, p.service_id, array(
            select o.role from person w join person_role o on o.person_id = w.id
            where w.id = any (r.people) and w.agency_id = r.agency_id and w.active and training_of(w.id) = 'CURRENT'
              and (p.service_id is null or exists (select from person_service m where m.person_id = w.id and m.service_id = p.service_id))
              and not exists (select from conflict_of_interest c where c.referral_id = r.referral_id and c.person_id = w.id)) as roles
          from restriction r
          join agency a on a.id = r.agency_id and a.active
          join participation p on p.referral_id = r.referral_id and p.agency_id = r.agency_id and p.seen
        )
        select n.referral_id, n.agency_id, n.people, s.people
        from named n
        cross join lateral (
          select array_agg(distinct w.id) as people
          from person w join person_role o on o.person_id = w.id
          where w.agency_id = n.agency_id and w.active and w.id <> all (n.people) and p_supervise->n.kind ? o.role and training_of(w.id) = 'CURRENT'
            and (n.service_id is null or exists (select from person_service m where m.person_id = w.id and m.service_id = n.service_id))
            and not exists (select from conflict_of_interest c where c.referral_id = n.referral_id and c.person_id = w.id)) s
        where s.people is not null and (
          not p_decide->n.kind ?| n.roles
          or (not p_accept->n.kind ?| n.roles and exists (
            select from offer o where o.referral_id = n.referral_id and o.to_agency = n.agency_id and o.status in ('OFFERED', 'OVERDUE')))
          or exists (
            select from emergency_opening o
            where o.referral_id = n.referral_id and o.judged_at is null and o.overdue_told_at is not null
              and ((o.custodian_id = n.agency_id and not o.custodian_supervisors && n.roles)
                or (o.later_custodian_id = n.agency_id and not o.later_supervisors && n.roles))))
      $door$;
      alter function restrictions_left(jsonb, jsonb, jsonb) owner to handrail_door;
      revoke all on function restrictions_left(jsonb, jsonb, jsonb) from public;
      grant execute on function restrictions_left(jsonb, jsonb, jsonb) to handrail_worker;

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
