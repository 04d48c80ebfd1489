import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operators measure how many referrals are overdue and how late clocks fire. One function more, for the worker's sessions; it answers
 * numbers only. Rewrites nothing and adds no index: each agency's part is one range of `participation_worklist`.
 */
export class OperatorsMeasureDeadlines1764370000000 implements MigrationInterface {
  name = 'OperatorsMeasureDeadlines1764370000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function deadlines_measured(p_now timestamptz, p_most int) returns table (overdue int, unfired_seconds float8)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select
          (select count(*)::int from (
            select from agency a cross join lateral (
              select from participation p where p.agency_id = a.id and p.open and p.seen and p.next_deadline_at < p_now
                and p.custodian_id = a.id limit p_most) held limit p_most) counted),
          (select coalesce(greatest(extract(epoch from p_now - r.next_due_at), 0), 0)::float8 from referral r
            where r.next_due_at is not null order by r.next_due_at, r.referral_id limit 1)
      $door$;
      comment on function deadlines_measured(timestamptz, int) is
        'Open referrals whose holder has a deadline that ran out, counted to p_most; and for how long the first clock has waited to fire';
      alter function deadlines_measured(timestamptz, int) owner to handrail_door;
      revoke all on function deadlines_measured(timestamptz, int) from public;
      grant execute on function deadlines_measured(timestamptz, int) to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
