import { expect } from '@jest/globals';
import type { Person } from '../harness/http.js';
import type { Caller } from './actors.js';
import type { Trained } from './begun.js';
import { cellsOf, differences } from './sight.js';
import type { World } from './worlds.js';

export const ASKED = `query($id: ID!) { referral(id: $id) { id summary narrative parties { id } handoffs { id } invitations { id }
  sharingDecisions { id rationale handlingConditions } interventions { id party { id } } deadlines { id } nextDeadline { id }
  timeline(first: 100) { edges { node { id text values { value } } } } } }`;

/** What somebody is answered about some referrals, cell by cell; and the markers that should not be there, or are missing. */
export async function readOverGraphQL(
  person: Person,
  caller: Caller,
  sample: readonly World[],
  training: Trained,
): Promise<{ cells: number; seen: number; different: string[] }> {
  const told = { cells: 0, seen: 0, different: [] as string[] };
  for (const world of sample) {
    const { raw, errors } = await person.ask(ASKED, { id: world.id });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(training === 'EXPIRED' ? ['TRAINING_EXPIRED'] : []);
    const { expected } = cellsOf(caller, training === 'EXPIRED' ? [] : [world]);
    // Notices are asked for elsewhere; a disclosure and an allocation have no id to be known by.
    const things = world.things.filter(({ belongs }) => !['notice', 'disclosure', 'allocation'].includes(belongs));
    const answered = [...things.map(({ marker }) => marker), world.id].filter((marker) => raw.includes(marker));
    const should = new Set(
      [...expected].filter((one) => one === world.id || things.some(({ marker }) => marker === one)),
    );
    told.cells += things.length + 1;
    told.seen += answered.length;
    told.different.push(...differences(new Set(answered), should));
  }
  return told;
}
