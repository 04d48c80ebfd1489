import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An agency has services, people belong to them, and an agency's part in a referral may belong to one: then every row of it names that service
 * where it named the agency. Two small tables of reference, four columns without a value, which rewrites nothing, and new functions. A part
 * that belongs to no service, as all do now, stays as it was.
 */
export class AgenciesHaveServices1765300000000 implements MigrationInterface {
  name = 'AgenciesHaveServices1765300000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(FUNCTIONS);
    for (const [routine, role] of [
      ['is_with_me(uuid)', null],
      ['part_moves(uuid, jsonb)', null],
      ['service_carries(uuid, uuid, text[])', null],
      ['walled_off(uuid[])', 'handrail_app'],
      ['service_add(uuid, uuid, text, text)', 'handrail_worker'],
      ['service_assign(uuid, uuid)', 'handrail_worker'],
      ['service_unassign(uuid, uuid, text[])', 'handrail_worker'],
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

const TABLES = `
  create table service (
    id uuid primary key,
    agency_id uuid not null references agency (id),
    key text not null,
    name text not null,
    active boolean not null default true,
    unique (agency_id, key)
  );
  comment on table service is 'A part of an agency that keeps its work to itself; other agencies never see it';
  comment on column service.active is 'Whether work can be passed to it; what it has it keeps';
  create table person_service (
    person_id uuid not null references person (id),
    service_id uuid not null references service (id),
    primary key (person_id, service_id)
  );
  grant select on service, person_service to handrail_app, handrail_worker, handrail_door;
  grant insert on service to handrail_door;
  grant insert, delete on person_service to handrail_door;
  grant select on person, person_role, training to handrail_door;

  alter table participation add column service_id uuid references service (id);
  comment on column participation.service_id is 'The service that the agency''s part belongs to: every row of it names the service in place of the agency; null for all of the agency';
  create index participation_of_service on participation (service_id) where service_id is not null;
  alter table emergency_opening
    add column own_service uuid references service (id),
    add column custodian_service uuid references service (id),
    add column later_service uuid references service (id);
  comment on column emergency_opening.own_service is 'Whose supervisors learn of it, where the part of the person''s agency belongs to a service';
  comment on column emergency_opening.custodian_service is 'Whose supervisors judge it, where the custodian''s part belongs to a service';
  comment on column emergency_opening.later_service is 'Whose supervisors judge it as well, where the part of who held the risk later belongs to a service';
`;

const READERS = [
  'entry',
  ...'summary subject_identity harmed_person narrative risk police_record social_care_record sessions own_notes intelligence'
    .split(' ')
    .map((section) => `content_${section}`),
  'party',
  'offer',
  'sharing_decision',
  'sharing_rationale',
  'handling_condition',
  'disclosure',
  'allocation',
  'intervention',
  'deadline',
  'notice',
];

const FUNCTIONS = `
  -- Whether a part that belongs to this service, or to none, is one for the caller of the transaction, whose agency has it.
  create function is_with_me(p_service uuid) returns boolean language sql stable as $mine$
    select p_service is null or coalesce(p_service = any (nullif(current_setting('handrail.services', true), '')::uuid[]), false)
  $mine$;

  -- What must not be named to the caller of these referrals: those of which their agency's part belongs to a service that is not theirs, and
  -- everybody who stands on them. Looks at no referral where the agency has no services.
  create function walled_off(p_referrals uuid[]) returns uuid[]
  language sql stable security definer set search_path = handrail, pg_temp as $walled$
    select coalesce(array_agg(w.id), '{}') from participation a,
      lateral (select a.referral_id as id union all select y.id from party y where y.referral_id = a.referral_id) w
    where a.referral_id = any (p_referrals) and a.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
      and exists (select from service s where s.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid)
      and not is_with_me(a.service_id)
  $walled$;

  -- Whether somebody of the service could carry on: supervises, is trained, and the referral, where one is named, is not shut to them. Who
  -- leaves the service, and what is passed to it, wait for each other.
  create function service_carries(p_service uuid, p_referral uuid, p_supervising text[]) returns boolean language sql volatile as $carries$
    select exists (select from person_service m join person p on p.id = m.person_id join person_role r on r.person_id = p.id
      where m.service_id = p_service and p.active and r.role = any (p_supervising) and training_of(p.id) = 'CURRENT'
        and not exists (select from conflict_of_interest c where c.referral_id = p_referral and c.person_id = p.id)
        and not exists (select from restriction x where x.referral_id = p_referral and x.agency_id = p.agency_id and p.id <> all (x.people)))
  $carries$;

  -- Everything of the referral that named the agency, or the service that had its part, names the service that has it now.
  create function part_moves(p_referral uuid, p_moved jsonb) returns void language plpgsql as $moves$
  declare
    v_agency uuid;
    v_service uuid;
    v_supervising text[];
    v_was uuid;
  begin
    for v_agency, v_service, v_supervising in select m.agency_id, m.service_id, m.supervising
      from jsonb_to_recordset(p_moved) as m (agency_id uuid, service_id uuid, supervising text[]) loop
      perform pg_advisory_xact_lock(hashtextextended('service ' || v_service, 0));
      if not service_carries(v_service, p_referral, v_supervising) then
        raise exception 'Nobody in this service could carry on' using errcode = 'HR004';
      end if;
      select coalesce(a.service_id, a.agency_id) into v_was from participation a where a.referral_id = p_referral and a.agency_id = v_agency;
      if v_was is null or not exists (select from service s where s.id = v_service and s.agency_id = v_agency) then
        raise exception 'A part moves to a service of its own agency' using errcode = 'insufficient_privilege';
      end if;
      update participation a set service_id = v_service where a.referral_id = p_referral and a.agency_id = v_agency;
      ${READERS.map(
        (table) => `
      update ${table} t set visible_to = array_replace(t.visible_to, v_was, v_service)
        where t.referral_id = p_referral and v_was = any (t.visible_to);`,
      ).join('')}
      update emergency_opening o set own_service = v_service where o.referral_id = p_referral and o.agency_id = v_agency;
      update emergency_opening o set custodian_service = v_service where o.referral_id = p_referral and o.custodian_id = v_agency;
      update emergency_opening o set later_service = v_service where o.referral_id = p_referral and o.later_custodian_id = v_agency;
    end loop;
  end $moves$;

  create function service_add(p_id uuid, p_agency uuid, p_key text, p_name text) returns void
  language sql security definer set search_path = handrail, pg_temp as $door$
    insert into service (id, agency_id, key, name) values (p_id, p_agency, p_key, p_name)
  $door$;

  create function service_assign(p_person uuid, p_service uuid) returns void
  language plpgsql security definer set search_path = handrail, pg_temp as $door$
  begin
    if not exists (select from person p join service s on s.agency_id = p.agency_id where p.id = p_person and s.id = p_service) then
      raise exception 'People belong to services of their own agency' using errcode = 'insufficient_privilege';
    end if;
    insert into person_service (person_id, service_id) values (p_person, p_service) on conflict do nothing;
  end $door$;

  -- What a service has must never be left to nobody, and what somebody works on moves first.
  create function service_unassign(p_person uuid, p_service uuid, p_supervising text[]) returns void
  language plpgsql security definer set search_path = handrail, pg_temp as $door$
  begin
    perform pg_advisory_xact_lock(hashtextextended('service ' || p_service, 0));
    delete from person_service m where m.person_id = p_person and m.service_id = p_service;
    if exists (select from allocation l join participation a on a.referral_id = l.referral_id and a.agency_id = l.agency_id
        where l.person_id = p_person and l.ended_at is null and a.service_id = p_service) then
      raise exception 'Somebody who works on what a service has stays in it' using errcode = 'HR006';
    end if;
    if exists (select from participation a where a.service_id = p_service and a.seen)
      and not service_carries(p_service, null, p_supervising)
      or exists (select from participation a where a.service_id = p_service and a.seen
        and (exists (select from restriction x where x.referral_id = a.referral_id and x.agency_id = a.agency_id)
          or exists (select from conflict_of_interest c where c.referral_id = a.referral_id and c.agency_id = a.agency_id))
        and not service_carries(p_service, a.referral_id, p_supervising)) then
      raise exception 'A service that has work keeps somebody who could carry on' using errcode = 'HR005';
    end if;
  end $door$;
`;
