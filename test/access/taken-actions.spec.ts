import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { closed, departures, laterReview, schoolGone, sharedOn } from '../pathway-paths/departures.js';
import type { PlayedReferral } from '../pathway-paths/played-referral.js';
import { randomWalks } from '../pathway-paths/random-walks.js';
import { Callers, someTogether, takenAtTheDoor } from './at-the-door.js';
import { storeStates, storeWhatStandsOn } from './stored-states.js';
import { everyPair, pairOf, type Taken, takenOnce } from './taken-cells.js';
import { ours } from './worlds.js';

const WALKS = 40;

/*
 * The action matrix holds what may be done against expectations, and at the door what is answered to an input with a fault. Here each role
 * of each kind of agency does once, with a right input, whatever those expectations say that it may ever do: where the pathway lets none
 * of its kind stand, an agency of that kind stands in another's place.
 */
describe('whatever a role may ever do', () => {
  const states: PlayedReferral[] = [...departures, ...sharedOn(), schoolGone(), closed(), laterReview()];
  let handrail: Handrail;
  let callers: Callers;
  beforeAll(async () => {
    randomWalks(
      WALKS,
      (referral) => states.push(referral),
      () => undefined,
    );
    handrail = await Handrail.start();
    callers = new Callers(handrail);
    await handrail.store.asSuperuser((client) => Callers.stored(client));
  }, 120_000);
  afterAll(() => handrail.stop());

  it('is carried out at the door of a running Handrail, and is the one event that happened there', async () => {
    const missed: string[] = [];
    const taken = everyPair.flatMap((pair): Taken[] => {
      const found = takenOnce(pair, states);
      if (!found) missed.push(pairOf(pair));
      return found ? [found] : [];
    });
    // A machine is named in no restriction, so it sees none that it could lift.
    expect(missed).toEqual(['CHARITY INTEGRATION liftRestriction']);
    const stored = new Map(taken.map(({ world }) => [world.id, world.stored]));
    await handrail.store.asSuperuser(async (client) => {
      await storeStates(client, stored);
      await storeWhatStandsOn(client, stored);
    });
    const wrong: string[] = [];
    await someTogether(taken, async (one) => {
      const other = await takenAtTheDoor(callers, one);
      if (other !== undefined) wrong.push(`${one.world.kind} ${one.role} ${one.action}: ${other}`);
    });
    console.info(`${taken.length} actions carried out at the door, each by a role that may`);
    expect(wrong.slice(0, 20)).toEqual([]);
    // Deadlines of these days are long over, and run out meanwhile.
    const { rows } = await handrail.store.asSuperuser((client) =>
      client.query<{ said: string }>(
        `select format('%s %s %s', e.referral_id, e.body->>'type', e.body->'by'->>'agencyId') as said from event e where e.body->>'by' is not null`,
      ),
    );
    expect(rows.map(({ said }) => said).sort()).toEqual(
      taken.map(({ world, action }) => `${world.id} ${action} ${ours[world.kind]}`).sort(),
    );
  }, 120_000);
});
