import { Injectable } from '@nestjs/common';
import { supervises } from '../../libs/access/break-glass.js';
import { rolesThatRead } from '../../libs/access/policy.js';
import { TOLD_AHEAD_DAYS } from '../../libs/access/training.js';
import { AgencyKind } from '../../libs/access/vocabulary.js';
import { moveBy } from '../../libs/pathways/common/work-to-move.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { AgencyCalendars } from './agency-calendars.js';
import { DomainClock } from './domain-clock.js';

const UNMOVED = named('work-unmoved', 'select * from work_unmoved($1)');
const TELL_OF_WORK = named('work-tell', 'select work_tell($1, $2, $3) as told');
const TELL_OF_TRAINING = named('training-tell', 'select training_tell($1, $2) as told');
const TRAINING_DAY = named('training-day-due', 'select training_day_due($1, $2) as day');

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

  /** @returns how many notices were written */
  async tell(): Promise<number> {
    return (await this.tellOfWork()) + (await this.tellOfTraining());
  }

  private async tellOfWork(): Promise<number> {
    const now = await this.clock.now();
    const unmoved = await this.unmoved();
    const telling = unmoved
      .filter(({ row, by }) => (row.told ? !row.overdue_told && by !== null && by < now : true))
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

  /** The next moment until then at which there is something to tell, of what can be foreseen. */
  async nextDue(by: string): Promise<Date | null> {
    const [training] = await this.database.workerRows<{ day: Date | null }>(TRAINING_DAY, [by, TOLD_AHEAD_DAYS]);
    const overdue = (await this.unmoved())
      .filter(({ row, by: due }) => row.told && !row.overdue_told && due !== null && due < by)
      // Due at the last millisecond of a day, and overdue with the next.
      .map(({ by: due }) => Date.parse(due ?? by) + 1);
    const moments = [...overdue, ...(training?.day ? [training.day.getTime()] : [])];
    return moments.length > 0 ? new Date(Math.min(...moments)) : null;
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
