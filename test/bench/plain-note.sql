-- What one action writes, written by hand in one function: look at the key, lock, compare the version, then a row in each table that
-- the note through Handrail changes as well. No rule is asked and nothing is derived.
create or replace function plain_note(p_actor uuid, p_agency uuid, p_name text, p jsonb) returns jsonb
language plpgsql security definer set search_path = handrail, pg_temp as $note$
declare
  v_referral uuid := (p->>'referralId')::uuid;
  v_entry uuid := gen_random_uuid();
  v_now timestamptz := clock_timestamp();
  v_due timestamptz := clock_timestamp() + interval '14 days';
  r referral;
  a participation;
  k idempotency_key;
  d deadline;
begin
  select * into k from idempotency_key where actor_id = p_actor and key = p->>'idempotencyKey';
  if found then return jsonb_build_object('entry', jsonb_build_object('id', k.entry_id, 'at', k.at, 'action', k.action)); end if;
  select * into r from referral where referral_id = v_referral for update;
  select * into a from participation where referral_id = v_referral and agency_id = p_agency and seen;
  if not found then raise exception 'NOT_FOUND'; end if;
  if a.version <> (p->>'expectedVersion')::int then raise exception 'VERSION_CONFLICT'; end if;

  update referral set seq = r.seq + 1, next_due_at = r.next_due_at, stored = jsonb_set(r.stored, '{seq}', to_jsonb(r.seq + 1))
    where referral_id = v_referral;
  insert into event values (v_referral, r.seq + 1, v_now, 'addNote', jsonb_build_object('type', 'addNote', 'seq', r.seq + 1, 'at', v_now,
    'entryId', v_entry, 'by', jsonb_build_object('personId', p_actor, 'agencyId', p_agency), 'payload', jsonb_build_object('audience', p->>'audience')));
  insert into idempotency_key values (p_actor, p->>'idempotencyKey', md5(p::text), v_referral, v_entry, v_now, 'addNote', 'OWN_NOTES');
  update participation set version = a.version + 1, next_deadline_at = a.next_deadline_at where referral_id = v_referral and agency_id = p_agency;
  insert into entry values (v_referral, v_entry, r.seq + 1, v_now, 'addNote', p_agency, p_actor, p_name, null, 'OWN_NOTES', '{OWN_NOTES}', 'ORDINARY',
    null, r.reported_by, array[p_agency]);
  insert into content_own_notes values (v_referral, gen_random_uuid(), v_entry, r.seq + 1, 0, 'text', 'Note', p->>'text', null, p_agency,
    'ORDINARY', null, null, r.reported_by, array[p_agency]);
  insert into content_own_notes values (v_referral, gen_random_uuid(), v_entry, r.seq + 1, 1, 'audience', 'For whom', 'Own agency', null, p_agency,
    'ORDINARY', null, null, r.reported_by, array[p_agency]);
  update deadline set due_at = v_due, started_at = v_now where referral_id = v_referral and kind = 'custodianReview' and status = 'RUNNING' returning * into d;
  insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids, sections, detail)
    values (v_referral, gen_random_uuid(), v_now, 'ALTERATION', p_actor, 'PERSON', p_name, p_agency, 'safeguarding', 'addNote', array[v_referral],
      '{OWN_NOTES}', jsonb_build_object('entry', v_entry, 'seq', r.seq + 1)),
    (v_referral, gen_random_uuid(), v_now, 'CONSULTATION', p_actor, 'PERSON', p_name, p_agency, 'safeguarding', 'command', array[v_referral],
      '{SUMMARY,OWN_NOTES}', '{}');

  select * into d from deadline where referral_id = v_referral and status in ('RUNNING', 'OVERDUE') order by due_at, id limit 1;
  return jsonb_build_object(
    'referral', jsonb_build_object('id', v_referral, 'version', a.version + 1, 'status', a.status, 'state', a.states,
      'nextDeadline', jsonb_build_object('id', d.id, 'kind', d.kind, 'dueAt', d.due_at, 'status', d.status)),
    'entry', jsonb_build_object('id', v_entry, 'at', v_now, 'action', 'addNote', 'title', 'Add a note'));
end $note$;
grant execute on function plain_note(uuid, uuid, text, jsonb) to handrail_app;
