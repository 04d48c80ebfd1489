import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one door to a referral's tables: load it whole under a lock, store the change whole. Adds functions, rewrites nothing.
 * Nobody else may write those tables; nobody else may read a pathway's state, its events or the keys of retries.
 */
export class OneDoor1764250000000 implements MigrationInterface {
  name = 'OneDoor1764250000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table domain_clock (id int primary key check (id = 1), offset_ms bigint not null);
      insert into domain_clock values (1, 0);
      comment on table domain_clock is 'The domain''s time is real time plus this; moved in demo mode only';
      grant select on domain_clock to handrail_app, handrail_worker, handrail_door;

      grant select, insert, update on referral, event, idempotency_key, participation, entry, party, offer, sharing_decision,
        sharing_rationale, intervention, deadline, notice to handrail_door;
      grant select on agency, person, person_role, training to handrail_door;
    `);
    for (const section of [
      'summary',
      'subject_identity',
      'harmed_person',
      'narrative',
      'risk',
      'police_record',
      'social_care_record',
      'sessions',
      'own_notes',
      'intelligence',
    ]) {
      await db.query(`grant select, insert, update on content_${section} to handrail_door`);
    }
    await db.query(`
      create function door_load(p_actor uuid, p_key text, p_agency uuid, p_referral uuid) returns jsonb
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_seen boolean;
        v_answer jsonb;
      begin
        -- Locked by a statement of its own: what is read after it is what the last writer left, participation and version included.
        perform from referral r where r.referral_id = p_referral
          and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen) for update;
        select exists (select from participation where referral_id = p_referral and agency_id = p_agency and seen) into v_seen;
        -- Looked for after the lock: the same key may have been taken by whoever held it.
        select jsonb_build_object('key', (select to_jsonb(k) from idempotency_key k where k.actor_id = p_actor and k.key = p_key),
          'now', to_char((clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          into v_answer;
        return v_answer || jsonb_build_object('referral', (
          select jsonb_build_object('referralId', r.referral_id, 'reference', r.reference, 'pathway', r.pathway_key, 'reportedBy', r.reported_by,
            'createdAt', r.created_at, 'seq', r.seq, 'stored', r.stored, 'nextDueAt', r.next_due_at,
            'participations', (select jsonb_agg(to_jsonb(a)) from participation a where a.referral_id = r.referral_id),
            'deadlines', (select jsonb_agg(jsonb_build_object('id', d.id, 'clockId', d.clock_id, 'status', d.status, 'visibleTo', d.visible_to))
              from deadline d where d.referral_id = r.referral_id and d.status in ('RUNNING', 'PAUSED', 'OVERDUE')))
          from referral r where r.referral_id = p_referral and v_seen));
      end $door$;

      create function door_items(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (
            select 'content_summary' as kept_in, c.id, c.entry_id, c.seq, 'SUMMARY' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_summary c where c.referral_id = p_referral union all
            select 'content_subject_identity' as kept_in, c.id, c.entry_id, c.seq, 'SUBJECT_IDENTITY' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_subject_identity c where c.referral_id = p_referral union all
            select 'content_harmed_person' as kept_in, c.id, c.entry_id, c.seq, 'HARMED_PERSON' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_harmed_person c where c.referral_id = p_referral union all
            select 'content_narrative' as kept_in, c.id, c.entry_id, c.seq, 'NARRATIVE' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_narrative c where c.referral_id = p_referral union all
            select 'content_risk' as kept_in, c.id, c.entry_id, c.seq, 'RISK' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_risk c where c.referral_id = p_referral union all
            select 'content_police_record' as kept_in, c.id, c.entry_id, c.seq, 'POLICE_RECORD' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_police_record c where c.referral_id = p_referral union all
            select 'content_social_care_record' as kept_in, c.id, c.entry_id, c.seq, 'SOCIAL_CARE_RECORD' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_social_care_record c where c.referral_id = p_referral union all
            select 'content_sessions' as kept_in, c.id, c.entry_id, c.seq, 'SESSIONS' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_sessions c where c.referral_id = p_referral union all
            select 'content_own_notes' as kept_in, c.id, c.entry_id, c.seq, 'OWN_NOTES' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_own_notes c where c.referral_id = p_referral union all
            select 'content_intelligence' as kept_in, c.id, c.entry_id, c.seq, 'INTELLIGENCE' as section, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_intelligence c where c.referral_id = p_referral union all
            select 'party', c.id, null, c.seq, c.section, c.writer, 'ORDINARY', null, null, c.visible_to from party c where c.referral_id = p_referral union all
            select 'entry', c.id, c.id, c.seq, c.section, c.agency_id, c.audience, c.other_end, null, c.visible_to from entry c where c.referral_id = p_referral
        ) i
      $door$;

      create function door_rows(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select jsonb_build_object(
          'offer', (select jsonb_agg(to_jsonb(t)) from offer t where t.referral_id = p_referral),
          'sharing_decision', (select jsonb_agg(to_jsonb(t)) from sharing_decision t where t.referral_id = p_referral),
          'sharing_rationale', (select jsonb_agg(to_jsonb(t)) from sharing_rationale t where t.referral_id = p_referral),
          'intervention', (select jsonb_agg(to_jsonb(t)) from intervention t where t.referral_id = p_referral))
      $door$;

      create function door_store(p jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_referral uuid := (p->>'referralId')::uuid;
      begin
          if p ? 'referral' then
            insert into referral select * from jsonb_populate_recordset(null::referral, p->'referral')
            on conflict (referral_id) do update set seq = excluded.seq, stored = excluded.stored, next_due_at = excluded.next_due_at;
          end if;
          insert into event select * from jsonb_populate_recordset(null::event, p->'event');
          if p ? 'idempotency_key' then
            insert into idempotency_key select * from jsonb_populate_recordset(null::idempotency_key, p->'idempotency_key');
          end if;
          if p ? 'participation' then
            insert into participation select * from jsonb_populate_recordset(null::participation, p->'participation')
            on conflict (referral_id, agency_id) do update set status = excluded.status, custodian_id = excluded.custodian_id, relations = excluded.relations, states = excluded.states, sections = excluded.sections, version = excluded.version, waiting_for_us = excluded.waiting_for_us, next_deadline_at = excluded.next_deadline_at, open = excluded.open, seen = excluded.seen;
          end if;
          if p ? 'entry' then
            insert into entry select * from jsonb_populate_recordset(null::entry, p->'entry')
            on conflict (referral_id, id) do update set visible_to = excluded.visible_to;
          end if;
          if p ? 'content_summary' then insert into content_summary select * from jsonb_populate_recordset(null::content_summary, p->'content_summary'); end if;
          if p ? 'content_subject_identity' then insert into content_subject_identity select * from jsonb_populate_recordset(null::content_subject_identity, p->'content_subject_identity'); end if;
          if p ? 'content_harmed_person' then insert into content_harmed_person select * from jsonb_populate_recordset(null::content_harmed_person, p->'content_harmed_person'); end if;
          if p ? 'content_narrative' then insert into content_narrative select * from jsonb_populate_recordset(null::content_narrative, p->'content_narrative'); end if;
          if p ? 'content_risk' then insert into content_risk select * from jsonb_populate_recordset(null::content_risk, p->'content_risk'); end if;
          if p ? 'content_police_record' then insert into content_police_record select * from jsonb_populate_recordset(null::content_police_record, p->'content_police_record'); end if;
          if p ? 'content_social_care_record' then insert into content_social_care_record select * from jsonb_populate_recordset(null::content_social_care_record, p->'content_social_care_record'); end if;
          if p ? 'content_sessions' then insert into content_sessions select * from jsonb_populate_recordset(null::content_sessions, p->'content_sessions'); end if;
          if p ? 'content_own_notes' then insert into content_own_notes select * from jsonb_populate_recordset(null::content_own_notes, p->'content_own_notes'); end if;
          if p ? 'content_intelligence' then insert into content_intelligence select * from jsonb_populate_recordset(null::content_intelligence, p->'content_intelligence'); end if;
          if p ? 'party' then insert into party select * from jsonb_populate_recordset(null::party, p->'party'); end if;
          if p ? 'offer' then
            insert into offer select * from jsonb_populate_recordset(null::offer, p->'offer')
            on conflict (referral_id, id) do update set status = excluded.status, decline_reason = excluded.decline_reason, visible_to = excluded.visible_to;
          end if;
          if p ? 'sharing_decision' then
            insert into sharing_decision select * from jsonb_populate_recordset(null::sharing_decision, p->'sharing_decision')
            on conflict (referral_id, id) do update set visible_to = excluded.visible_to;
          end if;
          if p ? 'sharing_rationale' then
            insert into sharing_rationale select * from jsonb_populate_recordset(null::sharing_rationale, p->'sharing_rationale')
            on conflict (referral_id, id) do update set visible_to = excluded.visible_to;
          end if;
          if p ? 'intervention' then
            insert into intervention select * from jsonb_populate_recordset(null::intervention, p->'intervention')
            on conflict (referral_id, id) do update set attended_sessions = excluded.attended_sessions, completion = excluded.completion, visible_to = excluded.visible_to;
          end if;
          if p ? 'deadline' then
            insert into deadline select * from jsonb_populate_recordset(null::deadline, p->'deadline')
            on conflict (referral_id, id) do update set due_at = excluded.due_at, status = excluded.status, explanation = excluded.explanation, visible_to = excluded.visible_to;
          end if;
          if p ? 'notice' then insert into notice select * from jsonb_populate_recordset(null::notice, p->'notice'); end if;
          if p ? 'audiences' then
            if p->'audiences' ? 'content_summary' then update content_summary t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_summary') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_subject_identity' then update content_subject_identity t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_subject_identity') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_harmed_person' then update content_harmed_person t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_harmed_person') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_narrative' then update content_narrative t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_narrative') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_risk' then update content_risk t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_risk') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_police_record' then update content_police_record t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_police_record') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_social_care_record' then update content_social_care_record t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_social_care_record') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_sessions' then update content_sessions t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_sessions') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_own_notes' then update content_own_notes t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_own_notes') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'content_intelligence' then update content_intelligence t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'content_intelligence') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'entry' then update entry t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'entry') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
            if p->'audiences' ? 'party' then update party t set visible_to = a.visible_to from jsonb_to_recordset(p->'audiences'->'party') as a (id uuid, visible_to uuid[]) where t.referral_id = v_referral and t.id = a.id; end if;
          end if;
          insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action,
            person_ids, referral_ids, sections, recipients, detail)
            select r.referral_id, r.id, r.at, r.operation, r.actor_id, r.actor_kind, r.actor_name, r.agency_id, r.on_behalf_of, r.purpose, r.action,
            r.person_ids, r.referral_ids, r.sections, r.recipients, r.detail from jsonb_populate_recordset(null::record_entry, p->'record_entry') r;
          if p ? 'wakeAt' then
            perform graphile_worker.add_job('fire-clocks', json_build_object('referralId', v_referral), job_key := 'clocks:' || v_referral,
              run_at := (p->>'wakeAt')::timestamptz - (select offset_ms from domain_clock) * interval '1 millisecond');
          end if;
      end $door$;

      create function door_state(p_agency uuid, p_referrals uuid[]) returns table (referral_id uuid, stored jsonb)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select r.referral_id, r.stored from referral r join participation a using (referral_id)
        where r.referral_id = any (p_referrals) and a.agency_id = p_agency and a.seen
      $door$;

      create function clock_load(p_referral uuid) returns jsonb
      language sql security definer set search_path = handrail, pg_temp as $door$
        select door_load(null, null, a.agency_id, p_referral) from participation a
        where a.referral_id = p_referral and a.agency_id = a.custodian_id and a.seen
      $door$;

      create function clocks_due(p_by timestamptz) returns table (referral_id uuid, due_at timestamptz)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select r.referral_id, r.next_due_at from referral r where r.next_due_at <= p_by order by r.next_due_at, r.referral_id limit 100
      $door$;

      create function clock_set(p_offset_ms bigint) returns void
      language sql security definer set search_path = handrail, pg_temp as $door$
        update domain_clock set offset_ms = p_offset_ms where id = 1
      $door$;
      grant update on domain_clock to handrail_door;
    `);
    for (const [routine, roles] of [
      ['door_load(uuid, text, uuid, uuid)', 'handrail_app'],
      ['door_items(uuid)', 'handrail_app, handrail_worker'],
      ['door_rows(uuid)', 'handrail_app, handrail_worker'],
      ['door_store(jsonb)', 'handrail_app, handrail_worker'],
      ['door_state(uuid, uuid[])', 'handrail_app'],
      ['clock_load(uuid)', 'handrail_worker'],
      ['clocks_due(timestamptz)', 'handrail_worker'],
      ['clock_set(bigint)', 'handrail_worker'],
    ]) {
      await db.query(`alter function ${routine} owner to handrail_door; revoke all on function ${routine} from public;
        grant execute on function ${routine} to ${roles};`);
    }
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
