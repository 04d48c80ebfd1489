import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Training that ran out leaves thirty days to read by, then nothing, from that moment and whatever a process remembers of the person; and
 * nobody whose training ran out changes anything. Days are those of the domain's time. Adds functions and a line to two, rewrites nothing.
 */
export class TrainingRunsOut1764450000000 implements MigrationInterface {
  name = 'TrainingRunsOut1764450000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function domain_today() returns date language sql stable set search_path = handrail, pg_temp as $today$
        select ((clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond') at time zone 'Europe/London')::date
      $today$;

      create function training_status(p_expires_on date) returns text language sql stable set search_path = handrail, pg_temp as $status$
        select case when p_expires_on >= domain_today() then 'CURRENT' when p_expires_on + 30 >= domain_today() then 'READ_ONLY' else 'EXPIRED' end
      $status$;
      comment on function training_status(date) is 'What may be done with training that expires on this day; never trained is as expired';

      create function training_of(p_person uuid) returns text language sql stable set search_path = handrail, pg_temp as $training$
        select training_status(min(t.expires_on)) from training t where t.person_id = p_person
      $training$;

      create or replace function must_still_act(p_actor uuid, p_agency uuid, p_roles text[]) returns void
      language plpgsql stable set search_path = handrail, pg_temp as $acts$
      begin
        if exists (select from person p join agency a on a.id = p.agency_id
            where p.id = p_actor and p.agency_id = p_agency and p.active and a.active
              and p_roles <@ array(select r.role from person_role r where r.person_id = p.id)) then
          if training_of(p_actor) = 'EXPIRED' then
            raise exception 'The training of this caller ran out more than thirty days ago' using errcode = 'HR003';
          end if;
          return;
        end if;
        if exists (select from machine_client m join agency a on a.id = m.agency_id
            where m.id = p_actor and m.agency_id = p_agency and m.active and a.active and p_roles = array[m.role])
        then return; end if;
        raise exception 'This caller does not act for that agency in these roles any more' using errcode = 'HR002';
      end $acts$;

      create function must_be_trained(p_actor uuid) returns void language plpgsql stable as $trained$
      begin
        if exists (select from person where id = p_actor) and training_of(p_actor) <> 'CURRENT' then
          raise exception 'The training of this caller ran out' using errcode = 'HR003';
        end if;
      end $trained$;
    `);
    for (const routine of ['domain_today()', 'training_status(date)', 'training_of(uuid)'])
      await db.query(`revoke all on function ${routine} from public;
        grant execute on function ${routine} to handrail_app, handrail_worker, handrail_door;`);
    await db.query(`
      alter function must_be_trained(uuid) owner to handrail_door;
      revoke all on function must_be_trained(uuid) from public;
      do $change$
      declare
        v_was text := pg_get_functiondef('door_store(jsonb)'::regprocedure);
        v_line text := 'perform referral_store(p);';
      begin
        if position(v_line in v_was) = 0 then raise exception 'door_store has another last line than this migration knows'; end if;
        execute replace(v_was, v_line, 'perform must_be_trained(v_actor);
        ' || v_line);
      end $change$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
