import { Temporal } from 'temporal-polyfill';
import { dayOf } from '../../libs/working-time/counting.js';
import type { Database } from '../database/database.js';
import { AgencyCalendars } from './agency-calendars.js';
import { ClockFiring } from './clock-firing.js';
import { DomainClock } from './domain-clock.js';
import { RestrictionPassing } from './restriction-passing.js';
import { passAndTell, StaffTelling } from './staff-telling.js';

/** `handrail clock show`: the domain's time, and how far it is ahead of real time. */
export async function clockShow(database: Database): Promise<string> {
  const clock = new DomainClock(database);
  const { now, offset } = await clock.read();
  const ahead =
    offset === 0
      ? 'real time'
      : `${Temporal.Duration.from({ seconds: Math.round(offset / 1000) })
          .round({ largestUnit: 'days' })
          .toString()} ahead of real time`;
  return `${now.toISOString()} (${ahead})`;
}

/**
 * `handrail clock advance DURATION`: moves the domain's time on and returns when everything due by then has fired, each at its own
 * time, earliest first. @throws Error when it is not a duration that goes forward
 */
export async function clockAdvance(database: Database, duration: string): Promise<string> {
  const clock = new DomainClock(database);
  const { now, offset } = await clock.read();
  const further = millisecondsOf(duration, dayOf(now.toISOString()));
  const by = new Date(now.getTime() + further).toISOString();
  const calendars = new AgencyCalendars(database, clock);
  const firing = new ClockFiring(database, calendars);
  const staff = new StaffTelling(database, calendars, clock);
  // Never back: what was due before now happens now.
  const reach = async (moment: Date): Promise<void> => {
    const is = await clock.read();
    const ahead = moment.getTime() - is.now.getTime();
    if (ahead > 0) await setOffset(database, is.offset + ahead);
  };
  const restrictions = new RestrictionPassing(database, calendars);
  const told = (): Promise<void> => passAndTell(restrictions, staff);
  await told();
  for (;;) {
    const [next] = await firing.due(by);
    const telling = await staff.nextDue(by);
    if (telling && (!next || telling < next.due_at)) {
      await reach(telling);
      await told();
    } else if (next) {
      await reach(next.due_at);
      // A worker may have been faster; where nobody was, it would be asked for ever.
      const [fired, [still]] = [await firing.fire(next.referral_id), await firing.due(by)];
      if (fired === 0 && still?.referral_id === next.referral_id && still.due_at.getTime() === next.due_at.getTime())
        throw new Error('A deadline that ran out does not fire.');
    } else break;
  }
  // The whole of what was asked for: the domain's time went on while clocks fired, as real time did.
  await setOffset(database, offset + further);
  await told();
  return clock.now();
}

const A_CENTURY_MS = 100 * 366 * 86_400_000;
/** A month is as long as the one that begins on this day, a day 24 hours. */
function millisecondsOf(duration: string, today: string): number {
  let milliseconds: number;
  try {
    const relativeTo = Temporal.PlainDate.from(today);
    milliseconds = Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo });
  } catch {
    throw new Error('A duration is needed, as P1D for a day or PT4H for four hours (ISO 8601).');
  }
  if (milliseconds <= 0) throw new Error('The clock only goes forward.');
  if (milliseconds > A_CENTURY_MS) throw new Error('The clock goes a hundred years forward at once, and no further.');
  return milliseconds;
}

async function setOffset(database: Database, milliseconds: number): Promise<void> {
  await database.workerTransaction((client) => client.query('select clock_set($1)', [Math.round(milliseconds)]));
}
