import type { MigrationInterface, QueryRunner } from 'typeorm';

const SECTIONS = [
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
];

/**
 * Who acted, on which referral and when is no longer read out of what the door is handed and compared: the door itself writes it, from
 * the transaction's settings and the event, into every row. What is handed over is what only the pathway knows. With half as many
 * columns to take apart, and only the rows that change, an action costs the database half of what it did. Replaces functions, rewrites
 * no table.
 */
export class TheDoorSaysWho1764470000000 implements MigrationInterface {
  name = 'TheDoorSaysWho1764470000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function door_load(uuid, text, uuid, uuid);
      drop function clock_load(uuid);
      drop function referral_load(uuid, text, uuid, uuid);
      drop function door_store(jsonb);
      drop function clock_store(jsonb);
      drop function referral_store(jsonb);
      drop function must_be_one_change(jsonb);
      drop function must_be_trained(uuid);

      create type loaded_referral as (key jsonb, now text, referral_id uuid, reference text, pathway text, reported_by uuid, created_at timestamptz,
        seq int, stored jsonb, next_due_at timestamptz, participations jsonb, deadlines jsonb);

      -- The day is asked for once, and by functions that keep their plans: they run with every transaction.
      create or replace function domain_today() returns date language plpgsql stable set search_path = handrail, pg_temp as $today$
      begin
        return ((clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond') at time zone 'Europe/London')::date;
      end $today$;
      create or replace function training_status(p_expires_on date) returns text language plpgsql stable set search_path = handrail, pg_temp as $status$
      declare
        v_today date := domain_today();
      begin
        return case when p_expires_on >= v_today then 'CURRENT' when p_expires_on + 30 >= v_today then 'READ_ONLY' else 'EXPIRED' end;
      end $status$;

      -- One question about the caller; as before in what it lets through. The door, which stores nothing for whom is not trained, finds
      -- the answer among the transaction's settings, where it finds the caller.
      create or replace function must_still_act(p_actor uuid, p_agency uuid, p_roles text[]) returns void
      language plpgsql volatile set search_path = handrail, pg_temp as $acts$
      declare
        v_trained_until date;
        v_trained text := 'CURRENT';
      begin
        select (select min(t.expires_on) from training t where t.person_id = p.id) into v_trained_until
          from person p join agency a on a.id = p.agency_id
          where p.id = p_actor and p.agency_id = p_agency and p.active and a.active
            and p_roles <@ array(select r.role from person_role r where r.person_id = p.id);
        if found then
          v_trained := training_status(v_trained_until);
          if v_trained = 'EXPIRED' then
            raise exception 'The training of this caller ran out more than thirty days ago' using errcode = 'HR003';
          end if;
        elsif not exists (select from machine_client m join agency a on a.id = m.agency_id
            where m.id = p_actor and m.agency_id = p_agency and m.active and a.active and p_roles = array[m.role]) then
          raise exception 'This caller does not act for that agency in these roles any more' using errcode = 'HR002';
        end if;
        perform set_config('handrail.trained', v_trained, true);
      end $acts$;

      create function referral_load(p_agency uuid, p_referral uuid, p_actor uuid, p_key text) returns loaded_referral language plpgsql as $load$
      declare
        v loaded_referral;
      begin
        -- Locked by a statement of its own: what is read after it is what the last writer left, participation and version included.
        perform from referral r where r.referral_id = p_referral
          and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen) for update;
        select r.referral_id, r.reference, r.pathway_key, r.reported_by, r.created_at, r.seq, r.stored, r.next_due_at,
            (select jsonb_agg(to_jsonb(a)) from participation a where a.referral_id = r.referral_id),
            (select jsonb_agg(jsonb_build_object('id', d.id, 'clockId', d.clock_id, 'status', d.status, 'visibleTo', d.visible_to))
              from deadline d where d.referral_id = r.referral_id and d.status in ('RUNNING', 'PAUSED', 'OVERDUE'))
          into v.referral_id, v.reference, v.pathway, v.reported_by, v.created_at, v.seq, v.stored, v.next_due_at, v.participations, v.deadlines
          from referral r where r.referral_id = p_referral
            and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen);
        -- Looked for after the lock: the same key may have been taken by whoever held it.
        select (select to_jsonb(k) from idempotency_key k where k.actor_id = p_actor and k.key = p_key),
            to_char((clock_timestamp() + offset_ms * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          into v.key, v.now from domain_clock;
        return v;
      end $load$;

      create function door_load(p_actor uuid, p_agency uuid, p_key text, p_referral uuid) returns loaded_referral
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      begin
        if p_actor is distinct from nullif(current_setting('handrail.actor', true), '')::uuid
          or p_agency is distinct from nullif(current_setting('handrail.agency', true), '')::uuid or p_actor is null or p_agency is null then
          raise exception 'The door opens for the caller of the transaction only' using errcode = 'insufficient_privilege';
        end if;
        return referral_load(p_agency, p_referral, p_actor, p_key);
      end $door$;

      create function clock_load(p_referral uuid) returns loaded_referral
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_custodian uuid := (select a.agency_id from participation a where a.referral_id = p_referral and a.agency_id = a.custodian_id and a.seen);
      begin
        return referral_load(v_custodian, p_referral, null, null);
      end $door$;
    `);
    await db.query(`
      create function referral_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz,
        p_agency uuid, p_actor uuid, p_actor_kind text, p_actor_name text, p_on_behalf_of text, p_purpose text, p_rows jsonb) returns void
      language plpgsql as $store$
      declare
        v_seq int := (p_event->>'seq')::int;
        v_at timestamptz := (p_event->>'at')::timestamptz;
        v_action text := p_event->>'type';
        v_entry uuid := (p_event->>'entryId')::uuid;
        -- What a clock does has no writer in the timeline; the record names the agency that it called.
        v_writer uuid := case when p_actor is not null then p_agency end;
        v referral;
      begin
        if v_seq = 1 then
          insert into referral (referral_id, reference, pathway_key, pathway_version, reported_by, created_at, seq, stored, next_due_at)
            select p_referral, r.reference, r.pathway_key, r.pathway_version, p_actor, v_at, 1, p_stored, p_next_due
            from jsonb_to_record(p_rows->'referral') as r (reference text, pathway_key text, pathway_version text)
            returning reported_by, reference, pathway_key, pathway_version, created_at
            into v.reported_by, v.reference, v.pathway_key, v.pathway_version, v.created_at;
        else
          update referral set seq = v_seq, stored = p_stored, next_due_at = p_next_due where referral_id = p_referral
            returning reported_by, reference, pathway_key, pathway_version, created_at
            into v.reported_by, v.reference, v.pathway_key, v.pathway_version, v.created_at;
        end if;
        insert into event (referral_id, seq, at, type, body) values (p_referral, v_seq, v_at, v_action, p_event);
        if p_rows ? 'participation' then
          insert into participation (referral_id, agency_id, reported_by, reference, pathway_key, pathway_version, status, custodian_id, relations,
              states, sections, version, waiting_for_us, next_deadline_at, open, seen, created_at)
            select p_referral, a.agency_id, v.reported_by, v.reference, v.pathway_key, v.pathway_version, a.status, a.custodian_id, a.relations,
              a.states, a.sections, a.version, a.waiting_for_us, a.next_deadline_at, a.open, a.seen, v.created_at
            from jsonb_to_recordset(p_rows->'participation') as a (agency_id uuid, status text, custodian_id uuid, relations text[], states text[],
              sections jsonb, version int, waiting_for_us boolean, next_deadline_at timestamptz, open boolean, seen boolean)
            on conflict (referral_id, agency_id) do update set status = excluded.status, custodian_id = excluded.custodian_id,
              relations = excluded.relations, states = excluded.states, sections = excluded.sections, version = excluded.version,
              waiting_for_us = excluded.waiting_for_us, next_deadline_at = excluded.next_deadline_at, open = excluded.open, seen = excluded.seen;
        end if;
        insert into entry (referral_id, id, seq, at, action, agency_id, actor_id, actor_name, on_behalf_of, section, value_sections, audience,
            other_end, reported_by, visible_to)
          select p_referral, e.id, v_seq, v_at, e.action, v_writer, p_actor, p_actor_name, p_on_behalf_of, e.section, e.value_sections, e.audience,
            e.other_end, v.reported_by, e.visible_to
          from jsonb_to_recordset(p_rows->'entry') as e (id uuid, action text, section text, value_sections text[], audience text, other_end uuid,
            visible_to uuid[]);
        ${SECTIONS.map(
          (section) => `
        if p_rows ? 'content_${section}' then
          insert into content_${section} (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_${section}') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;`,
        ).join('')}
        if p_rows ? 'party' then
          insert into party (referral_id, id, seq, place, role, section, given_name, family_name, date_of_birth, contact, related_to, writer, visible_to)
            select p_referral, c.id, v_seq, c.place, c.role, c.section, c.given_name, c.family_name, c.date_of_birth, c.contact, c.related_to,
              v_writer, c.visible_to
            from jsonb_to_recordset(p_rows->'party') as c (id uuid, place int, role text, section text, given_name text, family_name text,
              date_of_birth date, contact text, related_to uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'offer' then
          insert into offer (referral_id, id, kind, status, from_agency, to_agency, words, decline_reason, respond_by, seq, visible_to)
            select p_referral, o.id, o.kind, o.status, o.from_agency, o.to_agency, o.words, o.decline_reason, o.respond_by, o.seq, o.visible_to
            from jsonb_to_recordset(p_rows->'offer') as o (id uuid, kind text, status text, from_agency uuid, to_agency uuid, words text,
              decline_reason text, respond_by timestamptz, seq int, visible_to uuid[])
            on conflict (referral_id, id) do update set status = excluded.status, decline_reason = excluded.decline_reason,
              visible_to = excluded.visible_to;
        end if;
        if p_rows ? 'sharing_decision' then
          insert into sharing_decision (referral_id, id, seq, by_agency, recipient_agency, decision, purpose, lawful_basis, sections, ongoing,
              family_informed, decided_at, visible_to)
            select p_referral, s.id, s.seq, s.by_agency, s.recipient_agency, s.decision, s.purpose, s.lawful_basis, s.sections, s.ongoing,
              s.family_informed, s.decided_at, s.visible_to
            from jsonb_to_recordset(p_rows->'sharing_decision') as s (id uuid, seq int, by_agency uuid, recipient_agency uuid, decision text,
              purpose text, lawful_basis text, sections text[], ongoing boolean, family_informed boolean, decided_at timestamptz, visible_to uuid[])
            on conflict (referral_id, id) do update set visible_to = excluded.visible_to;
        end if;
        if p_rows ? 'sharing_rationale' then
          insert into sharing_rationale (referral_id, id, rationale, family_not_informed_reason, visible_to)
            select p_referral, s.id, s.rationale, s.family_not_informed_reason, s.visible_to
            from jsonb_to_recordset(p_rows->'sharing_rationale') as s (id uuid, rationale text, family_not_informed_reason text, visible_to uuid[])
            on conflict (referral_id, id) do update set visible_to = excluded.visible_to;
        end if;
        if p_rows ? 'intervention' then
          insert into intervention (referral_id, id, seq, agency_id, party_id, programme, planned_sessions, attended_sessions, completion, visible_to)
            select p_referral, i.id, i.seq, i.agency_id, i.party_id, i.programme, i.planned_sessions, i.attended_sessions, i.completion, i.visible_to
            from jsonb_to_recordset(p_rows->'intervention') as i (id uuid, seq int, agency_id uuid, party_id uuid, programme text,
              planned_sessions int, attended_sessions int, completion text, visible_to uuid[])
            on conflict (referral_id, id) do update set attended_sessions = excluded.attended_sessions, completion = excluded.completion,
              visible_to = excluded.visible_to;
        end if;
        if p_rows ? 'deadline' then
          insert into deadline (referral_id, id, clock_id, kind, agency_id, started_at, due_at, status, rule_id, source, explanation, visible_to)
            select p_referral, d.id, d.clock_id, d.kind, d.agency_id, d.started_at, d.due_at, d.status, d.rule_id, d.source, d.explanation, d.visible_to
            from jsonb_to_recordset(p_rows->'deadline') as d (id uuid, clock_id text, kind text, agency_id uuid, started_at timestamptz,
              due_at timestamptz, status text, rule_id text, source text, explanation text, visible_to uuid[])
            on conflict (referral_id, id) do update set due_at = excluded.due_at, status = excluded.status, explanation = excluded.explanation,
              visible_to = excluded.visible_to;
        end if;
        if p_rows ? 'unseen' then
          update notice set visible_to = '{}' where referral_id = p_referral
            and agency_id in (select e::uuid from jsonb_array_elements_text(p_rows->'unseen') e);
        end if;
        if p_rows ? 'notice' then
          -- Agencies in one order everywhere, so that no two changes wait for each other.
          perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
            from (select distinct n->>'agency_id' as agency from jsonb_array_elements(p_rows->'notice') n order by 1) told;
          insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
            select p_referral, n.id, v_seq, v_at, n.kind, n.agency_id, n.roles, v.reference, array[n.agency_id]
            from jsonb_to_recordset(p_rows->'notice') as n (id uuid, kind text, agency_id uuid, roles text[]);
        end if;
        if p_rows ? 'audiences' then
          ${[...SECTIONS.map((section) => `content_${section}`), 'entry', 'party']
            .map(
              (table) => `
          if p_rows->'audiences' ? '${table}' then
            update ${table} t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'${table}') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;`,
            )
            .join('')}
        end if;
        -- What was collected or altered, and, where somebody else came to read it, to whom it was disclosed (Data Protection Act 2018, s.62).
        insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action,
            person_ids, referral_ids, sections, recipients, detail)
          select p_referral, r.id, v_at, case when r.recipients is not null then 'DISCLOSURE' when v_seq = 1 then 'COLLECTION' else 'ALTERATION' end,
            coalesce(p_actor, '00000000-0000-0000-0000-000000000000'), p_actor_kind, p_actor_name, p_agency, p_on_behalf_of, p_purpose, v_action,
            r.person_ids, array[p_referral], r.sections, coalesce(r.recipients, '{}'),
            case when p_actor is not null then jsonb_build_object('entry', v_entry, 'seq', v_seq)
              else jsonb_build_object('entry', v_entry, 'seq', v_seq, 'clock', p_event->'payload'->'clockId') end
          from jsonb_to_recordset(p_rows->'record') as r (id uuid, person_ids uuid[], sections text[], recipients uuid[]);
        if not found or p_rows->'record'->0 ? 'recipients' then
          raise exception 'A change has its own entry in the record' using errcode = 'insufficient_privilege';
        end if;
        if p_wake_at is not null then
          perform graphile_worker.add_job('fire-clocks', json_build_object('referralId', p_referral), job_key := 'clocks:' || p_referral,
            run_at := p_wake_at - (select offset_ms from domain_clock) * interval '1 millisecond');
        end if;
      end $store$;

      create function door_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz, p_key text,
        p_input_hash text, p_section text, p_rows jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_actor text := current_setting('handrail.actor', true);
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
      begin
        if v_actor is distinct from p_event->'by'->>'personId' or v_agency is distinct from (p_event->'by'->>'agencyId')::uuid
          or v_agency is null or coalesce(v_actor, '') = '' then
          raise exception 'A change carries the caller of the transaction' using errcode = 'insufficient_privilege';
        end if;
        -- One that nobody has yet is being submitted.
        if not exists (select from participation a where a.referral_id = p_referral and a.agency_id = v_agency and a.seen)
          and ((p_event->>'seq')::int <> 1 or exists (select from referral where referral_id = p_referral)) then
          raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
        end if;
        if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
          raise exception 'The training of this caller ran out' using errcode = 'HR003';
        end if;
        insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
          values (v_actor::uuid, p_key, p_input_hash, p_referral, (p_event->>'entryId')::uuid, (p_event->>'at')::timestamptz, p_event->>'type', p_section);
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, v_agency, v_actor::uuid,
          current_setting('handrail.actor_kind', true), current_setting('handrail.actor_name', true),
          nullif(current_setting('handrail.on_behalf_of', true), ''), current_setting('handrail.purpose', true), p_rows);
      end $door$;

      create function clock_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz, p_agency uuid,
        p_rows jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      begin
        if p_event->>'by' is not null or (p_event->>'seq')::int = 1 or jsonb_array_length(p_rows->'record') > 1 then
          raise exception 'A clock changes a referral in nobody''s name' using errcode = 'insufficient_privilege';
        end if;
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, p_agency, null, 'CLOCK', null, null, 'deadline', p_rows);
      end $door$;
    `);
    // They run as the door and in its search path, since only the door's own functions may call the two that name nobody.
    for (const [routine, role] of [
      ['referral_load(uuid, uuid, uuid, text)', null],
      ['referral_store(uuid, jsonb, jsonb, timestamptz, timestamptz, uuid, uuid, text, text, text, text, jsonb)', null],
      ['door_load(uuid, uuid, text, uuid)', 'handrail_app'],
      ['door_store(uuid, jsonb, jsonb, timestamptz, timestamptz, text, text, text, jsonb)', 'handrail_app'],
      ['clock_load(uuid)', 'handrail_worker'],
      ['clock_store(uuid, jsonb, jsonb, timestamptz, timestamptz, uuid, jsonb)', 'handrail_worker'],
    ] as const) {
      await db.query(
        `alter function ${routine} owner to handrail_door; revoke all on function ${routine} from public;`,
      );
      if (role) await db.query(`grant execute on function ${routine} to ${role}`);
    }
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
