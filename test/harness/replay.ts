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

/** Every referral of a database, replayed beside what is stored of it. As the owner, who takes on the rights of the door for it. */
export async function everyReplay(
  ownerUrl: string,
): Promise<{ id: string; stored: StoredReferral; replay: StoredReferral; events: PathwayEvent[] }[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin; grant handrail_door to current_user with inherit true');
    const { rows } = await client.query<{ id: string; key: string; stored: StoredReferral; events: PathwayEvent[] }>(
      `select r.referral_id as id, r.pathway_key as key, r.stored, (select jsonb_agg(e.body order by e.seq) from handrail.event e where e.referral_id = r.referral_id) as events
       from handrail.referral r`,
    );
    const { rows: entries } = await client.query<CalendarEntry>(
      'select version, kind, agency_id as "agencyId", body from handrail.calendar_entry order by version',
    );
    return rows.map(({ id, key, stored, events }) => ({ id, stored, events, replay: replayed(events, key, entries) }));
  } finally {
    await client.end();
  }
}
