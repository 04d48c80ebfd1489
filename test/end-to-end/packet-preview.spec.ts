import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

const READ = `summary narrative parties { id role givenName familyName dateOfBirth contact relatedTo { id } }`;
const ENTRY = `id at action title text section actorName agency { key } otherAgency { key } values { name title value words partyId }`;
const PREVIEW = `query($id: ID!, $input: PreviewPacketInput!) {
  previewPacket(referralId: $id, input: $input) { sections missingForHandoff ${READ} entries { ${ENTRY} } } }`;
const AS_RECIPIENT = `query($id: ID!) { referral(id: $id) { ${READ} timeline(first: 100) { edges { node { ${ENTRY} } } } } }`;
const NO_REFERRAL = '00000000-0000-7000-8000-000000000000';
interface Preview {
  sections: string[];
  narrative: string | null;
  entries: { action: string }[];
  [field: string]: unknown;
}

describe('A packet that is looked at before it is sent', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const asks = (who: Person, id: string, sections: string[], recipientAgency = 'lff'): Promise<Answer> =>
    who.ask(PREVIEW, { id, input: { recipientAgency, sections } });
  const preview = async (who: Person, id: string, sections: string[], recipient = 'lff'): Promise<Preview> => {
    const { data, errors } = await asks(who, id, sections, recipient);
    expect(errors).toEqual([]);
    return data?.previewPacket as Preview;
  };
  /** Something of every kind stands there. */
  async function told(): Promise<string> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const seen = await by.dsl.see(id);
    for (const role of ['CHILD_DEPICTED', 'CHILD_SHARED'])
      await by.dsl.act(id, 'recordVoice', {
        partyId: party(seen, role),
        asked: true,
        words: `Words of ${role}`,
        toldAboutSharing: true,
      });
    await by.dsl.act(id, 'addNote', { text: 'Our own', audience: 'OWN_AGENCY' });
    await by.dsl.act(id, 'addNote', { text: 'To all', audience: 'ALL_PARTICIPANTS' });
    await by.dsl.act(id, 'recordTakedown', { status: 'ADVISED', note: 'Report Remove' });
    await by.triage.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'gmp') });
    const requestId = await by.dsl.act(id, 'requestInformation', { toAgency: 'gmp', question: 'Known to you?' });
    await by.triage.act(id, 'provideInformation', { requestId, answer: 'No' });
    await by.officer.act(id, 'recordPoliceDecision', {
      route: 'DIVERSION',
      rationale: 'Kept by police',
      feedbackToReferrer: 'It went to diversion.',
    });
    return id;
  }

  it.each([
    [['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK', 'POLICE_RECORD', 'SESSIONS']],
    [['SUMMARY']],
    [['RISK', 'SUBJECT_IDENTITY']],
    [['NARRATIVE', 'HARMED_PERSON']],
  ])('is exactly what the other agency sees when it is asked: %j', async (sections) => {
    const id = await told();
    const { sections: standing, missingForHandoff, entries, ...read } = await preview(by.dsl, id, sections);
    expect(missingForHandoff).toEqual([]);
    expect(sections).toEqual(expect.arrayContaining(standing));
    await invited(by.dsl, id, 'lff', { sections });
    const { data } = await by.lff.ask(AS_RECIPIENT, { id });
    const { timeline, ...seen } = data?.referral as { timeline: { edges: { node: Preview['entries'][0] }[] } };
    const about = ['recordSharingDecision', 'inviteContributor'];
    expect(read).toEqual(seen);
    expect(entries).toEqual(timeline.edges.map(({ node }) => node).filter(({ action }) => !about.includes(action)));
    expect(entries.length).toBeGreaterThan(0);
  });

  it('holds nothing that its own agency does not read, whatever sections are named', async () => {
    const id = await told();
    expect(JSON.stringify(await preview(by.officer, id, ['POLICE_RECORD']))).toContain('Kept by police');
    const ours = await preview(by.dsl, id, ['POLICE_RECORD', 'RISK']);
    expect(ours.sections).toEqual(['RISK']);
    expect(JSON.stringify(ours)).not.toMatch(/Kept by police|DIVERSION|Words of|Ayla|Kofi|Our own/);
  });

  it('does not tell what the other agency has from somebody else, nor whether it takes part', async () => {
    const id = await told();
    const before = await preview(by.dsl, id, ['SUMMARY', 'RISK']);
    const sharingDecisionId = await by.officer.act(id, 'recordSharingDecision', decision('lff', { ongoing: true }));
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await by.officer.act(id, 'inviteContributor', { toAgency: 'lff', ask: 'Please take part', sharingDecisionId });
    const asked = await preview(by.dsl, id, ['SUMMARY', 'RISK']);
    const [invitation] = (await by.lff.see(id)).invitations;
    await by.lff.act(id, 'acceptInvitation', { invitationId: invitation?.id });
    const there = await preview(by.dsl, id, ['SUMMARY', 'RISK']);
    expect(asked).toEqual(before);
    expect(there).toEqual(before);
  });

  it('is empty as long as a hand-off would stand on it that does not show the risk, and says what that misses', async () => {
    const id = await told();
    await by.dsl.act(id, 'offerHandoff', {
      toAgency: 'csc',
      reason: 'It needs more',
      sharingDecisionId: await by.dsl.act(id, 'recordSharingDecision', decision('csc')),
    });
    expect(await preview(by.dsl, id, ['SUMMARY'], 'csc')).toMatchObject({
      sections: [],
      missingForHandoff: ['RISK'],
      summary: null,
      entries: [],
    });
    expect(await preview(by.dsl, id, ['SUMMARY', 'RISK'], 'csc')).toMatchObject({
      sections: ['SUMMARY', 'RISK'],
      missingForHandoff: [],
    });
    expect((await preview(by.dsl, id, ['SUMMARY'], 'lff')).missingForHandoff).toEqual([]);
  });

  it('changes nothing, opens nothing, and is on the record as a look', async () => {
    const id = await told();
    const before = await by.dsl.see(id);
    await preview(by.dsl, id, ['SUMMARY', 'SUBJECT_IDENTITY']);
    expect(await by.dsl.see(id)).toEqual(before);
    expect(await by.lff.read(id)).toBeNull();
    const looks = await handrail.store.asSuperuser(
      async (client) =>
        (
          await client.query<{ operation: string; sections: string[]; person_ids: string[] }>(
            `select operation, sections, person_ids from record_entry where action = 'packet preview' and $1 = any (referral_ids)`,
            [id],
          )
        ).rows,
    );
    expect(looks).toEqual([
      {
        operation: 'CONSULTATION',
        sections: expect.arrayContaining(['SUMMARY', 'SUBJECT_IDENTITY']) as unknown,
        person_ids: [party(before, 'CHILD_SHARED')],
      },
    ]);
    expect(looks[0]?.sections).toHaveLength(2);
  });

  it('is nothing for whoever does not see the referral, and refused to whoever never decides about sharing', async () => {
    const id = await told();
    const absent = await asks(by.riverside, NO_REFERRAL, ['SUMMARY']);
    for (const who of [by.riverside, by.teacher, by.care, await handrail.as('auditor@gmp.example')])
      expect((await asks(who, id, ['SUMMARY'])).raw).toBe(absent.raw);
    expect((await asks(by.dsl, 'no id', ['SUMMARY'])).raw).toBe(absent.raw);
    expect((await asks(by.head, id, ['SUMMARY'])).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is on the record when it is refused, for the answer tells how the referral stands', async () => {
    const id = await told();
    const refusals = (): Promise<string[]> =>
      handrail.store.asSuperuser(async (client) => {
        const { rows } = await client.query<{ by: string }>(
          `select actor_name as by from record_entry where action = 'refusal' and $1 = any (referral_ids)`,
          [id],
        );
        return rows.map(({ by }) => by);
      });
    await asks(by.head, id, ['SUMMARY']);
    await asks(by.dsl, id, ['OWN_NOTES']);
    await asks(by.riverside, id, ['SUMMARY']);
    expect((await refusals()).sort()).toEqual(['Helen Demo', 'Priya Demo']);
  });

  it.each([
    ['an agency that there is not', 'nobody', ['SUMMARY'], 'recipientAgency'],
    ['no agency', ' ', ['SUMMARY'], 'recipientAgency'],
    ['their own agency', 'northgate', ['SUMMARY'], 'recipientAgency'],
    ['an agency where nobody may accept', 'university', ['SUMMARY'], 'recipientAgency'],
    ['own notes', 'lff', ['SUMMARY', 'OWN_NOTES'], 'sections'],
    ['no section', 'lff', [], 'sections'],
    ['a section twice', 'lff', ['SUMMARY', 'SUMMARY'], 'sections'],
  ])('is refused with the field’s path to who names %s', async (_, recipient, sections, path) => {
    const { errors, raw } = await asks(by.dsl, await told(), sections, recipient);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path }] } }]);
    expect(raw).not.toContain('nobody');
  });

  it('is refused with the reason when no decision can be recorded', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'withdraw', { reason: 'Entered twice' });
    const { errors } = await asks(by.dsl, id, ['SUMMARY']);
    expect(errors).toMatchObject([
      { extensions: { code: 'ACTION_NOT_AVAILABLE', reason: 'The referral was withdrawn.' } },
    ]);
  });
});
