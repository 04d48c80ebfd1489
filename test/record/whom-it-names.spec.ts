import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { invited, offered, party, people, reviewed } from '../harness/incidents.js';

/** Two charities, one child each: the record of who looked must not give one the id of the other's. */
describe('The record of a look', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  }, 60_000);
  afterAll(() => handrail.stop());

  it('names nobody whom the reader of it does not see, though they saw that somebody works with a child', async () => {
    const survivors = await handrail.as('coordinator@survivors.example');
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const depicted = party(await by.dsl.see(id), 'CHILD_DEPICTED');
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const [ours, theirs] = [
      { sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'SESSIONS'], ongoing: true },
      { sections: ['SUMMARY', 'HARMED_PERSON'] },
    ];
    const asked = await invited(by.officer, id, 'survivors', theirs);
    await survivors.act(id, 'acceptInvitation', { invitationId: asked });
    const invitationId = await invited(by.officer, id, 'lff', ours);
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    await survivors.act(id, 'startIntervention', { partyId: depicted, programme: 'One to one', plannedSessions: 6 });

    const seen = await by.lff.see(id);
    expect(seen.timeline.edges.map(({ node }) => node.action)).toContain('startIntervention');
    expect(JSON.stringify(seen)).not.toContain(depicted);
    const recordOf = async (more = ''): Promise<string> =>
      (
        await by.lff.ask(
          `query($id: ID!) { recordOf(referralId: $id, first: 100${more}) { edges { node { action personIds } } } }`,
          { id },
        )
      ).raw;
    const record = await recordOf();
    expect(record).toContain('timeline');
    expect(record).not.toContain(depicted);
    expect(await recordOf(`, personId: "${depicted}"`)).toBe('{"data":{"recordOf":{"edges":[]}}}\n');
  });

  it('names in what passes on with the risk only those whom its new holder sees', async () => {
    const survivors = await handrail.as('coordinator@survivors.example');
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const depicted = party(await by.dsl.see(id), 'CHILD_DEPICTED');
    const asked = await invited(by.dsl, id, 'survivors', { sections: ['SUMMARY', 'HARMED_PERSON'] });
    await survivors.act(id, 'acceptInvitation', { invitationId: asked });
    await survivors.act(id, 'startIntervention', { partyId: depicted, programme: 'One to one', plannedSessions: 6 });
    const handoffId = await offered(by.dsl, id, 'gmp', { sections: ['SUMMARY', 'RISK'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const { raw } = await by.supervisor.ask(
      'query($id: ID!) { recordOf(referralId: $id, first: 100) { edges { node { action operation personIds } } } }',
      { id },
    );
    expect(raw).toContain('"operation":"DISCLOSURE"');
    expect(raw).not.toContain(depicted);
  });
});
