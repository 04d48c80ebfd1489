import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has what: a line says who learned of it as it happened, and under which holder of the risk. What happens when others are there is a
 * line of its own, so that nobody who has left or handed the risk on is told by a time that moves on. Lines of before stand as they were
 * seen: by both ends, and by whoever has held the risk.
 */
export class ALineIsToldToWhoWasThere1765300012000 implements MigrationInterface {
  name = 'ALineIsToldToWhoWasThere1765300012000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table disclosure add column told uuid[], add column held_since int;
      update disclosure d set held_since = 1, told = array(
        select distinct e from unnest(array[d.recipient,
          (select s.by_agency from sharing_decision s where s.referral_id = d.referral_id and s.id = d.decision_id)]) e
        where e is not null order by e);
      alter table disclosure alter column told set not null, alter column held_since set not null,
        drop constraint disclosure_once,
        add constraint disclosure_once unique nulls not distinct (referral_id, recipient, section, party_id, decision_id, held_since, told);
      comment on column disclosure.told is 'Agencies that learned of it as it happened';
      comment on column disclosure.held_since is 'Event with which the agency that held the risk then had come to hold it';

      create or replace function sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $function$
      declare
        v_at timestamptz := (p_event->>'at')::timestamptz;
        v_entry uuid := (p_event->>'entryId')::uuid;
      begin
        -- A decision has the id of the entry that recorded it; those that stood before are as they were.
        if p_event->>'type' = 'recordSharingDecision' then
          update sharing_decision s set consent = d.consent, schedule8_condition = d.schedule8_condition
            from jsonb_to_recordset(p_rows->'sharing_decision') as d (id uuid, consent text, schedule8_condition text)
            where s.referral_id = p_referral and s.id = v_entry and d.id = v_entry;
          update sharing_rationale s set necessity = d.necessity, proportionality = d.proportionality,
              consent_not_sought_reason = d.consent_not_sought_reason, not_shared_reasons = d.not_shared_reasons
            from jsonb_to_recordset(p_rows->'sharing_rationale') as d (id uuid, necessity text, proportionality text,
              consent_not_sought_reason text, not_shared_reasons text[])
            where s.referral_id = p_referral and s.id = v_entry and d.id = v_entry;
        end if;
        if p_rows ? 'reviewed' then
          update sharing_rationale s set reviewed_in = v_entry from jsonb_to_recordset(p_rows->'reviewed') as r (id uuid)
            where s.referral_id = p_referral and s.id = r.id and s.reviewed_in is null;
        end if;
        if p_rows ? 'withdrawn' then
          update sharing_decision s set withdrawn_at = v_at from jsonb_to_recordset(p_rows->'withdrawn') as w (id uuid)
            where s.referral_id = p_referral and s.id = w.id and s.withdrawn_at is null;
        end if;
        if p_rows ? 'offer_changed' then
          update offer o set changes = o.changes || jsonb_build_object('entry', v_entry, 'was', c.was, 'now', c.now)
            from jsonb_to_recordset(p_rows->'offer_changed') as c (id uuid, was jsonb, now jsonb)
            where o.referral_id = p_referral and o.id = c.id;
        end if;
        if p_rows ? 'intervention_changed' then
          update intervention i set changes = i.changes || jsonb_build_object('entry', v_entry, 'was', c.was, 'now', c.now)
            from jsonb_to_recordset(p_rows->'intervention_changed') as c (id uuid, was jsonb, now jsonb)
            where i.referral_id = p_referral and i.id = c.id;
        end if;
        if p_rows ? 'disclosure_seen' then
          update disclosure d set visible_to = s.visible_to from jsonb_to_recordset(p_rows->'disclosure_seen') as s (id uuid, visible_to uuid[])
            where d.referral_id = p_referral and d.id = s.id;
        end if;
        if p_rows ? 'disclosure' then
          insert into disclosure (referral_id, id, seq, first_at, latest_at, recipient, section, party_id, decision_id, told, held_since, visible_to)
            select p_referral, d.id, (p_event->>'seq')::int, v_at, v_at, d.recipient, d.section, d.party_id, d.decision_id, d.told, d.held_since, d.visible_to
            from jsonb_to_recordset(p_rows->'disclosure') as d (id uuid, recipient uuid, section text, party_id uuid, decision_id uuid,
              told uuid[], held_since int, visible_to uuid[])
            on conflict on constraint disclosure_once do update set latest_at = excluded.latest_at;
        end if;
        perform conditions_store(p_referral, p_event, p_rows);
      end $function$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: who was told of which line would be lost'));
  }
}
