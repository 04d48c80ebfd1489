import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { passedOn, RESTRICTION_PASSED_ON } from '../../libs/pathways/common/restriction-passed-on.js';
import { mayAccept, mayOffer, maySupervise } from '../../libs/pathways/common/who-may.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { AgencyCalendars } from './agency-calendars.js';
import { eachAlone } from './each-alone.js';
import { happens } from './nobodys-event.js';

const LEFT = named('restrictions-left', 'select * from restrictions_left($1, $2, $3, $4)');
const rolesBy = (may: (kind: AgencyKind, roles: readonly Role[]) => boolean): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.values(AgencyKind).map((kind) => [kind, Object.values(Role).filter((role) => may(kind, [role]))]),
    ),
  );
const DECIDE = rolesBy(mayOffer);
const ACCEPT = rolesBy(mayAccept);
/** Who answers for colleagues, and decides about sharing and answers for the agency too: what passes to them goes on. */
const SUPERVISE = rolesBy(
  (kind, roles) => maySupervise(kind, roles) && mayOffer(kind, roles) && mayAccept(kind, roles),
);

interface Left {
  referral_id: string;
  agency_id: string;
  /** Those who answer for them, whom no conflict of interest keeps out. */
  people: string[];
}

/** A restricted referral with which none of the named people can go on passes to those who supervise: it never lies where nobody sees it. */
@Injectable()
export class RestrictionPassing {
  constructor(
    private readonly database: Database,
    private readonly calendars: AgencyCalendars,
  ) {}

  /**
   * @returns how many referrals passed
   * @throws AggregateError with those that could not, once the others have
   */
  async pass(): Promise<number> {
    const values = [DECIDE, ACCEPT, SUPERVISE, null];
    const left = await this.database.workerRows<Left & Record<string, unknown>>(LEFT, values);
    const calendar = await this.calendars.now();
    let passed = 0;
    await eachAlone(
      left,
      ({ referral_id: id }) => id,
      async (one) => {
        if (await this.database.workerTransaction((client) => this.passOne(client, one, calendar))) passed += 1;
      },
    );
    return passed;
  }

  private passOne(client: PoolClient, { referral_id: referralId, agency_id: agencyId }: Left, calendar: Calendar) {
    return happens(client, { referralId, calendar }, async () => {
      // Asked again under the lock: what waited may be answered by now, somebody may be back, and another worker may have been here.
      const { rows } = await client.query<Left>({ ...LEFT, values: [DECIDE, ACCEPT, SUPERVISE, referralId] });
      const left = rows.find((one) => one.agency_id === agencyId);
      return (
        left && {
          type: RESTRICTION_PASSED_ON,
          payload: passedOn(agencyId, left.people),
          agencyId,
          // A note of the agency's own, which nobody wrote.
          entry: { section: 'OWN_NOTES', audience: 'ORDINARY', otherEnd: agencyId },
        }
      );
    });
  }
}
