alter table participation enable row level security;
alter table participation force row level security;
grant select on participation to handrail_app;
create policy participation_is_read on participation for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (agency_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and (service_id is null or service_id = any ((select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[])) and seen and ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[] <> '{}' or reported_by = (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid or referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]) or (status = 'ENTERED_IN_ERROR' and (select nullif(current_setting('handrail.auditor', true), '')::boolean)::boolean))));
create policy participation_by_the_door on participation to handrail_door using (true) with check (true);

alter table entry enable row level security;
alter table entry force row level security;
grant select on entry to handrail_app;
create policy entry_is_read on entry for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and value_sections && (select nullif(current_setting('handrail.sections', true), '')::text[])::text[]) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]) and value_sections && '{SUMMARY,SUBJECT_IDENTITY,HARMED_PERSON,NARRATIVE,RISK}') or (audience = 'FEEDBACK' and reported_by = (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid and ((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]))));
create policy entry_by_the_door on entry to handrail_door using (true) with check (true);

alter table content_summary enable row level security;
alter table content_summary force row level security;
grant select on content_summary to handrail_app;
create policy content_summary_is_read on content_summary for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[])) or (audience = 'FEEDBACK' and reported_by = (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid and ((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]))));
create policy content_summary_by_the_door on content_summary to handrail_door using (true) with check (true);

alter table content_subject_identity enable row level security;
alter table content_subject_identity force row level security;
grant select on content_subject_identity to handrail_app;
create policy content_subject_identity_is_read on content_subject_identity for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUBJECT_IDENTITY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy content_subject_identity_by_the_door on content_subject_identity to handrail_door using (true) with check (true);

alter table content_harmed_person enable row level security;
alter table content_harmed_person force row level security;
grant select on content_harmed_person to handrail_app;
create policy content_harmed_person_is_read on content_harmed_person for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'HARMED_PERSON' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy content_harmed_person_by_the_door on content_harmed_person to handrail_door using (true) with check (true);

alter table content_narrative enable row level security;
alter table content_narrative force row level security;
grant select on content_narrative to handrail_app;
create policy content_narrative_is_read on content_narrative for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'NARRATIVE' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy content_narrative_by_the_door on content_narrative to handrail_door using (true) with check (true);

alter table content_risk enable row level security;
alter table content_risk force row level security;
grant select on content_risk to handrail_app;
create policy content_risk_is_read on content_risk for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'RISK' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy content_risk_by_the_door on content_risk to handrail_door using (true) with check (true);

alter table content_police_record enable row level security;
alter table content_police_record force row level security;
grant select on content_police_record to handrail_app;
create policy content_police_record_is_read on content_police_record for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'POLICE_RECORD' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy content_police_record_by_the_door on content_police_record to handrail_door using (true) with check (true);

alter table content_social_care_record enable row level security;
alter table content_social_care_record force row level security;
grant select on content_social_care_record to handrail_app;
create policy content_social_care_record_is_read on content_social_care_record for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SOCIAL_CARE_RECORD' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy content_social_care_record_by_the_door on content_social_care_record to handrail_door using (true) with check (true);

alter table content_sessions enable row level security;
alter table content_sessions force row level security;
grant select on content_sessions to handrail_app;
create policy content_sessions_is_read on content_sessions for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SESSIONS' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy content_sessions_by_the_door on content_sessions to handrail_door using (true) with check (true);

alter table content_own_notes enable row level security;
alter table content_own_notes force row level security;
grant select on content_own_notes to handrail_app;
create policy content_own_notes_is_read on content_own_notes for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'OWN_NOTES' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy content_own_notes_by_the_door on content_own_notes to handrail_door using (true) with check (true);

alter table content_intelligence enable row level security;
alter table content_intelligence force row level security;
grant select on content_intelligence to handrail_app;
create policy content_intelligence_is_read on content_intelligence for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'INTELLIGENCE' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy content_intelligence_by_the_door on content_intelligence to handrail_door using (true) with check (true);

alter table party enable row level security;
alter table party force row level security;
grant select on party to handrail_app;
create policy party_is_read on party for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and section = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy party_by_the_door on party to handrail_door using (true) with check (true);

alter table offer enable row level security;
alter table offer force row level security;
grant select on offer to handrail_app;
create policy offer_is_read on offer for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy offer_by_the_door on offer to handrail_door using (true) with check (true);

alter table sharing_decision enable row level security;
alter table sharing_decision force row level security;
grant select on sharing_decision to handrail_app;
create policy sharing_decision_is_read on sharing_decision for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy sharing_decision_by_the_door on sharing_decision to handrail_door using (true) with check (true);

alter table sharing_rationale enable row level security;
alter table sharing_rationale force row level security;
grant select on sharing_rationale to handrail_app;
create policy sharing_rationale_is_read on sharing_rationale for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy sharing_rationale_by_the_door on sharing_rationale to handrail_door using (true) with check (true);

alter table deadline enable row level security;
alter table deadline force row level security;
grant select on deadline to handrail_app;
create policy deadline_is_read on deadline for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy deadline_by_the_door on deadline to handrail_door using (true) with check (true);

alter table disclosure enable row level security;
alter table disclosure force row level security;
grant select on disclosure to handrail_app;
create policy disclosure_is_read on disclosure for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[]) and section = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy disclosure_by_the_door on disclosure to handrail_door using (true) with check (true);

alter table handling_condition enable row level security;
alter table handling_condition force row level security;
grant select on handling_condition to handrail_app;
create policy handling_condition_is_read on handling_condition for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])) or (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]))));
create policy handling_condition_by_the_door on handling_condition to handrail_door using (true) with check (true);

alter table intervention enable row level security;
alter table intervention force row level security;
grant select on intervention to handrail_app;
create policy intervention_is_read on intervention for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SESSIONS' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
create policy intervention_by_the_door on intervention to handrail_door using (true) with check (true);

alter table allocation enable row level security;
alter table allocation force row level security;
grant select on allocation to handrail_app;
create policy allocation_is_read on allocation for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and ('OWN_NOTES' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[]) or person_id = (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid)));
create policy allocation_by_the_door on allocation to handrail_door using (true) with check (true);

alter table notice enable row level security;
alter table notice force row level security;
grant select on notice to handrail_app;
create policy notice_is_read on notice for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and roles && (select nullif(current_setting('handrail.roles', true), '')::text[])::text[]));
create policy notice_by_the_door on notice to handrail_door using (true) with check (true);

alter table emergency_opening enable row level security;
alter table emergency_opening force row level security;
grant select on emergency_opening to handrail_app;
create policy emergency_opening_is_read on emergency_opening for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((custodian_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and (custodian_service is null or custodian_service = any ((select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[])) and custodian_supervisors && (select nullif(current_setting('handrail.roles', true), '')::text[])::text[]) or (later_custodian_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and (later_service is null or later_service = any ((select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[])) and later_supervisors && (select nullif(current_setting('handrail.roles', true), '')::text[])::text[]) or (agency_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and (own_service is null or own_service = any ((select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[])) and own_supervisors && (select nullif(current_setting('handrail.roles', true), '')::text[])::text[])));
create policy emergency_opening_by_the_door on emergency_opening to handrail_door using (true) with check (true);

grant select (referral_id, id, at, operation, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action, person_ids, referral_ids, sections, recipients) on record_entry to handrail_app;
create policy record_entry_is_overseen on record_entry for select to handrail_app using (agency_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and array_append(referral_ids, agency_id) @> array_append((select nullif(current_setting('handrail.record_of', true), '')::uuid[])::uuid[], (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid) and cardinality((select nullif(current_setting('handrail.record_of', true), '')::uuid[])::uuid[]) = 1 and actor_kind <> 'CLOCK' and not (referral_ids && (select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and ((select nullif(current_setting('handrail.oversees', true), '')::text)::text = 'AUDITS' or ((select nullif(current_setting('handrail.oversees', true), '')::text)::text = 'SUPERVISES' and purpose <> 'oversight' and sections <@ (select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));

alter table training_notice enable row level security;
alter table training_notice force row level security;
grant select on training_notice to handrail_app;
create policy training_notice_is_told on training_notice for select to handrail_app using (agency_id = (select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid and ((own and person_id = (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid) or (roles && (select nullif(current_setting('handrail.roles', true), '')::text[])::text[] and person_id <> (select nullif(current_setting('handrail.actor', true), '')::uuid)::uuid)));
create policy training_notice_by_the_door on training_notice to handrail_door using (true) with check (true);

alter table referral enable row level security;
alter table referral force row level security;
create policy referral_by_the_door on referral to handrail_door using (true) with check (true);

alter table event enable row level security;
alter table event force row level security;
create policy event_by_the_door on event to handrail_door using (true) with check (true);

alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy idempotency_key_by_the_door on idempotency_key to handrail_door using (true) with check (true);

alter table restriction enable row level security;
alter table restriction force row level security;
create policy restriction_by_the_door on restriction to handrail_door using (true) with check (true);

alter table conflict_of_interest enable row level security;
alter table conflict_of_interest force row level security;
create policy conflict_of_interest_by_the_door on conflict_of_interest to handrail_door using (true) with check (true);
