import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { ActionDeclaration } from '../../libs/pathways/pathway.js';
import { kinds, uuid } from '../pathway-paths/agencies-and-people.js';
import { activeIn } from '../pathway-paths/chart.js';
import { departures, schoolGone } from '../pathway-paths/departures.js';
import { generatedPaths } from '../pathway-paths/generated-paths.js';
import { PlayedPaths } from '../pathway-paths/played-paths.js';
import type { PlayedReferral } from '../pathway-paths/played-referral.js';
import { situationOf } from '../pathway-paths/situation.js';
import { Handrail } from '../harness/http.js';
import { askedAtTheDoor, Callers, someTogether } from './at-the-door.js';
import { doorSample } from './door-cells.js';
import { type Expected, expectedActions, mayEver } from './expected-actions.js';
import { storeStates } from './stored-states.js';

const STRANGER = uuid(99);

/** Every set of active states by holder and by what decides about the way to closing, once each. */
function everyState(): PlayedReferral[] {
  const played = new PlayedPaths();
  for (const path of generatedPaths()) played.play(path);
  const all = [...departures, schoolGone(), ...played.referrals];
  const byState = new Map(
    all.map((one) => [`${activeIn(one.stored).join()} ${situationOf(one.context)}`, one] as const),
  );
  return [...byState.values()];
}

interface EverDone {
  action: ActionDeclaration<NudesContext>;
  expected: Expected;
  roles: Role[];
}
/** What a kind of agency may ever do, by the roles that may. */
function everDoneBy(agencyKind: AgencyKind, wrong: Set<string>): EverDone[] {
  return [...nudesAtSchool.actions.values()].flatMap((action) => {
    const expected = expectedActions[action.name];
    if (!expected) return [];
    const roles = Object.values(Role).filter((role) => {
      const ever = nudesAtSchool.mayEver(action, { personId: STRANGER, agencyId: STRANGER, agencyKind, roles: [role] });
      if (ever !== mayEver(expected, agencyKind, role)) wrong.add(`${agencyKind} ${role} ever: ${action.name}`);
      return ever;
    });
    return roles.length > 0 ? [{ action, expected, roles }] : [];
  });
}

/*
 * Every role of every kind of agency, standing where each agency of the referral stands or being a stranger to it, in every state that
 * is reached, for every action. Once for each set of active states and holder, an agency of every kind stands in each place, also where
 * the pathway would let none stand; elsewhere the agencies that are there.
 */
describe('who may do what', () => {
  let states: PlayedReferral[];
  beforeAll(() => {
    states = everyState();
  }, 600_000);

  it('has an expectation for every action, and no other', () => {
    expect(Object.keys(expectedActions).sort()).toEqual([...nudesAtSchool.actions.keys()].sort());
  });

  it('is what is expected in memory, in every state, for every role, standing and action', () => {
    const wrong = new Set<string>();
    let cells = 0;
    let allowed = 0;
    const agencyKinds = Object.values(AgencyKind);
    // What a role may never do depends on no state, and is asked once.
    const everBy = new Map(agencyKinds.map((kind) => [kind, everDoneBy(kind, wrong)] as const));
    const crossed = new Map(
      states.map((one) => [`${activeIn(one.stored).join()} ${one.context.custodian}`, one] as const),
    );
    const crossing = new Set(crossed.values());
    for (const state of states) {
      const { stored, context } = state;
      for (const agencyId of [...Object.keys(kinds), STRANGER]) {
        const its = kinds[agencyId];
        for (const kind of its && !crossing.has(state) ? [its] : agencyKinds) {
          for (const { action, expected, roles } of everBy.get(kind) ?? []) {
            const when = expected.when({ context, agencyId, kind, personId: STRANGER });
            for (const role of roles) {
              const actor = { personId: STRANGER, agencyId, agencyKind: kind, roles: [role] };
              const may = nudesAtSchool.refusal(stored, action, actor) === undefined;
              cells += 1;
              allowed += may ? 1 : 0;
              if (may !== when)
                wrong.add(`${kind} ${role} ${may ? 'may' : 'may not'} ${action.name}: ${activeIn(stored).join(' ')}`);
            }
          }
        }
      }
    }
    console.info(`${cells} cells of action in memory, ${states.length} states: ${allowed} are allowed`);
    expect([...wrong].slice(0, 20)).toEqual([]);
    expect(cells).toBeGreaterThan(1_000_000);
  }, 600_000);

  describe('at the door of a running Handrail', () => {
    let handrail: Handrail;
    let callers: Callers;
    beforeAll(async () => {
      handrail = await Handrail.start();
      callers = new Callers(handrail);
      await handrail.store.asSuperuser((client) => Callers.stored(client));
    }, 60_000);
    afterAll(() => handrail.stop());

    it('is what is expected, with the code of the first check that fails, in one of 100 of every role, state and action', async () => {
      const worlds = doorSample(states);
      await handrail.store.asSuperuser((client) =>
        storeStates(client, new Map(worlds.map((one) => [one.id, one.stored]))),
      );
      const asked = worlds.flatMap((world) => world.cells.map((cell) => ({ world, cell })));
      const wrong: string[] = [];
      const cells = new Set<string>();
      const place = new Map(states.map((state, nth) => [state, nth]));
      const answers = new Map<string, number>();
      await someTogether(asked, async ({ world, cell }) => {
        const other = await askedAtTheDoor(callers, world, cell);
        cells.add(`${cell.comes.role} ${place.get(world.state)} ${cell.action}`);
        answers.set(cell.answer, (answers.get(cell.answer) ?? 0) + 1);
        if (other !== undefined)
          wrong.push(
            `${world.kind} ${JSON.stringify(cell.comes)} ${cell.action}: ${other} for ${cell.answer}, ${activeIn(world.state.stored).join(' ')}`,
          );
      });
      const all = Object.keys(Role).length * states.length * nudesAtSchool.actions.size;
      console.info(
        `${asked.length} questions at the door, ${cells.size} of ${all} cells of role, state and action: ` +
          [...answers].map(([code, times]) => `${times} ${code}`).join(', '),
      );
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(cells.size).toBeGreaterThanOrEqual(all / 100);
      const kept = await handrail.store.asSuperuser((client) =>
        client.query('select from event union all select from idempotency_key union all select from entry'),
      );
      expect(kept.rowCount).toBe(0);
    }, 600_000);
  });
});
