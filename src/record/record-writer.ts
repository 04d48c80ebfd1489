import type { Look } from '../../libs/record/looks.js';
import type { Purpose } from '../../libs/record/purpose.js';
import { DOMAIN_NOW } from '../database/domain-time.js';
import { named } from '../database/statement.js';

/** What of an answer the record names, as SQL aggregates over the rows that leave. */
interface WhatLeaves {
  /** Every row of a referral carries at least its reference. */
  sections?: string;
  /** Parties whose particulars, or of whom something, leaves. */
  persons?: string;
  /** Where it is the question's own, whoever asks: otherwise the caller's, or that of an emergency. */
  purpose?: Purpose;
}
/** The referral of an entry that names several. */
export const OF_MANY = '00000000-0000-0000-0000-000000000000';
const PURPOSE_OF_CALLER = `case when l.referral_ids && nullif(current_setting('handrail.opened', true), '')::uuid[] then 'emergency' else current_setting('handrail.purpose') end`;

/**
 * A part of a reading statement that writes the entry of that look, so that no answer leaves before its entry is committed: one
 * transaction holds both. `leaving` is the statement's own part that holds the rows which leave; nothing answered, nothing consulted.
 * Who looks, for whom and why is in the transaction's settings; the record must tell it: Data Protection Act 2018, s.62(2).
 */
export function consulted(
  action: Look,
  leaving: string,
  { sections = `array['SUMMARY']`, persons = `'{}'::uuid[]`, purpose }: WhatLeaves = {},
): string {
  return `consulted as (
    insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action,
      person_ids, referral_ids, sections)
    select case when cardinality(l.referral_ids) = 1 then l.referral_ids[1] else '${OF_MANY}'::uuid end,
      gen_random_uuid(), ${DOMAIN_NOW}, 'CONSULTATION', current_setting('handrail.actor')::uuid, current_setting('handrail.actor_kind'),
      current_setting('handrail.actor_name'), current_setting('handrail.agency')::uuid, nullif(current_setting('handrail.on_behalf_of'), ''),
      ${purpose ? `'${purpose}'` : PURPOSE_OF_CALLER},
      '${action}', l.person_ids, l.referral_ids, l.sections
    from (select array_agg(distinct referral_id) as referral_ids, ${persons} as person_ids, ${sections} as sections
      from ${leaving} having count(*) > 0) l
  )`;
}

/** Nothing of a referral is shown but why not, which tells how it stands. $1 is the referral, which the caller sees. */
export const REFUSED = named(
  'refused',
  `with shown as (select $1::uuid as referral_id), ${consulted('refusal', 'shown')} select`,
);
