import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { answeredWithinTheSchool, invited, offered, people, reviewed } from '../harness/incidents.js';

interface Shown {
  version: number;
  status: string;
  state: string[];
  relations: string[];
  custodian: { key: string };
  handoffs: { status: string }[];
  invitations: { status: string }[];
}

/** Contract: an offer and an invitation are seen by both ends and the custodian, and closing and withdrawing end every open one. */
describe('An offer that ends without an answer', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const shown = async (person: Person, id: string): Promise<Shown> =>
    (
      await person.ask(
        `query($id: ID!) { referral(id: $id) { version status state relations custodian { key }
          handoffs { status } invitations { status } } }`,
        { id },
      )
    ).data?.referral as Shown;
  const joined = async (id: string): Promise<unknown> =>
    by.riverside.act(id, 'acceptInvitation', { invitationId: await asked(id) });
  const asked = (id: string): Promise<string> => invited(by.dsl, id, 'riverside', { sections: ['SUMMARY'] });
  const ENDED = { outcome: 'Settled', riskNote: 'No concern', feedbackToReferrer: 'Closed' };
  const WITHDRAWN = [{ status: 'WITHDRAWN' }];

  it('with the referral, is over for whoever it was made to too, also once the referral is open again', async () => {
    const id = await answeredWithinTheSchool(by);
    await joined(id);
    await offered(by.dsl, id, 'riverside');
    await by.dsl.act(id, 'close', ENDED);
    for (const person of [by.dsl, by.riverside])
      expect(await shown(person, id)).toMatchObject({ status: 'CLOSED', handoffs: WITHDRAWN });
    await by.dsl.act(id, 'reopen', { reason: 'It goes round again', riskNote: 'New' });
    expect(await shown(by.riverside, id)).toMatchObject({ status: 'OPEN', handoffs: WITHDRAWN });
  });

  it('because who holds the risk now withdraws it, is over for whoever made it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.riverside.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'riverside') });
    const { version } = await shown(by.dsl, id);
    await by.riverside.act(id, 'withdrawInvitation', { invitationId, reason: 'Not needed here' });
    expect(await shown(by.dsl, id)).toMatchObject({ version: version + 1, invitations: WITHDRAWN });
    expect((await shown(by.riverside, id)).invitations).toEqual(WITHDRAWN);
  });

  it('with the referral, says nothing else of it to who had ended their part and was asked back', async () => {
    const id = await answeredWithinTheSchool(by);
    await joined(id);
    await by.riverside.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    await asked(id);
    const before = await shown(by.riverside, id);
    expect(before).toMatchObject({ status: 'OPEN', relations: ['INVITED', 'INFORMED'] });
    await by.dsl.act(id, 'close', ENDED);
    const { status, state, custodian } = before;
    const after = await shown(by.riverside, id);
    expect(after).toMatchObject({ status, state, custodian, relations: ['INFORMED'] });
    expect(after.invitations).toEqual([{ status: 'ACCEPTED' }]);
  });
});
