import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { OpenClock } from '../../libs/pathways/pathway.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { AgencyCalendars } from './agency-calendars.js';
import { happens } from './nobodys-event.js';

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
    const failed = new Map<string, unknown>();
    for (let fired = 1; fired > 0;) {
      fired = 0;
      for (const { referral_id: id } of await this.due(by)) {
        if (failed.has(id)) continue;
        await this.fire(id).then(
          (times) => (fired += times),
          (error: unknown) => failed.set(id, error),
        );
      }
    }
    if (failed.size > 0)
      throw new AggregateError(failed.values(), `Deadlines of ${[...failed.keys()].join(', ')} could not fire`);
  }

  /** Referrals with a clock that has run out by then, earliest first. */
  async due(by: string): Promise<{ referral_id: string; due_at: Date }[]> {
    return this.database.workerTransaction(async (client) => {
      const { rows } = await client.query<{ referral_id: string; due_at: Date }>('select * from clocks_due($1)', [by]);
      return rows;
    });
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
