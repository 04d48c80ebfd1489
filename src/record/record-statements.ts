import { named } from '../database/statement.js';
import { consulted, OF_MANY } from './record-writer.js';

/**
 * As row security reads it, for this transaction only: what the caller oversees, and the one referral that they ask about; none where their
 * agency's part belongs to a service that is not theirs.
 */
export const ASKING_OF_RECORD = named(
  'asking-of-record',
  `select set_config('handrail.oversees', $1, true), set_config('handrail.record_of', case when $2::text::uuid[] && walled_off($2::text::uuid[]) then '{}' else $2::text end, true)`,
);

/** Of those on which the caller's agency has a part, and that are not shut to the caller. */
export const REFERRED = named('record-referred', 'select referral_referred($1) as id');

export interface RecordJson {
  id: string;
  at: Date;
  /** To the microsecond, as a cursor needs it. */
  exactly: string;
  operation: string;
  actor_kind: string;
  actor_name: string | null;
  agency_id: string;
  on_behalf_of: string | null;
  purpose: string;
  action: string;
  referral_ids: string[];
  person_ids: string[];
  sections: string[];
  recipients: string[];
}

const COLUMNS = `e.id, e.at, e.operation, e.actor_kind, e.actor_name, e.agency_id, e.on_behalf_of, e.purpose, e.action, e.referral_ids,
      e.person_ids, e.sections, e.recipients`;
/** A disclosure to an agency of which the reader's does not know here is as if it were not. */
const ASKED = `e.at <= $2::timestamptz and (e.at, e.id) < ($2::timestamptz, $3::uuid)
      and e.at >= $5::timestamptz and e.at < $6::timestamptz
      and ($7::uuid is null or $7 = any (e.person_ids)) and ($8::text is null or e.operation = $8)
      and (e.operation <> 'DISCLOSURE' or e.recipients && (select agencies from known))
    order by e.at desc, e.id desc limit $4`;

/** A list may name, beside the referral that is asked about, one that another service has: neither that nor who stands on it is told. */
const NAMED = (ids: string): string =>
  `array(select named from unnest(page.${ids}) with ordinality as of_line (named, place)
      where named <> all ((select ids from walls)::uuid[]) order by place) as named_${ids}`;

/**
 * Who looked at one referral, newest first. Two ranges, each as long as the page: entries of that referral alone stand in order in
 * `record_entry_of_agency`; those of lists are found by `record_entry_of_list` among all that the agency's people were shown with it.
 */
export const RECORD_PAGE = named(
  'record-page',
  `with known as materialized (select agencies_known($1::uuid) as agencies),
  page as materialized (
    select e.* from (
      (select ${COLUMNS} from record_entry e where e.referral_id = $1 and e.referral_id <> '${OF_MANY}' and ${ASKED})
      union all
      (select ${COLUMNS} from record_entry e where e.referral_id = '${OF_MANY}'
        and ($7::uuid is null or $7 <> all (walled_off(e.referral_ids))) and ${ASKED})
    ) e order by e.at desc, e.id desc limit $4
  ), walls as materialized (
    select walled_off(array(select distinct unnest(referral_ids) from page)) as ids
  ), told as materialized (
    select page.*, ${NAMED('referral_ids')}, ${NAMED('person_ids')} from page
  ), shown as (
    -- The entry beyond the page only says that there is more; it does not leave.
    select named as referral_id, line.named_person_ids as person_ids
    from (select * from told order by at desc, id desc limit $4 - 1) line, unnest(line.named_referral_ids) named
  ), ${consulted('record', 'shown', {
    // Of no section anything leaves: that something of it was looked at is no content.
    sections: `'{}'::text[]`,
    persons: `(select coalesce(array_agg(distinct whom), '{}') from shown, unnest(person_ids) whom)`,
    purpose: 'oversight',
  })}
  select told.id, told.at, told.at::text as exactly, told.operation, told.actor_kind, told.actor_name, told.agency_id, told.on_behalf_of,
    told.purpose, told.action, told.named_referral_ids as referral_ids, told.named_person_ids as person_ids, told.sections,
    array(select unnest(told.recipients) intersect select unnest(agencies) from known) as recipients
  from told order by told.at desc, told.id desc`,
);
