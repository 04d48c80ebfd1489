import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { answeredWithinTheSchool, people, submitted } from '../harness/incidents.js';

const LOOK = 'query($id: ID!) { referral(id: $id) { id status narrative } }';
const LIST = 'query($reference: String) { worklist(filter: { reference: $reference }) { edges { node { id } } } }';

describe('A referral whose reference stands on a letter', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const found = async (who: Person, id: string): Promise<unknown> => (await who.ask(LOOK, { id })).data?.referral;

  it('is found by it when it is closed and in no list any more, however it was written down', async () => {
    const id = await answeredWithinTheSchool(by);
    await by.dsl.act(id, 'close', { outcome: 'Done', riskNote: 'Low', feedbackToReferrer: 'Thank you' });
    const { reference } = await by.dsl.see(id);
    expect((await by.dsl.ask(LIST, { reference })).data).toEqual({ worklist: { edges: [] } });
    for (const written of [reference, reference.toLowerCase(), reference.replaceAll('-', ' ')])
      expect(await found(by.dsl, written)).toEqual(await found(by.dsl, id));
    expect(await found(by.dsl, reference)).toMatchObject({ id, status: 'CLOSED' });
  });

  it('is found in the list by it in small letters and without dashes too', async () => {
    const id = await submitted(by.dsl);
    const { reference } = await by.dsl.see(id);
    for (const written of [reference.toLowerCase(), reference.replaceAll('-', '')])
      expect((await by.dsl.ask(LIST, { reference: written })).data).toEqual({
        worklist: { edges: [{ node: { id } }] },
      });
    expect((await by.dsl.ask(LIST, { reference: reference.slice(0, -1) })).data).toEqual({ worklist: { edges: [] } });
  });

  it('is not there for whom it is not there by its id, and the answer is that to one which nobody has', async () => {
    const { reference } = await by.dsl.see(await submitted(by.dsl));
    const other = await handrail.as('dsl@riverside.example');
    const last = reference.at(-1) === '0' ? '1' : '0';
    const [hidden, absent] = await Promise.all(
      [reference, `${reference.slice(0, -1)}${last}`].map((id) => other.ask(LOOK, { id })),
    );
    expect(hidden?.raw).toBe(absent?.raw);
    expect(hidden?.data).toEqual({ referral: null });
  });
});
