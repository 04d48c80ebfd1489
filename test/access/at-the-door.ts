import type pg from 'pg';
import { AgencyKind, type Role } from '../../libs/access/vocabulary.js';
import { type Answer, type Handrail, newKey, type Person } from '../harness/http.js';
import { everyCaller } from './actors.js';
import type { DoorCell, DoorWorld } from './door-cells.js';
import type { Taken } from './taken-cells.js';
import type { Comes } from './expected-actions.js';
import { everyMutation, inputFor } from './schema-fields.js';
import { clientSignedIn, signedIn } from '../harness/signed-in.js';
import { storePlayedAgencies } from './stored-states.js';
import { insert, storePeople } from './stored-people.js';
import { nextId, ours } from './worlds.js';

const TOGETHER = 6;
const VERSION = 1;
export const emailOf = (kind: AgencyKind, role: Role): string =>
  `${kind}-${role}`.toLowerCase().replaceAll('_', '-') + '@access.example';

/** Who comes to the door of a running Handrail: a person of every role at an agency of every kind, the same untrained, and machines. */
export class Callers {
  private readonly known = new Map<string, Promise<Person>>();
  constructor(private readonly handrail: Handrail) {}

  static async stored(client: pg.Client): Promise<void> {
    await storePeople(client);
    await storePlayedAgencies(client);
    const untrained = everyCaller
      .filter(({ trained, reported }) => !trained && !reported)
      .map(({ actor, role }) => ({
        id: nextId(),
        email: `untrained-${actor.email ?? ''}`,
        agency_id: actor.agency.id,
        role,
      }));
    await insert(
      client,
      'person',
      untrained.map(({ role: _role, ...one }) => ({ ...one, name: 'Invented', active: true })),
    );
    await insert(
      client,
      'person_role',
      untrained.map(({ id, role }) => ({ person_id: id, role })),
    );
    const expires_on = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
    await insert(
      client,
      'training',
      untrained.map(({ id }) => ({ person_id: id, kind: 'safeguarding', completed_on: '2025-01-01', expires_on })),
    );
    await insert(
      client,
      'machine_client',
      Object.values(AgencyKind).map((kind) => ({
        id: nextId(),
        client_id: `system-${kind}`,
        name: 'Invented',
        agency_id: ours[kind],
        role: 'INTEGRATION',
        active: true,
      })),
    );
  }

  of(kind: AgencyKind, { role, trained, reported }: Pick<Comes, 'role' | 'trained' | 'reported'>): Promise<Person> {
    const email = reported ? 'reporter@access.example' : `${trained ? '' : 'untrained-'}${emailOf(kind, role)}`;
    const name = role === 'INTEGRATION' ? `system-${kind}` : email;
    const person =
      this.known.get(name) ??
      (role === 'INTEGRATION' ? clientSignedIn(this.handrail, name) : signedIn(this.handrail, name));
    this.known.set(name, person);
    return person;
  }
}

const mutations = new Map(everyMutation().map((one) => [one.name, one]));
/** Who takes it for a machine is left out, and a person names somebody: sound in form, and wrong whatever the action. */
const wrongBehalf = ({ role }: Comes): object => (role === 'INTEGRATION' ? {} : { onBehalfOf: 'Somebody else' });

/** What is asked, and an answer that is another than the one that is expected. */
export async function askedAtTheDoor(callers: Callers, world: DoorWorld, cell: DoorCell): Promise<string | undefined> {
  const { action, comes, answer } = cell;
  const person = await callers.of(world.kind, comes);
  const mutation = mutations.get(action);
  if (!mutation) throw new Error('The schema has no such mutation');
  const answered = await person.send(action, {
    ...inputFor(mutation, {}),
    ...wrongBehalf(comes),
    referralId: world.id,
    expectedVersion: comes.upToDate ? VERSION : VERSION + 1,
    idempotencyKey: newKey(),
  });
  return toldOf(answered) === answer ? undefined : toldOf(answered);
}
/** The code, where what must come with it came with it. */
function toldOf({ errors: [error], data }: Answer): string {
  if (!error) return `taken: ${JSON.stringify(data)}`;
  const { code, currentVersion, reason, fields } = error.extensions;
  const paths = ((fields ?? []) as { path: string }[]).map(({ path }) => path);
  if (code === 'VERSION_CONFLICT' && currentVersion !== VERSION) return `${code} without the version`;
  if (code === 'ACTION_NOT_AVAILABLE' && !(typeof reason === 'string' && reason.length > 0))
    return `${code} without a reason`;
  if (code === 'BAD_USER_INPUT' && !paths.includes('onBehalfOf')) return `${code} for ${paths.join()} alone`;
  return code;
}

/** Why it was not carried out, or nothing. */
export async function takenAtTheDoor(
  callers: Callers,
  { world, role, action, input }: Taken,
): Promise<string | undefined> {
  const person = await callers.of(world.kind, { role, trained: true, reported: false });
  const behalf = role === 'INTEGRATION' ? { onBehalfOf: 'Lou Demo' } : {};
  const command = { referralId: world.id, expectedVersion: VERSION, idempotencyKey: newKey() };
  const { raw, errors, data } = await person.send(action, { ...input, ...behalf, ...command });
  const entry = (data?.[action] as { entry: { action: string } } | null)?.entry;
  return errors.length === 0 && entry?.action === action ? undefined : raw;
}

/** Some at a time, in their order. */
export async function someTogether<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const next = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
}
