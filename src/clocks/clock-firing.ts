import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { pathways } from '../../libs/pathways/index.js';
import type { OpenClock } from '../../libs/pathways/pathway.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { changeOf } from '../referrals/carried-change.js';
import { sightChanged } from '../referrals/change.js';
import { type EntryOf, entryItem } from '../referrals/entries.js';
import { instantAfter } from '../referrals/event-instant.js';
import { newId } from '../referrals/new-id.js';
import type { KeptItem, KeptRows, LoadedReferral } from '../referrals/stored-rows.js';
import { type KeptOfReferral, keptOf, loadedOf, type LoadedRow } from '../referrals/door-transactions.js';
import { AgencyCalendars } from './agency-calendars.js';

/** Deadlines that run out: each fires once, as an event of its referral, with whom it calls. */
@Injectable()
export class ClockFiring {
  constructor(
    private readonly database: Database,
    private readonly calendars: AgencyCalendars,
  ) {}

  /** Fires every clock of one referral that has run out by the domain's time; returns how many. */
  async fire(referralId: string): Promise<number> {
    const calendar = await this.calendars.now();
    let fired = 0;
    while (await this.database.workerTransaction((client) => this.fireOne(client, referralId, calendar))) fired += 1;
    return fired;
  }

  /** Referrals with a clock that has run out by then, earliest first. */
  async due(by: string): Promise<{ referral_id: string; due_at: Date }[]> {
    return this.database.workerTransaction(async (client) => {
      const { rows } = await client.query<{ referral_id: string; due_at: Date }>('select * from clocks_due($1)', [by]);
      return rows;
    });
  }

  private async fireOne(client: PoolClient, referralId: string, calendar: Calendar): Promise<boolean> {
    const { rows } = await client.query<LoadedRow>('select * from clock_load($1)', [referralId]);
    const { referral, now } = loadedOf(rows);
    const pathway = referral && pathways.get(referral.pathway);
    if (!pathway) return false;
    const clock = earliestDue(referral.stored.clocks, now);
    if (!clock) return false;
    const before = { stored: referral.stored, context: pathway.contextOf(referral.stored) };
    const event: PathwayEvent = {
      type: clock.kind,
      seq: referral.seq + 1,
      at: instantAfter(before.context.at, now),
      entryId: newId(),
      by: null,
      calendar: calendar.version,
      payload: { clockId: clock.id },
    };
    const after = pathway.advance(referral.stored, event, calendar);
    const kept = sightChanged(before.context, after.context)
      ? await keptBy(client, referral)
      : { keptItems: [], keptRows: null };
    const { change } = changeOf({
      identity: { referralId, reference: referral.reference, pathway },
      event,
      before,
      after,
      loaded: referral,
      newItems: [entryItem(entryOfClock(event, clock))],
      ...kept,
      words: {},
    });
    const record = [{ id: newId(), person_ids: [], sections: [] }];
    const { stored, nextDueAt, wakeAt } = change;
    await client.query('select clock_store($1, $2, $3, $4, $5, $6, $7)', [
      referralId,
      JSON.stringify(event),
      JSON.stringify(stored),
      nextDueAt,
      wakeAt,
      clock.agencyId,
      JSON.stringify({ ...change.rows, record }),
    ]);
    return true;
  }
}

function earliestDue(clocks: readonly OpenClock[], now: string): OpenClock | undefined {
  return clocks
    .filter((clock) => clock.status === 'RUNNING' && clock.dueAt <= now)
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];
}

async function keptBy(
  client: PoolClient,
  referral: LoadedReferral,
): Promise<{ keptItems: KeptItem[]; keptRows: KeptRows }> {
  const { rows } = await client.query<KeptOfReferral>('select clock_items($1) as items, clock_rows($1) as rows', [
    referral.referralId,
  ]);
  const { items: keptItems, rows: keptRows } = keptOf(rows, referral);
  return { keptItems, keptRows };
}

/** Seen by the agency that had to meet it, and by the custodian. */
const entryOfClock = (event: PathwayEvent, clock: OpenClock): EntryOf => ({
  event,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: clock.agencyId,
});
