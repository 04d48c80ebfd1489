import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { supervises } from '../../libs/access/supervisors.js';
import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';
import { newId } from '../referrals/new-id.js';
import { agencyNamed, entered, KEY, nameFrom } from './entered.js';

const SERVICES = named(
  'services',
  `select a.key as agency, a.kind, s.key, s.name, s.active,
     coalesce((select jsonb_agg(jsonb_build_object('email', p.email, 'active', p.active, 'trained', training_of(p.id) = 'CURRENT',
         'roles', array(select r.role from person_role r where r.person_id = p.id)) order by p.email)
       from person_service m join person p on p.id = m.person_id where m.service_id = s.id), '[]') as people
   from service s join agency a on a.id = s.agency_id order by a.key, s.key`,
);
interface Member {
  email: string;
  active: boolean;
  trained: boolean;
  roles: Role[];
}
const PERSON_AND_SERVICE = named(
  'person-and-service',
  `select p.id as person, s.id as service, s.name, a.kind,
     exists (select from person_service m where m.person_id = p.id and m.service_id = s.id) as belongs from person p join agency a on a.id = p.agency_id
   left join service s on s.agency_id = p.agency_id and s.key = $2 where p.email = $1`,
);
const [NOBODY_LEFT, WORKS_ON_IT] = ['HR005', 'HR006'];

/** `handrail service show`: every agency's services, who belongs to them, and who of these cannot act. */
export async function serviceShow(database: Database): Promise<string> {
  const rows = await database.referenceRows<{
    agency: string;
    kind: AgencyKind;
    key: string;
    name: string;
    active: boolean;
    people: Member[];
  }>(SERVICES, []);
  if (rows.length === 0) return 'No agency has services: each agency’s work is all of its people’s.';
  return rows
    .flatMap(({ agency, kind, key, name, active, people }) => [
      `${agency}: ${key}  ${name}${active ? '' : ' (takes no new work)'}`,
      ...people.map((member) => `  ${member.email}${whyNot(member)}`),
      ...(people.some((member) => carriesOn(member, kind))
        ? []
        : ['  nobody who supervises and is trained: no work can be passed to it, and what it has lies with nobody']),
    ])
    .join('\n');
}
const carriesOn = ({ active, trained, roles }: Member, kind: AgencyKind): boolean =>
  active && trained && (supervises[kind] ?? []).some((role) => roles.includes(role));
const whyNot = ({ active, trained }: Member): string => (!active ? ' (not active)' : trained ? '' : ' (not trained)');

/** `handrail service add`. @throws Error */
export async function serviceAdd(database: Database, agencyKey: string, key: string, name: string): Promise<string> {
  const agency = await agencyNamed(database, agencyKey);
  if (!KEY.test(key)) throw new Error('A service’s key is of small letters, digits and hyphens, as survivor-support.');
  const title = nameFrom(name);
  await entered(
    called(database, 'service_add($1, $2, $3, $4)', [newId(), agency.id, key, title]),
    `${agency.name} has a service with this key already.`,
  );
  return `${agency.name} has the service ${key}. Work can be passed to it once somebody who supervises belongs to it.`;
}

/** `handrail service assign`: from now on the person finds what belongs to the service. @throws Error */
export async function serviceAssign(database: Database, email: string, key: string): Promise<string> {
  const { person, service, name } = await personAndService(database, email, key);
  await called(database, 'service_assign($1, $2)', [person, service]);
  return `${email} belongs to ${name}, and finds what is with it.`;
}

/** `handrail service unassign`: from this moment the person finds nothing of it. @throws Error when it would leave work to nobody, or to somebody who does not see it */
export async function serviceUnassign(database: Database, email: string, key: string): Promise<string> {
  const { person, service, name, kind, belongs } = await personAndService(database, email, key);
  if (!belongs) return `Nothing to do: ${email} does not belong to ${name}.`;
  await refused(() => called(database, 'service_unassign($1, $2, $3)', [person, service, supervises[kind] ?? []]), {
    [NOBODY_LEFT]: `${name} has work, and nobody else in it could carry on with all of it: who supervises, is trained, and is not shut out of it. First assign somebody. Nothing was changed.`,
    [WORKS_ON_IT]: `${email} works on what ${name} has. First have that allocated to somebody else there. Nothing was changed.`,
  });
  return `${email} does not belong to ${name}, and finds nothing that is with it.`;
}

async function personAndService(
  database: Database,
  email: string,
  key: string,
): Promise<{ person: string; service: string; name: string; kind: AgencyKind; belongs: boolean }> {
  const [row] = await database.referenceRows<{
    person: string;
    service: string | null;
    name: string | null;
    kind: AgencyKind;
    belongs: boolean;
  }>(PERSON_AND_SERVICE, [email.trim().toLowerCase(), key]);
  if (!row) throw new Error('Nobody has this e-mail address.');
  const { person, service, name, kind, belongs } = row;
  if (service === null || name === null)
    throw new Error('The agency of this person has no service with this key. Look with: handrail service show');
  return { person, service, name, kind, belongs };
}

const called = (database: Database, call: string, values: unknown[]): Promise<unknown> =>
  database.workerTransaction((client) => client.query(`select ${call}`, values));

/** What the database refuses, in words. */
async function refused(work: () => Promise<unknown>, words: Record<string, string>): Promise<void> {
  await work().catch((error: unknown) => {
    const { code } = error as { code?: unknown };
    const said = typeof code === 'string' ? words[code] : undefined;
    throw said === undefined ? error : new Error(said, { cause: error });
  });
}
