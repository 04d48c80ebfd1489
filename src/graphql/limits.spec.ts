import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { SEEN } from '../../test/harness/http.js';
import { QueryTooComplex } from '../errors/handrail-error.js';
import { limits, mustBeAffordable } from './limits.js';
import { sizeOf } from './document-size.js';
import { costOf } from './query-cost.js';
import { schemaText } from './sdl.js';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = buildSchema(await schemaText());
});
const many = (times: number, part: (place: number) => string): string =>
  Array.from({ length: times }, (_, place) => part(place)).join(' ');

describe('how large a document may be', () => {
  const found = (text: string): string[] =>
    validate(schema, parse(text), [...specifiedRules, ...limits]).map(
      ({ extensions, message }) => (extensions.code as string | undefined) ?? message,
    );
  const nested = 'referral(id: "x") { parties { relatedTo { relatedTo { relatedTo { id role } } } } }';

  it.each([
    ['one question asked again and again', `{ ${many(220, () => nested)} }`],
    ['more than a thousand things', `{ me { ${many(400, () => 'id name email')} } }`],
    ['one value again and again', `{ me { ${many(120, () => 'id')} } }`],
    ['fifty-one names of its own', `{ ${many(51, (place) => `a${place}: me { id }`)} }`],
    [
      'fragments that say the same again and again',
      `{ me { ${many(40, (place) => `...F${place}`)} } } ${many(40, (place) => `fragment F${place} on Me { agency { id } }`)}`,
    ],
    [
      'fragments in a long circle',
      `{ me { ...F0 } } ${many(150, (place) => `fragment F${place} on Me { ...F${(place + 1) % 150} ...F${(place + 2) % 150} }`)}`,
    ],
  ])('refuses %s, and no other rule looks into it', (_what, text) => {
    expect(found(text)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it('lets pass what programs and people ask: a whole referral in forty fragments, and the schema itself', () => {
    const whole = `{ worklist(first: 100) { edges { node { ${SEEN} } } } }`;
    const parts = `{ worklist { edges { node { ${many(40, (place) => `...F${place}`)} } } } }
      ${many(40, (place) => `fragment F${place} on Referral { __typename id reference ${place < 10 ? 'custodian { id key }' : 'status'} }`)}`;
    for (const text of [whole, parts, getIntrospectionQuery({ descriptions: true })]) expect(found(text)).toEqual([]);
  });

  it('counts fields of one name in one place against each other, and no others', () => {
    const comparisons = (text: string): number => sizeOf(parse(text)).comparisons;
    expect(comparisons('{ me { id name } agencies { edges { node { id name } } } }')).toBe(0);
    expect(comparisons('{ me { id id id } }')).toBe(3);
    expect(comparisons('{ me { id } ... { me { id } } }')).toBe(10 + 1);
  });

  it('knows queries and mutations only', () => {
    expect(found('subscription { anything }')).toEqual([expect.stringContaining('no operations of this kind')]);
  });
});

describe('how dear an answer may be', () => {
  const asked = (text: string, variables: Record<string, unknown> = {}) => {
    const document = parse(text);
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (!operation) throw new Error('There is no operation');
    return { schema, document, operation, variables };
  };
  const page = (first: string, head = ''): string => `${head} { worklist${first} { edges { node { id } } } }`;

  it('costs the same wherever the size of a page stands: in the document, a variable, its default or the schema', () => {
    const written = costOf(asked(page('(first: 25)')));
    expect(written).toBeGreaterThan(25);
    expect(costOf(asked(page('(first: $n)', 'query($n: Int)'), { n: 25 }))).toBe(written);
    expect(costOf(asked(page('(first: $n)', 'query($n: Int = 25)')))).toBe(written);
    expect(costOf(asked(page('')))).toBe(written);
    expect(costOf(asked(page('(first: $n)', 'query($n: Int)')))).toBe(written);
    expect(costOf(asked(page('(first: 100)')))).toBe(4 * written);
    expect(costOf(asked(page('(first: 1000000)')))).toBe(4 * written);
  });

  it('costs the same whether fragments are used or not, and nothing for the schema', () => {
    const plain = costOf(asked('{ me { id agency { key } } }'));
    expect(costOf(asked('{ me { ...M ... on Me { agency { key } } } } fragment M on Me { id }'))).toBe(plain);
    expect(costOf(asked(getIntrospectionQuery()))).toBe(0);
  });

  it('affords one page of everything, forms included, and refuses two, also by variables', () => {
    const agency = '{ id key name kind }';
    const form = `fields { name title hint kind required options fields { name title hint kind required options } }`;
    const offer = `id status fromAgency ${agency} toAgency ${agency} declineReason respondBy`;
    const all = `id reference version summary narrative pathway { key version title } status state custodian ${agency} relations
      sections { section access } parties { id role givenName familyName dateOfBirth contact relatedTo { id } }
      handoffs { ${offer} reason } invitations { ${offer} ask } interventions { id agency ${agency} party { id } programme plannedSessions attendedSessions completion }
      sharingDecisions { id recipientAgency ${agency} decision purpose lawfulBasis rationale sections ongoing decidedAt }
      deadlines { id kind dueAt status source explanation } nextDeadline { id kind dueAt status source explanation }
      availableActions { name title allowed reason ${form} }
      timeline(first: $n) { edges { cursor node { id at action title agency ${agency} actorName section text values { name title value } } } pageInfo { endCursor } }`;
    const everything = (name: string): string => `${name}: worklist(first: $n) { edges { node { ${all} } } }`;
    const one = asked(`query($n: Int) { ${everything('a')} }`, { n: 100 });
    const two = asked(`query($n: Int) { ${everything('a')} ${everything('b')} }`, { n: 100 });
    expect(() => mustBeAffordable(one)).not.toThrow();
    expect(() => mustBeAffordable(two)).toThrow(QueryTooComplex);
  });
});
