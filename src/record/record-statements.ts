import { named } from '../database/statement.js';
import { consulted, OF_MANY } from './record-writer.js';

/** As row security reads it, for this transaction only: what the caller oversees, and the one referral that they ask about. */
export const ASKING_OF_RECORD = named(
  'asking-of-record',
  `select set_config('handrail.oversees', $1, true), set_config('handrail.record_of', $2, true)`,
);

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
      (select ${COLUMNS} from record_entry e where e.referral_id = '${OF_MANY}' and ${ASKED})
    ) e order by e.at desc, e.id desc limit $4
  ), shown as (
    -- The entry beyond the page only says that there is more; it does not leave.
    select named as referral_id, line.person_ids
    from (select * from page order by at desc, id desc limit $4 - 1) line, unnest(line.referral_ids) named
  ), ${consulted('record', 'shown', {
    // Of no section anything leaves: that something of it was looked at is no content.
    sections: `'{}'::text[]`,
    persons: `(select coalesce(array_agg(distinct whom), '{}') from shown, unnest(person_ids) whom)`,
    purpose: 'oversight',
  })}
  select page.id, page.at, page.at::text as exactly, page.operation, page.actor_kind, page.actor_name, page.agency_id, page.on_behalf_of,
    page.purpose, page.action, page.referral_ids, page.person_ids, page.sections,
    array(select unnest(page.recipients) intersect select unnest(agencies) from known) as recipients
  from page order by page.at desc, page.id desc`,
);
