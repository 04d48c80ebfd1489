import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each function of the door asks whether a part that belongs to a service is the caller's, and tells those of the service where it told all of
 * the agency. Each keeps its text as it stands and asks one thing more. Touches no row.
 */
export class TheDoorAsksForServices1765300001000 implements MigrationInterface {
  name = 'TheDoorAsksForServices1765300001000';

  async up(db: QueryRunner): Promise<void> {
    for (const [routine, lines] of CHANGES) await changed(db, routine, lines);
    await db.query(`
      drop function must_still_act(uuid, uuid, text[]);
      revoke all on function must_still_act(uuid, uuid, text[], uuid[]) from public;
      grant execute on function must_still_act(uuid, uuid, text[], uuid[]) to handrail_app;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

/** A function as it stands, with some of its lines in another form. */
async function changed(db: QueryRunner, routine: string, lines: readonly (readonly [string, string])[]): Promise<void> {
  const [row] = (await db.query('select pg_get_functiondef($1::regprocedure) as text', [routine])) as {
    text: string;
  }[];
  let text = row?.text ?? '';
  for (const [was, is] of lines) {
    if (!text.includes(was)) throw new Error(`${routine} is another one than this migration knows: no ${was}`);
    text = text.replaceAll(was, () => is);
  }
  await db.query(text);
}

/** Of a person `w`: that all of the agency has the part, or a service of theirs. */
const belongs = (service: string): string =>
  `(${service} is null or exists (select from person_service m where m.person_id = w.id and m.service_id = ${service}))`;

const CHANGES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'must_still_act(uuid, uuid, text[])',
    [
      ['p_roles text[])', 'p_roles text[], p_services uuid[])'],
      [
        'and p_roles <@ array(select r.role from person_role r where r.person_id = p.id)',
        `and p_roles <@ array(select r.role from person_role r where r.person_id = p.id)
            and (p_services = '{}' or p_services <@ array(select s.id from person_service m join service s on s.id = m.service_id
              where m.person_id = p.id and s.agency_id = p.agency_id))`,
      ],
      ['p_roles = array[m.role]', `p_roles = array[m.role] and p_services = '{}'`],
    ],
  ],
  // A clock comes without a caller.
  [
    'referral_load(uuid, uuid, uuid, text)',
    [
      [
        'a.agency_id = p_agency and a.seen)',
        'a.agency_id = p_agency and a.seen and (p_actor is null or is_with_me(a.service_id)))',
      ],
    ],
  ],
  [
    'door_store(uuid, jsonb, jsonb, timestamptz, timestamptz, text, text, text, jsonb)',
    [['a.agency_id = v_agency and a.seen)', 'a.agency_id = v_agency and a.seen and is_with_me(a.service_id))']],
  ],
  [
    'must_be_seen(uuid)',
    [['referral_id = p_referral and seen', 'referral_id = p_referral and seen and is_with_me(service_id)']],
  ],
  [
    'door_state(uuid, uuid[])',
    [['a.agency_id = p_agency and a.seen', 'a.agency_id = p_agency and a.seen and is_with_me(a.service_id)']],
  ],
  [
    'referral_store(uuid, jsonb, jsonb, timestamptz, timestamptz, uuid, uuid, text, text, text, text, jsonb)',
    [
      [
        'insert into entry (referral_id,',
        `if p_rows ? 'moved' then perform part_moves(p_referral, p_rows->'moved'); end if;
        insert into entry (referral_id,`,
      ],
      [
        'array[n.agency_id]',
        `array[coalesce((select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = n.agency_id), n.agency_id)]`,
      ],
    ],
  ],
  ['part_of_the_caller(uuid)', [['and a.seen and', 'and a.seen and is_with_me(a.service_id) and']]],
  [
    'referral_referred(text)',
    [['a.reference = v_sought and a.seen', 'a.reference = v_sought and a.seen and is_with_me(a.service_id)']],
  ],
  [
    'emergency_open(uuid, uuid, text, text, text, text, text[], jsonb)',
    [
      ['custodian_id, custodian_supervisors)', 'custodian_id, custodian_supervisors, own_service, custodian_service)'],
      [
        'array(select jsonb_array_elements_text(p_supervisors->holding.kind))',
        `array(select jsonb_array_elements_text(p_supervisors->holding.kind)), v_part.service_id,
          (select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = v_part.custodian_id)`,
      ],
    ],
  ],
  [
    'emergency_told(emergency_opening, text, timestamptz, boolean)',
    [
      [
        'array[told.agency]',
        `array[coalesce(case when told.agency = p_opening.agency_id then p_opening.own_service else p_opening.custodian_service end, told.agency)]`,
      ],
    ],
  ],
  [
    'emergency_judge(uuid, text, text, boolean, text)',
    [
      ['o.custodian_id = v_caller.agency', 'o.custodian_id = v_caller.agency and is_with_me(o.custodian_service)'],
      [
        'o.later_custodian_id = v_caller.agency',
        'o.later_custodian_id = v_caller.agency and is_with_me(o.later_service)',
      ],
    ],
  ],
  [
    'emergency_overdue_tell(uuid, uuid, jsonb)',
    [
      [
        'later_custodian_id = nullif(v_held, o.custodian_id),',
        `later_custodian_id = nullif(v_held, o.custodian_id),
            later_service = (select p.service_id from participation p
              where p.referral_id = p_referral and p.agency_id = nullif(v_held, o.custodian_id)),`,
      ],
      ['array[told.agency]', 'array[coalesce(p.service_id, told.agency)]'],
    ],
  ],
  [
    'agencies_known(uuid)',
    [
      ['p.agency_id = any (', 'coalesce(p.service_id, p.agency_id) = any ('],
      ['and p.seen', 'and p.seen and is_with_me(p.service_id)'],
    ],
  ],
  // Of a service's part, to people of the service, who may leave it at the same moment.
  [
    'allocation_store(uuid, jsonb, jsonb)',
    [
      [
        `v_at timestamptz :=`,
        `v_service uuid;
        v_at timestamptz :=`,
      ],
      [
        'array[w.agency_id]',
        `array[coalesce((select a.service_id from participation a where a.referral_id = p_referral and a.agency_id = w.agency_id), w.agency_id)]`,
      ],
      [
        'end $function$',
        `  if p_rows ? 'allocation' or p_rows ? 'moved' then
          select a.service_id into v_service from participation a
            where a.referral_id = p_referral and a.agency_id = (p_event->'by'->>'agencyId')::uuid;
          if v_service is not null then
            perform pg_advisory_xact_lock(hashtextextended('service ' || v_service, 0));
            if exists (select from allocation l where l.referral_id = p_referral and l.agency_id = (p_event->'by'->>'agencyId')::uuid
                and l.ended_at is null
                and not exists (select from person_service m where m.person_id = l.person_id and m.service_id = v_service)) then
              raise exception 'Whoever works on what a service has belongs to it' using errcode = 'HR004';
            end if;
          end if;
        end if;
      end $function$`,
      ],
    ],
  ],
  // A restriction of a service's part names people of the service, and passes to those of them who supervise.
  [
    'restrictions_left(jsonb, jsonb)',
    [
      ['r.people, a.kind', 'r.people, a.kind, p.service_id'],
      ['w.active and p_decide', `w.active and ${belongs('p.service_id')} and p_decide`],
      ['w.active and w.id <> all', `w.active and ${belongs('r.service_id')} and w.id <> all`],
    ],
  ],
  ['work_tell(jsonb, jsonb, jsonb)', [['array[t.agency_id]', 'array[coalesce(p.service_id, t.agency_id)]']]],
];
