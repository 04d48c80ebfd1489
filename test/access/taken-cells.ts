import { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import type { ActionDeclaration, StoredReferral } from '../../libs/pathways/pathway.js';
import { kinds, TEAMS } from '../pathway-paths/agencies-and-people.js';
import { movesWith } from '../pathway-paths/moves.js';
import type { PlayedReferral } from '../pathway-paths/played-referral.js';
import { inputWith } from '../pathway-paths/through-the-door.js';
import { everyCaller } from './actors.js';
import { emailOf } from './at-the-door.js';
import { type DoorWorld, STRANGER, worldOf } from './door-cells.js';
import { expectedActions, mayEver } from './expected-actions.js';
import { ours } from './worlds.js';

/** Somebody takes an action with a right input, on a referral of its own. */
export interface Taken {
  world: DoorWorld;
  role: Role;
  action: string;
  input: Record<string, unknown>;
}
/** A role of a kind of agency, and something that it may ever do. */
export type Pair = Pick<Taken, 'role' | 'action'> & { kind: AgencyKind };
export const pairOf = ({ kind, role, action }: Pair): string => `${kind} ${role} ${action}`;

export const everyPair: readonly Pair[] = Object.entries(expectedActions).flatMap(([action, expected]) =>
  Object.values(AgencyKind).flatMap((kind) =>
    Object.values(Role)
      .filter((role) => mayEver(expected, kind, role))
      .map((role) => ({ kind, role, action })),
  ),
);

/** Whoever decides about sharing at an agency of that kind: work may be passed on to them, and a referral restricted to them. */
const DECIDES: Partial<Record<AgencyKind, Role>> = {
  SCHOOL: 'SAFEGUARDING_LEAD',
  POLICE: 'CASE_WORKER',
  SOCIAL_CARE: 'DECISION_MAKER',
  CHARITY: 'SERVICE_COORDINATOR',
};
const idOf = (kind: AgencyKind, its: Role): string =>
  everyCaller.find(({ actor, role, reported }) => actor.agency.kind === kind && role === its && !reported)?.actor.id ??
  '';

/** Services as they are known at the door: each of ours has these two. */
const SERVICES = TEAMS.map(({ id }, place): [string, string] => [id, place === 0 ? 'inside' : 'beside']);

/** What a role may do, in the first state in which it may and something right can be said; nothing when there is none. */
export function takenOnce(pair: Pair, states: readonly PlayedReferral[]): Taken | undefined {
  const { kind, role, action: name } = pair;
  const action = nudesAtSchool.actions.get(name);
  const expected = expectedActions[name];
  if (!action || !expected) throw new Error('There is no such action');
  const places = Object.keys(kinds).sort((one, other) => Number(kinds[other] === kind) - Number(kinds[one] === kind));
  for (const place of places)
    for (const state of states) {
      const context = beforehand(pair, state.context, place);
      if (!context || !expected.when({ context, agencyId: place, kind, personId: STRANGER })) continue;
      const stored = storedWith(state.stored, context);
      const payload = payloadOf(pair, action, stored, place);
      if (!payload) continue;
      const world = worldOf({ stored, context } as PlayedReferral, place, kind);
      const colleague = emailOf(kind, DECIDES[kind] ?? role);
      const known = new Map([[place, ours[kind]], ...SERVICES]);
      return { world, role, action: name, input: inputWith(name, payload, known, colleague) };
    }
  return undefined;
}

/**
 * As it must stand for somebody who is to take it: with all of each agency and shut to nobody of theirs, but that what is undone had been done, to a colleague or to
 * all but themselves. A machine is named in no restriction.
 */
function beforehand({ kind, role, action }: Pair, context: NudesContext, agencyId: string): NudesContext | undefined {
  const participations = context.participations.map(({ serviceId: _service, ...part }) => part);
  const open = { ...context, participations, restrictions: [], conflicts: [] };
  // Only an agency that has a part bars its people.
  if (BARRING.includes(action) && !context.participations.some((part) => part.agencyId === agencyId)) return undefined;
  switch (action) {
    case 'endConflict':
      return { ...open, conflicts: [{ agencyId, personId: idOf(kind, 'AUDITOR') }] };
    case 'liftRestriction':
      return role === 'INTEGRATION' ? undefined : { ...open, restrictions: [{ agencyId, people: [idOf(kind, role)] }] };
    default:
      return open;
  }
}
const BARRING: readonly string[] = ['endConflict', 'liftRestriction'];
const storedWith = (stored: StoredReferral, context: NudesContext): StoredReferral => ({
  ...stored,
  snapshot: { ...(stored.snapshot as object), context } as never,
});

/** People are named as they are known at the door; the rest is said as in memory. */
function payloadOf(
  { kind, role, action: name }: Pair,
  action: ActionDeclaration,
  stored: StoredReferral,
  place: string,
): Record<string, never> | undefined {
  const supervises = expectedActions.endConflict && mayEver(expectedActions.endConflict, kind, role);
  const personEmail = emailOf(kind, 'AUDITOR');
  switch (name) {
    case 'restrictReferral':
      return { people: [{ personEmail: emailOf(kind, DECIDES[kind] ?? role) }] } as never;
    case 'endConflict':
      return { personEmail } as never;
    // Whoever decides alone cannot declare their own.
    case 'declareConflict':
      return (supervises ? { personEmail } : {}) as never;
    default:
      return movesWith(stored, { personId: STRANGER, agencyId: place, agencyKind: kind, roles: [role] }, action)[0]
        ?.payload as never;
  }
}
