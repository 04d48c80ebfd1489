import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A referral is shut to some people: an agency restricts its own side to those whom it names, or a conflict of interest is declared. Two new
 * tables; each transaction finds in its settings which referrals are shut to its caller, and every row policy asks. Policies are replaced,
 * which rewrites nothing and waits for the statements that use the tables at that moment.
 */
export class SomeAreShutOut1765030000000 implements MigrationInterface {
  name = 'SomeAreShutOut1765030000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table restriction (
        referral_id uuid not null references referral,
        agency_id uuid not null references agency (id),
        people uuid[] not null,
        primary key (referral_id, agency_id)
      );
      comment on table restriction is 'An agency''s own side of a referral, open to the people whom it names only';
      create index restriction_of_agency on restriction (agency_id);

      create table conflict_of_interest (
        referral_id uuid not null references referral,
        person_id uuid not null references person (id),
        agency_id uuid not null references agency (id),
        primary key (referral_id, person_id)
      );
      comment on table conflict_of_interest is 'Somebody who must not see a referral, whatever their role';
      create index conflict_of_interest_of_person on conflict_of_interest (person_id);

      grant select, insert, delete on restriction, conflict_of_interest to handrail_door;
      alter table restriction enable row level security;
      alter table restriction force row level security;
      create policy restriction_by_the_door on restriction to handrail_door using (true) with check (true);
      alter table conflict_of_interest enable row level security;
      alter table conflict_of_interest force row level security;
      create policy conflict_of_interest_by_the_door on conflict_of_interest to handrail_door using (true) with check (true);

      drop policy participation_is_read on participation;
      drop policy participation_by_the_door on participation;
      alter table participation enable row level security;
      alter table participation force row level security;
      grant select on participation to handrail_app;
      create policy participation_is_read on participation for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and seen and (nullif(current_setting('handrail.sections', true), '')::text[] <> '{}' or reported_by = nullif(current_setting('handrail.actor', true), '')::uuid or referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]) or (status = 'ENTERED_IN_ERROR' and nullif(current_setting('handrail.auditor', true), '')::boolean))));
      create policy participation_by_the_door on participation to handrail_door using (true) with check (true);

      drop policy entry_is_read on entry;
      drop policy entry_by_the_door on entry;
      alter table entry enable row level security;
      alter table entry force row level security;
      grant select on entry to handrail_app;
      create policy entry_is_read on entry for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and value_sections && nullif(current_setting('handrail.sections', true), '')::text[]) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]) and value_sections && '{SUMMARY,SUBJECT_IDENTITY,HARMED_PERSON,NARRATIVE,RISK}') or (audience = 'FEEDBACK' and reported_by = nullif(current_setting('handrail.actor', true), '')::uuid and nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to))));
      create policy entry_by_the_door on entry to handrail_door using (true) with check (true);

      drop policy content_summary_is_read on content_summary;
      drop policy content_summary_by_the_door on content_summary;
      alter table content_summary enable row level security;
      alter table content_summary force row level security;
      grant select on content_summary to handrail_app;
      create policy content_summary_is_read on content_summary for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[])) or (audience = 'FEEDBACK' and reported_by = nullif(current_setting('handrail.actor', true), '')::uuid and nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to))));
      create policy content_summary_by_the_door on content_summary to handrail_door using (true) with check (true);

      drop policy content_subject_identity_is_read on content_subject_identity;
      drop policy content_subject_identity_by_the_door on content_subject_identity;
      alter table content_subject_identity enable row level security;
      alter table content_subject_identity force row level security;
      grant select on content_subject_identity to handrail_app;
      create policy content_subject_identity_is_read on content_subject_identity for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUBJECT_IDENTITY' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]))));
      create policy content_subject_identity_by_the_door on content_subject_identity to handrail_door using (true) with check (true);

      drop policy content_harmed_person_is_read on content_harmed_person;
      drop policy content_harmed_person_by_the_door on content_harmed_person;
      alter table content_harmed_person enable row level security;
      alter table content_harmed_person force row level security;
      grant select on content_harmed_person to handrail_app;
      create policy content_harmed_person_is_read on content_harmed_person for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'HARMED_PERSON' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]))));
      create policy content_harmed_person_by_the_door on content_harmed_person to handrail_door using (true) with check (true);

      drop policy content_narrative_is_read on content_narrative;
      drop policy content_narrative_by_the_door on content_narrative;
      alter table content_narrative enable row level security;
      alter table content_narrative force row level security;
      grant select on content_narrative to handrail_app;
      create policy content_narrative_is_read on content_narrative for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'NARRATIVE' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]))));
      create policy content_narrative_by_the_door on content_narrative to handrail_door using (true) with check (true);

      drop policy content_risk_is_read on content_risk;
      drop policy content_risk_by_the_door on content_risk;
      alter table content_risk enable row level security;
      alter table content_risk force row level security;
      grant select on content_risk to handrail_app;
      create policy content_risk_is_read on content_risk for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'RISK' = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]))));
      create policy content_risk_by_the_door on content_risk to handrail_door using (true) with check (true);

      drop policy content_police_record_is_read on content_police_record;
      drop policy content_police_record_by_the_door on content_police_record;
      alter table content_police_record enable row level security;
      alter table content_police_record force row level security;
      grant select on content_police_record to handrail_app;
      create policy content_police_record_is_read on content_police_record for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'POLICE_RECORD' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy content_police_record_by_the_door on content_police_record to handrail_door using (true) with check (true);

      drop policy content_social_care_record_is_read on content_social_care_record;
      drop policy content_social_care_record_by_the_door on content_social_care_record;
      alter table content_social_care_record enable row level security;
      alter table content_social_care_record force row level security;
      grant select on content_social_care_record to handrail_app;
      create policy content_social_care_record_is_read on content_social_care_record for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SOCIAL_CARE_RECORD' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy content_social_care_record_by_the_door on content_social_care_record to handrail_door using (true) with check (true);

      drop policy content_sessions_is_read on content_sessions;
      drop policy content_sessions_by_the_door on content_sessions;
      alter table content_sessions enable row level security;
      alter table content_sessions force row level security;
      grant select on content_sessions to handrail_app;
      create policy content_sessions_is_read on content_sessions for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SESSIONS' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy content_sessions_by_the_door on content_sessions to handrail_door using (true) with check (true);

      drop policy content_own_notes_is_read on content_own_notes;
      drop policy content_own_notes_by_the_door on content_own_notes;
      alter table content_own_notes enable row level security;
      alter table content_own_notes force row level security;
      grant select on content_own_notes to handrail_app;
      create policy content_own_notes_is_read on content_own_notes for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'OWN_NOTES' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy content_own_notes_by_the_door on content_own_notes to handrail_door using (true) with check (true);

      drop policy content_intelligence_is_read on content_intelligence;
      drop policy content_intelligence_by_the_door on content_intelligence;
      alter table content_intelligence enable row level security;
      alter table content_intelligence force row level security;
      grant select on content_intelligence to handrail_app;
      create policy content_intelligence_is_read on content_intelligence for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'INTELLIGENCE' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy content_intelligence_by_the_door on content_intelligence to handrail_door using (true) with check (true);

      drop policy party_is_read on party;
      drop policy party_by_the_door on party;
      alter table party enable row level security;
      alter table party force row level security;
      grant select on party to handrail_app;
      create policy party_is_read on party for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and section = any (nullif(current_setting('handrail.sections', true), '')::text[])) or (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and referral_id = any (nullif(current_setting('handrail.opened', true), '')::uuid[]))));
      create policy party_by_the_door on party to handrail_door using (true) with check (true);

      drop policy offer_is_read on offer;
      drop policy offer_by_the_door on offer;
      alter table offer enable row level security;
      alter table offer force row level security;
      grant select on offer to handrail_app;
      create policy offer_is_read on offer for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy offer_by_the_door on offer to handrail_door using (true) with check (true);

      drop policy sharing_decision_is_read on sharing_decision;
      drop policy sharing_decision_by_the_door on sharing_decision;
      alter table sharing_decision enable row level security;
      alter table sharing_decision force row level security;
      grant select on sharing_decision to handrail_app;
      create policy sharing_decision_is_read on sharing_decision for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy sharing_decision_by_the_door on sharing_decision to handrail_door using (true) with check (true);

      drop policy sharing_rationale_is_read on sharing_rationale;
      drop policy sharing_rationale_by_the_door on sharing_rationale;
      alter table sharing_rationale enable row level security;
      alter table sharing_rationale force row level security;
      grant select on sharing_rationale to handrail_app;
      create policy sharing_rationale_is_read on sharing_rationale for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy sharing_rationale_by_the_door on sharing_rationale to handrail_door using (true) with check (true);

      drop policy handling_condition_is_read on handling_condition;
      drop policy handling_condition_by_the_door on handling_condition;
      alter table handling_condition enable row level security;
      alter table handling_condition force row level security;
      grant select on handling_condition to handrail_app;
      create policy handling_condition_is_read on handling_condition for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy handling_condition_by_the_door on handling_condition to handrail_door using (true) with check (true);

      drop policy disclosure_is_read on disclosure;
      drop policy disclosure_by_the_door on disclosure;
      alter table disclosure enable row level security;
      alter table disclosure force row level security;
      grant select on disclosure to handrail_app;
      create policy disclosure_is_read on disclosure for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy disclosure_by_the_door on disclosure to handrail_door using (true) with check (true);

      drop policy deadline_is_read on deadline;
      drop policy deadline_by_the_door on deadline;
      alter table deadline enable row level security;
      alter table deadline force row level security;
      grant select on deadline to handrail_app;
      create policy deadline_is_read on deadline for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy deadline_by_the_door on deadline to handrail_door using (true) with check (true);

      drop policy intervention_is_read on intervention;
      drop policy intervention_by_the_door on intervention;
      alter table intervention enable row level security;
      alter table intervention force row level security;
      grant select on intervention to handrail_app;
      create policy intervention_is_read on intervention for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SESSIONS' = any (nullif(current_setting('handrail.sections', true), '')::text[])));
      create policy intervention_by_the_door on intervention to handrail_door using (true) with check (true);

      drop policy allocation_is_read on allocation;
      drop policy allocation_by_the_door on allocation;
      alter table allocation enable row level security;
      alter table allocation force row level security;
      grant select on allocation to handrail_app;
      create policy allocation_is_read on allocation for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and ('OWN_NOTES' = any (nullif(current_setting('handrail.sections', true), '')::text[]) or person_id = nullif(current_setting('handrail.actor', true), '')::uuid)));
      create policy allocation_by_the_door on allocation to handrail_door using (true) with check (true);

      drop policy notice_is_read on notice;
      drop policy notice_by_the_door on notice;
      alter table notice enable row level security;
      alter table notice force row level security;
      grant select on notice to handrail_app;
      create policy notice_is_read on notice for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and roles && nullif(current_setting('handrail.roles', true), '')::text[]));
      create policy notice_by_the_door on notice to handrail_door using (true) with check (true);

      drop policy emergency_opening_is_read on emergency_opening;
      drop policy emergency_opening_by_the_door on emergency_opening;
      alter table emergency_opening enable row level security;
      alter table emergency_opening force row level security;
      grant select on emergency_opening to handrail_app;
      create policy emergency_opening_is_read on emergency_opening for select to handrail_app using (referral_id <> all (nullif(current_setting('handrail.barred', true), '')::uuid[]) and ((custodian_id = nullif(current_setting('handrail.agency', true), '')::uuid and custodian_supervisors && nullif(current_setting('handrail.roles', true), '')::text[]) or (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and own_supervisors && nullif(current_setting('handrail.roles', true), '')::text[])));
      create policy emergency_opening_by_the_door on emergency_opening to handrail_door using (true) with check (true);

      drop policy record_entry_is_overseen on record_entry;
      grant select (referral_id, id, at, operation, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action, person_ids, referral_ids, sections, recipients) on record_entry to handrail_app;
      create policy record_entry_is_overseen on record_entry for select to handrail_app using (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and array_append(referral_ids, agency_id) @> array_append(nullif(current_setting('handrail.record_of', true), '')::uuid[], nullif(current_setting('handrail.agency', true), '')::uuid) and cardinality(nullif(current_setting('handrail.record_of', true), '')::uuid[]) = 1 and actor_kind <> 'CLOCK' and not (referral_ids && nullif(current_setting('handrail.barred', true), '')::uuid[]) and (nullif(current_setting('handrail.oversees', true), '')::text = 'AUDITS' or (nullif(current_setting('handrail.oversees', true), '')::text = 'SUPERVISES' and purpose <> 'oversight' and sections <@ nullif(current_setting('handrail.sections', true), '')::text[])));
    `);
    await db.query(FUNCTIONS);
    await db.query(`
      alter function referrals_barred() owner to handrail_door; revoke all on function referrals_barred() from public;
      grant execute on function referrals_barred() to handrail_app;
      alter function is_barred(uuid) owner to handrail_door; revoke all on function is_barred(uuid) from public;
      alter function bars_store(uuid, uuid, jsonb) owner to handrail_door; revoke all on function bars_store(uuid, uuid, jsonb) from public;
      alter function part_of_the_caller(uuid) owner to handrail_door; revoke all on function part_of_the_caller(uuid) from public;
    `);
    // Each keeps its text as it stands and asks one thing more.
    await db.query(`
      do $asks$
      declare
        v_change text[];
        v_was text;
      begin
        foreach v_change slice 1 in array array[
          ['must_be_seen(uuid)', 'if exists (select from participation where referral_id = p_referral and seen',
            'if not is_barred(p_referral) and exists (select from participation where referral_id = p_referral and seen'],
          ['door_state(uuid, uuid[])', 'where r.referral_id = any (p_referrals) and', 'where r.referral_id = any (p_referrals) and not is_barred(r.referral_id) and'],
          ['door_load(uuid, uuid, text, uuid)', 'return referral_load(p_agency, p_referral, p_actor, p_key);',
            'return referral_load(p_agency, case when not is_barred(p_referral) then p_referral end, p_actor, p_key);'],
          ['door_store(uuid, jsonb, jsonb, timestamptz, timestamptz, text, text, text, jsonb)', 'if current_setting(''handrail.trained'', true)',
            'if is_barred(p_referral) then
          raise exception ''The referral is shut to the caller'' using errcode = ''insufficient_privilege'';
        end if;
        if current_setting(''handrail.trained'', true)'],
          ['door_store(uuid, jsonb, jsonb, timestamptz, timestamptz, text, text, text, jsonb)', 'perform sharing_store(p_referral, p_event, p_rows);',
            'perform sharing_store(p_referral, p_event, p_rows);
        if p_rows ? ''bars'' then
          perform bars_store(p_referral, v_agency, p_rows->''bars'');
        end if;'],
          ['emergency_open(uuid, uuid, text, text, text, text, text[], jsonb)',
            'select * into v_part from participation a where a.referral_id = p_referral and a.agency_id = v_caller.agency and a.seen;',
            'select * into v_part from part_of_the_caller(p_referral);'],
          ['agencies_known(uuid)', 'and p.seen', 'and p.seen and not is_barred(p_referral)'],
          ['emergency_judge(uuid, text, text, boolean, text)', 'where o.id = p_id and o.custodian_id = v_caller.agency',
            'where o.id = p_id and not is_barred(o.referral_id) and o.custodian_id = v_caller.agency']
        ] loop
          v_was := pg_get_functiondef(v_change[1]::regprocedure);
          if position(v_change[2] in v_was) = 0 then
            raise exception '% has other lines than this migration knows', v_change[1];
          end if;
          execute replace(v_was, v_change[2], v_change[3]);
        end loop;
      end $asks$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

const FUNCTIONS = `
  -- What is shut to the caller: asked for as each transaction begins. As long as what one agency restricted and one person declared.
  create function referrals_barred() returns uuid[]
  language plpgsql volatile security definer set search_path = handrail, pg_temp as $barred$
  declare
    v_actor uuid := nullif(current_setting('handrail.actor', true), '')::uuid;
  begin
    return array(
      select r.referral_id from restriction r
        where r.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and v_actor <> all (r.people)
      union all
      select c.referral_id from conflict_of_interest c where c.person_id = v_actor);
  end $barred$;

  -- Where nothing was asked about the caller, everything is.
  create function is_barred(p_referral uuid) returns boolean language plpgsql stable as $barred$
  begin
    return coalesce(p_referral = any (nullif(current_setting('handrail.barred', true), '')::uuid[]), p_referral is not null);
  end $barred$;

  create function part_of_the_caller(p_referral uuid) returns setof participation
  language sql stable set search_path = handrail, pg_temp as $part$
    select a.* from participation a where a.referral_id = p_referral and a.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
      and a.seen and not is_barred(p_referral)
  $part$;

  -- All that one agency says of it. What follows in the transaction sees it at once: the answer to whoever shut themselves out.
  create function bars_store(p_referral uuid, p_agency uuid, p_bars jsonb) returns void
  language plpgsql set search_path = handrail, pg_temp as $store$
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
  end $store$;
`;
