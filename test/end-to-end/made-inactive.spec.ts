import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Answer, type Person, SEEN } from '../harness/http.js';
import { HandrailWithin } from '../harness/in-process.js';
import { decision, invited, people, reviewed } from '../harness/incidents.js';

describe('Whoever is made inactive', () => {
  let handrail: HandrailWithin;
  let by: Awaited<ReturnType<typeof people>>;
  let id: string;
  beforeAll(async () => {
    handrail = await HandrailWithin.start();
    by = await people(handrail);
    id = await reviewed(by.dsl);
    await invited(by.dsl, id, 'lff');
  });
  afterAll(() => handrail.stop());

  const told = (answer: Answer): unknown => [
    answer.status,
    answer.headers.get('www-authenticate'),
    answer.data,
    answer.errors[0]?.extensions.code,
  ];
  const REFUSED = [401, 'Bearer', null, 'UNAUTHENTICATED'];
  const reading = (person: Person): Promise<Answer> =>
    person.ask(`query($id: ID!) { referral(id: $id) { ${SEEN} } }`, { id });

  it.each([
    ['person', 'coordinator@lff.example', `update person set active = $1 where email = 'coordinator@lff.example'`],
    ['machine client', 'lff-case-system', `update machine_client set active = $1 where client_id = 'lff-case-system'`],
    ['agency', 'coordinator@lff.example', `update agency set active = $1 where key = 'lff'`],
  ])(
    '%s: reads and changes nothing from that moment, with a token that was good a moment before',
    async (_who, signIn, statement) => {
      const person = await handrail.as(signIn);
      expect((await person.see(id)).relations).toEqual(['INVITED']);
      await person.ask('{ me { name } }');
      await handrail.store.asSuperuser((client) => client.query(statement, [false]));
      expect(told(await reading(person))).toEqual(REFUSED);
      expect(told(await person.ask('{ me { name } }'))).toEqual(REFUSED);
      expect(told(await person.ask('{ worklist { edges { cursor } } notices { edges { cursor } } }'))).toEqual(REFUSED);
      const input = { idempotencyKey: `late-${signIn}`, referralId: id, expectedVersion: 1 };
      expect(told(await person.send('acknowledge', input))).toEqual(REFUSED);
      await handrail.store.asSuperuser((client) => client.query(statement, [true]));
      expect((await reading(person)).data?.referral).not.toBeNull();
    },
  );

  it('agency: goes on being named where it took part, and is asked no more', async () => {
    const asked = await reviewed(by.dsl);
    await invited(by.dsl, asked, 'lff');
    const set = (active: boolean): Promise<unknown> =>
      handrail.store.asSuperuser((client) => client.query(`update agency set active = $1 where key = 'lff'`, [active]));
    await set(false);
    // What a process keeps of agencies is at most ten seconds old.
    const sinceStart = performance.now();
    const later = jest.spyOn(performance, 'now').mockReturnValue(sinceStart + 11_000);
    const { data, errors } = await by.dsl.ask(
      `query($id: ID!) { agencies(first: 100) { edges { node { key } } }
        referral(id: $id) { invitations { toAgency { key } } sharingDecisions { recipientAgency { key } } } }`,
      { id: asked },
    );
    later.mockRestore();
    expect(errors).toEqual([]);
    expect(data?.referral).toEqual({
      invitations: [{ toAgency: { key: 'lff' } }],
      sharingDecisions: [{ recipientAgency: { key: 'lff' } }],
    });
    expect(JSON.stringify(data?.agencies)).not.toContain('lff');
    expect(await by.dsl.refused(asked, 'recordSharingDecision', decision('lff'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'recipientAgency' }],
    });
    await set(true);
  });

  it('role: does not read by it from that moment', async () => {
    await by.triage.ask('{ worklist { edges { cursor } } }');
    await handrail.store.asSuperuser((client) =>
      client.query(`update person_role r set role = 'ADMINISTRATOR' from person p
        where p.id = r.person_id and p.email = 'triage@gmp.example'`),
    );
    expect(told(await by.triage.ask('{ worklist { edges { cursor } } }'))).toEqual(REFUSED);
  });

  it('role: is refused once, and comes then by the roles that they have now, as soon after a command as after a question', async () => {
    const input = (key: string): Record<string, unknown> => ({
      ...{ idempotencyKey: key, referralId: id, expectedVersion: 0 },
      ...{ text: 'Demo words.', audience: 'OWN_AGENCY' },
    });
    expect((await by.supervisor.send('addNote', input('before'))).errors[0]?.extensions.code).toBe('NOT_FOUND');
    await handrail.store.asSuperuser((client) =>
      client.query(`update person_role r set role = 'TRIAGE_OFFICER' from person p
        where p.id = r.person_id and p.email = 'supervisor@gmp.example'`),
    );
    expect(told(await by.supervisor.send('addNote', input('after')))).toEqual(REFUSED);
    const me = await by.supervisor.ask('{ me { roles } }');
    expect(me.data).toEqual({ me: { roles: ['TRIAGE_OFFICER'] } });
  });
});
