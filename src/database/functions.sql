-- Functions as all migrations together leave them. Made from a migrated database (npm run derive); do not edit.

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.agencies_known(p_referral uuid)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select array_agg(distinct known.agency) from participation p,
          lateral (
            select unnest(array[p.agency_id, p.custodian_id]) as agency
            union all select unnest(array[o.from_agency, o.to_agency]) from offer o
              where o.referral_id = p.referral_id and coalesce(p.service_id, p.agency_id) = any (o.visible_to)
            union all select unnest(array[s.by_agency, s.recipient_agency]) from sharing_decision s
              where s.referral_id = p.referral_id and coalesce(p.service_id, p.agency_id) = any (s.visible_to)
            union all select d.recipient from disclosure d
              where d.referral_id = p.referral_id and coalesce(p.service_id, p.agency_id) = any (d.visible_to)
          ) known
        where p.referral_id = p_referral and p.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and p.seen and is_with_me(p.service_id) and not is_barred(p_referral)
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.allocation_store(p_referral uuid, p_event jsonb, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_service uuid;
        v_at timestamptz := (p_event->>'at')::timestamptz;
      begin
        if p_rows ? 'allocation_ended' then
          update allocation l set ended_at = v_at, visible_to = '{}' where l.referral_id = p_referral and l.ended_at is null
            and l.agency_id in (select e::uuid from jsonb_array_elements_text(p_rows->'allocation_ended') e);
        end if;
        if p_rows ? 'allocation' then
          -- Of its own people only: whose it is, the event says.
          insert into allocation (referral_id, agency_id, id, seq, person_id, at, visible_to)
            select p_referral, w.agency_id, (p_event->>'entryId')::uuid, (p_event->>'seq')::int, w.id, v_at, array[coalesce((select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = w.agency_id), w.agency_id)]
            from jsonb_to_recordset(p_rows->'allocation') as a (person_id uuid) join person w on w.id = a.person_id
            where w.agency_id = (p_event->'by'->>'agencyId')::uuid
            on conflict (referral_id, agency_id) do update set id = excluded.id, seq = excluded.seq, person_id = excluded.person_id,
              at = excluded.at, ended_at = null, visible_to = excluded.visible_to;
          if not found then
            raise exception 'Work is allocated to people of the own agency' using errcode = 'insufficient_privilege';
          end if;
        end if;
        if p_rows ? 'allocation' or p_rows ? 'moved' then
          select a.service_id into v_service from participation a
            where a.referral_id = p_referral and a.agency_id = (p_event->'by'->>'agencyId')::uuid;
          if v_service is not null then
            perform pg_advisory_xact_lock(hashtextextended('service ' || v_service, 0));
            if exists (select from allocation l where l.referral_id = p_referral and l.agency_id = (p_event->'by'->>'agencyId')::uuid
                and l.ended_at is null
                and not exists (select from person_service m where m.person_id = l.person_id and m.service_id = v_service)) then
              raise exception 'Whoever works on what a service has belongs to it' using errcode = 'HR004';
            end if;
          end if;
        end if;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.bars_store(p_referral uuid, p_agency uuid, p_bars jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  begin
    delete from restriction where referral_id = p_referral and agency_id = p_agency;
    insert into restriction (referral_id, agency_id, people)
      select p_referral, p_agency, array(select jsonb_array_elements_text(p_bars->'people')::uuid)
      where jsonb_typeof(p_bars->'people') = 'array';
    delete from conflict_of_interest where referral_id = p_referral and agency_id = p_agency;
    insert into conflict_of_interest (referral_id, person_id, agency_id)
      select p_referral, person::uuid, p_agency from jsonb_array_elements_text(p_bars->'conflicts') person
      on conflict do nothing;
    perform set_config('handrail.barred', referrals_barred()::text, true);
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.calendar_enter(p_version integer, p_kind text, p_agency uuid, p_body jsonb, p_source text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        insert into calendar_entry (version, kind, agency_id, body, source) values (p_version, p_kind, p_agency, p_body, p_source)
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.can_work_on(w person, p_referral uuid, p_service uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select w.active and training_of(w.id) = 'CURRENT'
          and (p_service is null or exists (select from person_service m where m.person_id = w.id and m.service_id = p_service))
          and not exists (select from conflict_of_interest c where c.referral_id = p_referral and c.person_id = w.id)
      $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.cannot_act(p_person uuid, p_agency uuid, p_roles text[])
 RETURNS TABLE(cause text, since timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select w.cause, case w.cause
            when 'DEACTIVATED' then (select max(c.at) from staff_change c where c.person_id = p_person and c.what = 'DEACTIVATED')
            when 'ROLE_LOST' then (select max(c.at) from staff_change c where c.person_id = p_person and c.what = 'ROLE_REMOVED')
            else (w.trained_until + 1)::timestamp at time zone 'Europe/London' end
        from (
          select t.trained_until, case
              when not p.active then 'DEACTIVATED'
              when p.agency_id <> p_agency or not exists (select from person_role r where r.person_id = p.id and r.role = any (p_roles)) then 'ROLE_LOST'
              when training_status(t.trained_until) <> 'CURRENT' then 'TRAINING_EXPIRED' end as cause
          from person p cross join lateral (select min(e.expires_on) as trained_until from training e where e.person_id = p.id) t
          where p.id = p_person
        ) w where w.cause is not null
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clock_items(p_referral uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$ select referral_items(p_referral) $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clock_load(p_referral uuid)
 RETURNS loaded_referral
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_custodian uuid := (select a.agency_id from participation a where a.referral_id = p_referral and a.agency_id = a.custodian_id and a.seen);
      begin
        return referral_load(v_custodian, p_referral, null, null);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clock_rows(p_referral uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$ select referral_rows(p_referral) $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clock_set(p_offset_ms bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        update domain_clock set offset_ms = p_offset_ms where id = 1
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clock_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamp with time zone, p_wake_at timestamp with time zone, p_agency uuid, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_passed_on boolean := p_event->>'type' = 'restrictionPassedOn';
      begin
        if p_event->>'by' is not null or (p_event->>'seq')::int = 1 or jsonb_array_length(p_rows->'record') > 1 then
          raise exception 'A clock changes a referral in nobody''s name' using errcode = 'insufficient_privilege';
        end if;
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, p_agency, null, 'CLOCK', null, null,
          case when v_passed_on then 'restriction' else 'deadline' end, p_rows);
        perform allocation_store(p_referral, p_event, p_rows);
        perform sharing_store(p_referral, p_event, p_rows);
        if p_rows ? 'bars' and v_passed_on then
          perform bars_store(p_referral, p_agency, p_rows->'bars');
        end if;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.clocks_due(p_by timestamp with time zone, p_after_due timestamp with time zone, p_after_referral uuid)
 RETURNS TABLE(referral_id uuid, due_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select r.referral_id, r.next_due_at from referral r
        where r.next_due_at <= p_by and (r.next_due_at, r.referral_id) > (p_after_due, p_after_referral)
        order by r.next_due_at, r.referral_id limit 100
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.conditions_store(p_referral uuid, p_event jsonb, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
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
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.deadlines_measured(p_now timestamp with time zone, p_most integer)
 RETURNS TABLE(overdue integer, unfired_seconds double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select
          (select count(*)::int from (
            select from agency a cross join lateral (
              select from participation p where p.agency_id = a.id and p.open and p.seen and p.next_deadline_at < p_now
                and p.custodian_id = a.id limit p_most) held limit p_most) counted),
          (select coalesce(greatest(extract(epoch from p_now - r.next_due_at), 0), 0)::float8 from referral r
            where r.next_due_at is not null order by r.next_due_at, r.referral_id limit 1)
      $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner, handrail_worker=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.domain_today()
 RETURNS date
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      begin
        return ((clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond') at time zone 'Europe/London')::date;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.door_items(p_referral uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      begin
        perform must_be_seen(p_referral);
        return referral_items(p_referral);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.door_load(p_actor uuid, p_agency uuid, p_key text, p_referral uuid)
 RETURNS loaded_referral
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      begin
        if p_actor is distinct from nullif(current_setting('handrail.actor', true), '')::uuid
          or p_agency is distinct from nullif(current_setting('handrail.agency', true), '')::uuid or p_actor is null or p_agency is null then
          raise exception 'The door opens for the caller of the transaction only' using errcode = 'insufficient_privilege';
        end if;
        return referral_load(p_agency, case when not is_barred(p_referral) then p_referral end, p_actor, p_key);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.door_rows(p_referral uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      begin
        perform must_be_seen(p_referral);
        return referral_rows(p_referral);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.door_state(p_agency uuid, p_referrals uuid[])
 RETURNS TABLE(referral_id uuid, stored jsonb)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      begin
        perform must_be_the_caller(nullif(current_setting('handrail.actor', true), '')::uuid, p_agency);
        return query select r.referral_id, r.stored from referral r join participation a using (referral_id)
          where r.referral_id = any (p_referrals) and not is_barred(r.referral_id) and a.agency_id = p_agency and a.seen and is_with_me(a.service_id);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.door_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamp with time zone, p_wake_at timestamp with time zone, p_key text, p_input_hash text, p_section text, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_actor text := current_setting('handrail.actor', true);
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
      begin
        if v_actor is distinct from p_event->'by'->>'personId' or v_agency is distinct from (p_event->'by'->>'agencyId')::uuid
          or v_agency is null or coalesce(v_actor, '') = '' then
          raise exception 'A change carries the caller of the transaction' using errcode = 'insufficient_privilege';
        end if;
        -- One that nobody has yet is being submitted.
        if not exists (select from participation a where a.referral_id = p_referral and a.agency_id = v_agency and a.seen and is_with_me(a.service_id))
          and ((p_event->>'seq')::int <> 1 or exists (select from referral where referral_id = p_referral)) then
          raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
        end if;
        if is_barred(p_referral) then
          raise exception 'The referral is shut to the caller' using errcode = 'insufficient_privilege';
        end if;
        if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
          raise exception 'The training of this caller ran out' using errcode = 'HR003';
        end if;
        insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
          values (v_actor::uuid, p_key, p_input_hash, p_referral, (p_event->>'entryId')::uuid, (p_event->>'at')::timestamptz, p_event->>'type', p_section);
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, v_agency, v_actor::uuid,
          current_setting('handrail.actor_kind', true), current_setting('handrail.actor_name', true),
          nullif(current_setting('handrail.on_behalf_of', true), ''), current_setting('handrail.purpose', true), p_rows);
        perform allocation_store(p_referral, p_event, p_rows);
        perform sharing_store(p_referral, p_event, p_rows);
        if p_rows ? 'bars' then
          perform bars_store(p_referral, v_agency, p_rows->'bars');
        end if;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergencies_in_time()
 RETURNS TABLE(referral_id uuid, id uuid, opened_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select o.referral_id, o.id, o.opened_at from emergency_opening o
        where o.judged_at is null and o.overdue_told_at is null order by o.opened_at
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergencies_opened()
 RETURNS uuid[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  begin
    return (select array_agg(o.referral_id) from emergency_opening o
      where o.person_id = nullif(current_setting('handrail.actor', true), '')::uuid
        and o.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
        and current_setting('handrail.may_open', true) = 'true'
        and o.until > clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond');
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_caller()
 RETURNS emergency_of
 LANGUAGE plpgsql
AS $function$
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
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_can_be_judged(o emergency_opening)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select exists (
          select from (values (o.custodian_id, o.custodian_supervisors, o.custodian_service), (o.later_custodian_id, o.later_supervisors, o.later_service))
            judges (agency, roles, service)
          join agency a on a.id = judges.agency and a.active
          join person w on w.agency_id = a.id and w.id <> o.person_id and can_work_on(w, o.referral_id, judges.service)
          where exists (select from person_role r where r.person_id = w.id and r.role = any (judges.roles))
            and not exists (select from restriction r where r.referral_id = o.referral_id and r.agency_id = a.id and w.id <> all (r.people)))
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_judge(p_id uuid, p_key text, p_input_hash text, p_justified boolean, p_judgement text)
 RETURNS emergency_answer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  declare
    v_caller emergency_of := emergency_caller();
    v emergency_answer;
    v_opening emergency_opening;
    v_key idempotency_key;
  begin
    -- Locked first: the same key may have been taken by whoever held it.
    select * into v_opening from emergency_opening o where o.id = p_id and not is_barred(o.referral_id) and ((o.custodian_id = v_caller.agency and is_with_me(o.custodian_service)
        and o.custodian_supervisors && nullif(current_setting('handrail.roles', true), '')::text[])
        or (o.later_custodian_id = v_caller.agency and is_with_me(o.later_service)
        and o.later_supervisors && nullif(current_setting('handrail.roles', true), '')::text[])) for update;
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
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_open(p_referral uuid, p_id uuid, p_key text, p_input_hash text, p_emergency text, p_reason text, p_sections text[], p_supervisors jsonb)
 RETURNS emergency_answer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
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
      if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
        raise exception 'The training of this caller ran out' using errcode = 'HR003';
      end if;
      select * into v_part from part_of_the_caller(p_referral);
      if not found then
        v.outcome := 'NONE';
        return v;
      end if;
      insert into emergency_opening (referral_id, id, reference, agency_id, person_id, person_name, emergency, reason, opened_at, until,
          own_supervisors, custodian_id, custodian_supervisors, own_service, custodian_service)
        select p_referral, p_id, v_part.reference, v_caller.agency, v_caller.actor, current_setting('handrail.actor_name'), p_emergency, p_reason,
          v_caller.now, v_caller.now + interval '1 hour', array(select jsonb_array_elements_text(p_supervisors->own.kind)), v_part.custodian_id,
          array(select jsonb_array_elements_text(p_supervisors->holding.kind)), v_part.service_id,
          (select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = v_part.custodian_id)
        from agency own, agency holding where own.id = v_caller.agency and holding.id = v_part.custodian_id
            and not exists (select from emergency_opening o
              where o.referral_id = p_referral and o.person_id = v_caller.actor and o.until > v_caller.now)
        on conflict (referral_id, person_id) where judged_at is null and overdue_told_at is null do nothing
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
    if v.outcome = 'DONE' then
      select to_jsonb(o) || '{"judged_at":null,"judged_by":null,"justified":null,"judgement":null}' into v.opening
        from emergency_opening o join part_of_the_caller(v_key.referral_id) p on p.referral_id = o.referral_id
        where o.id = v_key.entry_id;
      if not found then
        v.outcome := 'NONE';
      end if;
    end if;
    return v;
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_overdue_tell(p_referral uuid, p_id uuid, p_supervisors jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_opening emergency_opening;
        v_held uuid;
        v_told int;
      begin
        -- Custody stays where it is until whoever holds it has been told.
        perform from referral r where r.referral_id = p_referral for share;
        v_held := (select p.agency_id from participation p where p.referral_id = p_referral and p.agency_id = p.custodian_id and p.seen);
        update emergency_opening o set overdue_told_at = v_now, later_custodian_id = nullif(v_held, o.custodian_id),
            later_service = (select p.service_id from participation p
              where p.referral_id = p_referral and p.agency_id = nullif(v_held, o.custodian_id)),
            later_supervisors = array(select jsonb_array_elements_text(p_supervisors->a.kind) from agency a where a.id = nullif(v_held, o.custodian_id))
          where o.referral_id = p_referral and o.id = p_id and o.judged_at is null and o.overdue_told_at is null
          returning o.* into v_opening;
        if not found then
          return 0;
        end if;
        -- Agencies in one order everywhere, so that no two changes wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
          from (select a::text as agency from unnest(array[v_opening.custodian_id, v_opening.later_custodian_id]) a where a is not null order by 1) told;
        insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
          select p_referral, gen_random_uuid(), 0, v_now, 'emergencyJudgement.overdue', told.agency, told.roles, v_opening.reference, array[coalesce(p.service_id, told.agency)]
          from (values (v_opening.custodian_id, v_opening.custodian_supervisors), (v_opening.later_custodian_id, v_opening.later_supervisors))
            told (agency, roles)
          join participation p on p.referral_id = p_referral and p.agency_id = told.agency and p.seen;
        get diagnostics v_told = row_count;
        return v_told;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_recorded(p_opening emergency_opening, p_operation text, p_action text, p_at timestamp with time zone, p_purpose text, p_detail jsonb)
 RETURNS void
 LANGUAGE sql
AS $function$
    insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids, sections, detail)
    values (p_opening.referral_id, gen_random_uuid(), p_at, p_operation, current_setting('handrail.actor')::uuid,
      current_setting('handrail.actor_kind'), current_setting('handrail.actor_name'), current_setting('handrail.agency')::uuid, p_purpose, p_action,
      array[p_opening.referral_id], array(select jsonb_array_elements_text(p_detail->'sections')),
      (p_detail - 'sections') || jsonb_build_object('opening', p_opening.id))
  $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.emergency_told(p_opening emergency_opening, p_kind text, p_at timestamp with time zone, p_custodian boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
  begin
    -- Agencies in one order everywhere, so that no two changes wait for each other.
    perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
      from (select distinct a::text as agency from unnest(array[p_opening.agency_id, case when p_custodian then p_opening.custodian_id end]) a
        where a is not null order by 1) told;
    insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
      select p_opening.referral_id, gen_random_uuid(), 0, p_at, p_kind, told.agency, told.roles, p_opening.reference, array[coalesce(case when told.agency = p_opening.agency_id then p_opening.own_service else p_opening.custodian_service end, told.agency)]
      from (select p_opening.agency_id as agency, to_jsonb(p_opening.own_supervisors) as named
          union select p_opening.custodian_id, to_jsonb(p_opening.custodian_supervisors) where p_custodian) one,
        lateral (select one.agency, array(select jsonb_array_elements_text(one.named)) as roles) told;
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.is_barred(p_referral uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
  begin
    return coalesce(p_referral = any (nullif(current_setting('handrail.barred', true), '')::uuid[]), p_referral is not null);
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.is_with_me(p_service uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
    select p_service is null or coalesce(p_service = any (nullif(current_setting('handrail.services', true), '')::uuid[]), false)
  $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.must_be_seen(p_referral uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
      begin
        if not is_barred(p_referral) and exists (select from participation where referral_id = p_referral and seen and is_with_me(service_id)
          and agency_id = nullif(current_setting('handrail.agency', true), '')::uuid) then return; end if;
        raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.must_be_the_caller(p_actor uuid, p_agency uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
      begin
        if nullif(current_setting('handrail.actor', true), '')::uuid = p_actor
          and nullif(current_setting('handrail.agency', true), '')::uuid = p_agency then return; end if;
        raise exception 'The door opens for the caller of the transaction only' using errcode = 'insufficient_privilege';
      end $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.must_still_act(p_actor uuid, p_agency uuid, p_roles text[], p_services uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_trained_until date;
        v_trained text := 'CURRENT';
      begin
        select (select min(t.expires_on) from training t where t.person_id = p.id) into v_trained_until
          from person p join agency a on a.id = p.agency_id
          where p.id = p_actor and p.agency_id = p_agency and p.active and a.active
            and p_roles <@ array(select r.role from person_role r where r.person_id = p.id)
            and (p_services = '{}' or p_services <@ array(select s.id from person_service m join service s on s.id = m.service_id
              where m.person_id = p.id and s.agency_id = p.agency_id));
        if found then
          v_trained := training_status(v_trained_until);
          if v_trained = 'EXPIRED' then
            raise exception 'The training of this caller ran out more than thirty days ago' using errcode = 'HR003';
          end if;
        elsif not exists (select from machine_client m join agency a on a.id = m.agency_id
            where m.id = p_actor and m.agency_id = p_agency and m.active and a.active and p_roles = array[m.role] and p_services = '{}') then
          raise exception 'This caller does not act for that agency in these roles any more' using errcode = 'HR002';
        end if;
        perform set_config('handrail.trained', v_trained, true);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.notices_tell()
 RETURNS TABLE(tells text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        with recursive told as (
          (select n.tells from notice n where n.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
            order by n.tells limit 1)
          union all
          select (select n.tells from notice n where n.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
            and n.tells > told.tells order by n.tells limit 1)
          from told where told.tells is not null
        )
        select told.tells from told
        where string_to_array(told.tells, ' ') && nullif(current_setting('handrail.roles', true), '')::text[]
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.part_moves(p_referral uuid, p_moved jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
  declare
    v_agency uuid;
    v_service uuid;
    v_supervising text[];
    v_was uuid;
  begin
    for v_agency, v_service, v_supervising in select m.agency_id, m.service_id, m.supervising
      from jsonb_to_recordset(p_moved) as m (agency_id uuid, service_id uuid, supervising text[]) loop
      perform pg_advisory_xact_lock(hashtextextended('service ' || v_service, 0));
      if not service_carries(v_service, p_referral, v_supervising) then
        raise exception 'Nobody in this service could carry on' using errcode = 'HR004';
      end if;
      select coalesce(a.service_id, a.agency_id) into v_was from participation a where a.referral_id = p_referral and a.agency_id = v_agency;
      if v_was is null or not exists (select from service s where s.id = v_service and s.agency_id = v_agency) then
        raise exception 'A part moves to a service of its own agency' using errcode = 'insufficient_privilege';
      end if;
      update participation a set service_id = v_service where a.referral_id = p_referral and a.agency_id = v_agency;
      
      update entry t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_summary t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_subject_identity t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_harmed_person t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_narrative t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_risk t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_police_record t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_social_care_record t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_sessions t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_own_notes t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update content_intelligence t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update party t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update offer t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update sharing_decision t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update sharing_rationale t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update handling_condition t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update disclosure t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update allocation t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update intervention t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update deadline t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update notice t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);
      update emergency_opening o set own_service = v_service where o.referral_id = p_referral and o.agency_id = v_agency;
      update emergency_opening o set custodian_service = v_service where o.referral_id = p_referral and o.custodian_id = v_agency;
      update emergency_opening o set later_service = v_service where o.referral_id = p_referral and o.later_custodian_id = v_agency;
    end loop;
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.part_of_the_caller(p_referral uuid)
 RETURNS SETOF participation
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select a.* from participation a
        where a.referral_id = (select case when is_barred(p_referral) then '00000000-0000-0000-0000-000000000000' else p_referral end)
          and a.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and a.seen and is_with_me(a.service_id) and not is_barred(a.referral_id)
      $function$;

-- owner handrail_owner; called by everybody
CREATE OR REPLACE FUNCTION handrail.record_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'The record is append-only' using errcode = 'HR001';
      end $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_worker=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.record_months_until(p_until timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET lock_timeout TO '5s'
AS $function$
      declare
        v_from timestamptz;
        v_to timestamptz;
        v_partition text;
        v_made int := 0;
      begin
        -- Two processes may come at the same moment; the second finds what the first made.
        perform pg_advisory_xact_lock(20261126);
        select max((regexp_match(pg_get_expr(c.relpartbound, c.oid), $bound$TO \('([^']+)'\)$bound$))[1]::timestamptz) into v_from
          from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'record_entry'::regclass;
        while v_from <= p_until loop
          -- From where the last one ends, whatever time zone it was made in: no gap, no overlap.
          v_to := date_trunc('month', v_from + interval '1 day') + interval '1 month';
          v_partition := 'record_entry_' || to_char(v_to - interval '1 day', 'YYYY_MM');
          begin
            -- Attached, not created in place: who writes meanwhile does not wait.
            execute format('create table %I (like record_entry including all)', v_partition);
            execute format('alter table %I enable row level security', v_partition);
            execute format('alter table %I force row level security', v_partition);
            execute format('alter table record_entry attach partition %I for values from (%L) to (%L)', v_partition, v_from, v_to);
            execute format('create trigger %I before truncate on %I for each statement execute function record_is_append_only()',
              v_partition || '_never_emptied', v_partition);
            v_made := v_made + 1;
          exception when check_violation then
            -- What came too early for its month stays where it is, for an entry is never moved.
            null;
          end;
          v_from := v_to;
        end loop;
        return v_made;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referral_items(p_referral uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (
            select 'content_summary' as kept_in, c.id, c.entry_id, c.seq, 'SUMMARY' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_summary c where c.referral_id = p_referral union all
            select 'content_subject_identity' as kept_in, c.id, c.entry_id, c.seq, 'SUBJECT_IDENTITY' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_subject_identity c where c.referral_id = p_referral union all
            select 'content_harmed_person' as kept_in, c.id, c.entry_id, c.seq, 'HARMED_PERSON' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_harmed_person c where c.referral_id = p_referral union all
            select 'content_narrative' as kept_in, c.id, c.entry_id, c.seq, 'NARRATIVE' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_narrative c where c.referral_id = p_referral union all
            select 'content_risk' as kept_in, c.id, c.entry_id, c.seq, 'RISK' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_risk c where c.referral_id = p_referral union all
            select 'content_police_record' as kept_in, c.id, c.entry_id, c.seq, 'POLICE_RECORD' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_police_record c where c.referral_id = p_referral union all
            select 'content_social_care_record' as kept_in, c.id, c.entry_id, c.seq, 'SOCIAL_CARE_RECORD' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_social_care_record c where c.referral_id = p_referral union all
            select 'content_sessions' as kept_in, c.id, c.entry_id, c.seq, 'SESSIONS' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_sessions c where c.referral_id = p_referral union all
            select 'content_own_notes' as kept_in, c.id, c.entry_id, c.seq, 'OWN_NOTES' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_own_notes c where c.referral_id = p_referral union all
            select 'content_intelligence' as kept_in, c.id, c.entry_id, c.seq, 'INTELLIGENCE' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_intelligence c where c.referral_id = p_referral union all
            select 'party', c.id, null, c.seq, c.section, c.id, c.writer, 'ORDINARY', null, null, c.visible_to from party c where c.referral_id = p_referral union all
            select 'entry', c.id, c.id, c.seq, c.section, null, c.agency_id, c.audience, c.other_end, null, c.visible_to from entry c where c.referral_id = p_referral
        ) i
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referral_load(p_agency uuid, p_referral uuid, p_actor uuid, p_key text)
 RETURNS loaded_referral
 LANGUAGE plpgsql
AS $function$
      declare
        v loaded_referral;
      begin
        -- Locked by a statement of its own: what is read after it is what the last writer left, participation and version included.
        perform from referral r where r.referral_id = p_referral
          and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen and (p_actor is null or is_with_me(a.service_id))) for update;
        select r.referral_id, r.reference, r.pathway_key, r.reported_by, r.created_at, r.seq, r.stored, r.next_due_at,
            (select jsonb_agg(to_jsonb(a)) from participation a where a.referral_id = r.referral_id),
            (select jsonb_agg(jsonb_build_object('id', d.id, 'clockId', d.clock_id, 'status', d.status, 'visibleTo', d.visible_to))
              from deadline d where d.referral_id = r.referral_id and d.status in ('RUNNING', 'PAUSED', 'OVERDUE'))
          into v.referral_id, v.reference, v.pathway, v.reported_by, v.created_at, v.seq, v.stored, v.next_due_at, v.participations, v.deadlines
          from referral r where r.referral_id = p_referral
            and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen and (p_actor is null or is_with_me(a.service_id)));
        -- Looked for after the lock: the same key may have been taken by whoever held it.
        select (select to_jsonb(k) from idempotency_key k where k.actor_id = p_actor and k.key = p_key),
            to_char((clock_timestamp() + offset_ms * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          into v.key, v.now from domain_clock;
        return v;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referral_referred(p_reference text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
        v_barred uuid[] := nullif(current_setting('handrail.barred', true), '')::uuid[];
        v_sought text;
      begin
        -- Each that is shut to the caller is looked at, whichever is sought: how long that takes says nothing of the one.
        select case when v_barred is not null and count(*) filter (where a.reference = p_reference) = 0 then p_reference else '' end into v_sought
          from participation a where a.agency_id = v_agency and a.referral_id = any (v_barred);
        -- Two that a reference cannot tell apart are none: never the wrong one.
        return (select (array_agg(a.referral_id))[1] from participation a where a.agency_id = v_agency and a.reference = v_sought and a.seen and is_with_me(a.service_id)
          having count(*) = 1);
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referral_rows(p_referral uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select jsonb_build_object(
          'offer', (select jsonb_agg(to_jsonb(t)) from offer t where t.referral_id = p_referral),
          'sharing_decision', (select jsonb_agg(to_jsonb(t)) from sharing_decision t where t.referral_id = p_referral),
          'sharing_rationale', (select jsonb_agg(to_jsonb(t)) from sharing_rationale t where t.referral_id = p_referral),
          'disclosure', (select jsonb_agg(to_jsonb(t)) from disclosure t where t.referral_id = p_referral),
          'intervention', (select jsonb_agg(to_jsonb(t)) from intervention t where t.referral_id = p_referral))
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referral_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamp with time zone, p_wake_at timestamp with time zone, p_agency uuid, p_actor uuid, p_actor_kind text, p_actor_name text, p_on_behalf_of text, p_purpose text, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
        if p_rows ? 'moved' then
          -- An allocation moves with it: the lock of notices comes before, as in work_tell.
          perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
            from (select distinct n->>'agency_id' as agency from jsonb_array_elements(p_rows->'notice') n order by 1) told;
          perform part_moves(p_referral, p_rows->'moved');
        end if;
        insert into entry (referral_id, id, seq, at, action, agency_id, actor_id, actor_name, on_behalf_of, section, value_sections, audience,
            other_end, reported_by, visible_to)
          select p_referral, e.id, v_seq, v_at, e.action, v_writer, p_actor, p_actor_name, p_on_behalf_of, e.section, e.value_sections, e.audience,
            e.other_end, v.reported_by, e.visible_to
          from jsonb_to_recordset(p_rows->'entry') as e (id uuid, action text, section text, value_sections text[], audience text, other_end uuid,
            visible_to uuid[]);
        
        if p_rows ? 'content_summary' then
          insert into content_summary (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_summary') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_subject_identity' then
          insert into content_subject_identity (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_subject_identity') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_harmed_person' then
          insert into content_harmed_person (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_harmed_person') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_narrative' then
          insert into content_narrative (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_narrative') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_risk' then
          insert into content_risk (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_risk') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_police_record' then
          insert into content_police_record (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_police_record') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_social_care_record' then
          insert into content_social_care_record (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_social_care_record') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_sessions' then
          insert into content_sessions (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_sessions') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_own_notes' then
          insert into content_own_notes (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_own_notes') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
        if p_rows ? 'content_intelligence' then
          insert into content_intelligence (referral_id, id, entry_id, seq, place, name, title, value, party_id, writer, audience, other_end,
              not_for, reported_by, visible_to)
            select p_referral, c.id, c.entry_id, v_seq, c.place, c.name, c.title, c.value, c.party_id, v_writer, c.audience, c.other_end,
              c.not_for, v.reported_by, c.visible_to
            from jsonb_to_recordset(p_rows->'content_intelligence') as c (id uuid, entry_id uuid, place int, name text, title text, value text,
              party_id uuid, audience text, other_end uuid, not_for uuid, visible_to uuid[]);
        end if;
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
            on conflict (referral_id, id) do update set status = excluded.status, decline_reason = excluded.decline_reason, respond_by = excluded.respond_by,
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
            on conflict (referral_id, id) do update set agency_id = excluded.agency_id, started_at = excluded.started_at, due_at = excluded.due_at, status = excluded.status,
              rule_id = excluded.rule_id, source = excluded.source, explanation = excluded.explanation,
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
            select p_referral, n.id, v_seq, v_at, n.kind, n.agency_id, n.roles, v.reference, array[coalesce((select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = n.agency_id), n.agency_id)]
            from jsonb_to_recordset(p_rows->'notice') as n (id uuid, kind text, agency_id uuid, roles text[]);
        end if;
        if p_rows ? 'audiences' then
          
          if p_rows->'audiences' ? 'content_summary' then
            update content_summary t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_summary') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_subject_identity' then
            update content_subject_identity t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_subject_identity') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_harmed_person' then
            update content_harmed_person t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_harmed_person') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_narrative' then
            update content_narrative t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_narrative') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_risk' then
            update content_risk t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_risk') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_police_record' then
            update content_police_record t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_police_record') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_social_care_record' then
            update content_social_care_record t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_social_care_record') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_sessions' then
            update content_sessions t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_sessions') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_own_notes' then
            update content_own_notes t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_own_notes') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'content_intelligence' then
            update content_intelligence t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'content_intelligence') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'entry' then
            update entry t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'entry') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
          if p_rows->'audiences' ? 'party' then
            update party t set visible_to = a.visible_to
              from jsonb_to_recordset(p_rows->'audiences'->'party') as a (id uuid, visible_to uuid[])
              where t.referral_id = p_referral and t.id = a.id;
          end if;
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
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.referrals_barred()
 RETURNS uuid[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  declare
    v_actor uuid := nullif(current_setting('handrail.actor', true), '')::uuid;
  begin
    return array(
      select r.referral_id from restriction r
        where r.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and v_actor <> all (r.people)
      union all
      select c.referral_id from conflict_of_interest c where c.person_id = v_actor);
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.restrictions_left(p_decide jsonb, p_accept jsonb, p_supervise jsonb, p_referral uuid)
 RETURNS TABLE(referral_id uuid, agency_id uuid, people uuid[])
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        with named as materialized (
          select r.referral_id, r.agency_id, r.people, a.kind, p.service_id, array(
            select o.role from person w join person_role o on o.person_id = w.id
            where w.id = any (r.people) and w.agency_id = r.agency_id and can_work_on(w, r.referral_id, p.service_id)) as roles
          from restriction r
          join agency a on a.id = r.agency_id and a.active
          join participation p on p.referral_id = r.referral_id and p.agency_id = r.agency_id and p.seen
          where p_referral is null or r.referral_id = p_referral
        )
        select n.referral_id, n.agency_id, s.people
        from named n
        cross join lateral (
          select array_agg(distinct w.id) as people
          from person w join person_role o on o.person_id = w.id
          where w.agency_id = n.agency_id and w.id <> all (n.people) and p_supervise->n.kind ? o.role and can_work_on(w, n.referral_id, n.service_id)) s
        where s.people is not null and (
          not p_decide->n.kind ?| n.roles
          or (not p_accept->n.kind ?| n.roles and exists (
            select from offer o where o.referral_id = n.referral_id and o.to_agency = n.agency_id and o.status in ('OFFERED', 'OVERDUE')))
          or exists (
            select from emergency_opening o
            where o.referral_id = n.referral_id and o.judged_at is null and o.overdue_told_at is not null
              and n.agency_id in (o.custodian_id, o.later_custodian_id) and not emergency_can_be_judged(o)))
      $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.roles_in_words(p_roles text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$ select array_to_string(p_roles, ' ') $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.service_add(p_id uuid, p_agency uuid, p_key text, p_name text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
    insert into service (id, agency_id, key, name) values (p_id, p_agency, p_key, p_name)
  $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.service_assign(p_person uuid, p_service uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  begin
    if not exists (select from person p join service s on s.agency_id = p.agency_id where p.id = p_person and s.id = p_service) then
      raise exception 'People belong to services of their own agency' using errcode = 'insufficient_privilege';
    end if;
    insert into person_service (person_id, service_id) values (p_person, p_service) on conflict do nothing;
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.service_carries(p_service uuid, p_referral uuid, p_supervising text[])
 RETURNS boolean
 LANGUAGE sql
AS $function$
    select exists (select from person_service m join person p on p.id = m.person_id join person_role r on r.person_id = p.id
      where m.service_id = p_service and p.active and r.role = any (p_supervising) and training_of(p.id) = 'CURRENT'
        and not exists (select from conflict_of_interest c where c.referral_id = p_referral and c.person_id = p.id)
        and not exists (select from restriction x where x.referral_id = p_referral and x.agency_id = p.agency_id and p.id <> all (x.people)))
  $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.service_unassign(p_person uuid, p_service uuid, p_supervising text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
  begin
    perform pg_advisory_xact_lock(hashtextextended('service ' || p_service, 0));
    delete from person_service m where m.person_id = p_person and m.service_id = p_service;
    if exists (select from allocation l join participation a on a.referral_id = l.referral_id and a.agency_id = l.agency_id
        where l.person_id = p_person and l.ended_at is null and a.service_id = p_service) then
      raise exception 'Somebody who works on what a service has stays in it' using errcode = 'HR006';
    end if;
    if exists (select from participation a where a.service_id = p_service and a.seen)
      and not service_carries(p_service, null, p_supervising)
      or exists (select from participation a where a.service_id = p_service and a.seen
        and (exists (select from restriction x where x.referral_id = a.referral_id and x.agency_id = a.agency_id)
          or exists (select from conflict_of_interest c where c.referral_id = a.referral_id and c.agency_id = a.agency_id))
        and not service_carries(p_service, a.referral_id, p_supervising)) then
      raise exception 'A service that has work keeps somebody who could carry on' using errcode = 'HR005';
    end if;
  end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
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

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_worker=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.training_day_due(p_by timestamp with time zone, p_ahead integer[])
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select min(d.day)::timestamp at time zone 'Europe/London'
        from unnest(p_ahead || -1) ahead (days)
        cross join lateral (
          select t.expires_on - ahead.days as day from training t join person p on p.id = t.person_id and p.active
          where t.expires_on > domain_today() + ahead.days order by t.expires_on limit 1) d
        where d.day::timestamp at time zone 'Europe/London' <= p_by
      $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner, handrail_worker=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.training_of(p_person uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select training_status(min(t.expires_on)) from training t where t.person_id = p_person
      $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner, handrail_worker=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.training_status(p_expires_on date)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_today date := domain_today();
      begin
        return case when p_expires_on >= v_today then 'CURRENT' when p_expires_on + 30 >= v_today then 'READ_ONLY' else 'EXPIRED' end;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.training_tell(p_ahead integer[], p_supervisors jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
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
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.training_untold(p_today date, p_ahead integer[], p_supervisors jsonb)
 RETURNS TABLE(person_id uuid, training text, expires_on date, days_ahead integer, own boolean, agency_id uuid, roles text[])
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
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
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_app=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.walled_off(p_referrals uuid[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
    select coalesce(array_agg(w.id), '{}') from participation a,
      lateral (select a.referral_id as id union all select y.id from party y where y.referral_id = a.referral_id) w
    where a.referral_id = any (p_referrals) and a.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
      and exists (select from service s where s.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid)
      and not is_with_me(a.service_id)
  $function$;

-- owner handrail_owner; called by handrail_owner=X/handrail_owner, handrail_app=X/handrail_owner, handrail_door=X/handrail_owner
CREATE OR REPLACE FUNCTION handrail.work_holders(p_agency uuid)
 RETURNS TABLE(person_id uuid)
 LANGUAGE sql
 STABLE
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        with recursive holder as (
          (select l.person_id from allocation l where l.agency_id = p_agency and l.ended_at is null order by l.person_id limit 1)
          union all
          select (select l.person_id from allocation l where l.agency_id = p_agency and l.ended_at is null and l.person_id > h.person_id
            order by l.person_id limit 1)
          from holder h where h.person_id is not null
        )
        select h.person_id from holder h where h.person_id is not null
      $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.work_tell(p_tell jsonb, p_roles jsonb, p_supervisors jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
      declare
        v_now timestamptz := clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond';
        v_told int;
      begin
        -- Before any allocation, and agencies in one order: no two changes wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('notices of ' || told.agency, 0))
          from (select distinct e->>'agency_id' as agency from jsonb_array_elements(p_tell) e order by 1) told;
        update allocation l set told_for = null from agency a where a.id = l.agency_id and l.told_for is not null and l.ended_at is null
          and not exists (select from cannot_act(l.person_id, a.id, array(select jsonb_array_elements_text(p_roles->a.kind))));
        with telling as (
          update allocation l set told_for = l.id, told_cause = t.cause, told_at = case when t.overdue then l.told_at else v_now end,
              overdue_told_at = case when t.overdue then v_now end
            from jsonb_to_recordset(p_tell) as t (referral_id uuid, agency_id uuid, cause text, overdue boolean)
            where l.referral_id = t.referral_id and l.agency_id = t.agency_id and l.ended_at is null
              and case when t.overdue then l.told_for = l.id and l.told_cause = t.cause and l.overdue_told_at is null
                else (l.told_for, l.told_cause) is distinct from (l.id, t.cause) end
            returning l.referral_id, l.agency_id, t.overdue
        )
        insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
          select t.referral_id, gen_random_uuid(), 0, v_now, case when t.overdue then 'workToMove.overdue' else 'work.toMove' end, t.agency_id,
            array(select jsonb_array_elements_text(p_supervisors->a.kind)), p.reference, array[coalesce(p.service_id, t.agency_id)]
          from telling t join agency a on a.id = t.agency_id
          join participation p on p.referral_id = t.referral_id and p.agency_id = t.agency_id and p.seen;
        get diagnostics v_told = row_count;
        return v_told;
      end $function$;

-- owner handrail_door; called by handrail_door=X/handrail_door, handrail_worker=X/handrail_door
CREATE OR REPLACE FUNCTION handrail.work_unmoved(p_roles jsonb)
 RETURNS TABLE(referral_id uuid, agency_id uuid, cause text, since timestamp with time zone, told boolean, overdue_told boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'handrail', 'pg_temp'
AS $function$
        select l.referral_id, a.id, w.cause, coalesce(case when w.since >= l.at then w.since end, case when t.told then l.told_at end), t.told,
          t.told and l.overdue_told_at is not null
        from agency a
        cross join lateral work_holders(a.id) h
        cross join lateral cannot_act(h.person_id, a.id, array(select jsonb_array_elements_text(p_roles->a.kind))) w
        join allocation l on l.agency_id = a.id and l.person_id = h.person_id and l.ended_at is null
        cross join lateral (select l.told_for is not distinct from l.id and l.told_cause is not distinct from w.cause as told) t
      $function$;
