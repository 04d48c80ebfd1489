import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { restrictionOf } from '../../libs/access/barred.js';
import { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { passedOn, RESTRICTION_PASSED_ON } from '../../libs/pathways/common/restriction-passed-on.js';
import { mayOffer, maySupervise } from '../../libs/pathways/common/who-may.js';
import { pathways } from '../../libs/pathways/index.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { changeOf } from '../referrals/carried-change.js';
import { loadedOf, type LoadedRow } from '../referrals/door-transactions.js';
import { entryItem } from '../referrals/entries.js';
import { instantAfter } from '../referrals/event-instant.js';
import { newId } from '../referrals/new-id.js';
import { AgencyCalendars } from './agency-calendars.js';

const LEFT = named('restrictions-left', 'select * from restrictions_left($1, $2)');
const rolesBy = (may: (kind: AgencyKind, roles: readonly Role[]) => boolean): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.values(AgencyKind).map((kind) => [kind, Object.values(Role).filter((role) => may(kind, [role]))]),
    ),
  );
const DECIDE = rolesBy(mayOffer);
/** Who answers for colleagues and decides about sharing too: what passes to them goes on. */
const SUPERVISE = rolesBy((kind, roles) => maySupervise(kind, roles) && mayOffer(kind, roles));

interface Left {
  referral_id: string;
  agency_id: string;
  named: string[];
  /** Those who answer for them, whom no conflict of interest keeps out. */
  people: string[];
}

/** A restricted referral of whose named people none is left passes to those who supervise: it never lies where nobody sees it. */
@Injectable()
export class RestrictionPassing {
  constructor(
    private readonly database: Database,
    private readonly calendars: AgencyCalendars,
  ) {}

  /** @returns how many referrals passed */
  async pass(): Promise<number> {
    const left = await this.database.workerRows<Left & Record<string, unknown>>(LEFT, [DECIDE, SUPERVISE]);
    const calendar = await this.calendars.now();
    let passed = 0;
    for (const one of left)
      if (await this.database.workerTransaction((client) => this.passOne(client, one, calendar))) passed += 1;
    return passed;
  }

  private async passOne(client: PoolClient, left: Left, calendar: Calendar): Promise<boolean> {
    const { rows } = await client.query<LoadedRow>('select * from clock_load($1)', [left.referral_id]);
    const { referral, now } = loadedOf(rows);
    const pathway = referral && pathways.get(referral.pathway);
    if (!pathway) return false;
    const before = { stored: referral.stored, context: pathway.contextOf(referral.stored) };
    // Under the lock it may be another list by now, or none, and another worker may have been here.
    const people = restrictionOf(before.context, left.agency_id)?.people;
    if (!people || people.length !== left.named.length || !people.every((one) => left.named.includes(one)))
      return false;
    const event: PathwayEvent = {
      type: RESTRICTION_PASSED_ON,
      seq: referral.seq + 1,
      at: instantAfter(before.context.at, now),
      entryId: newId(),
      by: null,
      calendar: calendar.version,
      payload: passedOn(left.agency_id, left.people),
    };
    const { change } = changeOf({
      identity: { referralId: left.referral_id, reference: referral.reference, pathway },
      event,
      before,
      after: pathway.advance(referral.stored, event, calendar),
      loaded: referral,
      // A note of the agency's own, which nobody wrote.
      newItems: [entryItem({ event, section: 'OWN_NOTES', audience: 'ORDINARY', otherEnd: left.agency_id })],
      keptItems: [],
      keptRows: null,
      words: {},
    });
    const { stored, nextDueAt, wakeAt } = change;
    const record = [{ id: newId(), person_ids: [], sections: [] }];
    await client.query('select clock_store($1, $2, $3, $4, $5, $6, $7)', [
      left.referral_id,
      JSON.stringify(event),
      JSON.stringify(stored),
      nextDueAt,
      wakeAt,
      left.agency_id,
      JSON.stringify({ ...change.rows, record }),
    ]);
    return true;
  }
}
