import type { Agency } from '../agencies/agency.js';
import { named } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';

export interface DisclosureSeen {
  recipientAgency: Agency;
  section: string;
  sharingDecisionId: string | null;
  firstAt: Date;
  latestAt: Date;
}
export interface DisclosureJson {
  referral_id: string;
  /** Null where persons are not told apart. */
  party_id: string | null;
  recipient: string;
  section: string;
  decision_id: string | null;
  first_at: Date;
  latest_at: Date;
}

/**
 * Who has what of some referrals: one range of each referral's disclosures, which are never more than its agencies, sections, persons and
 * decisions. Of persons only those whom the caller sees.
 */
export const DISCLOSURES = named(
  'disclosures',
  `with page as materialized (
    select p.referral_id, d.*
    from participation p
    cross join lateral (
      select case when $3::boolean then d.party_id end as party_id, d.recipient, d.section, d.decision_id,
        min(d.first_at) as first_at, max(d.latest_at) as latest_at, min(d.seq) as first_seq
      from disclosure d
      where d.referral_id = p.referral_id
        and (not $3::boolean or exists (select from party w where w.referral_id = d.referral_id and w.id = d.party_id))
      group by 1, 2, 3, 4
    ) d
    where p.agency_id = $1 and p.referral_id = any ($2::uuid[])
  ), ${consulted('disclosures', 'page', {
    persons: `coalesce(array_agg(distinct party_id) filter (where party_id is not null), '{}')`,
  })}
  select page.* from page order by page.referral_id, page.first_seq, page.recipient, page.section, page.decision_id`,
);

export const disclosureOf = (row: DisclosureJson, agency: (id: string) => Agency): DisclosureSeen => ({
  recipientAgency: agency(row.recipient),
  section: row.section,
  sharingDecisionId: row.decision_id,
  firstAt: row.first_at,
  latestAt: row.latest_at,
});
