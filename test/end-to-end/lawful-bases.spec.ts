import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, people, reviewed } from '../harness/incidents.js';

describe('The basis in law of a decision to share', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  /** With all four kinds of agency on it. */
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    for (const [key, who] of [
      ['gmp', by.supervisor],
      ['csc', by.care],
      ['lff', by.lff],
    ] as const)
      await who.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, key) });
  });
  afterAll(() => handrail.stop());

  const EVERY_AGENCY = ['PUBLIC_TASK', 'LEGAL_OBLIGATION', 'VITAL_INTERESTS', 'CONSENT'];
  const offered = async (who: Person, asked = 'lawfulBasis'): Promise<string[]> => {
    const { data } = await who.ask(
      'query($id: ID!) { referral(id: $id) { availableActions { name fields { name options } } } }',
      { id },
    );
    const { availableActions } = data?.referral as {
      availableActions: { name: string; fields: { name: string; options: string[] }[] }[];
    };
    const fields = availableActions.find(({ name }) => name === 'recordSharingDecision')?.fields;
    return fields?.find(({ name }) => name === asked)?.options ?? [];
  };

  it.each([
    ['a school', 'dsl', []],
    ['police', 'officer', ['LAW_ENFORCEMENT_TASK']],
    ['social care', 'care', []],
    ['a charity', 'lff', ['LEGITIMATE_INTERESTS', 'RECOGNISED_LEGITIMATE_INTEREST']],
  ] as const)(
    'is offered to %s as the law gives it to them, and each that is offered is taken',
    async (_, who, more) => {
      const options = await offered(by[who]);
      expect([...options].sort()).toEqual([...EVERY_AGENCY, ...more].sort());
      for (const lawfulBasis of options)
        await by[who].act(id, 'recordSharingDecision', decision('survivors', { lawfulBasis, sections: ['SUMMARY'] }));
    },
  );

  it('is asked for with the sections that may leave an agency, and no other', async () => {
    const sections = await offered(by.officer, 'sections');
    expect(sections).toContain('POLICE_RECORD');
    expect(sections).not.toContain('OWN_NOTES');
    expect(sections).not.toContain('INTELLIGENCE');
    await by.officer.act(id, 'recordSharingDecision', decision('survivors', { sections }));
  });

  it.each([
    ['the recognised interest of a police force', 'officer', 'RECOGNISED_LEGITIMATE_INTEREST', 'Article 6(1), second'],
    ['the recognised interest of a school', 'dsl', 'RECOGNISED_LEGITIMATE_INTEREST', 'Article 6(1), second'],
    ['the legitimate interests of social care', 'care', 'LEGITIMATE_INTERESTS', 'Article 6(1), second'],
    ['law enforcement by a charity', 'lff', 'LAW_ENFORCEMENT_TASK', 'Data Protection Act 2018, s.30'],
    ['law enforcement by a school', 'dsl', 'LAW_ENFORCEMENT_TASK', 'Data Protection Act 2018, s.30'],
  ] as const)(
    'is refused where it is %s: with the law that says so, and nothing is kept',
    async (_, who, basis, law) => {
      const { version, sharingDecisions } = await by[who].see(id);
      const answer = await by[who].try(id, 'recordSharingDecision', decision('survivors', { lawfulBasis: basis }));
      expect(answer.errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'lawfulBasis', messages: [expect.stringContaining(law)] }],
      });
      expect(answer.raw).not.toContain(basis);
      expect(await by[who].see(id)).toMatchObject({ version, sharingDecisions });
    },
  );

  it('is refused together with every other fault', async () => {
    const input = decision('northgate', { lawfulBasis: 'LAW_ENFORCEMENT_TASK', rationale: ' ' });
    const { fields } = (await by.dsl.refused(id, 'recordSharingDecision', input)) as { fields?: { path: string }[] };
    expect(fields?.map(({ path }) => path).sort()).toEqual(['lawfulBasis', 'rationale', 'recipientAgency']);
  });
});
