import type { Actor } from '../../libs/access/actor.js';
import { Role } from '../../libs/access/vocabulary.js';
import { beside, inside, KINDS, nextId, ours, reporter } from './worlds.js';

/** A person of one role at the agency of one kind, as they may come: trained or not, and as who reported everything here or not. */
export interface Caller {
  actor: Actor;
  role: Role;
  reported: boolean;
  /** Of the service that parts of their agency may belong to. */
  inside: boolean;
  trained: boolean;
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
      services: [],
    };
    return [
      { actor, role, reported: false, inside: false, trained: true },
      { actor, role, reported: false, inside: false, trained: false },
      { actor: { ...actor, id: reporter }, role, reported: true, inside: false, trained: true },
    ];
  }),
);

/** Reads much of what the school reads, and not its notes. */
export const leader = everyCaller.find(
  ({ actor, role, reported }) => actor.agency.kind === 'SCHOOL' && role === 'SCHOOL_LEADER' && !reported,
)?.actor.id;

const HAVE_SERVICES: readonly string[] = ['SCHOOL', 'POLICE', 'SOCIAL_CARE', 'CHARITY'];
/** The same people as members of the service that a part may belong to, as who reported it too, and of another service of their agency. */
export const everyMember: readonly Caller[] = everyCaller
  .filter(({ actor, reported, trained }) => HAVE_SERVICES.includes(actor.agency.kind) && trained && !reported)
  .flatMap(({ actor, role }): Caller[] => {
    const { kind } = actor.agency;
    const of = (id: string, email: string, service: string): Actor => ({
      ...actor,
      id,
      email: `${email}-${actor.email ?? ''}`,
      services: [{ id: service, key: email, name: 'Invented' }],
    });
    return [
      { actor: of(nextId(), 'inside', inside[kind]), role, reported: false, inside: true, trained: true },
      { actor: of(reporter, 'inside', inside[kind]), role, reported: true, inside: true, trained: true },
      { actor: of(nextId(), 'beside', beside[kind]), role, reported: false, inside: false, trained: true },
    ];
  });
