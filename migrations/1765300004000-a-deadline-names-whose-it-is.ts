import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A deadline that passes on with the risk is the next holder's from then on: its row kept the agency that it began with, so that a list of
 * what was missed blamed whoever had handed the risk on. And nobody opens anew in an emergency what they have open: judged without need,
 * one opening would end while the other went on. Goes once over the deadlines that run; reads each referral that has one.
 */
export class ADeadlineNamesWhoseItIs1765300004000 implements MigrationInterface {
  name = 'ADeadlineNamesWhoseItIs1765300004000';

  async up(db: QueryRunner): Promise<void> {
    for (const [routine, lines] of CHANGES) await changed(db, routine, lines);
    await db.query(`
      alter table deadline no force row level security;
      alter table referral no force row level security;
      update deadline d set agency_id = (c.clock->>'agencyId')::uuid, started_at = (c.clock->>'startedAt')::timestamptz,
          rule_id = c.clock->>'ruleId', source = c.clock->>'source'
        from referral r cross join lateral jsonb_array_elements(r.stored->'clocks') as c (clock)
        where r.referral_id = d.referral_id and d.clock_id = c.clock->>'id' and d.status in ('RUNNING', 'PAUSED', 'OVERDUE')
          and (d.agency_id, d.started_at, d.rule_id, d.source) is distinct from
            ((c.clock->>'agencyId')::uuid, (c.clock->>'startedAt')::timestamptz, c.clock->>'ruleId', c.clock->>'source');
      alter table deadline force row level security;
      alter table referral force row level security;
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

const CHANGES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'referral_store(uuid, jsonb, jsonb, timestamptz, timestamptz, uuid, uuid, text, text, text, text, jsonb)',
    [
      [
        'update set due_at = excluded.due_at, status = excluded.status, explanation = excluded.explanation,',
        `update set agency_id = excluded.agency_id, started_at = excluded.started_at, due_at = excluded.due_at, status = excluded.status,
              rule_id = excluded.rule_id, source = excluded.source, explanation = excluded.explanation,`,
      ],
    ],
  ],
  [
    'emergency_open(uuid, uuid, text, text, text, text, text[], jsonb)',
    [
      [
        'where own.id = v_caller.agency and holding.id = v_part.custodian_id',
        `where own.id = v_caller.agency and holding.id = v_part.custodian_id
            and not exists (select from emergency_opening o
              where o.referral_id = p_referral and o.person_id = v_caller.actor and o.until > v_caller.now)`,
      ],
    ],
  ],
];
