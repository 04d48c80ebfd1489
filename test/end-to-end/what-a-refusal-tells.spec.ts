import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

describe('A refusal tells nothing', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('of who else is on it: who takes part, is invited or is neither is refused in the same words', async () => {
    const id = await reviewed(by.dsl);
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
    await by.care.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'csc') });
    await invited(by.dsl, id, 'gmp');
    // A decision of one's own would make a probe of it.
    await by.lff.act(id, 'recordSharingDecision', decision('gmp', { decision: 'DO_NOT_SHARE', sections: null }));
    const before = await by.lff.see(id);
    const probes = await Promise.all(
      ['csc', 'gmp', 'survivors', 'riverside'].map((toAgency) =>
        by.lff.refused(id, 'requestInformation', { toAgency, question: ' ' }),
      ),
    );
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(1);
    expect(probes[0]).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'question' }, { path: 'toAgency' }] });
    expect(await by.lff.see(id)).toEqual(before);
    await by.lff.act(id, 'requestInformation', { toAgency: 'northgate', question: 'What helped him before?' });
  });

  it('of a child whom the custodian does not see', async () => {
    const told = async (parties: object[]): Promise<unknown[]> => {
      const id = await reviewed(by.dsl, {}, { parties });
      const opened = { sections: ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY'] };
      const hidden = (await by.dsl.see(id)).parties.find(({ role }) => role === 'CHILD_DEPICTED')?.id;
      await by.riverside.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'riverside', opened) });
      const seen = await by.riverside.see(id);
      expect(seen.parties.map(({ role }) => role)).toEqual(['CHILD_SHARED']);
      const plan = { partyId: party(seen, 'CHILD_SHARED'), plan: 'Sits elsewhere' };
      const stranger = { partyId: hidden ?? '018f0000-0000-7000-8000-000000000000', plan: 'Sits elsewhere' };
      const tried = (safetyPlans: object[], rationale: string): Promise<unknown> =>
        by.riverside.refused(id, 'chooseLocalResponse', { rationale, safetyPlans });
      return [await tried([plan], ' '), await tried([plan, stranger], 'Fits')];
    };
    const alone = await told([{ role: 'CHILD_SHARED' }]);
    const withAnother = await told([{ role: 'CHILD_SHARED' }, { role: 'CHILD_DEPICTED' }]);
    expect(withAnother).toEqual(alone);
    expect(alone).toMatchObject([{ fields: [{ path: 'rationale' }] }, { fields: [{ path: 'safetyPlans.1.partyId' }] }]);
  });
});
