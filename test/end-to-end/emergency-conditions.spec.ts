import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey } from '../harness/http.js';
import { offered, people, submitted } from '../harness/incidents.js';

const CONDITIONS = 'Never to the father: ask us first.';

describe('What is under a condition and is opened in an emergency', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('carries the condition and whose it is, as for those who work with it', async () => {
    const id = await submitted(by.dsl);
    const handoffId = await offered(by.dsl, id, 'gmp', { handlingConditions: CONDITIONS });
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const intel = await handrail.as('intel@gmp.example');
    const input = { idempotencyKey: newKey(), referralId: id, emergency: 'DANGER_TO_LIFE', reason: 'Said so tonight.' };
    await intel.ask('mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }', { input });

    const marks = `handling handlingConditions { section originator { key } conditions }`;
    const asked = `query($id: ID!) { referral(id: $id) { handlingConditions { section originator { key } conditions }
      timeline(first: 100) { edges { node { action ${marks} } } } } }`;
    const [{ data }, theirs] = [await intel.ask(asked, { id }), await by.officer.ask(asked, { id })];
    const seen = data?.referral as {
      handlingConditions: object[];
      timeline: { edges: { node: { action: string; handling: string } }[] };
    };
    expect(seen.handlingConditions).toEqual((theirs.data?.referral as typeof seen).handlingConditions);
    expect(seen.handlingConditions).toContainEqual({
      section: 'NARRATIVE',
      originator: { key: 'northgate' },
      conditions: CONDITIONS,
    });
    const submission = seen.timeline.edges.find(({ node }) => node.action === 'submitReferral');
    expect(submission?.node).toMatchObject({ handling: 'C' });
  });
});
