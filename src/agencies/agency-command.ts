import type { DataSource } from 'typeorm';
import { sectionsFor } from '../../libs/access/policy.js';
import { AgencyKind, type Role } from '../../libs/access/vocabulary.js';
import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { newId } from '../referrals/new-id.js';
import { AgencyDirectory } from './agency-directory.js';
import { entered, KEY, nameFrom } from './entered.js';

const AGENCIES_WITH_STAFF = named(
  'agencies-with-staff',
  `select a.id, a.key, a.name, a.kind, a.active,
     coalesce((select jsonb_agg(jsonb_build_object('who', p.email, 'active', p.active, 'trained', training_of(p.id) = 'CURRENT',
         'roles', array(select r.role from person_role r where r.person_id = p.id order by r.role)) order by p.email)
       from person p where p.agency_id = a.id), '[]')
     || coalesce((select jsonb_agg(jsonb_build_object('who', m.client_id, 'active', m.active, 'trained', true, 'roles', array[m.role]) order by m.client_id)
       from machine_client m where m.agency_id = a.id), '[]') as staff
   from agency a where $1::text is null or a.key = $1 order by a.key`,
);
interface Member {
  who: string;
  active: boolean;
  trained: boolean;
  roles: Role[];
}

/** `handrail agency add`. @throws Error when the key is taken, or something given is not of its form */
export async function agencyAdd(
  owner: DataSource,
  { key, name, kind }: { key: string; name: string; kind: string },
): Promise<string> {
  if (!KEY.test(key)) throw new Error('An agency’s key is of small letters, digits and hyphens, as hillside.');
  const known = Object.values(AgencyKind).find((one) => one === kind.toUpperCase());
  if (!known) throw new Error(`There is no such kind of agency. There are: ${Object.values(AgencyKind).join(', ')}.`);
  const called = nameFrom(name);
  await entered(
    owner.query('insert into agency (id, key, name, kind) values ($1, $2, $3, $4)', [newId(), key, called, known]),
    'There is an agency with this key already.',
  );
  return `${called} is there, and every process knows it within ten seconds. Enter its people: handrail person add EMAIL NAME ${key} ROLE`;
}

/** `handrail agency show`: who works there, and which agency has nobody to whom work could be handed. @throws Error when there is none with this key */
export async function agencyShow(database: Database, key?: string): Promise<string> {
  const doors = await new AgencyDirectory(database).kindsAndDoors();
  const rows = await database.referenceRows<{
    id: string;
    key: string;
    name: string;
    kind: AgencyKind;
    active: boolean;
    staff: Member[];
  }>(AGENCIES_WITH_STAFF, [key ?? null]);
  if (rows.length === 0)
    return key === undefined
      ? 'There is no agency yet.'
      : Promise.reject(new Error('There is no agency with this key.'));
  return rows
    .flatMap(({ id, key: itsKey, name, kind, active, staff }) => [
      `${itsKey}  ${name}, ${kind}${active ? '' : ' (not active)'}`,
      ...staff.map((member) => `  ${member.who}  ${member.roles.join(', ') || 'no role'}${whyNot(kind, member)}`),
      ...(doors[id]?.canAccept ? [] : ['  nobody who may accept: no work can be offered to it']),
    ])
    .join('\n');
}
const whyNot = (kind: AgencyKind, { active, trained, roles }: Member): string =>
  !active ? ' (not active)' : sectionsFor(kind, roles).length === 0 || trained ? '' : ' (not trained)';
