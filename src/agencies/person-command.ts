import { isEmail } from 'class-validator';
import type { DataSource, EntityManager } from 'typeorm';
import { supervises } from '../../libs/access/supervisors.js';
import { type AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { dayFrom } from '../../libs/working-time/entered.js';
import { DOMAIN_NOW } from '../database/domain-time.js';
import { newId } from '../referrals/new-id.js';
import { agencyOfKey, entered, nameFrom, readsNothing } from './entered.js';

const GIVE_ROLE = 'insert into person_role (person_id, role) values ($1, $2)';
const TAKE_ROLE = 'delete from person_role where person_id = $1 and role = $2';

interface PersonRow {
  id: string;
  email: string;
  name: string;
  active: boolean;
  agency: string;
  kind: AgencyKind;
}

/** `handrail person show`. @throws Error when there is nobody with this address */
export async function personShow(owner: DataSource, email: string): Promise<string> {
  const person = await personNamed(owner.manager, email);
  const roles = await owner.query<{ role: string }[]>(
    'select role from person_role where person_id = $1 order by role',
    [person.id],
  );
  const trainings = await owner.query<{ kind: string; completed: string; expires: string; status: string }[]>(
    `select kind, completed_on::text as completed, expires_on::text as expires, training_status(expires_on) as status
     from training where person_id = $1 order by expires_on, kind`,
    [person.id],
  );
  return [
    `${person.name}, ${person.agency}${person.active ? '' : ', not active'}`,
    `  roles     ${roles.map(({ role }) => role).join(', ') || 'none'}`,
    ...trainings.map(
      ({ kind, completed, expires, status }) =>
        `  training  ${kind}: completed ${completed}, counts until ${expires} (${status})`,
    ),
    ...(trainings.length === 0 ? ['  training  none'] : []),
  ].join('\n');
}

/** `handrail person add`. @throws Error when the address is taken, or something given is not of its form */
export async function personAdd(
  owner: DataSource,
  { email, name, agency: key, roles }: { email: string; name: string; agency: string; roles: string[] },
): Promise<string> {
  const address = email.trim().toLowerCase();
  if (!isEmail(address)) throw new Error('An e-mail address is needed, the one that the issuer vouches for.');
  const called = nameFrom(name);
  const known = [...new Set(roles.map(roleNamed))];
  return owner.transaction(async (db) => {
    const agency = await agencyOfKey(db, key);
    const person = { id: newId(), name: called };
    await entered(
      db.query('insert into person (id, email, name, agency_id) values ($1, $2, $3, $4)', [
        person.id,
        address,
        called,
        agency.id,
      ]),
      'There is somebody with this e-mail address already.',
    );
    await changed(db, person, 'ENTERED', null);
    for (const role of known) {
      await db.query(GIVE_ROLE, [person.id, role]);
      await changed(db, person, 'ROLE_ADDED', role);
    }
    return `${called} is of ${agency.name}, and acts once a training is entered: handrail person training ${address} safeguarding DATE EXPIRES${readsNothing(agency.kind, known)}`;
  });
}

/** `handrail person deactivate` and `activate`. @throws Error when there is nobody with this address */
export function personActive(owner: DataSource, email: string, active: boolean): Promise<string> {
  return changing(owner, email, async (db, person) => {
    if (person.active === active) return `Nothing to do: ${person.name} is ${active ? 'active' : 'not active'}.`;
    await db.query('update person set active = $2 where id = $1', [person.id, active]);
    await changed(db, person, active ? 'ACTIVATED' : 'DEACTIVATED', null);
    return active
      ? `${person.name} may sign in again.`
      : `${person.name} reads and changes nothing from now on. What they work on is listed to their supervisors.${await leftToNobody(db, person, await rolesOf(db, person))}`;
  });
}

/** `handrail person role`. @throws Error when there is nobody with this address, or no such role */
export function personRole(
  owner: DataSource,
  { change, email, role }: { change: string; email: string; role: string },
): Promise<string> {
  if (change !== 'add' && change !== 'remove') throw new Error('Say whether to add or to remove the role.');
  const known = roleNamed(role);
  return changing(owner, email, async (db, person) => {
    const held = [person.id, known];
    const rows =
      change === 'add'
        ? (await db.query<unknown[]>(`${GIVE_ROLE} on conflict do nothing returning role`, held)).length
        : (await db.query<[unknown[], number]>(TAKE_ROLE, held))[1];
    if (rows === 0) return `Nothing to do: ${person.name} ${change === 'add' ? 'has' : 'does not have'} this role.`;
    await changed(db, person, change === 'add' ? 'ROLE_ADDED' : 'ROLE_REMOVED', known);
    return change === 'add'
      ? `${person.name} has the role ${known}.${readsNothing(person.kind, [known])}`
      : `${person.name} no longer has the role ${known}.${await leftToNobody(db, person, [known])}`;
  });
}

/** `handrail person training`. @throws Error when there is nobody with this address, or a day is none */
export function personTraining(
  owner: DataSource,
  { email, kind, completedOn, expiresOn }: { email: string; kind: string; completedOn: string; expiresOn: string },
): Promise<string> {
  mustBeAKind(kind);
  const [from, until] = [dayFrom(completedOn), dayFrom(expiresOn)];
  if (until < from) throw new Error('A training expires after it was completed.');
  return changing(owner, email, async (db, person) => {
    const [{ today }] = await db.query<[{ today: string }]>('select domain_today()::text as today');
    if (from > today) throw new Error('A training counts once it was completed, and this day is still to come.');
    await db.query(
      `insert into training (person_id, kind, completed_on, expires_on) values ($1, $2, $3, $4)
       on conflict (person_id, kind) do update set completed_on = excluded.completed_on, expires_on = excluded.expires_on`,
      [person.id, kind, from, until],
    );
    await changed(db, person, 'TRAINED', kind);
    return `${person.name}: ${kind}, completed on ${from}, counts until ${until}.`;
  });
}

/**
 * `handrail person withdraw-training`: one that was entered by mistake; the first of several that runs out counts, whatever its kind.
 * @throws Error when there is nobody with this address, or it is all that they have
 */
export function personTrainingWithdrawn(
  owner: DataSource,
  { email, kind }: { email: string; kind: string },
): Promise<string> {
  mustBeAKind(kind);
  return changing(owner, email, async (db, person) => {
    const entered = await db.query<{ kind: string }[]>('select kind from training where person_id = $1', [person.id]);
    if (!entered.some((one) => one.kind === kind))
      return `Nothing to do: ${person.name} does not have a training of this kind.`;
    if (entered.length === 1)
      throw new Error(
        'This is their only training, and nobody acts without one. Enter the right one first; to shut somebody out: handrail person deactivate EMAIL.',
      );
    await db.query('delete from training where person_id = $1 and kind = $2', [person.id, kind]);
    await changed(db, person, 'TRAINING_WITHDRAWN', kind);
    return `${person.name} has no training ${kind} any more.`;
  });
}

function mustBeAKind(kind: string): void {
  if (!/^[a-z][a-z0-9-]{0,49}$/.test(kind))
    throw new Error('A kind of training is a short word in small letters, as safeguarding.');
}

function roleNamed(given: string): Role {
  const known = Object.values(Role).find((one) => one === given.toUpperCase());
  if (!known) throw new Error(`There is no such role. There are: ${Object.values(Role).join(', ')}.`);
  return known;
}

/** One change of one person, with its date, all of it or nothing. */
function changing(
  owner: DataSource,
  email: string,
  work: (db: EntityManager, person: PersonRow) => Promise<string>,
): Promise<string> {
  return owner.transaction(async (db) => work(db, await personNamed(db, email, 'for update of p')));
}

async function personNamed(db: EntityManager, email: string, lock = ''): Promise<PersonRow> {
  const [person] = await db.query<PersonRow[]>(
    `select p.id, p.email, p.name, p.active, a.name as agency, a.kind from person p join agency a on a.id = p.agency_id where p.email = $1 ${lock}`,
    [email.trim().toLowerCase()],
  );
  if (!person) throw new Error('There is nobody with this e-mail address. Nothing was changed.');
  return person;
}

async function rolesOf(db: EntityManager, { id }: PersonRow): Promise<Role[]> {
  const rows = await db.query<{ role: Role }[]>('select role from person_role where person_id = $1', [id]);
  return rows.map(({ role }) => role);
}

/**
 * Of whoever answered for colleagues until now, where nobody is left who does: their agency, whose work waits for the next who is entered, or
 * services of theirs, whose work nobody else of the agency finds.
 */
async function leftToNobody(db: EntityManager, { id, kind }: PersonRow, had: readonly Role[]): Promise<string> {
  const supervising = supervises[kind] ?? [];
  if (!had.some((role) => supervising.includes(role))) return '';
  const left = await db.query<{ key: string | null; name: string }[]>(
    `with able as (
       select p.id, p.agency_id from person p where p.active and training_of(p.id) = 'CURRENT'
         and exists (select from person_role r where r.person_id = p.id and r.role = any ($2)))
     select null as key, a.name from person w join agency a on a.id = w.agency_id
       where w.id = $1 and not exists (select from able where able.agency_id = w.agency_id)
     union all
     (select s.key, s.name from person_service m join service s on s.id = m.service_id
       where m.person_id = $1 and not exists (
         select from person_service o join able on able.id = o.person_id where o.service_id = s.id) order by s.key)`,
    [id, supervising],
  );
  return left
    .map(({ key, name }) =>
      key === null
        ? `\n${name} is left to nobody who supervises and is trained: handrail person role add EMAIL ${supervising.join(' or ')}`
        : `\nThe service ${key} is left to nobody who supervises and is trained: handrail service assign EMAIL ${key}`,
    )
    .join('');
}

async function changed(
  db: EntityManager,
  { id }: Pick<PersonRow, 'id'>,
  what: string,
  detail: string | null,
): Promise<void> {
  await db.query(`insert into staff_change (person_id, at, what, detail) values ($1, ${DOMAIN_NOW}, $2, $3)`, [
    id,
    what,
    detail,
  ]);
}
