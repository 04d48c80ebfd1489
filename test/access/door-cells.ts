import { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { kinds, uuid } from '../pathway-paths/agencies-and-people.js';
import type { PlayedReferral } from '../pathway-paths/played-referral.js';
import {
  type Comes,
  type DoorAnswer,
  expectedActions,
  expectedAtTheDoor,
  mayEver,
  type Standing,
} from './expected-actions.js';
import { withInPlaceOf } from './stored-states.js';
import { nextId, ours } from './worlds.js';

export const STRANGER = uuid(99);
const PLACES: readonly string[] = [...Object.keys(kinds), STRANGER];
const ROLES: readonly Role[] = Object.values(Role);
const ACTIONS: readonly string[] = Object.keys(expectedActions);
/** Of an action that may be taken, how often each role takes it. */
const AT_ONCE = 15;
/** Of a role that may do nothing at its kind of agency, one question of so many: no divisor of the number of actions, so that each is asked. */
const NEVER_ONE_OF = 7;

/** One question at the door. */
export interface DoorCell {
  action: string;
  comes: Comes;
  answer: DoorAnswer;
}
/** One referral as it stands in one state, with our agency of one kind where another agency of it stands, or as a stranger to it. */
export interface DoorWorld {
  id: string;
  state: PlayedReferral;
  place: string;
  kind: AgencyKind;
  stored: StoredReferral;
  cells: DoorCell[];
}
export const worldOf = (state: PlayedReferral, place: string, kind: AgencyKind): DoorWorld => ({
  id: nextId(),
  state,
  place,
  kind,
  stored: withInPlaceOf(state.stored, place, ours[kind]),
  cells: [],
});
const standingOf = ({ state: { context }, place, kind }: DoorWorld): Standing => ({
  context,
  agencyId: place,
  kind,
  personId: STRANGER,
});

/**
 * Every action of every role that may ever do something at its kind of agency, and of the other roles every one and every action, where an
 * agency stands that sees the referral; then in every state some, by whoever takes part in the pathway and by others, so that whatever a
 * role may ever do is answered in each way that there is.
 */
export function doorSample(states: readonly PlayedReferral[]): DoorWorld[] {
  const comers = new Comers();
  return [...everyRole(states, comers), ...everyState(states, comers)];
}

function everyRole(states: readonly PlayedReferral[], comers: Comers): DoorWorld[] {
  const worlds: DoorWorld[] = [];
  const every = ROLES.flatMap((role) => ACTIONS.map((action) => ({ role, action })));
  for (const kind of Object.values(AgencyKind)) {
    const acting = ROLES.filter((role) => Object.values(expectedActions).some((one) => mayEver(one, kind, role)));
    const pairs = every.filter(({ role }, nth) => acting.includes(role) || nth % NEVER_ONE_OF === 0);
    for (let from = 0; from < pairs.length; from += AT_ONCE) {
      const state = states[(worlds.length * 41) % states.length] as PlayedReferral;
      const parts = state.context.participations.map(({ agencyId }) => agencyId);
      const world = worldOf(state, parts[worlds.length % parts.length] ?? STRANGER, kind);
      world.cells = pairs
        .slice(from, from + AT_ONCE)
        .map(({ role, action }) => cellOf(world, action, comers.next(kind, role)));
      worlds.push(world);
    }
  }
  return worlds;
}

function everyState(states: readonly PlayedReferral[], comers: Comers): DoorWorld[] {
  const asked = new Map<string, number>();
  return states.map((state, nth) => {
    const place = placeIn(state, nth);
    const world = worldOf(state, place, kinds[place] ?? ACTING[nth % ACTING.length] ?? 'SCHOOL');
    const all = ROLES.flatMap((role) => {
      const comes = comers.next(world.kind, role);
      return ACTIONS.map((action) => cellOf(world, action, comes));
    });
    const seen = all.filter(({ answer }) => answer !== 'NOT_FOUND');
    for (const wanted of wantedIn(nth)) {
      const those = all.filter((cell) => cell.answer === wanted);
      const [some] = [those, seen, all]
        .map((cells) => cells.filter((cell) => !world.cells.includes(cell)))
        .filter((cells) => cells.length > 0);
      world.cells.push(askedLeast(world.kind, some ?? [], asked));
    }
    return world;
  });
}
/** Seven in each state: with those of every role, one of a hundred of all. */
const wantedIn = (nth: number): (DoorAnswer | undefined)[] => [
  ...(['BAD_USER_INPUT', 'ACTION_NOT_AVAILABLE', 'BAD_USER_INPUT', 'ACTION_NOT_AVAILABLE'] as const),
  ...[0, 1, 2].map((further) => TOO[(nth + further) % TOO.length]),
];
const TOO: readonly DoorAnswer[] = ['FORBIDDEN', 'VERSION_CONFLICT', 'TRAINING_EXPIRED', 'NOT_FOUND'];
/** Where an agency has or had a part; now and then anywhere. */
function placeIn({ context }: PlayedReferral, nth: number): string {
  const named = [
    ...context.participations.map(({ agencyId }) => agencyId),
    ...context.offers.map((one) => one.toAgency),
  ];
  const places = nth % 8 === 0 ? PLACES : [...new Set(named)];
  return places[Math.floor(nth / 8) % places.length] ?? STRANGER;
}
const ACTING: readonly AgencyKind[] = ['SCHOOL', 'POLICE', 'SOCIAL_CARE', 'CHARITY'];

/** The first of those that have been asked least, and it is counted as asked. */
function askedLeast(kind: AgencyKind, cells: readonly DoorCell[], asked: Map<string, number>): DoorCell {
  const keyOf = ({ action, comes, answer }: DoorCell): string => `${kind} ${comes.role} ${action} ${answer}`;
  let least: { cell: DoorCell; key: string; times: number } | undefined;
  for (const cell of cells) {
    const key = keyOf(cell);
    const times = asked.get(key) ?? 0;
    if (!least || times < least.times) least = { cell, key, times };
    if (times === 0) break;
  }
  if (!least) throw new Error('There is nothing to ask');
  asked.set(least.key, least.times + 1);
  return least.cell;
}

function cellOf(world: DoorWorld, action: string, comes: Comes): DoorCell {
  const expected = expectedActions[action];
  if (!expected) throw new Error('No expectation is written for this action');
  return { action, comes, answer: expectedAtTheDoor(expected, standingOf(world), comes) };
}

/** Whoever comes next in a role: most as they should, some untrained, some who know an older version, some who reported it. */
class Comers {
  private came = 0;

  next(kind: AgencyKind, role: Role): Comes {
    this.came += 1;
    return {
      role,
      // A machine has no training.
      trained: role === 'INTEGRATION' || this.came % 7 !== 3,
      upToDate: this.came % 5 !== 2,
      reported: kind === 'SCHOOL' && role === 'STAFF_REFERRER' && this.came % 2 === 0,
    };
  }
}
