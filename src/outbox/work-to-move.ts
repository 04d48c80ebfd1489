import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { isSupervisor } from '../../libs/access/supervisors.js';
import { rolesThatRead } from '../../libs/access/policy.js';
import { moveBy } from '../../libs/pathways/common/work-to-move.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { consulted } from '../record/record-writer.js';
import { cursorOf, keyOf, type Page, type PageAsked, pageOf, pageSought } from '../referrals/cursor.js';
import type { ColleagueSeen } from '../referrals/detail-rows.js';
import { ReferralReading } from '../referrals/referral-reading.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import { BEFORE_ALL } from '../database/ids.js';

/**
 * Work of the caller's agency whose holder can no longer do it, in the order in which it was allocated: for each such holder one range of
 * `allocation_held`, for the others one step along it. Worked out anew each time from what is known of its people; for supervisors only.
 */
const PAGE = named(
  'work-to-move',
  `with holder as materialized (
    select h.person_id, w.cause, w.since from work_holders($1) h cross join lateral cannot_act(h.person_id, $1, $5::text[]) w where $6::boolean
  ), page as materialized (
    select l.referral_id, l.id, l.at::text as allocated_at, p.reference, h.cause,
      coalesce(case when h.since >= l.at then h.since end, case when l.told_for = l.id and l.told_cause = h.cause then l.told_at end) as since,
      jsonb_build_object('id', w.id, 'name', w.name, 'email', w.email) as holder
    from holder h
    cross join lateral (
      select * from allocation l where l.agency_id = $1 and l.person_id = h.person_id and l.ended_at is null
        and (l.at, l.referral_id) > ($2::timestamptz, $3::uuid) order by l.at, l.referral_id limit $4) l
    join participation p on p.referral_id = l.referral_id and p.agency_id = l.agency_id
    join person w on w.id = h.person_id
    order by l.at, l.referral_id limit $4
  ), ${consulted(
    'workToMove',
    '(select referral_id from page order by allocated_at::timestamptz, referral_id limit $4 - 1) shown',
    { sections: `array['SUMMARY', 'OWN_NOTES']` },
  )}
  select page.* from page order by page.allocated_at::timestamptz, page.referral_id`,
);

interface WorkJson {
  referral_id: string;
  id: string;
  allocated_at: string;
  reference: string;
  cause: string;
  since: Date | null;
  holder: ColleagueSeen;
}
/** One referral that somebody else of the agency must work on. */
export class WorkToMoveRow {
  readonly id: string;
  readonly reference: string;
  readonly holder: ColleagueSeen;
  readonly cause: string;
  readonly since: Date | null;
  private readonly referralId: string;

  constructor(
    { id, reference, holder, cause, since, referral_id }: WorkJson,
    readonly moveBy: Date | null,
    readonly overdue: boolean,
    private readonly referrals: (narrative: boolean) => Promise<Map<string, ReferralRow>>,
  ) {
    this.id = id;
    this.reference = reference;
    this.holder = holder;
    this.cause = cause;
    this.since = since;
    this.referralId = referral_id;
  }

  /** Null when the caller does not see it any more. */
  referral(narrative: boolean): Promise<ReferralRow | null> {
    return this.referrals(narrative).then((seen) => seen.get(this.referralId) ?? null);
  }
}
export type WorkToMovePage = Page<WorkToMoveRow>;

/** What supervisors must give to somebody else. */
@Injectable()
export class WorkToMove {
  constructor(
    private readonly database: Database,
    private readonly calendars: AgencyCalendars,
    private readonly clock: DomainClock,
    private readonly reading: ReferralReading,
  ) {}

  /** Empty for whoever supervises nobody. */
  async page(actor: Actor, asked: PageAsked): Promise<WorkToMovePage> {
    const { size, after } = pageSought(asked);
    const [now, calendar] = [await this.clock.now(), await this.calendars.now()];
    const rows = await this.database.rows<WorkJson & Record<string, unknown>>(actor, PAGE, [
      actor.agency.id,
      ...(after === null ? BEFORE_ALL : keyOf(after, 'workToMove', ['instant', 'id'])),
      size + 1,
      rolesThatRead(actor.agency.kind),
      isSupervisor(actor),
    ]);
    const shown = rows.slice(0, size);
    const referrals = this.reading.some(
      actor,
      shown.map(({ referral_id: id }) => id),
    );
    const edges = shown.map((row) => {
      const by = row.since === null ? null : moveBy(row.since.toISOString(), actor.agency.id, calendar);
      const node = new WorkToMoveRow(row, by === null ? null : new Date(by), by !== null && by < now, referrals);
      return { cursor: cursorOf('workToMove', row.allocated_at, row.referral_id), node };
    });
    return pageOf(edges, rows.length > size, after);
  }
}
