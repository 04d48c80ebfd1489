import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, getNamedType, type GraphQLNamedType, isObjectType } from 'graphql';
import { schemaText } from '../../src/graphql/sdl.js';
import { Handrail, newKey } from '../harness/http.js';
import { invited, offered, people, reviewed } from '../harness/incidents.js';

/** Everything that can be asked of a type, but what only repeats what stands above it. */
function everythingOf(type: GraphQLNamedType, above: readonly string[] = []): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (above.includes(below.name) || below.name === type.name) return [];
    const inner = everythingOf(below, [...above, type.name]);
    return isObjectType(below) && inner === '' ? [] : [`${field.name} ${inner}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

/** What some questions must be given. */
const GIVEN: Record<string, string> = {
  referral: '(id: $id)',
  // As it was: asking again is one look more.
  recordOf: '(referralId: $id, operation: ALTERATION)',
  previewPacket: '(referralId: $id, input: { recipientAgency: "survivors", sections: [SUMMARY, NARRATIVE] })',
};

/** The first time a document is read as it stands, afterwards compiled: nobody may be able to tell. */
describe('What is asked again', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    id = await reviewed(by.dsl);
    await offered(by.dsl, id, 'gmp');
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY'] });
  });
  afterAll(() => handrail.stop());

  const answers = async (query: string, variables: Record<string, unknown>): Promise<string[]> => {
    const found: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      const { status, raw } = await by.dsl.ask(query, variables);
      found.push(`${status} ${raw}`);
    }
    return found;
  };

  it('gets the same answer, byte for byte, whichever field of the schema it asks for', async () => {
    const schema = buildSchema(await schemaText());
    const query = schema.getQueryType();
    if (!query) throw new Error('The schema has no queries');
    for (const [name, field] of Object.entries(query.getFields())) {
      const given = GIVEN[name] ?? '';
      const text = `query${given && '($id: ID!)'} { ${name}${given} ${everythingOf(getNamedType(field.type))} }`;
      const [first = '', ...again] = await answers(text, { id });
      expect(first).not.toContain('"errors"');
      expect(first.length).toBeGreaterThan(100);
      expect(again).toEqual([first, first, first]);
    }
  });

  it.each([
    ['a variable that is missing', 'query($id: ID!) { referral(id: $id) { id } }', {}],
    [
      'a variable of another form',
      'query($first: Int) { worklist(first: $first) { edges { cursor } } }',
      { first: 'ten' },
    ],
    ['a page that is too large', 'query($first: Int) { worklist(first: $first) { edges { cursor } } }', { first: 101 }],
    ['a cursor that is none', '{ me { id } worklist(after: "none") { edges { cursor } } }', {}],
    ['a cursor of nothing', '{ me { id } agencies(after: "") { edges { cursor } } }', {}],
    [
      'a fault deep inside an answer',
      'query($id: ID!) { referral(id: $id) { id past: timeline(after: "none") { edges { cursor } } } }',
      { id: 'OF_THE_REFERRAL' },
    ],
    ['a document with several operations and no name', 'query A { me { id } } query B { me { name } }', {}],
    ['a field that is left out', 'query($no: Boolean = false) { me { id name @include(if: $no) } }', {}],
  ])('gets the same answer to %s', async (_what, query, variables: Record<string, unknown>) => {
    const [first, ...again] = await answers(query, variables.id === 'OF_THE_REFERRAL' ? { id } : variables);
    expect(again).toEqual([first, first, first]);
  });

  it('stops at the first command of a document that is refused: what it does not answer for it does not do', async () => {
    const note = (expectedVersion: number): object => ({
      idempotencyKey: newKey(),
      referralId: id,
      expectedVersion,
      text: 'Demo words.',
      audience: 'OWN_AGENCY',
    });
    const document = `mutation($a: AddNoteInput!, $b: AddNoteInput!, $c: AddNoteInput!) {
      a: addNote(input: $a) { referral { version } }
      b: addNote(input: $b) { referral { version } }
      c: addNote(input: $c) { referral { version } } }`;
    for (let time = 0; time < 3; time += 1) {
      const { version } = await by.dsl.see(id);
      const variables = { a: note(version + 7), b: note(version), c: note(version + 1) };
      const { data, errors } = await by.dsl.ask(document, variables);
      expect(errors.map(({ path, extensions: { code, currentVersion } }) => ({ path, code, currentVersion }))).toEqual([
        { path: ['a'], code: 'VERSION_CONFLICT', currentVersion: version },
      ]);
      expect(data).toBeNull();
      expect((await by.dsl.see(id)).version).toBe(version);
    }
  });
});
