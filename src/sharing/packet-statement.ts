import { named } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';
import type { DetailJson } from '../referrals/detail-rows.js';
import { entrySaid } from '../referrals/reading-statements.js';
import type { EntryJson } from '../referrals/timeline.js';

export interface PacketJson extends Pick<DetailJson, 'referral_id' | 'parties'> {
  summary: string | null;
  narrative: string | null;
  entries: (Omit<EntryJson, 'at'> & { at: string })[] | null;
}

/** A value by its section and id: a referral's summary and its narrative have one id. */
export const valueNamed = (section: string, id: string): string => `${section} ${id}`;
const among = (id: string, section: string): string => `${section} || ' ' || ${id} = any ($3::text[])`;

/**
 * Of one referral what is named, values, people and entries: as the caller reads it, so that nothing is in it that is not theirs. One look, on
 * the record with the sections and persons that it showed.
 */
export const PACKET = named(
  'packet-preview',
  `with entry_said as materialized (
    select e.referral_id, p.custodian_id, e.id, e.at, e.action, e.agency_id, e.actor_name, e.on_behalf_of, e.other_end, e.section, e.audience, v.*
    from participation p join entry e on e.referral_id = p.referral_id and e.id = any ($4::uuid[]) ${entrySaid(among)}
    where p.agency_id = $1 and p.referral_id = $2
  ), packet as materialized (
    select p.referral_id,
      (select s.value from content_summary s where s.referral_id = p.referral_id and s.id = p.referral_id and ${among('s.id', "'SUMMARY'")}) as summary,
      (select n.value from content_narrative n where n.referral_id = p.referral_id and n.id = p.referral_id and ${among('n.id', "'NARRATIVE'")}) as narrative,
      (select jsonb_agg(to_jsonb(t) - 'visible_to' - 'writer' order by t.seq, t.place) from party t
        where t.referral_id = p.referral_id and ${among('t.id', 't.section')}) as parties,
      (select jsonb_agg(to_jsonb(e) - '{said_in,said_of}'::text[] order by e.at, e.id) from entry_said e) as entries
    from participation p where p.agency_id = $1 and p.referral_id = $2
  ), ${consulted('packet preview', 'packet', {
    sections: `(select array_agg(distinct told) from (
      select 'SUMMARY' as told union all select 'NARRATIVE' from packet where narrative is not null
      union all select unnest(said_in) from entry_said
      union all select party ->> 'section' from packet, jsonb_array_elements(packet.parties) party) s)`,
    persons: `(select coalesce(array_agg(distinct whom), '{}') from (
      select unnest(said_of) as whom from entry_said
      union all select (party ->> 'id')::uuid from packet, jsonb_array_elements(packet.parties) party) s)`,
  })}
  select packet.* from packet`,
);
