import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { submitted } from '../harness/incidents.js';

describe('When the record cannot be written', () => {
  let handrail: Handrail;
  let dsl: Person;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    dsl = await handrail.as('dsl@northgate.example');
    id = await submitted(dsl);
    await handrail.store.asSuperuser((client) =>
      client.query('revoke insert on record_entry from handrail_app, handrail_door'),
    );
  });
  afterAll(() => handrail.stop());

  it.each([
    ['a referral', 'query($id: ID!) { referral(id: $id) { summary } }'],
    ['a worklist', '{ worklist { edges { node { summary } } } }'],
  ])('nothing of %s leaves, and the answer says no more than that it failed', async (_what, query) => {
    const answer = await dsl.ask(query, { id });
    expect(answer.errors[0]?.extensions.code).toBe('INTERNAL');
    // Whoever watches HTTP alone sees that something is wrong.
    expect(answer.status).toBe(500);
    expect(answer.raw).not.toContain('A picture');
    expect(answer.raw).not.toMatch(/record_entry|permission/);
  });

  it('nothing is changed either', async () => {
    const answer = await dsl.send('openInitialReview', {
      referralId: id,
      expectedVersion: 1,
      idempotencyKey: 'unrecorded',
    });
    expect(answer.errors[0]?.extensions.code).toBe('INTERNAL');
    await handrail.store.asSuperuser((client) =>
      client.query('grant insert on record_entry to handrail_app, handrail_door'),
    );
    expect(await dsl.see(id)).toMatchObject({ version: 1, state: expect.arrayContaining(['reported']) });
  });
});
