import pg from 'pg';
import { pathways } from '../../libs/pathways/index.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import { calendarAfter, type CalendarEntry } from '../../libs/working-time/calendar-entries.js';

/** A referral's events folded anew, each in the calendar that it was counted in: snapshot and open clocks. */
function replayed(events: readonly PathwayEvent[], key: string, entries: readonly CalendarEntry[]): StoredReferral {
  const pathway = pathways.get(key);
  const [first, ...rest] = events;
  if (!pathway || !first) throw new Error('There is nothing to replay');
  let { stored } = pathway.begin(first, calendarAfter(entries, first.calendar ?? 0));
  for (const event of rest) stored = pathway.advance(stored, event, calendarAfter(entries, event.calendar ?? 0)).stored;
  return stored;
}

/** A clock that runs, as its row says it. */
interface RunningDeadline {
  id: string;
  agency: string;
  status: string;
  rule: string;
  started: number;
  due: number;
}
/** What the rows of its deadlines must say. */
export const deadlinesOf = ({ clocks }: StoredReferral): RunningDeadline[] =>
  clocks
    .map(({ id, agencyId, status, ruleId, startedAt, dueAt }) => ({
      id,
      agency: agencyId,
      status,
      rule: ruleId,
      started: Date.parse(startedAt),
      due: Date.parse(dueAt),
    }))
    .sort(byClock);
const byClock = (one: RunningDeadline, other: RunningDeadline): number => (one.id < other.id ? -1 : 1);

interface Replayed {
  id: string;
  stored: StoredReferral;
  replay: StoredReferral;
  events: PathwayEvent[];
  deadlines: RunningDeadline[];
}
/** Every referral of a database, replayed beside what is stored of it. As the owner, who takes on the rights of the door for it. */
export async function everyReplay(ownerUrl: string): Promise<Replayed[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin; grant handrail_door to current_user with inherit true');
    const { rows } = await client.query<Omit<Replayed, 'replay'> & { key: string }>(
      `select r.referral_id as id, r.pathway_key as key, r.stored, (select jsonb_agg(e.body order by e.seq) from handrail.event e where e.referral_id = r.referral_id) as events,
         coalesce((select jsonb_agg(jsonb_build_object('id', d.clock_id, 'agency', d.agency_id, 'status', d.status, 'rule', d.rule_id,
             'started', (extract(epoch from d.started_at) * 1000)::bigint, 'due', (extract(epoch from d.due_at) * 1000)::bigint))
           from handrail.deadline d where d.referral_id = r.referral_id and d.status in ('RUNNING', 'PAUSED', 'OVERDUE')), '[]') as deadlines
       from handrail.referral r`,
    );
    const { rows: entries } = await client.query<CalendarEntry>(
      'select version, kind, agency_id as "agencyId", body from handrail.calendar_entry order by version',
    );
    return rows.map(({ key, deadlines, ...row }) => ({
      ...row,
      deadlines: deadlines.sort(byClock),
      replay: replayed(row.events, key, entries),
    }));
  } finally {
    await client.end();
  }
}
