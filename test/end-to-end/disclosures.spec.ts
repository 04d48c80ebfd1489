import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

const DISCLOSED = 'recipientAgency { key } section sharingDecisionId firstAt latestAt';
const ASKED = `query($id: ID!) { referral(id: $id) { disclosures { ${DISCLOSED} } parties { id role disclosures { ${DISCLOSED} } } } }`;
interface Disclosed {
  recipientAgency: { key: string };
  section: string;
  sharingDecisionId: string | null;
  firstAt: string;
  latestAt: string;
}
interface WhoHasWhat {
  disclosures: Disclosed[];
  parties: { id: string; role: string; disclosures: Disclosed[] }[];
}

describe('Who has what', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const asked = async (who: Person, id: string): Promise<WhoHasWhat> => {
    const { data, errors } = await who.ask(ASKED, { id });
    expect(errors).toEqual([]);
    return data?.referral as WhoHasWhat;
  };
  const inShort = (all: Disclosed[], of = ''): string[] =>
    all
      .filter(({ recipientAgency }) => recipientAgency.key.includes(of))
      .map(({ recipientAgency, section, sharingDecisionId }) =>
        [recipientAgency.key, section, ...(sharingDecisionId ? [] : ['no decision'])].join(' '),
      )
      .sort();
  const newest = async (who: Person, id: string): Promise<string> =>
    (await who.see(id)).sharingDecisions.at(-1)?.id ?? '';
  const says = (who: Person, id: string, partyId: string, words: string): Promise<string> =>
    who.act(id, 'recordVoice', { partyId, asked: true, words, toldAboutSharing: true });

  it('is nobody, as long as nothing left the agency', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'recordSharingDecision', decision('lff'));
    expect(await asked(by.dsl, id)).toMatchObject({ disclosures: [], parties: [{ disclosures: [] }, {}, {}] });
  });

  it('is each agency that received a section, from when it was asked, on the decision that opened it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    const decided = await newest(by.dsl, id);
    const [first, second, ...more] = (await asked(by.dsl, id)).disclosures;
    expect(more).toEqual([]);
    for (const one of [first, second])
      expect(one).toMatchObject({ recipientAgency: { key: 'lff' }, sharingDecisionId: decided });
    expect([first?.section, second?.section].sort()).toEqual(['SUBJECT_IDENTITY', 'SUMMARY']);
    const { data } = await by.dsl.ask(
      'query($id: ID!) { referral(id: $id) { timeline { edges { node { at action } } } } }',
      {
        id,
      },
    );
    const { timeline } = data?.referral as { timeline: { edges: { node: { at: string; action: string } }[] } };
    const invitedAt = timeline.edges.find(({ node }) => node.action === 'inviteContributor')?.node.at;
    expect([first?.firstAt, first?.latestAt]).toEqual([invitedAt, invitedAt]);
  });

  it('is told of each person by themselves', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    await invited(by.dsl, id, 'survivors', { sections: ['SUMMARY', 'HARMED_PERSON'] });
    const { parties } = await asked(by.dsl, id);
    expect(parties.map(({ role, disclosures }) => [role, ...inShort(disclosures)])).toEqual([
      ['CHILD_DEPICTED', 'survivors HARMED_PERSON'],
      ['CHILD_SHARED', 'lff SUBJECT_IDENTITY'],
      ['PARENT_OR_CARER', 'survivors HARMED_PERSON'],
    ]);
  });

  it('says until when an ongoing decision went on opening, and no longer once it was withdrawn', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const kofi = party(await by.dsl.see(id), 'CHILD_SHARED');
    const about = { sections: ['SUMMARY', 'SUBJECT_IDENTITY'], ongoing: true };
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', about) });
    const latest = async (): Promise<string | undefined> =>
      (await asked(by.dsl, id)).disclosures.find(({ section }) => section === 'SUBJECT_IDENTITY')?.latestAt;
    const atFirst = await latest();
    await says(by.dsl, id, kofi, 'While it stood');
    const added = await latest();
    expect(Date.parse(added ?? '')).toBeGreaterThan(Date.parse(atFirst ?? ''));
    await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId: await newest(by.dsl, id), reason: 'Enough' });
    await says(by.dsl, id, kofi, 'Afterwards');
    expect(await latest()).toBe(added);
  });

  it('still names an agency that declined and can read nothing any more', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'csc', { sections: ['SUMMARY', 'RISK'] });
    await by.care.act(id, 'declineHandoff', { handoffId, reason: 'Known to another team' });
    expect(inShort((await asked(by.dsl, id)).disclosures)).toEqual(['csc RISK', 'csc SUMMARY']);
    expect((await by.care.ask(ASKED, { id })).data).toEqual({ referral: null });
  });

  it('names no decision where none opened it: to who holds the risk, and a danger to who sees the children', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', {
      handoffId: await offered(by.dsl, id, 'gmp', { sections: ['SUMMARY', 'RISK'] }),
    });
    await by.triage.act(id, 'reportNewInformation', { kind: 'OTHER', note: 'Seen again' });
    expect(inShort((await asked(by.triage, id)).disclosures)).toEqual([
      'gmp RISK',
      'gmp SUMMARY',
      'northgate RISK no decision',
    ]);
  });

  it('is known to both ends of a decision and to who holds the risk, and to nobody else', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const survivors = await handrail.as('coordinator@survivors.example');
    await survivors.act(id, 'acceptInvitation', {
      invitationId: await invited(by.dsl, id, 'survivors', { sections: ['SUMMARY', 'RISK'] }),
    });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const sharingDecisionId = await by.officer.act(
      id,
      'recordSharingDecision',
      decision('lff', { sections: ['RISK'] }),
    );
    const ask = { toAgency: 'lff', ask: 'Please take part', sharingDecisionId };
    const invitationId = await by.officer.act(id, 'inviteContributor', ask);
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    expect(inShort((await asked(by.officer, id)).disclosures, 'lff')).toEqual(['lff RISK']);
    // What was decided before it held the risk too.
    expect(inShort((await asked(by.officer, id)).disclosures, 'survivors')).toHaveLength(2);
    expect(inShort((await asked(by.lff, id)).disclosures)).toEqual(['lff RISK']);
    expect(inShort((await asked(survivors, id)).disclosures)).toEqual(['survivors RISK', 'survivors SUMMARY']);
    // Who held the risk before the hand-off knows what was decided until then.
    expect(inShort((await asked(by.dsl, id)).disclosures, 'lff')).toEqual([]);
    expect(inShort((await asked(by.dsl, id)).disclosures, 'survivors')).toHaveLength(2);
  });

  it('is told on the decision that opened it, whoever else decided, also by an agency that does not hold the risk', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const kofi = party(await by.dsl.see(id), 'CHILD_SHARED');
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const theirs = decision('lff', { sections: ['RISK'] });
    const polices = await by.officer.act(id, 'recordSharingDecision', theirs);
    const ask = { toAgency: 'lff', ask: 'Please take part', sharingDecisionId: polices };
    const invitationId = await by.officer.act(id, 'inviteContributor', ask);
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const ours = decision('lff', { sections: ['SUBJECT_IDENTITY'], ongoing: true });
    const schools = await by.dsl.act(id, 'recordSharingDecision', ours);
    const again = await by.officer.act(id, 'recordSharingDecision', theirs);
    await says(by.dsl, id, kofi, 'Said later');
    const on = async (who: Person): Promise<unknown[]> =>
      (await asked(who, id)).disclosures
        .filter(({ recipientAgency }) => recipientAgency.key === 'lff')
        .map(({ section, sharingDecisionId }) => [section, sharingDecisionId]);
    expect(await on(by.dsl)).toEqual([['SUBJECT_IDENTITY', schools]]);
    expect(await on(by.officer)).toEqual([
      ['RISK', polices],
      ['SUBJECT_IDENTITY', schools],
      ['RISK', again],
    ]);
  });

  it('names the newer decision too, on which an invitation rests that an earlier one opened, as its withdrawal does', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'RISK'] });
    const earlier = await newest(by.dsl, id);
    const newer = await by.dsl.act(
      id,
      'recordSharingDecision',
      decision('lff', { sections: ['SUMMARY'], lawfulBasis: 'VITAL_INTERESTS' }),
    );
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const lines = async (): Promise<unknown[]> =>
      (await asked(by.dsl, id)).disclosures.map(({ section, sharingDecisionId }) => [section, sharingDecisionId]);
    const expected = [
      ['RISK', earlier],
      ['SUMMARY', earlier],
      ['SUMMARY', newer],
    ];
    expect(await lines()).toEqual(expected);
    await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId: newer, reason: 'On another basis' });
    const { timeline } = await by.dsl.see(id);
    const withdrawn = timeline.edges.find(({ node }) => node.action === 'withdrawSharingDecision')?.node.values;
    expect(withdrawn?.find(({ name }) => name === 'alreadyHas')?.value).toBe('SUMMARY');
    expect(await lines()).toEqual(expected);
  });

  it('says the same to an agency that decides, whether or not another one has shared it already', async () => {
    const lines = async (policeSharedFirst: boolean): Promise<unknown[]> => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
      const polices = decision('lff', { sections: policeSharedFirst ? ['SUMMARY', 'RISK'] : ['SUMMARY'] });
      const sharingDecisionId = await by.officer.act(id, 'recordSharingDecision', polices);
      const ask = { toAgency: 'lff', ask: 'Please take part', sharingDecisionId };
      const invitationId = await by.officer.act(id, 'inviteContributor', ask);
      await by.lff.act(id, 'acceptInvitation', { invitationId });
      await by.dsl.act(id, 'recordSharingDecision', decision('lff', { sections: ['RISK'] }));
      return inShort((await asked(by.dsl, id)).disclosures, 'lff');
    };
    expect(await lines(false)).toEqual(['lff RISK']);
    expect(await lines(true)).toEqual(['lff RISK']);
  });

  it('is told of a section to who reads that section: a school’s leader hears nothing of a police record', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'gmp') });
    await by.officer.act(
      id,
      'recordSharingDecision',
      decision('northgate', { sections: ['SUMMARY', 'POLICE_RECORD'], ongoing: true }),
    );
    const before = await asked(by.head, id);
    await by.triage.act(id, 'recordTriage', {
      ...{ threat: 'T', harm: 'H', risk: 'R', investigation: 'I', vulnerability: 'V', engagement: 'E' },
      ...{ priority: 'PROMPT', rationale: 'Seen within the day' },
    });
    expect(inShort((await asked(by.dsl, id)).disclosures, 'northgate')).toContain('northgate POLICE_RECORD');
    expect(await asked(by.head, id)).toEqual(before);
  });

  it('is a look on the record, with the persons of whom it was asked', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    const { parties } = await asked(by.dsl, id);
    const looks = await handrail.store.asSuperuser(
      async (client) =>
        (
          await client.query<object>(
            `select operation, sections, person_ids from record_entry where action = 'disclosures' and $1 = any (referral_ids)
             order by cardinality(person_ids)`,
            [id],
          )
        ).rows,
    );
    const look = { operation: 'CONSULTATION', sections: ['SUMMARY'] };
    const kofi = parties.filter(({ role }) => role === 'CHILD_SHARED').map((one) => one.id);
    expect(looks).toEqual([
      { ...look, person_ids: [] },
      { ...look, person_ids: kofi },
    ]);
  });
});
