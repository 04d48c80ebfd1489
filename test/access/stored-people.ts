import type pg from 'pg';
import { everyCaller, everyMember } from './actors.js';
import { beside, elsewhere, inside, KINDS, nextId, ours, reporter, them } from './worlds.js';

export type Row = Record<string, unknown>;
/** To whom what is allocated shows to nobody because it is theirs. */
export const somebodyElse = nextId();

/** The agencies with their services, and a person of every role at each of ours. */
export async function storePeople(client: pg.Client): Promise<void> {
  const agencies = [
    ...KINDS.map((kind) => ({ id: ours[kind], key: `ours-${kind}`, name: `Ours ${kind}`, kind, active: true })),
    ...Object.entries(them).map(([kind, id]) => ({
      id,
      key: `them-${kind}`,
      name: `Them ${kind}`,
      kind,
      active: true,
    })),
    { id: elsewhere, key: 'elsewhere', name: 'Elsewhere', kind: 'CHARITY', active: true },
  ];
  const members = everyMember.filter(({ reported }) => !reported);
  const people = [...everyCaller, ...members]
    .filter(({ reported, trained }) => !reported && trained)
    .map(({ actor: { id, email, name, agency }, role }) => ({
      id,
      email,
      name,
      agency_id: agency.id,
      active: true,
      role,
    }));
  people.push({
    id: reporter,
    email: 'reporter@access.example',
    name: 'Invented',
    agency_id: ours.SCHOOL,
    active: true,
    role: 'STAFF_REFERRER',
  });
  people.push({
    id: somebodyElse,
    email: 'somebody.else@access.example',
    name: 'Invented',
    agency_id: elsewhere,
    active: true,
    role: 'AUDITOR',
  });
  await insert(client, 'agency', agencies);
  await insert(client, 'person', people);
  await insert(
    client,
    'service',
    KINDS.flatMap((kind) => [
      { id: inside[kind], agency_id: ours[kind], key: 'inside', name: 'Invented', active: true },
      { id: beside[kind], agency_id: ours[kind], key: 'beside', name: 'Invented', active: true },
    ]),
  );
  await insert(
    client,
    'person_service',
    members.flatMap(({ actor }) => actor.services.map(({ id }) => ({ person_id: actor.id, service_id: id }))),
  );
  await insert(
    client,
    'training',
    people.map(({ id }) => ({
      person_id: id,
      kind: 'safeguarding',
      completed_on: '2026-01-01',
      expires_on: '2046-01-01',
    })),
  );
  await insert(
    client,
    'person_role',
    people.map(({ id, role }) => ({ person_id: id, role })),
  );
}

/** Many rows at once, of the columns that the table has. */
export async function insert(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => table !== 'person' || name !== 'role');
  const { rows: known } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  const there = columns.filter((name) => known.some((one) => one.name === name)).join(', ');
  const size = 4000;
  for (let from = 0; from < rows.length; from += size)
    await client.query(
      `insert into ${table} (${there}) select ${there} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows.slice(from, from + size))],
    );
}
