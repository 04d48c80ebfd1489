import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { offered, people, submitted } from '../harness/incidents.js';

interface Offered {
  referral: { availableActions: { name: string; fields: { name: string; options: string[] }[] }[] };
}
interface Timeline {
  referral: {
    timeline: {
      edges: {
        node: { action: string; actorName: string; section: string; values: { title: string; value: string }[] };
      }[];
    };
  };
}

describe('allocating a referral to a colleague', () => {
  let handrail: Handrail;
  let who: Awaited<ReturnType<typeof people>>;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    who = await people(handrail);
    id = await submitted(who.dsl);
    const handoffId = await offered(who.dsl, id, 'gmp');
    await who.triage.act(id, 'acceptHandoff', { handoffId });
  });
  afterAll(() => handrail.stop());

  const sql = (text: string, values: string[]): Promise<unknown> =>
    handrail.store.asSuperuser((client) => client.query(text, values));
  const expireTraining = (email: string): Promise<unknown> =>
    sql(
      `update training set expires_on = current_date - 1 where person_id = (select id from person where email = $1)`,
      [email],
    );
  const optionsFor = async (person: Person, of = id): Promise<string[] | undefined> => {
    const answer = await person.ask(
      'query($id: ID!) { referral(id: $id) { availableActions { name fields { name options } } } }',
      { id: of },
    );
    const actions = (answer.data as unknown as Offered).referral.availableActions;
    return actions.find(({ name }) => name === 'allocate')?.fields.find(({ name }) => name === 'personEmail')?.options;
  };

  it('offers exactly the people of the own agency whose role may act, active and trained, and takes each of them', async () => {
    const may = ['officer@gmp.example', 'supervisor@gmp.example', 'triage@gmp.example'];
    expect(await optionsFor(who.triage)).toEqual(may);
    for (const personEmail of may) await who.triage.act(id, 'allocate', { personEmail });
    expect(await optionsFor(who.dsl)).toEqual([
      'deputy@northgate.example',
      'dsl@northgate.example',
      'head@northgate.example',
    ]);
  });

  it('offers nobody to whom the referral is shut', async () => {
    const shut = await submitted(who.dsl);
    const people = ['dsl@northgate.example', 'head@northgate.example'].map((personEmail) => ({ personEmail }));
    await who.dsl.act(shut, 'restrictReferral', { people, reason: 'A colleague’s child' });
    expect(await optionsFor(who.dsl, shut)).toEqual(['dsl@northgate.example', 'head@northgate.example']);
  });

  it.each([
    ['of another agency', 'decision@csc.example'],
    ['of the agency that made the referral', 'dsl@northgate.example'],
    ['whose role acts on no referral', 'admin@gmp.example'],
    ['who audits', 'auditor@gmp.example'],
    ['whom nobody knows', 'nobody@gmp.example'],
  ])('refuses somebody %s, by the field and without the address, and writes nothing', async (_whom, personEmail) => {
    const before = await who.triage.see(id);
    const answer = await who.triage.try(id, 'allocate', { personEmail });
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'personEmail' }] });
    expect(answer.raw).not.toContain(personEmail);
    expect((await who.triage.see(id)).version).toBe(before.version);
  });

  it('leaves out, and refuses, whose training has run out and who has left', async () => {
    await expireTraining('officer@gmp.example');
    await sql('update person set active = false where email = $1', ['supervisor@gmp.example']);
    expect(await optionsFor(who.triage)).toEqual(['triage@gmp.example']);
    for (const personEmail of ['officer@gmp.example', 'supervisor@gmp.example'])
      expect(await who.triage.refused(id, 'allocate', { personEmail })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('says in the agency’s own notes to whom, and tells no other agency', async () => {
    await who.triage.act(id, 'allocate', { personEmail: 'triage@gmp.example' });
    const answer = await who.triage.ask(
      `query($id: ID!) { referral(id: $id) { timeline(first: 100) { edges { node {
        action actorName section values { title value } } } } } }`,
      { id },
    );
    const entries = (answer.data as unknown as Timeline).referral.timeline.edges.map(({ node }) => node);
    expect(entries.at(-1)).toEqual({
      action: 'allocate',
      actorName: 'Leila Demo',
      section: 'OWN_NOTES',
      values: [{ title: 'To whom, by e-mail address', value: 'triage@gmp.example' }],
    });
    const school = await who.dsl.see(id);
    expect(school.timeline.edges.map(({ node }) => node.action)).not.toContain('allocate');
    expect(JSON.stringify(school.timeline)).not.toContain('triage@gmp.example');
  });
});
