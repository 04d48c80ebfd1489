import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A restricted referral of whose named people none is left is found, and what happens by itself can change to whom it is shut. Functions
 * only; rewrites nothing.
 */
export class RestrictionsPassOn1765250000000 implements MigrationInterface {
  name = 'RestrictionsPassOn1765250000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- For the worker: restrictions that name nobody any more who decides and at least reads, with whoever answers for them: somebody who is
      -- trained, is not named already, and has no conflict of interest. Roles come by kind of agency. Looks at each restriction once, by the
      -- keys of whom it names, and at an agency's people only where none of these is left.
      create function restrictions_left(p_decide jsonb, p_supervise jsonb) returns table (referral_id uuid, agency_id uuid, named uuid[], people uuid[])
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        with without as materialized (
          select r.referral_id, r.agency_id, r.people, a.kind
          from restriction r
          join agency a on a.id = r.agency_id and a.active
          join participation p on p.referral_id = r.referral_id and p.agency_id = r.agency_id and p.seen
          where not exists (
            select from person w join person_role o on o.person_id = w.id
            where w.id = any (r.people) and w.agency_id = r.agency_id and w.active and p_decide->a.kind ? o.role and training_of(w.id) <> 'EXPIRED'
              and not exists (select from conflict_of_interest c where c.referral_id = r.referral_id and c.person_id = w.id))
        )
        select r.referral_id, r.agency_id, r.people, s.people
        from without r
        cross join lateral (
          select array_agg(distinct w.id) as people
          from person w join person_role o on o.person_id = w.id
          where w.agency_id = r.agency_id and w.active and w.id <> all (r.people) and p_supervise->r.kind ? o.role and training_of(w.id) = 'CURRENT'
            and not exists (select from conflict_of_interest c where c.referral_id = r.referral_id and c.person_id = w.id)) s
        where s.people is not null
      $door$;
      alter function restrictions_left(jsonb, jsonb) owner to handrail_door;
      revoke all on function restrictions_left(jsonb, jsonb) from public;
      grant execute on function restrictions_left(jsonb, jsonb) to handrail_worker;

      do $stores$
      declare
        v_was text := pg_get_functiondef('clock_store(uuid, jsonb, jsonb, timestamptz, timestamptz, uuid, jsonb)'::regprocedure);
        v_line text := 'perform sharing_store(p_referral, p_event, p_rows);';
      begin
        if position(v_line in v_was) = 0 then
          raise exception 'clock_store has other lines than this migration knows';
        end if;
        execute replace(v_was, v_line, v_line || '
        if p_rows ? ''bars'' and p_event->>''type'' = ''restrictionPassedOn'' then
          perform bars_store(p_referral, p_agency, p_rows->''bars'');
        end if;');
      end $stores$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
