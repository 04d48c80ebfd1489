import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { calendarAfter, type CalendarEntry } from '../../libs/working-time/calendar-entries.js';
import { type Calendar, feedWarning } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { DomainClock } from './domain-clock.js';

const ENTERED_SINCE = named(
  'calendar-entries',
  'select version, kind, agency_id as "agencyId", body from calendar_entry where version > $1 order by version',
);
/** Calendars change rarely; what is kept in memory is at most this old. */
const FRESH_FOR_MS = 2_000;

/** The calendar that deadlines are counted in, as operators have entered it. Every process finds what any of them entered. */
@Injectable()
export class AgencyCalendars implements OnApplicationBootstrap {
  private readonly log = new Logger(AgencyCalendars.name);
  private readonly entries: CalendarEntry[] = [];
  private calendar: Calendar | undefined;
  private readAt = 0;
  private warnedOn: string | undefined;
  private reading: Promise<Calendar> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: DomainClock,
  ) {}

  async now(): Promise<Calendar> {
    if (this.calendar && performance.now() - this.readAt < FRESH_FOR_MS) return this.calendar;
    // Read once for everybody who asks meanwhile.
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.warn();
  }

  /** Once a day, by the domain's time, says that the bank holidays run out. */
  async warn(): Promise<void> {
    const today = await this.clock.today();
    if (today === this.warnedOn) return;
    const warning = feedWarning(await this.now(), today);
    this.warnedOn = today;
    if (warning !== undefined) this.log.warn(warning);
  }

  private async read(): Promise<Calendar> {
    this.entries.push(...(await this.database.referenceRows<CalendarEntry>(ENTERED_SINCE, [this.newest])));
    if (this.calendar?.version !== this.newest) this.calendar = calendarAfter(this.entries);
    this.readAt = performance.now();
    return this.calendar;
  }

  private get newest(): number {
    return this.entries.at(-1)?.version ?? 0;
  }
}
