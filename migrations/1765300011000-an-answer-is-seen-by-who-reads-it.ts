import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An offer and work with somebody keep how they stood before each change, and which entry of the timeline made it: whoever reads that entry
 * is shown the change, and others how it stood. Rewrites no row; what changed before stays as it is shown now.
 */
export class AnAnswerIsSeenByWhoReadsIt1765300011000 implements MigrationInterface {
  name = 'AnAnswerIsSeenByWhoReadsIt1765300011000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table offer add column changes jsonb not null default '[]';
      alter table intervention add column changes jsonb not null default '[]';

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
          insert into disclosure (referral_id, id, seq, first_at, latest_at, recipient, section, party_id, decision_id, visible_to)
            select p_referral, d.id, (p_event->>'seq')::int, v_at, v_at, d.recipient, d.section, d.party_id, d.decision_id, d.visible_to
            from jsonb_to_recordset(p_rows->'disclosure') as d (id uuid, recipient uuid, section text, party_id uuid, decision_id uuid, visible_to uuid[])
            on conflict on constraint disclosure_once do update set latest_at = excluded.latest_at;
        end if;
        perform conditions_store(p_referral, p_event, p_rows);
      end $function$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was kept of earlier answers would be lost'));
  }
}
