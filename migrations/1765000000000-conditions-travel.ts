import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The conditions under which something was shared (handling code C), in their originator's words, beside the decision that set them and read
 * by whoever has something under them. A new table and function; the store of what is said about sharing also keeps these. Decisions that
 * stand already have no condition. Rewrites nothing.
 */
export class ConditionsTravel1765000000000 implements MigrationInterface {
  name = 'ConditionsTravel1765000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table handling_condition (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        originator uuid not null references agency (id),
        conditions text not null,
        visible_to uuid[] not null,
        primary key (referral_id, id),
        foreign key (referral_id, id) references sharing_decision (referral_id, id)
      );
      comment on table handling_condition is 'Conditions on sharing on what a decision opened: handling code C';
      comment on column handling_condition.id is 'The decision';
      comment on column handling_condition.originator is 'Agency that decided, and whose agreement sharing on needs';

      grant select, insert, update on handling_condition to handrail_door;
      alter table handling_condition enable row level security;
      alter table handling_condition force row level security;
      grant select on handling_condition to handrail_app;
      create policy handling_condition_is_read on handling_condition for select to handrail_app using (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[]));
      create policy handling_condition_by_the_door on handling_condition to handrail_door using (true) with check (true);

      create function conditions_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
      begin
        if p_rows ? 'handling_condition' then
          insert into handling_condition (referral_id, id, seq, originator, conditions, visible_to)
            select p_referral, h.id, (p_event->>'seq')::int, h.originator, h.conditions, h.visible_to
            from jsonb_to_recordset(p_rows->'handling_condition') as h (id uuid, originator uuid, conditions text, visible_to uuid[]);
        end if;
        if p_rows ? 'condition_read' then
          update handling_condition h
            set visible_to = case when r.whole then r.visible_to else array(select distinct unnest(h.visible_to || r.visible_to) order by 1) end
            from jsonb_to_recordset(p_rows->'condition_read') as r (id uuid, visible_to uuid[], whole boolean)
            where h.referral_id = p_referral and h.id = r.id;
        end if;
      end $store$;
      alter function conditions_store(uuid, jsonb, jsonb) owner to handrail_door;
      revoke all on function conditions_store(uuid, jsonb, jsonb) from public;

      create or replace function sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
      declare
        v_at timestamptz := (p_event->>'at')::timestamptz;
      begin
        if p_rows ? 'withdrawn' then
          update sharing_decision s set withdrawn_at = v_at from jsonb_to_recordset(p_rows->'withdrawn') as w (id uuid)
            where s.referral_id = p_referral and s.id = w.id and s.withdrawn_at is null;
        end if;
        if p_rows ? 'disclosure_seen' then
          update disclosure d set visible_to = s.visible_to from jsonb_to_recordset(p_rows->'disclosure_seen') as s (id uuid, visible_to uuid[])
            where d.referral_id = p_referral and d.id = s.id;
        end if;
        if p_rows ? 'disclosure' then
          insert into disclosure (referral_id, id, seq, first_at, latest_at, recipient, section, party_id, decision_id, visible_to)
            select p_referral, d.id, (p_event->>'seq')::int, v_at, v_at, d.recipient, d.section, d.party_id, d.decision_id, d.visible_to
            from jsonb_to_recordset(p_rows->'disclosure') as d (id uuid, recipient uuid, section text, party_id uuid, decision_id uuid, visible_to uuid[])
            on conflict on constraint disclosure_once do update set latest_at = excluded.latest_at;
        end if;
        perform conditions_store(p_referral, p_event, p_rows);
      end $store$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
