import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Before a training runs out the person is told, and whoever supervises at their agency, once for each time ahead. A new table of what
 * concerns people of staff and no referral, and functions for the worker; rewrites nothing.
 */
export class TrainingIsToldAhead1765220000000 implements MigrationInterface {
  name = 'TrainingIsToldAhead1765220000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table training_notice (
        person_id uuid not null references person (id),
        training text not null,
        expires_on date not null,
        days_ahead int not null,
        own boolean not null,
        id uuid not null,
        agency_id uuid not null references agency (id),
        roles text[] not null,
        at timestamptz not null,
        told_at timestamptz not null default clock_timestamp(),
        primary key (person_id, training, expires_on, days_ahead, own),
        check (own = (roles = '{}'))
      );
      comment on table training_notice is 'That somebody''s training is about to run out: each is told once of each end, at each time ahead';
      comment on column training_notice.own is 'Told to the person themselves, and to nobody else; else to the roles that it names, at their agency';
      comment on column training_notice.days_ahead is 'Of several times ahead that had come the nearest: who is told late is told once';
      comment on column training_notice.at is 'By the domain''s time';
      comment on column training_notice.told_at is 'When it was written, by the server''s time: an agency''s next one is committed later';
      create index training_notice_own on training_notice (person_id, told_at, id) where own;
      create index training_notice_told on training_notice (agency_id, told_at, id) where not own;

      grant select, insert on training_notice to handrail_door;
      alter table training_notice enable row level security;
      alter table training_notice force row level security;
      grant select on training_notice to handrail_app;
      create policy training_notice_is_told on training_notice for select to handrail_app using (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and ((own and person_id = nullif(current_setting('handrail.actor', true), '')::uuid) or (roles && nullif(current_setting('handrail.roles', true), '')::text[] and person_id <> nullif(current_setting('handrail.actor', true), '')::uuid)));
      create policy training_notice_by_the_door on training_notice to handrail_door using (true) with check (true);

      -- What nobody was told yet, of those whose training ends within the furthest time ahead: a range of training_expires.
      create function training_untold(p_today date, p_ahead int[], p_supervisors jsonb)
        returns table (person_id uuid, training text, expires_on date, days_ahead int, own boolean, agency_id uuid, roles text[])
      language sql stable set search_path = handrail, pg_temp as $untold$
        select p.id, t.kind, t.expires_on, n.days, o.own, a.id, o.roles
        from training t
        join person p on p.id = t.person_id and p.active
        join agency a on a.id = p.agency_id and a.active
        cross join lateral (select min(d.days) as days from unnest(p_ahead) d (days) where t.expires_on - d.days <= p_today) n
        cross join lateral (values (true, array[]::text[]), (false, array(select jsonb_array_elements_text(p_supervisors->a.kind)))) o (own, roles)
        where t.expires_on between p_today and p_today + (select max(d.days) from unnest(p_ahead) d (days))
          and (o.own or o.roles <> '{}')
          and not exists (select from training_notice s where s.person_id = p.id and s.training = t.kind and s.expires_on = t.expires_on
            and s.days_ahead = n.days and s.own = o.own)
      $untold$;

      create function training_tell(p_ahead int[], p_supervisors jsonb) returns int
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_today date := domain_today();
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_told int;
      begin
        -- Agencies in one order everywhere: a second worker waits here, and then finds that all were told.
        perform pg_advisory_xact_lock(hashtextextended('training notices of ' || told.agency, 0))
          from (select distinct u.agency_id::text as agency from training_untold(v_today, p_ahead, p_supervisors) u order by 1) told;
        if not found then
          return 0;
        end if;
        insert into training_notice (person_id, training, expires_on, days_ahead, own, id, agency_id, roles, at)
          select u.person_id, u.training, u.expires_on, u.days_ahead, u.own, gen_random_uuid(), u.agency_id, u.roles, v_now
          from training_untold(v_today, p_ahead, p_supervisors) u
          on conflict do nothing;
        get diagnostics v_told = row_count;
        return v_told;
      end $door$;

      alter function training_untold(date, int[], jsonb) owner to handrail_door;
      revoke all on function training_untold(date, int[], jsonb) from public;
      alter function training_tell(int[], jsonb) owner to handrail_door;
      revoke all on function training_tell(int[], jsonb) from public;
      grant execute on function training_tell(int[], jsonb) to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
