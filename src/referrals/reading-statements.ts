import type { AskedStatement } from '../database/batch.js';
import { contentTable, Section } from '../../libs/access/vocabulary.js';
import type { DetailKind } from './detail-rows.js';
import { named, type Statement } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';

/**
 * Columns of a referral for one agency: all from its own part, with the summary that it may read, the narrative where it is asked for, and
 * its next deadline. Each is looked up by its key, row for row: a plan that is made once, before it is known how many rows a page has, would join whole tables instead.
 */
const referralColumns = (narrativeAsked: string): string => `
    p.referral_id, p.service_id, p.reference, p.pathway_key, p.pathway_version, p.status, p.custodian_id, p.relations, p.states, p.sections,
    p.version, p.next_deadline_at::text as next_deadline_at, p.created_at,
    p.referral_id = any ((select nullif(current_setting('handrail.opened', true), '')::uuid[])::uuid[]) as opened,
    (select s.value from content_summary s where s.referral_id = p.referral_id and s.id = p.referral_id) as summary,
    case when ${narrativeAsked}::boolean then
      (select n.value from content_narrative n where n.referral_id = p.referral_id and n.id = p.referral_id) end as narrative,
    (select to_jsonb(d) from (
      select c.id, c.kind, c.agency_id, c.due_at, c.status, c.source, c.explanation from deadline c
      where c.referral_id = p.referral_id and c.status in ('RUNNING', 'OVERDUE') order by c.due_at, c.id limit 1
    ) d) as next_deadline`;

const REFERRAL_LEAVES = {
  sections: `array_remove(array['SUMMARY', case when count(narrative) > 0 then 'NARRATIVE' end], null)`,
};

/** What of the agency's open work is asked for; whatever is null is not asked. */
export interface WorklistAsked {
  pathway: string | null;
  /** States as they are kept; one of them is active. */
  states: string[] | null;
  /** Whose deadline has, or has not, run out by then. */
  overdue: { is: boolean; by: string } | null;
  custodian: string | null;
  reference: string | null;
  waitingForUs: boolean | null;
  /** Whether it is, or is not, allocated to that person. */
  allocatedTo: { is: boolean; person: string } | null;
}

/** What a person holds of the agency's work: one range of `allocation_held`, read once for the page. */
const allocatedTo = (person: string): string =>
  `array(select l.referral_id from allocation l where l.agency_id = $1 and l.person_id = ${person}::uuid and l.ended_at is null)`;

/**
 * The agency's open referrals, earliest deadline first: one range of `participation_worklist`, whatever the table's size. A filter
 * that is not asked for is not in the text, so that the plan, which is made once a session, is the best for what is asked.
 */
export function worklistPage(
  agency: string,
  [due, id]: readonly [string, string],
  rows: number,
  narrative: boolean,
  asked: WorklistAsked,
): AskedStatement {
  const values: unknown[] = [agency, due, id, rows, narrative];
  const filters: [name: string, condition: (its: string) => string, value: unknown][] = [
    ['pathway', (its) => `p.pathway_key = ${its}`, asked.pathway],
    ['states', (its) => `p.states && ${its}::text[]`, asked.states],
    [
      'overdue',
      (its) => `p.next_deadline_at < ${its}::timestamptz`,
      asked.overdue?.is === true ? asked.overdue.by : null,
    ],
    [
      'in-time',
      (its) => `p.next_deadline_at >= ${its}::timestamptz`,
      asked.overdue?.is === false ? asked.overdue.by : null,
    ],
    ['custodian', (its) => `p.custodian_id = ${its}::uuid`, asked.custodian],
    ['reference', (its) => `p.reference = ${its}`, asked.reference],
    [
      'allocated',
      (its) => `p.referral_id = any (${allocatedTo(its)})`,
      asked.allocatedTo?.is === true ? asked.allocatedTo.person : null,
    ],
    [
      'allocated-elsewhere',
      (its) => `p.referral_id <> all (${allocatedTo(its)})`,
      asked.allocatedTo?.is === false ? asked.allocatedTo.person : null,
    ],
    ['waiting', (its) => `p.waiting_for_us = ${its}::boolean`, asked.waitingForUs],
  ];
  const used = filters.filter(([, , value]) => value !== null);
  const conditions = used.map(([, condition, value]) => ` and ${condition(`$${values.push(value)}`)}`).join('');
  const name = ['worklist-page', ...used.map(([filter]) => filter)].join('-');
  const text = `with page as materialized (
    select ${referralColumns('$5')} from (select p.* from participation p
    where p.agency_id = $1 and p.open and p.seen and (p.next_deadline_at, p.referral_id) > ($2::timestamptz, $3::uuid)${conditions}
    order by p.next_deadline_at, p.referral_id limit $4) p
  ), ${consulted(
    'worklist',
    // The row beyond the page only says that there is more; it does not leave.
    '(select referral_id, narrative from page order by next_deadline_at::timestamptz, referral_id limit $4 - 1) shown',
    REFERRAL_LEAVES,
  )}
  select page.* from page order by page.next_deadline_at::timestamptz, page.referral_id`;
  return { statement: named(name, text), values };
}

/**
 * What a member of staff reported, in the order in which they did: neither a state nor a deadline, which are not theirs to see, shows
 * in what is listed, nor in its order. One range of `participation_reported`.
 */
export const REPORTED_PAGE = named(
  'reported-page',
  `with page as materialized (
    select ${referralColumns('$10')}, p.created_at::text as reported_at from (select p.* from participation p
    where p.agency_id = $1 and p.reported_by = $2 and p.open and p.seen and (p.created_at, p.referral_id) > ($3::timestamptz, $4::uuid)
      and ($6::text is null or p.pathway_key = $6) and ($7::uuid is null or p.custodian_id = $7) and ($8::text is null or p.reference = $8)
      and not $9::boolean
    order by p.created_at, p.referral_id limit $5) p
  ), ${consulted('worklist', '(select referral_id, narrative from page order by created_at, referral_id limit $5 - 1) shown', REFERRAL_LEAVES)}
  select page.* from page order by page.created_at, page.referral_id`,
);

/** One referral, or nothing: absent and hidden take the same statement and read the same rows. */
const oneReferral = (name: string, found: string): Statement =>
  named(
    name,
    `with page as materialized (
      select ${referralColumns('$3')} from participation p
      where p.agency_id = $1 and ${found}
    ), ${consulted('referral', 'page', REFERRAL_LEAVES)}
    select page.* from page`,
  );
export const ONE_REFERRAL = oneReferral('one-referral', 'p.referral_id = $2');
/** In the words of the index that finds it, `participation_reference`. */
export const ONE_BY_REFERENCE = oneReferral('one-by-reference', 'p.reference = $2 and p.seen');

/** Some referrals at once, for what names them: those that the caller sees, in no order. */
export const SOME_REFERRALS = named(
  'some-referrals',
  `with page as materialized (
    select ${referralColumns('$3')} from participation p
    where p.agency_id = $1 and p.referral_id = any ($2::uuid[])
  ), ${consulted('referral', 'page', REFERRAL_LEAVES)}
  select page.* from page`,
);

/** A person, or a client with the person for whom it acted. */
const WHO = (entry: string): string => `concat_ws(', for ', ${entry}.actor_name, ${entry}.on_behalf_of)`;
const SAID_IN_REVIEW = (name: string): string =>
  `(select c.value from content_summary c where c.referral_id = w.referral_id and c.entry_id = w.id and c.name = '${name}')`;

/** One kind of what hangs on a referral, when it is asked for. */
const detail = (kind: DetailKind, rows: string): string =>
  `case when '${kind}' = any ($3::text[]) then (${rows}) end as ${kind}`;

/**
 * A row as it stands for the caller: each change of it shows to who reads the entry that made it, or where `also` says so. That entry alone
 * is looked for: with `exists` all of the referral's might be. Of what is counted (`counts`) it says how often that happened in those.
 */
const asItStands = (table: string, { also = 'false', counts = '' } = {}): string => `
  select jsonb_agg((to_jsonb(t) - 'visible_to' - 'changes') || coalesce(
    (select (array_agg(c.change -> 'now' order by c.place desc))[1]${counts}
      from jsonb_array_elements(t.changes) with ordinality c (change, place)
      where ${also} or (select true from entry x where x.referral_id = t.referral_id and x.id = (c.change ->> 'entry')::uuid)),
    t.changes -> 0 -> 'was', '{}') order by t.seq) from ${table} t where t.referral_id = p.referral_id`;
const ATTENDED = ` || jsonb_build_object('attended_sessions', (t.changes -> 0 -> 'was' ->> 'attended_sessions')::int
  + sum((c.change -> 'now' ->> 'attended_sessions')::int - (c.change -> 'was' ->> 'attended_sessions')::int))`;
/**
 * How an offer stands, by whatever event, is shown to the agency that was asked; to the one that asked, and to who holds the risk, as long as they
 * have not ended their part.
 */
const STANDS = `(p.agency_id = t.to_agency or (p.agency_id in (t.from_agency, p.custodian_id) and not 'INFORMED' = any (p.relations)))`;

/**
 * What hangs on some referrals, for a page at once, and of it the kinds that are asked for. Row security decides what of it is there. Work
 * with somebody names them, so that their row, and whom it names, comes with it.
 */
export const DETAILS = named(
  'referral-details',
  `with page as materialized (
    select p.referral_id,
      case when $3::text[] && '{parties,interventions}' then
        (select jsonb_agg(to_jsonb(t) - 'visible_to' - 'writer' order by t.seq, t.place) from party t
         where t.referral_id = p.referral_id and ('parties' = any ($3) or exists (
           select from intervention i join party w on w.referral_id = i.referral_id and w.id = i.party_id
           where i.referral_id = p.referral_id and t.id in (w.id, w.related_to)))) end as parties,
      ${detail('offers', asItStands('offer', { also: STANDS }))},
      ${detail(
        'decisions',
        `select jsonb_agg((to_jsonb(t) - 'visible_to') || jsonb_build_object('reasons', to_jsonb(r) - 'visible_to', 'decided_by', by.who, 'handling_conditions', h.conditions,
          'review', case when w.id is not null then jsonb_build_object('by', ${WHO('w')}, 'at', w.at, 'agrees', ${SAID_IN_REVIEW('agrees')} = 'yes',
            'note', ${SAID_IN_REVIEW('note')}) end,
          -- That it was withdrawn is learnt by who reads that entry: not by an agency that had ended its part.
          'withdrawn_at', case when t.withdrawn_at is not null then (select min(x.at) from entry x
            where x.referral_id = t.referral_id and x.action = 'withdrawSharingDecision' and x.at = t.withdrawn_at) end) order by t.seq)
        from sharing_decision t left join sharing_rationale r on r.referral_id = t.referral_id and r.id = t.id
        left join handling_condition h on h.referral_id = t.referral_id and h.id = t.id
        -- Who decided is read by who reads the reasons; who reviewed it, and what they found, by who reads that entry.
        left join lateral (select ${WHO('e')} as who from entry e where e.referral_id = r.referral_id and e.id = r.id) by on true
        left join entry w on w.referral_id = r.referral_id and w.id = r.reviewed_in
        where t.referral_id = p.referral_id`,
      )},
      ${detail('interventions', asItStands('intervention', { counts: ATTENDED }))},
      ${detail('deadlines', `select jsonb_agg(to_jsonb(t) - 'visible_to' order by t.started_at, t.id) from deadline t where t.referral_id = p.referral_id`)},
      ${detail(
        'allocation',
        `select jsonb_build_object('id', w.id, 'name', w.name, 'email', w.email) from allocation l join person w on w.id = l.person_id
        where l.referral_id = p.referral_id and l.agency_id = p.agency_id and l.ended_at is null`,
      )}
    from participation p where p.agency_id = $1 and p.referral_id = any ($2::uuid[])
  ), ${consulted('referral details', 'page', {
    sections: `(select coalesce(array_agg(distinct section), '{}') from (
      select party ->> 'section' as section from page, jsonb_array_elements(page.parties) party
      union all select 'SUMMARY' from page where coalesce(offers, decisions, deadlines) is not null
      union all select 'SESSIONS' from page where interventions is not null
      union all select 'OWN_NOTES' from page where allocation is not null) s)`,
    persons: `(select coalesce(array_agg(distinct (party ->> 'id')::uuid), '{}') from page, jsonb_array_elements(page.parties) party)`,
  })}
  select page.* from page`,
);

const VALUES_OF_ENTRY = Object.values(Section)
  .map(
    (section) =>
      `select v.id, v.name, v.title, v.value, v.place, v.party_id, '${section}' as section from ${contentTable(section)} v where v.referral_id = e.referral_id and v.entry_id = e.id`,
  )
  .join(' union all ');

/**
 * What an entry says, as far as row security lets it be read, and as far as it is `among` what is asked for; of whom, and in which sections:
 * without values, its own.
 */
export const entrySaid = (among: (id: string, section: string) => string): string => `
    left join lateral (
      select jsonb_agg(jsonb_build_object('name', o.name, 'title', o.title, 'value', o.value, 'party', case when w.id is not null then
          jsonb_build_object('id', w.id, 'role', w.role, 'given_name', w.given_name, 'family_name', w.family_name) end,
          'question', q.value) order by o.place) as values,
        array_remove(coalesce(array_agg(distinct o.section) || array_agg(distinct w.section), array[e.section]), null) as said_in,
        -- As far as whoever asks reads who that is: an id alone would tell that there is somebody.
        array_agg(distinct w.id) filter (where w.id is not null) as said_of
      from (${VALUES_OF_ENTRY}) o
      -- Whom a value is about is named as the person's own row names them, to those who read that row.
      left join party w on w.referral_id = e.referral_id and w.id = o.party_id and ${among('w.id', 'w.section')}
      left join content_narrative q on q.referral_id = e.referral_id and q.name = 'question' and ${among('q.id', "'NARRATIVE'")}
        and q.entry_id = case when o.name = 'requestId' then o.value::uuid end
      where ${among('o.id', 'o.section')}
    ) v on true`;
const ENTRY_SAID = entrySaid(() => 'true');
const ENTRY_COLUMNS = `page.referral_id, page.id, page.at, page.action, page.agency_id, page.actor_name,
  page.on_behalf_of, page.other_end, page.section, page.audience, page.values`;
const ENTRIES_LEAVE = (leaving: string): { sections: string; persons: string } => ({
  sections: `(select array_agg(distinct told) from ${leaving}, unnest(said_in) told)`,
  persons: `(select coalesce(array_agg(distinct whom), '{}') from ${leaving}, unnest(said_of) whom)`,
});

/** A page of the timeline of each of some referrals, in order of creation. */
export const TIMELINE_PAGES = named(
  'timeline-pages',
  `with page as materialized (
    select p.referral_id, p.custodian_id, e.id, e.at, e.action, e.agency_id, e.actor_name, e.on_behalf_of, e.other_end, e.section, e.audience,
      v.*, e.place
    from participation p
    cross join lateral (
      select *, row_number() over (order by e.at, e.id) as place
      from entry e where e.referral_id = p.referral_id and (e.at, e.id) > ($3::timestamptz, $4::uuid)
      order by e.at, e.id limit $5
    ) e ${ENTRY_SAID}
    where p.agency_id = $1 and p.referral_id = any ($2::uuid[])
  ), shown as (
    -- The entry beyond the page only says that there is more; it does not leave.
    select * from page where place < $5
  ), ${consulted('timeline', 'shown', ENTRIES_LEAVE('shown'))}
  select ${ENTRY_COLUMNS}, page.custodian_id from page order by page.referral_id, page.at, page.id`,
);

/** What of an entry the answer to a command holds: nothing, what it is, or also what it says. */
export type EntryAsked = 'NOTHING' | 'BARE' | 'SAID';

/**
 * The answer to a command: the referral, null where it is not asked for or the action ended the caller's sight, and the entry that
 * the command made. One look, with one entry in the record.
 */
export function commandAnswer(
  agency: string,
  { referralId, entryId }: { referralId: string; entryId: string },
  asked: { referral: boolean; narrative: boolean; entry: EntryAsked },
): AskedStatement {
  const nothingSaid = `cross join (select null::jsonb as values, null::text[] as said_in, null::uuid[] as said_of) v`;
  const text = `with answer as materialized (
    select ${referralColumns('$3')} from participation p where $5::boolean and p.agency_id = $1 and p.referral_id = $2
  ), entry_made as materialized (
    select e.referral_id, e.id, e.at, e.action, e.agency_id, e.actor_name, e.on_behalf_of, e.other_end, e.section, e.audience, v.*
    from entry e ${asked.entry === 'SAID' ? ENTRY_SAID : nothingSaid}
    where e.referral_id = $2 and e.id = $4 and $6::boolean
  ), shown as (
    select referral_id, array_remove(array['SUMMARY', case when narrative is not null then 'NARRATIVE' end], null) as said_in,
      '{}'::uuid[] as said_of from answer
    union all select referral_id, coalesce(said_in, array[section]), coalesce(said_of, '{}') from entry_made
  ), ${consulted('command', 'shown', ENTRIES_LEAVE('shown'))}
  select a.*, to_jsonb(e) - '{said_in,said_of}'::text[] as entry from (values (1)) one left join answer a on true left join entry_made e on true`;
  const name = `command-answer-${asked.entry === 'SAID' ? 'said' : 'bare'}`;
  return {
    statement: named(name, text),
    values: [agency, referralId, asked.narrative, entryId, asked.referral, asked.entry !== 'NOTHING'],
  };
}
