import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { serverAudits } from 'graphql-http';
import { answerOf, type Answer, Handrail, type Person, SEEN } from '../../test/harness/http.js';

let handrail: Handrail;
let dsl: Person;
beforeAll(async () => {
  handrail = await Handrail.start();
  dsl = await handrail.as('dsl@northgate.example');
});
afterAll(() => handrail.stop());

const post = async (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answerOf(
    await fetch(`${handrail.address}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );
const many = (times: number, part: (place: number) => string): string =>
  Array.from({ length: times }, (_, place) => part(place)).join(' ');
const codes = (answer: Answer): string[] => answer.errors.map(({ extensions }) => extensions.code);

describe('the order of the checks', () => {
  it('answers a document that cannot be read before it asks for a token', async () => {
    expect(codes(await post('{"query":"{ me "}'))).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(codes(await post('{"query":"{ nothing }"}'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('answers variables that do not fit before it asks for a token, as it answers whoever has one', async () => {
    const query = 'mutation($input: RecordTakedownInput!) { recordTakedown(input: $input) { entry { id } } }';
    const asked = (input: object, headers = {}): Promise<Answer> =>
      post(JSON.stringify({ query, variables: { input } }), headers);
    const fits = { idempotencyKey: 'k', referralId: 'r', expectedVersion: 1, status: 'ADVISED' };
    for (const input of [{}, { ...fits, status: 'NONE' }]) {
      const signedIn = await dsl.ask(query, { input });
      expect([signedIn.status, ...codes(signedIn)]).toEqual([400, 'BAD_USER_INPUT']);
      // Again, for it is compiled when it comes again.
      for (let again = 0; again < 3; again += 1)
        expect(await asked(input)).toMatchObject({ status: signedIn.status, raw: signedIn.raw });
      expect((await asked(input, { authorization: 'Bearer e30.e30.e30' })).raw).toBe(signedIn.raw);
    }
    expect(codes(await asked(fits))).toEqual(['UNAUTHENTICATED']);
  });

  it('answers a variable of an odd name the same however often it is asked', async () => {
    const query =
      'query($__proto__: Int, $first: Int) { agencies(first: $__proto__) { edges { cursor } } a: agencies(first: $first) { edges { cursor } } }';
    const asked = (): Promise<string> => dsl.ask(query, { first: 1 }).then(({ raw }) => raw);
    const first = await asked();
    expect(first).not.toContain('INTERNAL');
    for (let again = 0; again < 3; again += 1) expect(await asked()).toBe(first);
  });

  it('asks for a token, and says which kind', async () => {
    const answer = await post('{"query":"{ me { name } }"}');
    expect([answer.status, codes(answer), answer.headers.get('www-authenticate')]).toEqual([
      401,
      ['UNAUTHENTICATED'],
      'Bearer',
    ]);
  });

  it('lets nobody without a token look at what stands behind it', async () => {
    expect((await post('{"query":"{ pathways { key } }"}')).data).toBeNull();
  });
});

describe('who is calling', () => {
  it('says who a person is, and which agencies can be asked', async () => {
    const { data } = await dsl.ask(
      '{ me { email roles agency { key kind } } agencies(first: 2) { edges { node { key } } pageInfo { hasNextPage } } }',
    );
    expect(data?.me).toEqual({
      email: 'dsl@northgate.example',
      roles: ['SAFEGUARDING_LEAD'],
      agency: { key: 'northgate', kind: 'SCHOOL' },
    });
    expect(data?.agencies).toMatchObject({ pageInfo: { hasNextPage: true } });
  });

  it('gives pages of one to a hundred', async () => {
    for (const first of [0, -1, 101]) {
      const [error] = (await dsl.ask(`{ worklist(first: ${first}) { edges { cursor } } }`)).errors;
      expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] });
    }
  });
});

describe('faults of form', () => {
  it('names every field that has a wrong form at once, and repeats no value', async () => {
    const answer = await dsl.ask(
      'mutation($input: SubmitReferralInput!) { submitReferral(input: $input) { entry { id } } }',
      {
        input: {
          idempotencyKey: 'k',
          pathway: 7_654_321,
          parties: [{ role: 'Priscilla' }],
          occurredOn: 'yesterday-ish',
        },
      },
    );
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    const paths = (answer.errors[0]?.extensions.fields as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['summary', 'parties.0.role', 'occurredOn', 'pathway']));
    expect(answer.raw).not.toMatch(/Priscilla|yesterday-ish|7654321/);
  });

  it('names a variable outside `input` by its own name, and what stands in a command from inside it', async () => {
    const pathOf = async (query: string, variables: Record<string, unknown>): Promise<unknown> => {
      const [error] = (await dsl.ask(query, variables)).errors;
      return (error?.extensions.fields as { path: string }[] | undefined)?.map(({ path }) => path);
    };
    const page =
      'query($first: Int, $filter: WorklistFilter) { worklist(first: $first, filter: $filter) { edges { cursor } } }';
    expect(await pathOf(page, { first: 'many' })).toEqual(['first']);
    expect(await pathOf(page, { filter: { overdue: 'perhaps' } })).toEqual(['filter.overdue']);
    expect(await pathOf(page, { filter: { colour: 'red' } })).toEqual(['filter']);
    const one = 'query($which: ID!) { referral(id: $which) { id } }';
    expect(await pathOf(one, {})).toEqual(['which']);
    expect(await pathOf(one, { which: { a: 1 } })).toEqual(['which']);
    const close = 'mutation($told: CloseInput!) { close(input: $told) { entry { id } } }';
    expect(await pathOf(close, { told: { expectedVersion: 'x' } })).toContain('expectedVersion');
    const part =
      'mutation($child: PartyInput!) { submitReferral(input: { idempotencyKey: "k", pathway: "p", summary: "s", parties: [$child] }) { entry { id } } }';
    expect(await pathOf(part, { child: { role: 'nobody' } })).toEqual(['child.role']);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s and says which methods there are', async (method) => {
    const answer = await answerOf(await fetch(`${handrail.address}/graphql`, { method }));
    expect([answer.status, codes(answer), answer.headers.get('allow')]).toEqual([405, ['BAD_REQUEST'], 'GET, POST']);
  });

  it('repeats no value that stands in the document itself', async () => {
    const answer = await dsl.ask('{ worklist(first: "Priscilla") { edges { cursor } } }');
    expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(answer.raw).not.toContain('Priscilla');
  });

  it.each([
    ['{ Priscilla }', 'There is no such field on type "Query".'],
    ['{ me { Priscilla } }', 'There is no such field on type "Me".'],
    ['{ worklist(Priscilla: 1) { edges { cursor } } }', 'There is no such argument on field "Query.worklist".'],
    ['{ worklist(filter: { Priscilla: 1 }) { edges { cursor } } }', 'There is no such field in "WorklistFilter".'],
    ['query($Priscilla: Int) { me { id } }', 'Variable "…" is never used.'],
    [
      'query Priscilla { me { id name { x } } }',
      'Field "name" must not have a selection since type "String!" has no subfields.',
    ],
    ['{ referral { id } }', 'Field "referral" argument "id" of type "ID!" is required, but it was not provided.'],
    [
      'mutation { close(input: { idempotencyKey: "k", referralId: "r", expectedVersion: 1, outcome: "o", riskNote: "r" }) { entry { id } } }',
      'Field "CloseInput.feedbackToReferrer" of required type "String!" was not provided.',
    ],
    ['{ me { id @skip } }', 'Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided.'],
    ['{ me { ...Priscilla } }', 'There is no such fragment.'],
    ['{ me @Priscilla { id } }', 'There is no such directive.'],
    ['{ me { agency } }', 'Field "agency" of type "Agency!" must have a selection of subfields.'],
    ['{ me { "Priscilla" } }', 'Syntax Error: Expected Name, found something else.'],
    ['subscription { Priscilla }', 'There are no operations of this kind here. Ask with a query or a mutation.'],
  ])("says of %s what is wrong, and repeats no name that is not the schema's", async (query, message) => {
    const answer = await post(JSON.stringify({ query }));
    expect([answer.status, answer.errors.map((error) => error.message)]).toEqual([400, [message]]);
    expect(codes(answer)[0]).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
  });

  it('names what holds an unknown field, not the field, which may be anything', async () => {
    const answer = await dsl.ask('query($filter: WorklistFilter) { worklist(filter: $filter) { edges { cursor } } }', {
      filter: { 'Priscilla Demo': 'x' },
    });
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'filter' }] });
    expect(answer.raw).not.toContain('Priscilla');
  });

  it('keeps no queries, and asks for the query itself', async () => {
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const answer = await post(JSON.stringify({ extensions: { persistedQuery } }));
    expect([codes(answer), answer.errors[0]?.message]).toEqual([
      ['BAD_REQUEST'],
      'Queries are not kept here. Send the query itself.',
    ]);
  });

  it.each([
    ['a body that is no JSON', '{"query"', {}, 400, 'BAD_REQUEST'],
    ['another content type', 'query', { 'content-type': 'application/xml' }, 415, 'BAD_REQUEST'],
    ['a body beyond a megabyte', JSON.stringify({ query: 'x'.repeat(1_100_000) }), {}, 413, 'BAD_REQUEST'],
    ['a body without a query', '{}', {}, 400, 'BAD_REQUEST'],
  ])('answers %s with a code', async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, codes(answer)]).toEqual([status, [code]]);
  });

  it('reads a body that is too large to its end, so that whoever sends it whole learns why it was refused', async () => {
    const { port } = new URL(handrail.address);
    const client = connect(Number(port), '127.0.0.1');
    let answered = '';
    client.on('data', (chunk) => (answered += chunk.toString()));
    const ended = new Promise((resolve, reject) => client.once('end', resolve).once('error', reject));
    const half = 'x'.repeat(2_000_000);
    client.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
    client.write(`Content-Length: ${2 * half.length}\r\n\r\n${half}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(answered).toBe('');

    client.write(half);
    await ended;
    client.end();
    expect(answered).toMatch(/^HTTP\/1\.1 413 .*"code":"BAD_REQUEST"/s);
  });

  it('answers an unknown address with a code, and does not repeat it', async () => {
    const answer = await answerOf(await fetch(`${handrail.address}/priscilla`));
    expect([answer.status, codes(answer)]).toEqual([404, ['NOT_FOUND']]);
    expect(answer.raw).not.toContain('priscilla');
  });
});

describe('what may be asked at once', () => {
  const tooMuch = async (query: string): Promise<void> =>
    expect(codes(await dsl.ask(query))).toContain('QUERY_TOO_COMPLEX');

  it('refuses a hundred names for one question', () =>
    tooMuch(`{ ${Array.from({ length: 100 }, (_, place) => `a${place}: me { id }`).join(' ')} }`));

  it('answers a whole page of referrals with their records, and lets no cache keep it', async () => {
    const answer = await dsl.ask(`{ worklist(first: 100) { edges { node { ${SEEN} } } pageInfo { endCursor } } }`);
    expect([codes(answer), answer.headers.get('cache-control')]).toEqual([[], 'no-store']);
  });

  it('refuses a document of many thousand words', () => tooMuch(`{ me { ${'id '.repeat(7000)} } }`));

  it('refuses twenty whole pages, whether their size is written or sent beside', async () => {
    const pages = many(20, (place) => `p${place}: worklist(first: $n) { edges { node { ${SEEN} } } }`);
    const answer = await dsl.ask(`query($n: Int) { ${pages} }`, { n: 100 });
    expect([answer.status, codes(answer)]).toEqual([400, ['QUERY_TOO_COMPLEX']]);
    await tooMuch(`query($n: Int = 100) { ${pages} }`);
  });

  it('refuses one question asked hundreds of times before anybody said who they are', async () => {
    const answer = await post(JSON.stringify({ query: `{ ${many(220, () => 'referral(id: "x") { id }')} }` }));
    expect([answer.status, codes(answer)]).toEqual([400, ['QUERY_TOO_COMPLEX']]);
  });

  it('refuses a form within a form without end', () => {
    const deep = (left: number): string => (left === 0 ? 'name' : `fields { ${deep(left - 1)} }`);
    return tooMuch(`{ worklist { edges { node { availableActions { ${deep(20)} } } } } }`);
  });
});

describe('GraphQL over HTTP', () => {
  it.each(
    serverAudits({
      url: () => `${handrail.address}/graphql`,
      fetchFn: (url: string, init?: RequestInit) => withToken(url, init),
    }).map((audit) => [audit.name, audit] as const),
  )('%s', async (_name, audit) => {
    const result = await audit.fn();
    const required = audit.name.startsWith('MUST');
    expect(result.status === 'ok' || !required).toBe(true);
  });

  async function withToken(url: string, init: RequestInit = {}): Promise<Response> {
    const { token } = dsl as unknown as { token: string };
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    headers.set('apollo-require-preflight', 'true');
    return fetch(url, { ...init, headers });
  }
});

/** Last, since nobody without a token is heard from this address for a minute. */
describe('a stranger who asks again and again', () => {
  const nobody = (): Promise<Answer> => post('{"query":"{ me { id } }"}');

  it('waits a little, and holds up nobody from the same address who signed in', async () => {
    await Promise.all(Array.from({ length: 1050 }, nobody));
    const refused = await nobody();
    expect([refused.status, codes(refused), Number(refused.headers.get('retry-after')) > 0]).toEqual([
      429,
      ['RATE_LIMITED'],
      true,
    ]);
    const forged = await post('{"query":"{ me { id } }"}', { authorization: 'Bearer e30.e30.e30' });
    expect(forged.status).toBe(429);
    expect(codes(await dsl.ask('{ me { id } }'))).toEqual([]);
  });
});
