import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A decision about sharing says since when it is withdrawn. Adds a column without a value, which rewrites nothing, and replaces the door's
 * store by one that also keeps that; a decision that stands already was never withdrawn.
 */
export class DecisionsAreWithdrawn1764500000000 implements MigrationInterface {
  name = 'DecisionsAreWithdrawn1764500000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table sharing_decision add column withdrawn_at timestamptz;
      comment on column sharing_decision.withdrawn_at is 'Since when it opens nothing more; null while it stands';

      create function sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
      begin
        if p_rows ? 'withdrawn' then
          update sharing_decision s set withdrawn_at = (p_event->>'at')::timestamptz
            from jsonb_to_recordset(p_rows->'withdrawn') as w (id uuid)
            where s.referral_id = p_referral and s.id = w.id and s.withdrawn_at is null;
        end if;
      end $store$;

      create or replace function door_store(p_referral uuid, p_event jsonb, p_stored jsonb, p_next_due timestamptz, p_wake_at timestamptz, p_key text,
        p_input_hash text, p_section text, p_rows jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_actor text := current_setting('handrail.actor', true);
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
      begin
        if v_actor is distinct from p_event->'by'->>'personId' or v_agency is distinct from (p_event->'by'->>'agencyId')::uuid
          or v_agency is null or coalesce(v_actor, '') = '' then
          raise exception 'A change carries the caller of the transaction' using errcode = 'insufficient_privilege';
        end if;
        -- One that nobody has yet is being submitted.
        if not exists (select from participation a where a.referral_id = p_referral and a.agency_id = v_agency and a.seen)
          and ((p_event->>'seq')::int <> 1 or exists (select from referral where referral_id = p_referral)) then
          raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
        end if;
        if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
          raise exception 'The training of this caller ran out' using errcode = 'HR003';
        end if;
        insert into idempotency_key (actor_id, key, input_hash, referral_id, entry_id, at, action, section)
          values (v_actor::uuid, p_key, p_input_hash, p_referral, (p_event->>'entryId')::uuid, (p_event->>'at')::timestamptz, p_event->>'type', p_section);
        perform referral_store(p_referral, p_event, p_stored, p_next_due, p_wake_at, v_agency, v_actor::uuid,
          current_setting('handrail.actor_kind', true), current_setting('handrail.actor_name', true),
          nullif(current_setting('handrail.on_behalf_of', true), ''), current_setting('handrail.purpose', true), p_rows);
        perform sharing_store(p_referral, p_event, p_rows);
      end $door$;

      alter function sharing_store(uuid, jsonb, jsonb) owner to handrail_door;
      revoke all on function sharing_store(uuid, jsonb, jsonb) from public;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
