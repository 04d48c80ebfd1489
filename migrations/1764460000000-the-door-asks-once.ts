import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The door reads what it needs in one question after its lock, and looks once whether the caller's agency sees the referral: each
 * question beside the work costs an action some fiftieth of its time. Replaces two functions' bodies; what they answer is as before.
 */
export class TheDoorAsksOnce1764460000000 implements MigrationInterface {
  name = 'TheDoorAsksOnce1764460000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create or replace function referral_load(p_actor uuid, p_key text, p_agency uuid, p_referral uuid) returns jsonb
      language plpgsql as $door$
      declare
        v_answer jsonb;
      begin
        -- Locked by a statement of its own: what is read after it is what the last writer left, participation and version included.
        perform from referral r where r.referral_id = p_referral
          and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen) for update;
        select jsonb_build_object(
          -- Looked for after the lock: the same key may have been taken by whoever held it.
          'key', (select to_jsonb(k) from idempotency_key k where k.actor_id = p_actor and k.key = p_key),
          'now', to_char((clock_timestamp() + (select offset_ms from domain_clock) * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'referral', (
            select jsonb_build_object('referralId', r.referral_id, 'reference', r.reference, 'pathway', r.pathway_key, 'reportedBy', r.reported_by,
              'createdAt', r.created_at, 'seq', r.seq, 'stored', r.stored, 'nextDueAt', r.next_due_at,
              'participations', (select jsonb_agg(to_jsonb(a)) from participation a where a.referral_id = r.referral_id),
              'deadlines', (select jsonb_agg(jsonb_build_object('id', d.id, 'clockId', d.clock_id, 'status', d.status, 'visibleTo', d.visible_to))
                from deadline d where d.referral_id = r.referral_id and d.status in ('RUNNING', 'PAUSED', 'OVERDUE')))
            from referral r where r.referral_id = p_referral
              and exists (select from participation a where a.referral_id = p_referral and a.agency_id = p_agency and a.seen)))
          into v_answer;
        return v_answer;
      end $door$;

      do $change$
      declare
        v_was text := pg_get_functiondef('door_store(jsonb)'::regprocedure);
        v_lines text := substring(v_was from 'if exists \\(select from referral where referral_id = \\(p->>''referralId''\\)::uuid\\) then.*?end if;');
      begin
        if v_lines is null then raise exception 'door_store looks in another way than this migration knows'; end if;
        execute replace(v_was, v_lines, $$if exists (select from referral r where r.referral_id = (p->>'referralId')::uuid and not exists (
          select from participation a where a.referral_id = r.referral_id and a.agency_id = v_agency and a.seen)) then
          raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
        end if;$$);
      end $change$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
