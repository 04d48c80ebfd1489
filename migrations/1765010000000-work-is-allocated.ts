import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who of an agency works on a referral is a fact of its own: the agency's newest allocation, until its part ends. A new table, and a line in
 * the two functions that store; of referrals that are open it takes over whom the agency's own notes name last, where that person is still
 * of the agency. Reads those notes once, rewrites none.
 */
export class WorkIsAllocated1765010000000 implements MigrationInterface {
  name = 'WorkIsAllocated1765010000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table allocation (
        referral_id uuid not null references referral,
        agency_id uuid not null references agency (id),
        id uuid not null,
        seq int not null,
        person_id uuid not null references person (id),
        at timestamptz not null,
        ended_at timestamptz,
        visible_to uuid[] not null,
        primary key (referral_id, agency_id)
      );
      comment on table allocation is 'Who of an agency works on a referral: its newest allocation; earlier ones stand in the timeline';
      comment on column allocation.id is 'The entry that says so';
      comment on column allocation.ended_at is 'When the agency''s part ended, or the referral; null while it counts';
      comment on column allocation.visible_to is 'The agency while it counts, then nobody';
      create index allocation_held on allocation (agency_id, person_id, at, referral_id) where ended_at is null;

      grant select, insert, update on allocation to handrail_door;
      alter table allocation enable row level security;
      alter table allocation force row level security;
      grant select on allocation to handrail_app;
      create policy allocation_is_read on allocation for select to handrail_app using (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and ('OWN_NOTES' = any (nullif(current_setting('handrail.sections', true), '')::text[]) or person_id = nullif(current_setting('handrail.actor', true), '')::uuid));
      create policy allocation_by_the_door on allocation to handrail_door using (true) with check (true);

      create function allocation_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
      declare
        v_at timestamptz := (p_event->>'at')::timestamptz;
      begin
        if p_rows ? 'allocation_ended' then
          update allocation l set ended_at = v_at, visible_to = '{}' where l.referral_id = p_referral and l.ended_at is null
            and l.agency_id in (select e::uuid from jsonb_array_elements_text(p_rows->'allocation_ended') e);
        end if;
        if p_rows ? 'allocation' then
          -- Of its own people only: whose it is, the event says.
          insert into allocation (referral_id, agency_id, id, seq, person_id, at, visible_to)
            select p_referral, w.agency_id, (p_event->>'entryId')::uuid, (p_event->>'seq')::int, w.id, v_at, array[w.agency_id]
            from jsonb_to_recordset(p_rows->'allocation') as a (person_id uuid) join person w on w.id = a.person_id
            where w.agency_id = (p_event->'by'->>'agencyId')::uuid
            on conflict (referral_id, agency_id) do update set id = excluded.id, seq = excluded.seq, person_id = excluded.person_id,
              at = excluded.at, ended_at = null, visible_to = excluded.visible_to;
          if not found then
            raise exception 'Work is allocated to people of the own agency' using errcode = 'insufficient_privilege';
          end if;
        end if;
      end $store$;
      alter function allocation_store(uuid, jsonb, jsonb) owner to handrail_door;
      revoke all on function allocation_store(uuid, jsonb, jsonb) from public;

      do $change$
      declare
        v_of text;
        v_was text;
        v_line text;
      begin
        foreach v_of in array array['door_store', 'clock_store'] loop
          select pg_get_functiondef(p.oid) into strict v_was from pg_proc p
            where p.pronamespace = 'handrail'::regnamespace and p.proname = v_of;
          v_line := substring(v_was from 'perform referral_store\\([^;]*\\);');
          if v_line is null then raise exception '% stores in another way than this migration knows', v_of; end if;
          execute replace(v_was, v_line, v_line || '
        perform allocation_store(p_referral, p_event, p_rows);');
        end loop;
      end $change$;

      insert into allocation (referral_id, agency_id, id, seq, person_id, at, visible_to)
        select distinct on (e.referral_id, e.agency_id) e.referral_id, e.agency_id, e.id, e.seq, w.id, e.at, array[e.agency_id]
        from entry e
        join content_own_notes c on c.referral_id = e.referral_id and c.entry_id = e.id and c.name = 'personEmail'
        join person w on w.email = lower(c.value) and w.agency_id = e.agency_id
        join participation p on p.referral_id = e.referral_id and p.agency_id = e.agency_id
        where e.action = 'allocate' and p.status = 'OPEN' and p.seen
          and p.relations && '{CUSTODIAN,CONTRIBUTOR,REFERRER,FORMER_CUSTODIAN}'
        order by e.referral_id, e.agency_id, e.seq desc;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
