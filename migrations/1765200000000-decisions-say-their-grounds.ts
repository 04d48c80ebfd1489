import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A decision about sharing says whether consent was sought, its condition in law, and, where its reasons stand, necessity, proportion and
 * why it is not shared; and by which entry somebody else reviewed it. Adds columns that rewrite nothing, and replaces two functions: what a
 * clock's event changes of sharing is stored as what a person's does.
 */
export class DecisionsSayTheirGrounds1765200000000 implements MigrationInterface {
  name = 'DecisionsSayTheirGrounds1765200000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table sharing_decision add column consent text, add column schedule8_condition text;
      comment on column sharing_decision.consent is 'Null where it was not recorded';
      comment on column sharing_decision.schedule8_condition is 'Of sensitive processing for law enforcement (Data Protection Act 2018, Schedule 8)';
      alter table sharing_rationale add column necessity text, add column proportionality text, add column consent_not_sought_reason text,
        add column not_shared_reasons text[] not null default '{}', add column reviewed_in uuid,
        add constraint sharing_rationale_reviewed_in foreign key (referral_id, reviewed_in) references entry (referral_id, id);
      comment on column sharing_rationale.reviewed_in is 'Entry of the review: who, when and what they found stand there; null until then';

      create or replace function sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
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

      create or replace function clock_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz, p_agency uuid,
        p_rows jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      begin
        if p_event->>'by' is not null or (p_event->>'seq')::int = 1 or jsonb_array_length(p_rows->'record') > 1 then
          raise exception 'A clock changes a referral in nobody''s name' using errcode = 'insufficient_privilege';
        end if;
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, p_agency, null, 'CLOCK', null, null, 'deadline', p_rows);
        perform allocation_store(p_referral, p_event, p_rows);
        perform sharing_store(p_referral, p_event, p_rows);
      end $door$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
