import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, type GraphQLObjectType, isObjectType } from 'graphql';
import { type Answer, Handrail, newKey, type Person } from '../harness/http.js';
import { invited, offered, party, people, reviewed } from '../harness/incidents.js';

interface Look {
  action: string;
  operation: string;
  purpose: string;
  referral_ids: string[];
  person_ids: string[];
  sections: string[];
}
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const fieldsOf = (type: GraphQLObjectType | null | undefined): string[] => Object.keys(type?.getFields() ?? {});

/** Every field of a referral that leads to something else, by which statement reads it: none, where the referral's own does. */
const READ_BY: Record<string, string | null> = {
  pathway: null,
  custodian: null,
  service: null,
  sections: null,
  nextDeadline: null,
  parties: 'referral details',
  handoffs: 'referral details',
  invitations: 'referral details',
  sharingDecisions: 'referral details',
  interventions: 'referral details',
  deadlines: 'referral details',
  allocatedTo: 'referral details',
  availableActions: 'available actions',
  disclosures: 'disclosures',
  handlingConditions: 'handling conditions',
  timeline: 'timeline',
};

/*
 * Every question of the committed schema, every part of a referral, and the answer to every kind of command: each statement that reads leaves one
 * consultation, which names the referrals, persons and sections that are in the answer and no others, and says why.
 */
describe('What is answered', () => {
  let handrail: Handrail;
  let dsl: Person;
  let lff: Person;
  let supervisor: Person;
  let mosovo: Person;
  let ids: string[];
  let id: string;
  let persons: string[];
  beforeAll(async () => {
    handrail = await Handrail.start();
    ({ dsl, lff, supervisor } = await people(handrail));
    mosovo = await handrail.as('mosovo@gmp.example');
    id = await reviewed(dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const joined = await invited(dsl, id, 'lff', {
      sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'RISK'],
      ongoing: true,
      handlingConditions: 'Ask the school first.',
    });
    await lff.act(id, 'acceptInvitation', { invitationId: joined });
    const partyId = party(await lff.see(id), 'CHILD_SHARED');
    await lff.act(id, 'startIntervention', { partyId, programme: 'Inform Young People', plannedSessions: 2 });
    await lff.act(id, 'allocate', { personEmail: 'practitioner@lff.example' });
    await offered(dsl, id, 'gmp');
    ids = [id, await reviewed(dsl)].sort();
    persons = (await dsl.see(id)).parties.map((one) => one.id).sort();
  }, 60_000);
  afterAll(() => handrail.stop());

  /** What the record says of one question: its consultations, in any order of statements that run side by side. */
  async function recorded(ask: () => Promise<Answer>): Promise<{ answer: Answer; looks: Look[] }> {
    const all = (): Promise<Look[]> =>
      handrail.store.asSuperuser(
        async (db) =>
          (
            await db.query<Look>(
              `select action, operation, purpose, referral_ids, person_ids, sections from record_entry order by tx, at, id`,
            )
          ).rows,
      );
    const before = (await all()).length;
    const answer = await ask();
    expect(answer.errors).toEqual([]);
    const looks = (await all()).slice(before).filter(({ operation }) => operation === 'CONSULTATION');
    return { answer, looks: looks.sort((one, other) => one.action.localeCompare(other.action)) };
  }
  const look = (action: string, sections: string[], of = [id], whom: string[] = []): Look => ({
    action,
    operation: 'CONSULTATION',
    purpose: 'safeguarding',
    referral_ids: of,
    person_ids: whom,
    sections,
  });
  const looksOf = async (by: Person, query: string): Promise<Look[]> => (await recorded(() => by.ask(query))).looks;

  /** Of each question what it is asked, by whom, and the looks that it is. */
  const QUESTIONS: Record<string, () => Promise<Look[]>> = {
    me: () => expecting(dsl, '{ me { name agency { key } } }', []),
    pathways: () => expecting(dsl, '{ pathways { key } }', []),
    agencies: () => expecting(dsl, '{ agencies { edges { node { key } } } }', []),
    referral: () => expecting(dsl, `{ referral(id: "${id}") { reference } }`, [look('referral', ['SUMMARY'])]),
    worklist: () =>
      expecting(dsl, '{ worklist { edges { node { reference narrative } } } }', [
        look('worklist', ['SUMMARY', 'NARRATIVE'], ids),
      ]),
    notices: () =>
      expecting(supervisor, '{ notices { edges { node { kind reference } } } }', [look('notices', ['SUMMARY'])]),
    previewPacket: () =>
      expecting(
        dsl,
        `{ previewPacket(referralId: "${id}", input: { recipientAgency: "survivors", sections: [SUMMARY, HARMED_PERSON] }) { summary parties { id } } }`,
        [
          look(
            'packet preview',
            ['HARMED_PERSON', 'SUMMARY'],
            [id],
            // The child depicted, and the parent who is hers.
            [...persons].filter((one) => one !== kofi()),
          ),
        ],
      ),
    emergencyOpenings: async () => {
      const input = `{ idempotencyKey: "${newKey()}", referralId: "${id}", emergency: SERIOUS_HARM, reason: "Invented" }`;
      const opened = await recorded(() => mosovo.ask(`mutation { breakGlass(input: ${input}) { id reference } }`));
      expect(opened.looks).toEqual([
        {
          ...look('breakGlass', ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK']),
          purpose: 'emergency',
        },
      ]);
      const openingId = (opened.answer.data?.breakGlass as { id: string }).id;
      expect(await looksOf(mosovo, `{ referral(id: "${id}") { summary } }`)).toEqual([
        { ...look('referral', ['SUMMARY']), purpose: 'emergency' },
      ]);
      const judging = `mutation { judgeEmergencyOpening(input: { idempotencyKey: "${newKey()}", openingId: "${openingId}", justified: true, judgement: "Invented" }) { reason } }`;
      const judged = [{ ...look('judgeEmergencyOpening', ['SUMMARY']), purpose: 'oversight' }];
      expect(await looksOf(dsl, judging)).toEqual(judged);
      expect(await looksOf(dsl, judging)).toEqual(judged);
      return expecting(supervisor, '{ emergencyOpenings { edges { node { reason } } } }', [
        look('emergencyOpenings', ['SUMMARY']),
      ]);
    },
    workToMove: async () => {
      await dsl.act(id, 'allocate', { personEmail: 'deputy@northgate.example' });
      await handrail.store.asSuperuser((db) =>
        db.query(`update person set active = false where email = 'deputy@northgate.example'`),
      );
      return expecting(dsl, '{ workToMove { edges { node { reference holder { name } } } } }', [
        look('workToMove', ['SUMMARY', 'OWN_NOTES']),
      ]);
    },
    trainingNotices: () => expecting(dsl, '{ trainingNotices { edges { node { expiresOn person { name } } } } }', []),
    recordOf: async () => {
      await looksOf(lff, `{ referral(id: "${id}") { parties { id } } }`);
      const { answer, looks } = await recorded(() =>
        lff.ask(`{ recordOf(referralId: "${id}", first: 2) { edges { node { personIds referralIds } } } }`),
      );
      const lines = (answer.data?.recordOf as { edges: { node: { personIds: string[] } }[] }).edges;
      expect(lines).toHaveLength(2);
      expect(looks).toEqual([{ ...look('record', [], [id], persons), purpose: 'oversight' }]);
      return looks;
    },
  };
  let kofiId = '';
  const kofi = (): string => kofiId;
  async function expecting(by: Person, query: string, looks: Look[]): Promise<Look[]> {
    expect(await looksOf(by, query)).toEqual(looks);
    return looks;
  }

  it('leaves one entry a statement with exactly what it named, whichever question of the schema it answers', async () => {
    kofiId = party(await dsl.see(id), 'CHILD_SHARED');
    expect(Object.keys(QUESTIONS).sort()).toEqual(fieldsOf(schema.getQueryType()).sort());
    for (const ask of Object.values(QUESTIONS)) await ask();
  });

  it('leaves one entry a statement, whichever part of a referral is asked for, alone and in a list', async () => {
    const parts = Object.values((schema.getType('Referral') as GraphQLObjectType).getFields()).filter(({ type }) =>
      isObjectType(getNamedType(type)),
    );
    expect(parts.map(({ name }) => name).sort()).toEqual(Object.keys(READ_BY).sort());
    const child = party(await dsl.see(id), 'CHILD_SHARED');
    const told: Record<string, Pick<Look, 'sections' | 'person_ids'>> = {
      parties: { sections: ['HARMED_PERSON', 'SUBJECT_IDENTITY'], person_ids: persons },
      allocatedTo: { sections: ['OWN_NOTES'], person_ids: [] },
      interventions: { sections: ['SESSIONS', 'SUBJECT_IDENTITY'], person_ids: [child] },
    };
    for (const { name } of parts) {
      const action = READ_BY[name] ?? null;
      const within = name === 'timeline' ? 'timeline(first: 1)' : name;
      const query = `{ referral(id: "${id}") { ${within} { __typename } } }`;
      const looks = await looksOf(lff, query);
      const own = look('referral', ['SUMMARY']);
      if (action === null) {
        expect(looks).toEqual([own]);
        continue;
      }
      expect(looks).toHaveLength(2);
      expect(looks).toContainEqual(own);
      const its = looks.find((one) => one.action === action);
      expect(its).toMatchObject({ referral_ids: [id], purpose: 'safeguarding' });
      if (action !== 'timeline' && action !== 'disclosures')
        expect(its).toMatchObject(told[name] ?? { sections: ['SUMMARY'], person_ids: [] });
    }
    const inList = await looksOf(
      dsl,
      '{ worklist { edges { node { parties { id } deadlines { kind } availableActions { name } disclosures { section } } } } }',
    );
    expect(inList.map(({ action }) => action)).toEqual([
      'available actions',
      'disclosures',
      'referral details',
      'worklist',
    ]);
    for (const { action, referral_ids } of inList)
      expect({ action, referral_ids }).toEqual({ action, referral_ids: action === 'disclosures' ? [id] : ids });
  });

  it('leaves one entry for the answer to a command, the first time and again, and none when nothing of it is asked for', async () => {
    const { version } = await dsl.see(id);
    const input = `{ idempotencyKey: "${newKey()}", referralId: "${id}", expectedVersion: ${version}, text: "Invented", audience: OWN_AGENCY }`;
    const note = (answer: string): string => `mutation { addNote(input: ${input}) { ${answer} } }`;
    const both = look('command', ['OWN_NOTES', 'SUMMARY']);
    expect(await looksOf(dsl, note('referral { id } entry { text }'))).toEqual([both]);
    expect(await looksOf(dsl, note('referral { id } entry { text }'))).toEqual([both]);
    expect(await looksOf(dsl, note('__typename'))).toEqual([]);
  });

  it('has a purpose in every entry, whatever was done', async () => {
    const rows = await handrail.store.asSuperuser(
      async (db) =>
        (
          await db.query<{ operation: string; purposes: string[] }>(
            `select operation, array_agg(distinct purpose order by purpose) as purposes from record_entry group by 1 order by 1`,
          )
        ).rows,
    );
    expect(rows).toEqual([
      { operation: 'ALTERATION', purposes: ['oversight', 'safeguarding'] },
      { operation: 'COLLECTION', purposes: ['safeguarding'] },
      { operation: 'CONSULTATION', purposes: ['emergency', 'oversight', 'safeguarding'] },
      { operation: 'DISCLOSURE', purposes: ['safeguarding'] },
    ]);
  });
});
