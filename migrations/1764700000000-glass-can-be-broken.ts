import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In an emergency somebody whose role reads nothing opens one referral of their own agency, for an hour and with a reason; a supervisor of
 * the agency that held the risk then judges it. A new table and functions; policies of ten tables get an alternative, which rewrites
 * nothing and waits for the statements that use the tables at that moment.
 */
export class GlassCanBeBroken1764700000000 implements MigrationInterface {
  name = 'GlassCanBeBroken1764700000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table emergency_opening (
        referral_id uuid not null references referral,
        id uuid not null,
        reference text not null,
        agency_id uuid not null references agency (id),
        person_id uuid not null,
        person_name text not null,
        emergency text not null,
        reason text not null,
        opened_at timestamptz not null,
        until timestamptz not null,
        own_supervisors text[] not null,
        custodian_id uuid not null references agency (id),
        custodian_supervisors text[] not null,
        judged_at timestamptz,
        judged_by uuid,
        justified boolean,
        judgement text,
        primary key (referral_id, id)
      );
      comment on table emergency_opening is 'A referral that somebody without a part in it opened in an emergency, and what was judged of that';
      comment on column emergency_opening.until is 'By the domain''s time; brought forward when it is judged that it did not have to be';
      comment on column emergency_opening.custodian_id is 'Who held the risk then, was told and judges it';
      create unique index emergency_opening_waits_once on emergency_opening (referral_id, person_id) where judged_at is null;
      create index emergency_opening_of_person on emergency_opening (person_id, until);
      create index emergency_opening_of_custodian on emergency_opening (custodian_id, id);
      create index emergency_opening_of_agency on emergency_opening (agency_id, id);
      grant select, insert, update on emergency_opening to handrail_door;
    `);
    await db.query(`
      alter table emergency_opening enable row level security;
      alter table emergency_opening force row level security;
      grant select on emergency_opening to handrail_app;
      create policy emergency_opening_is_read on emergency_opening for select to handrail_app using ((custodian_id = nullif(current_setting('handrail.agency', true), '')::uuid and custodian_supervisors && nullif(current_setting('handrail.roles', true), '')::text[]) or (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and own_supervisors && nullif(current_setting('handrail.roles', true), '')::text[]));
      create policy emergency_opening_by_the_door on emergency_opening to handrail_door using (true) with check (true);

      drop policy participation_is_read on participation;
      drop policy participation_by_the_door on participation;
      alter table participation enable row level security;
      alter table participation force row level security;
      grant select on participation to handrail_app;
      create policy participation_is_read on participation for select to handrail_app using (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and seen and (nullif(current_setting('handrail.sections', true), '')::text[] <> '{}' or reported_by = nullif(current_setting('handrail.actor', true), '')::uuid or referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]) or (status = 'ENTERED_IN_ERROR' and nullif(current_setting('handrail.auditor', true), '')::boolean)));
      create policy participation_by_the_door on participation to handrail_door using (true) with check (true);

      drop policy entry_is_read on entry;
      drop policy entry_by_the_door on entry;
      alter table entry enable row level security;
      alter table entry force row level security;
      grant select on entry to handrail_app;
      create policy entry_is_read on entry for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and value_sections && nullif(current_setting('handrail.sections', true), '')::text[]) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]) and value_sections && '{SUMMARY,SUBJECT_IDENTITY,HARMED_PERSON,NARRATIVE,RISK}') or (audience = 'FEEDBACK' and reported_by = nullif(current_setting('handrail.actor', true), '')::uuid and nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to)));
      create policy entry_by_the_door on entry to handrail_door using (true) with check (true);

      drop policy content_summary_is_read on content_summary;
      drop policy content_summary_by_the_door on content_summary;
      alter table content_summary enable row level security;
      alter table content_summary force row level security;
      grant select on content_summary to handrail_app;
      create policy content_summary_is_read on content_summary for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])) or (audience = 'FEEDBACK' and reported_by = nullif(current_setting('handrail.actor', true), '')::uuid and nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to)));
      create policy content_summary_by_the_door on content_summary to handrail_door using (true) with check (true);

      drop policy content_subject_identity_is_read on content_subject_identity;
      drop policy content_subject_identity_by_the_door on content_subject_identity;
      alter table content_subject_identity enable row level security;
      alter table content_subject_identity force row level security;
      grant select on content_subject_identity to handrail_app;
      create policy content_subject_identity_is_read on content_subject_identity for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUBJECT_IDENTITY' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])));
      create policy content_subject_identity_by_the_door on content_subject_identity to handrail_door using (true) with check (true);

      drop policy content_harmed_person_is_read on content_harmed_person;
      drop policy content_harmed_person_by_the_door on content_harmed_person;
      alter table content_harmed_person enable row level security;
      alter table content_harmed_person force row level security;
      grant select on content_harmed_person to handrail_app;
      create policy content_harmed_person_is_read on content_harmed_person for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'HARMED_PERSON' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])));
      create policy content_harmed_person_by_the_door on content_harmed_person to handrail_door using (true) with check (true);

      drop policy content_narrative_is_read on content_narrative;
      drop policy content_narrative_by_the_door on content_narrative;
      alter table content_narrative enable row level security;
      alter table content_narrative force row level security;
      grant select on content_narrative to handrail_app;
      create policy content_narrative_is_read on content_narrative for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'NARRATIVE' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])));
      create policy content_narrative_by_the_door on content_narrative to handrail_door using (true) with check (true);

      drop policy content_risk_is_read on content_risk;
      drop policy content_risk_by_the_door on content_risk;
      alter table content_risk enable row level security;
      alter table content_risk force row level security;
      grant select on content_risk to handrail_app;
      create policy content_risk_is_read on content_risk for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'RISK' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])));
      create policy content_risk_by_the_door on content_risk to handrail_door using (true) with check (true);

      drop policy party_is_read on party;
      drop policy party_by_the_door on party;
      alter table party enable row level security;
      alter table party force row level security;
      grant select on party to handrail_app;
      create policy party_is_read on party for select to handrail_app using ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and section = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])));
      create policy party_by_the_door on party to handrail_door using (true) with check (true);
    `);
    await db.query(FUNCTIONS);
    for (const routine of [
      'emergencies_opened()',
      'emergency_open(uuid, uuid, text, text, text, text, text[], jsonb)',
      'emergency_judge(uuid, text, text, boolean, text)',
    ])
      await db.query(`alter function ${routine} owner to handrail_door; revoke all on function ${routine} from public;
        grant execute on function ${routine} to handrail_app`);
    await db.query(`
      alter function emergency_caller() owner to handrail_door; revoke all on function emergency_caller() from public;
      alter function emergency_told(emergency_opening, text, timestamptz, boolean) owner to handrail_door;
      revoke all on function emergency_told(emergency_opening, text, timestamptz, boolean) from public;
      alter function emergency_recorded(emergency_opening, text, text, timestamptz, text, jsonb) owner to handrail_door;
      revoke all on function emergency_recorded(emergency_opening, text, text, timestamptz, text, jsonb) from public;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

const FUNCTIONS = `
  create type emergency_of as (actor uuid, agency uuid, now timestamptz);
  create type emergency_answer as (outcome text, opening jsonb);

  -- The caller of the transaction, and the domain's time.
  create function emergency_caller() returns emergency_of language plpgsql volatile as $caller$
  declare
    v emergency_of;
  begin
    v.actor := nullif(current_setting('handrail.actor', true), '')::uuid;
    v.agency := nullif(current_setting('handrail.agency', true), '')::uuid;
    if v.actor is null or v.agency is null then
      raise exception 'An emergency has a caller' using errcode = 'insufficient_privilege';
    end if;
    v.now := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
    return v;
  end $caller$;

  -- What the caller has open now: asked for as a transaction begins, of those only whose role may break glass.
  create function emergencies_opened() returns uuid[]
  language plpgsql volatile security definer set search_path = handrail, pg_temp as $opened$
  begin
    return (select array_agg(o.referral_id) from emergency_opening o
      where o.person_id = nullif(current_setting('handrail.actor', true), '')::uuid
        and o.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
        and current_setting('handrail.may_open', true) = 'true'
        and o.until > clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond');
  end $opened$;

  create function emergency_told(p_opening emergency_opening, p_kind text, p_at timestamptz, p_custodian boolean) returns void
  language plpgsql as $told$
  begin
    -- Agencies in one order everywhere, so that no two changes wait for each other.
    perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
      from (select distinct a::text as agency from unnest(array[p_opening.agency_id, case when p_custodian then p_opening.custodian_id end]) a
        where a is not null order by 1) told;
    insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
      select p_opening.referral_id, gen_random_uuid(), 0, p_at, p_kind, told.agency, told.roles, p_opening.reference, array[told.agency]
      from (select p_opening.agency_id as agency, to_jsonb(p_opening.own_supervisors) as named
          union select p_opening.custodian_id, to_jsonb(p_opening.custodian_supervisors) where p_custodian) one,
        lateral (select one.agency, array(select jsonb_array_elements_text(one.named)) as roles) told;
  end $told$;

  create function emergency_recorded(p_opening emergency_opening, p_operation text, p_action text, p_at timestamptz, p_purpose text, p_detail jsonb)
  returns void language sql as $recorded$
    insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids, sections, detail)
    values (p_opening.referral_id, gen_random_uuid(), p_at, p_operation, current_setting('handrail.actor')::uuid,
      current_setting('handrail.actor_kind'), current_setting('handrail.actor_name'), current_setting('handrail.agency')::uuid, p_purpose, p_action,
      array[p_opening.referral_id], array(select jsonb_array_elements_text(p_detail->'sections')),
      (p_detail - 'sections') || jsonb_build_object('opening', p_opening.id))
  $recorded$;

  create function emergency_open(p_referral uuid, p_id uuid, p_key text, p_input_hash text, p_emergency text, p_reason text, p_sections text[],
    p_supervisors jsonb) returns emergency_answer
  language plpgsql security definer set search_path = handrail, pg_temp as $door$
  declare
    v_caller emergency_of := emergency_caller();
    v emergency_answer;
    v_opening emergency_opening;
    v_part participation;
    v_key idempotency_key;
  begin
    select * into v_key from idempotency_key k where k.actor_id = v_caller.actor and k.key = p_key;
    if not found then
      if current_setting('handrail.may_open', true) is distinct from 'true' then
        raise exception 'This caller opens nothing in an emergency' using errcode = 'insufficient_privilege';
      end if;
      select * into v_part from participation a where a.referral_id = p_referral and a.agency_id = v_caller.agency and a.seen;
      if not found then
        v.outcome := 'NONE';
        return v;
      end if;
      if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
        raise exception 'The training of this caller ran out' using errcode = 'HR003';
      end if;
      insert into emergency_opening (referral_id, id, reference, agency_id, person_id, person_name, emergency, reason, opened_at, until,
          own_supervisors, custodian_id, custodian_supervisors)
        select p_referral, p_id, v_part.reference, v_caller.agency, v_caller.actor, current_setting('handrail.actor_name'), p_emergency, p_reason,
          v_caller.now, v_caller.now + interval '1 hour', array(select jsonb_array_elements_text(p_supervisors->own.kind)), v_part.custodian_id,
          array(select jsonb_array_elements_text(p_supervisors->holding.kind))
        from agency own, agency holding where own.id = v_caller.agency and holding.id = v_part.custodian_id
        on conflict (referral_id, person_id) where judged_at is null do nothing
        returning * into v_opening;
      if v_opening.id is not null then
        insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
          values (v_caller.actor, p_key, p_input_hash, p_referral, p_id, v_caller.now, 'breakGlass', 'SUMMARY');
        perform emergency_recorded(v_opening, 'CONSULTATION', 'breakGlass', v_caller.now, 'emergency', jsonb_build_object('sections', p_sections,
          'emergency', p_emergency, 'reason', encode(sha256(convert_to(p_reason, 'UTF8')), 'hex')));
        perform emergency_told(v_opening, 'emergency.opened', v_caller.now, true);
        v.outcome := 'DONE';
        v.opening := to_jsonb(v_opening);
        return v;
      end if;
      -- Somebody was faster: the same command, sent twice at once, or an earlier one.
      select * into v_key from idempotency_key k where k.actor_id = v_caller.actor and k.key = p_key;
      if not found then
        v.outcome := 'ALREADY';
        return v;
      end if;
    end if;
    v.outcome := case when v_key.input_hash = p_input_hash then 'DONE' else 'KEY_REUSED' end;
    select to_jsonb(o) into v.opening from emergency_opening o where o.referral_id = v_key.referral_id and o.id = v_key.entry_id;
    return v;
  end $door$;

  create function emergency_judge(p_id uuid, p_key text, p_input_hash text, p_justified boolean, p_judgement text) returns emergency_answer
  language plpgsql security definer set search_path = handrail, pg_temp as $door$
  declare
    v_caller emergency_of := emergency_caller();
    v emergency_answer;
    v_opening emergency_opening;
    v_key idempotency_key;
  begin
    -- Locked first: the same key may have been taken by whoever held it.
    select * into v_opening from emergency_opening o where o.id = p_id and o.custodian_id = v_caller.agency
      and o.custodian_supervisors && nullif(current_setting('handrail.roles', true), '')::text[] for update;
    select * into v_key from idempotency_key k where k.actor_id = v_caller.actor and k.key = p_key;
    if found then
      v.outcome := case when v_key.input_hash = p_input_hash then 'DONE' else 'KEY_REUSED' end;
    elsif v_opening.id is null then
      v.outcome := 'NONE';
    elsif current_setting('handrail.trained', true) is distinct from 'CURRENT' then
      raise exception 'The training of this caller ran out' using errcode = 'HR003';
    elsif v_opening.person_id = v_caller.actor then
      v.outcome := 'OWN';
    elsif v_opening.judged_at is not null then
      v.outcome := 'ALREADY';
    else
      -- What did not have to be ends now.
      update emergency_opening o set judged_at = v_caller.now, judged_by = v_caller.actor, justified = p_justified, judgement = p_judgement,
          until = case when p_justified then o.until else least(o.until, v_caller.now) end
        where o.referral_id = v_opening.referral_id and o.id = p_id returning * into v_opening;
      insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
        values (v_caller.actor, p_key, p_input_hash, v_opening.referral_id, p_id, v_caller.now, 'judgeEmergencyOpening', 'SUMMARY');
      perform emergency_recorded(v_opening, 'ALTERATION', 'judgeEmergencyOpening', v_caller.now, 'oversight',
        jsonb_build_object('sections', array[]::text[], 'justified', p_justified,
          'judgement', encode(sha256(convert_to(p_judgement, 'UTF8')), 'hex')));
      perform emergency_told(v_opening, 'emergency.judged', v_caller.now, false);
      v.outcome := 'DONE';
    end if;
    v.opening := to_jsonb(v_opening);
    return v;
  end $door$;
`;
