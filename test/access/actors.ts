import type { Actor } from '../../libs/access/actor.js';
import { Role } from '../../libs/access/vocabulary.js';
import { KINDS, nextId, ours, reporter } from './worlds.js';

/** A person of one role at the agency of one kind, as they may come: trained or not, and as who reported everything here or not. */
export interface Caller {
  actor: Actor;
  role: Role;
  reported: boolean;
}

/** Every role at every kind of agency, also where the two never meet. */
export const everyCaller: readonly Caller[] = KINDS.flatMap((kind) =>
  Object.values(Role).flatMap((role): Caller[] => {
    const key = `${kind}-${role}`.toLowerCase().replaceAll('_', '-');
    const actor: Actor = {
      id: nextId(),
      kind: 'PERSON',
      name: 'Invented',
      email: `${key}@access.example`,
      agency: { id: ours[kind], key: kind.toLowerCase(), name: kind, kind },
      roles: [role],
      trainingCurrent: true,
    };
    return [
      { actor, role, reported: false },
      { actor: { ...actor, trainingCurrent: false }, role, reported: false },
      { actor: { ...actor, id: reporter }, role, reported: true },
    ];
  }),
);

/** Reads much of what the school reads, and not its notes. */
export const leader = everyCaller.find(
  ({ actor, role, reported }) => actor.agency.kind === 'SCHOOL' && role === 'SCHOOL_LEADER' && !reported,
)?.actor.id;
