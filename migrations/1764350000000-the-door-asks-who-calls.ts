import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The door's functions open for the caller whom the transaction's settings name, on a referral that this caller's agency sees, and
 * store nothing without its entry in the record. What worked behind them works on, callable by nobody; clocks get a way of their own,
 * which a reader can't take. Rewrites nothing. A worker of the version before fires no clock any more: its jobs wait for the next one.
 */
export class TheDoorAsksWhoCalls1764350000000 implements MigrationInterface {
  name = 'TheDoorAsksWhoCalls1764350000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter function door_load(uuid, text, uuid, uuid) rename to referral_load;
      alter function door_items(uuid) rename to referral_items;
      alter function door_rows(uuid) rename to referral_rows;
      alter function door_store(jsonb) rename to referral_store;
    `);
    // They run as the door and in its search path, since only the door's own functions may call them.
    for (const routine of [
      'referral_load(uuid, text, uuid, uuid)',
      'referral_items(uuid)',
      'referral_rows(uuid)',
      'referral_store(jsonb)',
    ]) {
      await db.query(`alter function ${routine} security invoker;
        alter function ${routine} reset search_path;
        revoke all on function ${routine} from public, handrail_app, handrail_worker;`);
    }
    await db.query(`
      create function must_be_the_caller(p_actor uuid, p_agency uuid) returns void language plpgsql stable as $asks$
      begin
        if nullif(current_setting('handrail.actor', true), '')::uuid = p_actor
          and nullif(current_setting('handrail.agency', true), '')::uuid = p_agency then return; end if;
        raise exception 'The door opens for the caller of the transaction only' using errcode = 'insufficient_privilege';
      end $asks$;

      create function must_be_seen(p_referral uuid) returns void language plpgsql stable as $asks$
      begin
        if exists (select from participation where referral_id = p_referral and seen
          and agency_id = nullif(current_setting('handrail.agency', true), '')::uuid) then return; end if;
        raise exception 'The caller''s agency sees no such referral' using errcode = 'insufficient_privilege';
      end $asks$;

      create function must_be_one_change(p jsonb) returns void language plpgsql immutable as $asks$
      begin
        if jsonb_path_exists(p, '$.*[*].referral_id ? (@ != $one)', jsonb_build_object('one', p->'referralId')) then
          raise exception 'A change is of one referral' using errcode = 'insufficient_privilege';
        end if;
        if coalesce(jsonb_array_length(p->'event'), 0) <> 1 or coalesce(jsonb_array_length(p->'record_entry'), 0) = 0 then
          raise exception 'A change is one event, with its entry in the record' using errcode = 'insufficient_privilege';
        end if;
      end $asks$;

      create function door_load(p_actor uuid, p_key text, p_agency uuid, p_referral uuid) returns jsonb
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      begin
        perform must_be_the_caller(p_actor, p_agency);
        return referral_load(p_actor, p_key, p_agency, p_referral);
      end $door$;

      create function door_items(p_referral uuid) returns jsonb
      language plpgsql stable security definer set search_path = handrail, pg_temp as $door$
      begin
        perform must_be_seen(p_referral);
        return referral_items(p_referral);
      end $door$;

      create function door_rows(p_referral uuid) returns jsonb
      language plpgsql stable security definer set search_path = handrail, pg_temp as $door$
      begin
        perform must_be_seen(p_referral);
        return referral_rows(p_referral);
      end $door$;

      create or replace function door_state(p_agency uuid, p_referrals uuid[]) returns table (referral_id uuid, stored jsonb)
      language plpgsql stable security definer set search_path = handrail, pg_temp as $door$
      begin
        perform must_be_the_caller(nullif(current_setting('handrail.actor', true), '')::uuid, p_agency);
        return query select r.referral_id, r.stored from referral r join participation a using (referral_id)
          where r.referral_id = any (p_referrals) and a.agency_id = p_agency and a.seen;
      end $door$;

      create function door_store(p jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      declare
        v_actor uuid := nullif(current_setting('handrail.actor', true), '')::uuid;
        v_agency uuid := nullif(current_setting('handrail.agency', true), '')::uuid;
      begin
        perform must_be_one_change(p);
        if v_actor is null or v_agency is null
          or exists (select from jsonb_to_recordset(p->'event') as e (body jsonb)
            where ((e.body->'by'->>'personId')::uuid, (e.body->'by'->>'agencyId')::uuid) is distinct from (v_actor, v_agency))
          or exists (select from jsonb_to_recordset(p->'idempotency_key') as k (actor_id uuid) where k.actor_id is distinct from v_actor)
          or exists (select from jsonb_to_recordset(p->'record_entry') as r (actor_id uuid, actor_kind text, actor_name text, agency_id uuid, operation text)
            where (r.actor_id, r.actor_kind, r.actor_name, r.agency_id) is distinct from
                (v_actor, current_setting('handrail.actor_kind', true), current_setting('handrail.actor_name', true), v_agency)
              or r.operation not in ('COLLECTION', 'ALTERATION', 'DISCLOSURE')) then
          raise exception 'A change carries the caller of the transaction' using errcode = 'insufficient_privilege';
        end if;
        -- One that nobody has yet is being submitted.
        if exists (select from referral where referral_id = (p->>'referralId')::uuid) then
          perform must_be_seen((p->>'referralId')::uuid);
        end if;
        perform referral_store(p);
      end $door$;

      create or replace function clock_load(p_referral uuid) returns jsonb
      language sql security definer set search_path = handrail, pg_temp as $door$
        select referral_load(null, null, a.agency_id, p_referral) from participation a
        where a.referral_id = p_referral and a.agency_id = a.custodian_id and a.seen
      $door$;

      create function clock_items(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$ select referral_items(p_referral) $door$;

      create function clock_rows(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$ select referral_rows(p_referral) $door$;

      create function clock_store(p jsonb) returns void
      language plpgsql security definer set search_path = handrail, pg_temp as $door$
      begin
        perform must_be_one_change(p);
        if p ? 'idempotency_key' or p->'event'->0->'body'->>'by' is not null
          or exists (select from jsonb_to_recordset(p->'record_entry') as r (actor_kind text, operation text)
            where (r.actor_kind, r.operation) is distinct from ('CLOCK', 'ALTERATION')) then
          raise exception 'A clock changes a referral in nobody''s name' using errcode = 'insufficient_privilege';
        end if;
        perform referral_store(p);
      end $door$;
    `);
    for (const [routine, role] of [
      ['must_be_the_caller(uuid, uuid)', null],
      ['must_be_seen(uuid)', null],
      ['must_be_one_change(jsonb)', null],
      ['door_load(uuid, text, uuid, uuid)', 'handrail_app'],
      ['door_items(uuid)', 'handrail_app'],
      ['door_rows(uuid)', 'handrail_app'],
      ['door_store(jsonb)', 'handrail_app'],
      ['clock_items(uuid)', 'handrail_worker'],
      ['clock_rows(uuid)', 'handrail_worker'],
      ['clock_store(jsonb)', 'handrail_worker'],
    ] as const) {
      await db.query(
        `alter function ${routine} owner to handrail_door; revoke all on function ${routine} from public;`,
      );
      if (role) await db.query(`grant execute on function ${routine} to ${role}`);
    }
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
