import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { OpenClock } from '../../libs/pathways/pathway.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { BEFORE_ALL } from '../database/ids.js';
import { AgencyCalendars } from './agency-calendars.js';
import { eachAlone } from './each-alone.js';
import { happens } from './nobodys-event.js';

const DUE = named('clocks-due', 'select referral_id, due_at, due_at::text as exactly from clocks_due($1, $2, $3)');
interface DueRow {
  referral_id: string;
  due_at: Date;
  /** To the microsecond, as a place in the list must be. */
  exactly: string;
}

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

  /**
   * Fires everything that has run out by then. One referral that cannot fire keeps no other waiting.
   * @throws AggregateError with what failed, once the others have fired
   */
  async sweep(by: string): Promise<void> {
    await eachAlone(
      this.everyDue(by),
      ({ referral_id: id }) => id,
      ({ referral_id: id }) => this.fire(id),
    );
  }

  private async *everyDue(by: string): AsyncGenerator<DueRow> {
    for (let page = await this.due(by); page.length > 0; page = await this.due(by, page.at(-1))) yield* page;
  }

  /** A page of the referrals with a clock that has run out by then, earliest first, after the one that is given. */
  due(by: string, after?: DueRow): Promise<DueRow[]> {
    const from = after ? [after.exactly, after.referral_id] : BEFORE_ALL;
    return this.database.workerRows<DueRow>(DUE, [by, ...from]);
  }

  private fireOne(client: PoolClient, referralId: string, calendar: Calendar): Promise<boolean> {
    return happens(client, { referralId, calendar }, ({ clocks }, _context, now) => {
      const clock = earliestDue(clocks, now);
      return (
        clock && {
          type: clock.kind,
          payload: { clockId: clock.id },
          agencyId: clock.agencyId,
          // Seen by the agency that had to meet it, and by the custodian.
          entry: { section: 'SUMMARY', audience: 'BOTH_ENDS', otherEnd: clock.agencyId },
        }
      );
    });
  }
}

/** Of several that ran out at one instant, whose they are and of which kind says which comes first, not when they began. */
function earliestDue(clocks: readonly OpenClock[], now: string): OpenClock | undefined {
  const place = ({ dueAt, agencyId, kind }: OpenClock): string => `${dueAt} ${agencyId} ${kind}`;
  return clocks
    .filter((clock) => clock.status === 'RUNNING' && clock.dueAt <= now)
    .sort((one, other) => (place(one) < place(other) ? -1 : 1))[0];
}
