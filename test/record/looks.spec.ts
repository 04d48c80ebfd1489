import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { invited, offered, party, people, reviewed, submitted } from '../harness/incidents.js';

interface Look {
  referral_id: string;
  actor_id: string;
  actor_kind: string;
  actor_name: string;
  agency: string;
  on_behalf_of: string | null;
  purpose: string;
  action: string;
  sections: string[];
  person_ids: string[];
  referral_ids: string[];
}
const codeOf = (error: unknown): string => (error as { extensions: { code: string } }).extensions.code;
const OF_MANY = '00000000-0000-0000-0000-000000000000';

/** What the Data Protection Act 2018, s.62(2), asks of the record of a consultation: who, why, and what of whom. */
describe('The record of a look', () => {
  let handrail: Handrail;
  let dsl: Person;
  let lff: Person;
  let triage: Person;
  let client: Person;
  let reviewedOne: string;
  let partlyShared: string;
  let invitationId: string;
  let ids: string[];
  beforeAll(async () => {
    handrail = await Handrail.start();
    ({ dsl, lff, triage } = await people(handrail));
    client = await handrail.as('lff-case-system');
    reviewedOne = await reviewed(dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    partlyShared = await submitted(dsl);
    invitationId = await invited(dsl, partlyShared, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    ids = [reviewedOne, partlyShared, await submitted(dsl)];
  });
  afterAll(() => handrail.stop());

  /** What the record says of what somebody asked just now. */
  async function looksOf(ask: () => Promise<{ errors: unknown[] }>, refusedWith: string[] = []): Promise<Look[]> {
    const looks = (): Promise<Look[]> =>
      handrail.store.asSuperuser(
        async (db) =>
          (
            await db.query<Look>(
              `select e.referral_id, e.actor_id, e.actor_kind, e.actor_name, a.key as agency, e.on_behalf_of, e.purpose, e.action,
                 e.sections, e.person_ids, e.referral_ids
               from record_entry e join agency a on a.id = e.agency_id where e.operation = 'CONSULTATION' order by e.at, e.id`,
            )
          ).rows,
      );
    const before = (await looks()).length;
    expect((await ask()).errors.map(codeOf)).toEqual(refusedWith);
    return (await looks()).slice(before);
  }

  it('says who looked, at which agency, what for, and which referrals a worklist page showed: not the one after it', async () => {
    const worklist = '{ worklist(first: 2) { edges { node { id reference } } pageInfo { hasNextPage } } }';
    let shown: string[] = [];
    const looks = await looksOf(async () => {
      const answer = await dsl.ask(worklist);
      const page = answer.data?.worklist as { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean } };
      expect(page.pageInfo.hasNextPage).toBe(true);
      shown = page.edges.map(({ node }) => node.id);
      return answer;
    });
    expect(shown).toHaveLength(2);
    const me = (await dsl.ask('{ me { id name } }')).data?.me as { id: string; name: string };
    expect(looks).toEqual([
      {
        referral_id: OF_MANY,
        actor_id: me.id,
        actor_kind: 'PERSON',
        actor_name: me.name,
        agency: 'northgate',
        on_behalf_of: null,
        purpose: 'safeguarding',
        action: 'worklist',
        sections: ['SUMMARY'],
        person_ids: [],
        referral_ids: [...shown].sort(),
      },
    ]);
  });

  it('names the persons and sections of one referral, and no referral beside it', async () => {
    const looks = await looksOf(() =>
      dsl.ask('query($id: ID!) { referral(id: $id) { summary parties { givenName } } }', { id: reviewedOne }),
    );
    const persons = (await dsl.see(reviewedOne)).parties.map(({ id }) => id).sort();
    expect(persons).toHaveLength(3);
    expect(looks).toMatchObject([
      { referral_id: reviewedOne, action: 'referral', sections: ['SUMMARY'], person_ids: [] },
      {
        referral_id: reviewedOne,
        action: 'referral details',
        sections: ['HARMED_PERSON', 'SUBJECT_IDENTITY'],
        person_ids: persons,
        referral_ids: [reviewedOne],
      },
    ]);
  });

  it('names the narrative where it was asked for, in a list, alone and in the answer to a command, and nowhere else', async () => {
    const { version } = await dsl.see(reviewedOne);
    const sectionsOf = async (query: string, variables: Record<string, unknown> = {}): Promise<string[][]> =>
      (await looksOf(() => dsl.ask(query, variables))).map(({ sections }) => sections);
    const list = (fields: string): string => `{ worklist(first: 1) { edges { node { ${fields} } } } }`;
    const one = (fields: string): string => `query($id: ID!) { referral(id: $id) { ${fields} } }`;
    const note = (fields: string): string => `mutation($input: AddNoteInput!) { addNote(input: $input) { ${fields} } }`;
    const input = (more: number): object => ({
      idempotencyKey: randomUUID(),
      referralId: reviewedOne,
      expectedVersion: version + more,
      text: 'Demo words.',
      audience: 'OWN_AGENCY',
    });
    expect(await sectionsOf(list('id summary'))).toEqual([['SUMMARY']]);
    expect(await sectionsOf(list('id ... on Referral { said: narrative }'))).toEqual([['SUMMARY', 'NARRATIVE']]);
    expect(await sectionsOf(one('id'), { id: reviewedOne })).toEqual([['SUMMARY']]);
    expect(await sectionsOf(one('narrative'), { id: reviewedOne })).toEqual([['SUMMARY', 'NARRATIVE']]);
    expect(await sectionsOf(note('entry { id }'), { input: input(0) })).toEqual([['OWN_NOTES']]);
    expect(await sectionsOf(note('referral { narrative } entry { text }'), { input: input(1) })).toEqual([
      ['NARRATIVE', 'OWN_NOTES', 'SUMMARY'],
    ]);
    expect(await sectionsOf(note('referral { id }'), { input: input(2) })).toEqual([['SUMMARY']]);
  });

  it('says once that conditions were looked at, whatever asks for them in the answer to a command', async () => {
    const id = await submitted(dsl);
    const bound = await invited(dsl, id, 'lff', { handlingConditions: 'Ask us first.' });
    await lff.act(id, 'acceptInvitation', { invitationId: bound });
    const { version: expectedVersion } = await lff.see(id);
    const input = {
      idempotencyKey: randomUUID(),
      referralId: id,
      expectedVersion,
      text: 'Demo.',
      audience: 'OWN_AGENCY',
    };
    const looks = await looksOf(() =>
      lff.ask(
        `mutation($input: AddNoteInput!) { addNote(input: $input) {
          referral { handlingConditions { conditions } } entry { handling handlingConditions { conditions } } } }`,
        { input },
      ),
    );
    expect(looks.map(({ action }) => action)).toEqual(['command', 'handling conditions']);
  });

  it('names no person where only deadlines or offers were asked for', async () => {
    const looks = await looksOf(() =>
      dsl.ask('query($id: ID!) { referral(id: $id) { deadlines { kind } handoffs { status } } }', { id: reviewedOne }),
    );
    expect(looks).toMatchObject([
      { action: 'referral', sections: ['SUMMARY'], person_ids: [] },
      { action: 'referral details', sections: ['SUMMARY'], person_ids: [] },
    ]);
  });

  it('names of a packet only what the packet opened', async () => {
    const looks = await looksOf(() =>
      lff.ask('query($id: ID!) { referral(id: $id) { summary narrative parties { givenName } } }', {
        id: partlyShared,
      }),
    );
    const sharer = party(await dsl.see(partlyShared), 'CHILD_SHARED');
    expect(looks).toMatchObject([
      { agency: 'lff', action: 'referral', sections: ['SUMMARY'] },
      { agency: 'lff', sections: ['SUBJECT_IDENTITY'], person_ids: [sharer], referral_ids: [partlyShared] },
    ]);
  });

  it('names what a page of the timeline told, of whom, and nothing of the entry after it', async () => {
    const child = party(await dsl.see(reviewedOne), 'CHILD_DEPICTED');
    await dsl.act(reviewedOne, 'recordVoice', {
      partyId: child,
      asked: true,
      words: 'I want it to stop.',
      toldAboutSharing: true,
    });
    const { timeline } = await dsl.see(reviewedOne);
    const before = timeline.edges.findIndex(({ node }) => node.action === 'recordVoice');
    const page = (first: number): Promise<Look[]> =>
      looksOf(() =>
        dsl.ask(
          `query($id: ID!, $first: Int!) { referral(id: $id) { timeline(first: $first) { edges { node { id } } } } }`,
          { id: reviewedOne, first },
        ),
      );
    const [, without] = await page(before);
    const [, withVoice] = await page(before + 1);
    expect(without).toMatchObject({ action: 'timeline', referral_ids: [reviewedOne], person_ids: [] });
    expect(without?.sections).not.toContain('HARMED_PERSON');
    expect(withVoice).toMatchObject({ action: 'timeline', referral_ids: [reviewedOne], person_ids: [child] });
    expect(withVoice?.sections).toContain('HARMED_PERSON');
  });

  it('names the person for whom a machine client acts, in what it wrote and in what it read by it', async () => {
    const { version } = await client.see(partlyShared);
    const looks = await looksOf(() =>
      client.send('acceptInvitation', {
        invitationId,
        referralId: partlyShared,
        expectedVersion: version,
        idempotencyKey: newKey(),
        onBehalfOf: 'Case worker 12',
      }),
    );
    expect(looks).not.toEqual([]);
    for (const look of looks)
      expect(look).toMatchObject({ actor_kind: 'CLIENT', agency: 'lff', on_behalf_of: 'Case worker 12' });
    expect(await looksOf(() => client.ask('{ worklist { edges { node { id } } } }'))).toMatchObject([
      { actor_kind: 'CLIENT', on_behalf_of: null },
    ]);
  });

  it('of a disclosure names what each agency came to read, of whom, and nothing else that stands there', async () => {
    const id = await submitted(dsl);
    await dsl.act(id, 'addNote', { text: 'For the school alone.', audience: 'OWN_AGENCY' });
    const child = party(await dsl.see(id), 'CHILD_SHARED');
    const handoffId = await offered(dsl, id, 'gmp', { sections: ['SUMMARY', 'RISK', 'NARRATIVE'] });
    const invitation = await invited(dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    await lff.act(id, 'acceptInvitation', { invitationId: invitation });
    await triage.act(id, 'acceptHandoff', { handoffId });
    await dsl.act(id, 'recordVoice', { partyId: child, asked: true, words: 'Stop it.', toldAboutSharing: true });
    const { rows } = await handrail.store.asSuperuser((db) =>
      db.query<{ action: string; recipients: string[]; sections: string[]; person_ids: string[] }>(
        `select e.action, array(select a.key from agency a where a.id = any (e.recipients) order by 1) as recipients, e.sections, e.person_ids
         from record_entry e where e.referral_id = $1 and e.operation = 'DISCLOSURE' order by e.at, e.id`,
        [id],
      ),
    );
    const to = (action: string, recipient: string): object[] =>
      rows.filter((row) => row.action === action && row.recipients.includes(recipient));
    expect(to('offerHandoff', 'gmp')).toMatchObject([{ sections: ['NARRATIVE', 'SUMMARY'], person_ids: [] }]);
    expect(to('inviteContributor', 'lff')).toMatchObject([
      { recipients: ['lff'], sections: ['SUBJECT_IDENTITY', 'SUMMARY'], person_ids: [child] },
    ]);
    expect(rows.filter(({ sections }) => sections.includes('OWN_NOTES'))).toEqual([]);
    expect(rows.filter(({ recipients }) => recipients.length === 0)).toEqual([]);
  });

  it('is not made of a look that showed nothing', async () => {
    const riverside = await handrail.as('dsl@riverside.example');
    const looks = await looksOf(() =>
      riverside.ask(
        'query($id: ID!) { referral(id: $id) { summary parties { id } } worklist { edges { node { id } } } }',
        { id: ids[0] },
      ),
    );
    expect(looks).toEqual([]);
  });

  it('is made of a refusal, which tells how the referral stands, and not where there is none for the caller', async () => {
    const id = ids[0] ?? '';
    const { version } = await dsl.see(id);
    const OF_A_CHILD = { partyId: OF_MANY, asked: false, notAskedBecause: 'Not yet.', toldAboutSharing: false };
    const refused: [by: Person, action: string, input: object, code: string][] = [
      [dsl, 'addNote', { expectedVersion: 99, text: 'x', audience: 'OWN_AGENCY' }, 'VERSION_CONFLICT'],
      [dsl, 'close', { outcome: 'x', riskNote: 'x', feedbackToReferrer: 'x' }, 'ACTION_NOT_AVAILABLE'],
      [dsl, 'recordVoice', OF_A_CHILD, 'BAD_USER_INPUT'],
      [dsl, 'coSignLocalResponse', { rationale: 'x' }, 'FORBIDDEN'],
      [lff, 'addNote', { text: 'x', audience: 'OWN_AGENCY' }, 'NOT_FOUND'],
    ];
    for (const [by, action, input, code] of refused) {
      const common = { idempotencyKey: newKey(), referralId: id, expectedVersion: version };
      const looks = await looksOf(() => by.send(action, { ...common, ...input }), [code]);
      expect([action, looks.map((look) => [look.action, look.referral_id])]).toEqual([
        action,
        by === dsl ? [['refusal', id]] : [],
      ]);
    }
  });

  it('is made where an emergency is not opened or judged, for whoever learns that it is there', async () => {
    const [mosovo, supervisor] = [await handrail.as('mosovo@gmp.example'), await handrail.as('supervisor@gmp.example')];
    const id = await submitted(dsl);
    await offered(dsl, id, 'gmp');
    const broken = { referralId: id, emergency: 'DANGER_TO_LIFE', reason: 'A threat to life tonight.' };
    const sent = (by: Person, name: 'breakGlass' | 'judgeEmergencyOpening', input: object): ReturnType<Person['ask']> =>
      by.ask(
        `mutation($input: ${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`,
        {
          input: { idempotencyKey: newKey(), ...input },
        },
      );
    const { data } = await sent(mosovo, 'breakGlass', broken);
    const judged = { openingId: (data?.breakGlass as { id: string }).id, justified: true, judgement: 'Looked into.' };
    const refused: [by: Person, name: Parameters<typeof sent>[1], input: object, code: string][] = [
      [mosovo, 'breakGlass', broken, 'ACTION_NOT_AVAILABLE'],
      [triage, 'breakGlass', broken, 'FORBIDDEN'],
      [supervisor, 'judgeEmergencyOpening', judged, 'FORBIDDEN'],
      [lff, 'breakGlass', broken, 'NOT_FOUND'],
      [mosovo, 'judgeEmergencyOpening', judged, 'NOT_FOUND'],
    ];
    for (const [by, name, input, code] of refused) {
      const looks = await looksOf(() => sent(by, name, input), [code]);
      expect([name, code, looks.map((look) => [look.action, look.referral_id])]).toEqual([
        name,
        code,
        code === 'NOT_FOUND' ? [] : [['refusal', id]],
      ]);
    }
  });

  it('says not itself when it was written: it could stand among those that are sealed', async () => {
    const chosen = handrail.store.asSuperuser((db) =>
      db.query(`begin; set local role handrail_app;
        insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, purpose, action, tx)
        values ('${OF_MANY}', gen_random_uuid(), now(), 'CONSULTATION', '${OF_MANY}', 'PERSON', 'safeguarding', 'worklist', '5')`),
    );
    await expect(chosen).rejects.toThrow('permission denied');
  });

  it('is refused by the database without a name', async () => {
    const nameless = handrail.store.asSuperuser(async (db) => {
      await db.query(
        `begin; set local role handrail_app; set local handrail.actor = '${OF_MANY}'; set local handrail.agency = '${OF_MANY}'`,
      );
      await db.query(`insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, agency_id, purpose, action)
        values ('${OF_MANY}', gen_random_uuid(), now(), 'CONSULTATION', '${OF_MANY}', 'PERSON', '${OF_MANY}', 'safeguarding', 'worklist')`);
    });
    await expect(nameless).rejects.toThrow('row-level security');
  });
});
