/**
 * A part of a reading statement that writes the entry of that look, so that no answer leaves before its entry is committed: one
 * transaction holds both. `page` is the statement's own part that holds what it answers; nothing answered, nothing consulted.
 */
export function consulted(action: string, page: string): string {
  return `consulted as (
    insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids)
    select case when count(distinct referral_id) = 1 then min(referral_id::text)::uuid else '00000000-0000-0000-0000-000000000000'::uuid end,
      gen_random_uuid(), clock_timestamp(), 'CONSULTATION', current_setting('handrail.actor')::uuid, 'CALLER', null,
      current_setting('handrail.agency')::uuid, 'safeguarding', '${action}', array_agg(distinct referral_id)
    from ${page} having count(*) > 0
  )`;
}
