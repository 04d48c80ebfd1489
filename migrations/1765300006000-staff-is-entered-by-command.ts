import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People are entered by a command, dated as what changes about them later; and deadlines that ran out are read page after page, so that a page
 * of referrals which cannot fire keeps no other waiting. The time to answer an offer can begin anew. Rewrites nothing.
 */
export class StaffIsEnteredByCommand1765300006000 implements MigrationInterface {
  name = 'StaffIsEnteredByCommand1765300006000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table staff_change drop constraint staff_change_what_check, add constraint staff_change_what_check
        check (what in ('ENTERED', 'DEACTIVATED', 'ACTIVATED', 'ROLE_ADDED', 'ROLE_REMOVED', 'TRAINED'));

      drop function clocks_due(timestamptz);
      create function clocks_due(p_by timestamptz, p_after_due timestamptz, p_after_referral uuid)
        returns table (referral_id uuid, due_at timestamptz)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select r.referral_id, r.next_due_at from referral r
        where r.next_due_at <= p_by and (r.next_due_at, r.referral_id) > (p_after_due, p_after_referral)
        order by r.next_due_at, r.referral_id limit 100
      $door$;
      alter function clocks_due(timestamptz, timestamptz, uuid) owner to handrail_door;
      revoke all on function clocks_due(timestamptz, timestamptz, uuid) from public;
      grant execute on function clocks_due(timestamptz, timestamptz, uuid) to handrail_worker;

      -- One word of a long function: an offer that is asked anew is to be answered by another time.
      do $asked_anew$
      declare
        v_was text := pg_get_functiondef('referral_store'::regproc);
        v_is text := replace(v_was, 'decline_reason = excluded.decline_reason,
', 'decline_reason = excluded.decline_reason, respond_by = excluded.respond_by,
');
      begin
        if v_is = v_was then raise exception 'referral_store is not what it was'; end if;
        execute v_is;
      end $asked_anew$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was changed about people stays recorded'));
  }
}
