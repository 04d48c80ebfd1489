import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey } from '../harness/http.js';
import { decision, invited, people, reviewed, submitted } from '../harness/incidents.js';

describe('A list in an input', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const faultAt = (path: string): object => ({
    code: 'BAD_USER_INPUT',
    fields: expect.arrayContaining([expect.objectContaining({ path })]),
  });

  it('never repeats a section: a decision that does is refused, and the referral stays readable', async () => {
    const id = await reviewed(by.dsl);
    for (const sections of [['SUMMARY', 'SUMMARY'], Array<string>(62_000).fill('SUMMARY')]) {
      expect(await by.dsl.refused(id, 'recordSharingDecision', decision('csc', { sections }))).toMatchObject(
        faultAt('sections'),
      );
    }
    expect((await by.dsl.see(id)).sharingDecisions).toEqual([]);
  });

  it('repeats no section in what the database keeps either', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    const crowded = handrail.store.asSuperuser((client) =>
      client.query(`update sharing_decision set sections = array_fill('SUMMARY'::text, array[11])`),
    );
    await expect(crowded).rejects.toThrow('sharing_decision_sections_named_once');
  });

  it('holds at most thirty people, and says so for fourteen thousand as for thirty-one', async () => {
    for (const count of [31, 14_000]) {
      const answer = await by.dsl.send('submitReferral', {
        idempotencyKey: newKey(),
        pathway: 'nudes-at-school',
        summary: 'A picture was passed on.',
        parties: Array(count).fill({ role: 'OTHER' }),
      });
      expect(answer.errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'parties', messages: ['At most 30: leave some out.'] }],
      });
    }
  });

  it('keeps a grandparent with the child whose parent it leads to, hidden from who sees only the other child', async () => {
    const id = await submitted(by.dsl, {
      parties: [
        { role: 'CHILD_SHARED', givenName: 'Kofi' },
        { role: 'CHILD_DEPICTED', givenName: 'Ayla' },
        { role: 'PARENT_OR_CARER', givenName: 'Noor', relatedTo: 0 },
        { role: 'OTHER', givenName: 'Grandmother', relatedTo: 2 },
      ],
    });
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'HARMED_PERSON'] });
    await invited(by.dsl, id, 'csc', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    const rolesSeen = async (who: typeof by.lff): Promise<string[]> =>
      (await who.see(id)).parties.map(({ role }) => role);
    expect(await rolesSeen(by.lff)).toEqual(['CHILD_DEPICTED']);
    expect(await rolesSeen(by.care)).toEqual(['CHILD_SHARED', 'PARENT_OR_CARER', 'OTHER']);
  });
});
