import { Injectable } from '@nestjs/common';
import { supervises } from '../../libs/access/supervisors.js';
import { rolesThatRead } from '../../libs/access/policy.js';
import { TOLD_AHEAD_DAYS } from '../../libs/access/training.js';
import { AgencyKind } from '../../libs/access/vocabulary.js';
import { judgeBy } from '../../libs/pathways/common/emergency-judging.js';
import { moveBy } from '../../libs/pathways/common/work-to-move.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { AgencyCalendars } from './agency-calendars.js';
import { DomainClock } from './domain-clock.js';
import { eachAlone, eachNamed } from './each-alone.js';
import type { RestrictionPassing } from './restriction-passing.js';

const UNMOVED = named('work-unmoved', 'select * from work_unmoved($1)');
const TELL_OF_WORK = named('work-tell', 'select work_tell($1, $2, $3) as told');
const IN_TIME = named('emergencies-in-time', 'select * from emergencies_in_time()');
const TELL_OF_JUDGING = named('emergency-overdue-tell', 'select emergency_overdue_tell($1, $2, $3) as told');
const TELL_OF_TRAINING = named('training-tell', 'select training_tell($1, $2) as told');
const TRAINING_DAY = named('training-day-due', 'select training_day_due($1, $2) as day');

/** An opening in an emergency that waits, and was not told of again. */
interface InTimeRow {
  referral_id: string;
  id: string;
  opened_at: Date;
}
interface UnmovedRow {
  referral_id: string;
  agency_id: string;
  cause: string;
  /** Null until supervisors are told, where nothing says when it happened. */
  since: Date | null;
  told: boolean;
  overdue_told: boolean;
}
const ROLES = JSON.stringify(Object.fromEntries(Object.values(AgencyKind).map((kind) => [kind, rolesThatRead(kind)])));
const SUPERVISORS = JSON.stringify(supervises);

/** Passes on first, so that work which somebody left is told of to those who see it now; tells also when that failed. */
export const passAndTell = (restrictions: RestrictionPassing, staff: StaffTelling): Promise<void> =>
  eachNamed({ restrictions: () => restrictions.pass(), telling: () => staff.tell() });

/**
 * Tells people what ends, and supervisors what concerns their people, each thing once: it looks at what is so now, and nothing depends on
 * when it last did.
 */
@Injectable()
export class StaffTelling {
  constructor(
    private readonly database: Database,
    private readonly calendars: AgencyCalendars,
    private readonly clock: DomainClock,
  ) {}

  /**
   * @returns how many notices were written
   * @throws AggregateError with what could not be told of, once the rest is
   */
  async tell(): Promise<number> {
    let told = 0;
    const counted = (tell: () => Promise<number>) => async (): Promise<void> => {
      told += await tell();
    };
    await eachNamed({
      work: counted(() => this.tellOfWork()),
      training: counted(() => this.tellOfTraining()),
      judging: counted(() => this.tellOfJudging()),
    });
    return told;
  }

  private async tellOfWork(): Promise<number> {
    const now = await this.clock.now();
    const unmoved = await this.unmoved();
    const telling = unmoved
      .filter(({ row, by }) => !row.told || (!row.overdue_told && by !== null && by < now))
      .map(({ row: { referral_id, agency_id, cause, told } }) => ({ referral_id, agency_id, cause, overdue: told }));
    const [answer] = await this.database.workerRows<{ told: number }>(TELL_OF_WORK, [
      JSON.stringify(telling),
      ROLES,
      SUPERVISORS,
    ]);
    return answer?.told ?? 0;
  }

  private async tellOfTraining(): Promise<number> {
    const values = [TOLD_AHEAD_DAYS, SUPERVISORS];
    const [answer] = await this.database.workerRows<{ told: number }>(TELL_OF_TRAINING, values);
    return answer?.told ?? 0;
  }

  /** Each in a transaction of its own: custody of its referral waits for it. */
  private async tellOfJudging(): Promise<number> {
    let told = 0;
    const now = await this.clock.now();
    await eachAlone(
      (await this.inTime()).filter(({ by }) => by < now),
      ({ row }) => row.id,
      async ({ row }) => {
        const values = [row.referral_id, row.id, SUPERVISORS];
        const [answer] = await this.database.workerRows<{ told: number }>(TELL_OF_JUDGING, values);
        told += answer?.told ?? 0;
      },
    );
    return told;
  }

  /** The next moment until then at which there is something to tell, of what can be foreseen. */
  async nextDue(by: string): Promise<Date | null> {
    const [training] = await this.database.workerRows<{ day: Date | null }>(TRAINING_DAY, [by, TOLD_AHEAD_DAYS]);
    const ends = [
      ...(await this.unmoved()).flatMap(({ row, by: end }) =>
        row.told && !row.overdue_told && end !== null ? [end] : [],
      ),
      ...(await this.inTime()).map(({ by: end }) => end),
    ];
    // Due at the last millisecond of a day, and overdue with the next.
    const overdue = ends.filter((end) => end < by).map((end) => Date.parse(end) + 1);
    const moments = [...overdue, ...(training?.day ? [training.day.getTime()] : [])];
    return moments.length > 0 ? new Date(Math.min(...moments)) : null;
  }

  private async inTime(): Promise<{ row: InTimeRow; by: string }[]> {
    const calendar = await this.calendars.now();
    const rows = await this.database.workerRows<InTimeRow & Record<string, unknown>>(IN_TIME, []);
    return rows.map((row) => ({ row, by: judgeBy(row.opened_at.toISOString(), calendar) }));
  }

  private async unmoved(): Promise<{ row: UnmovedRow; by: string | null }[]> {
    const calendar = await this.calendars.now();
    const rows = await this.database.workerRows<UnmovedRow & Record<string, unknown>>(UNMOVED, [ROLES]);
    return rows.map((row) => ({
      row,
      by: row.since === null ? null : moveBy(row.since.toISOString(), row.agency_id, calendar),
    }));
  }
}
