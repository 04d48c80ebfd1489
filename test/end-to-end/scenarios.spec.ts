import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Handrail, type Person } from '../harness/http.js';
import { born, review, reviewed, submitted } from '../harness/incidents.js';

interface Scenarios {
  scenarios: {
    name: string;
    children: { role: string; age: number }[];
    review: Record<string, unknown>;
    afterReview: { allowedToSafeguardingLead: string[]; refusedToSafeguardingLead: string[]; stateContains: string };
  }[];
  refusedInputs: { name: string; change: Record<string, unknown>; field: string }[];
}
const { scenarios, refusedInputs } = JSON.parse(
  readFileSync('test/end-to-end/nudes-scenarios.json', 'utf8'),
) as Scenarios;

describe('What guidance allows after the initial review', () => {
  let handrail: Handrail;
  let dsl: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    dsl = await handrail.as('dsl@northgate.example');
  });
  afterAll(() => handrail.stop());

  it.each(scenarios)('is as it says for: $name', async ({ children, review: recorded, afterReview }) => {
    const parties = children.map(({ role, age }, place) => ({
      role,
      givenName: `Child${place}`,
      dateOfBirth: born(age),
    }));
    const id = await reviewed(dsl, recorded, { parties });
    const seen = await dsl.see(id);
    const allowed = new Set(seen.availableActions.filter((action) => action.allowed).map(({ name }) => name));
    expect(seen.state.join(' ')).toContain(afterReview.stateContains);
    expect(afterReview.allowedToSafeguardingLead.filter((name) => !allowed.has(name))).toEqual([]);
    expect(afterReview.refusedToSafeguardingLead.filter((name) => allowed.has(name))).toEqual([]);
  });

  it.each(refusedInputs)(
    'refuses the review, naming the field, and changes nothing: $name',
    async ({ change, field }) => {
      const id = await submitted(dsl);
      await dsl.act(id, 'openInitialReview');
      const before = await dsl.see(id);
      const refusal = await dsl.refused(id, 'recordInitialReview', review({ ...scenarios[0]?.review, ...change }));
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', fields: [expect.objectContaining({ path: field })] });
      expect(await dsl.see(id)).toEqual(before);
    },
  );
});
