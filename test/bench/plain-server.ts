// What a server of plain `node:http` and `pg` would be: no framework, no GraphQL, no checks of what it is sent. It runs the worklist's
// own statement, as the same role and Actor, in one pipelined round trip, and one hand-written function for an action.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import pg from 'pg';
import type { Actor } from '../../libs/access/actor.js';
import { pathways } from '../../libs/pathways/index.js';
import { actorSettings, SET_ACTOR } from '../../src/database/actor-settings.js';
import { PLANNED_ONCE } from '../../src/database/pools.js';
import { worklistPage } from '../../src/referrals/reading-statements.js';

const { DATABASE_URL, KNOWS, PORT } = process.env;
const callers = new Map(Object.entries(JSON.parse(readFileSync(KNOWS ?? '', 'utf8')) as Record<string, Actor>));
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 16,
  pipeline: true,
  options: `-c role=handrail_app -c search_path=handrail${PLANNED_ONCE}`,
});
const agencies = new Map<string, object>();
for (const agency of (await pool.query<{ id: string }>('select id, key, name, kind from agency')).rows)
  agencies.set(agency.id, agency);

interface Deadline {
  id: string;
  kind: string;
  due_at: string;
  status: string;
  source: string;
  explanation: string;
}
interface Row {
  referral_id: string;
  reference: string;
  version: number;
  summary: string;
  status: string;
  states: string[];
  relations: string[];
  custodian_id: string;
  pathway_key: string;
  pathway_version: string;
  next_deadline_at: string;
  next_deadline: Deadline | null;
}

const NOTHING_ELSE_ASKED = {
  pathway: null,
  states: null,
  overdue: null,
  custodian: null,
  reference: null,
  waitingForUs: null,
  allocatedTo: null,
};

async function worklist(actor: Actor): Promise<object> {
  const client = await pool.connect();
  try {
    const beginning = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;
    const { statement, values } = worklistPage(actor.agency.id, beginning, 26, false, NOTHING_ELSE_ASKED);
    const [, , page] = await Promise.all([
      client.query('begin'),
      client.query({ ...SET_ACTOR, values: actorSettings(actor) }),
      client.query<Row>({ ...statement, values }),
      client.query('commit'),
    ]);
    const edges = page.rows.slice(0, 25).map((row) => ({ cursor: cursorOf(row), node: node(row) }));
    const pageInfo = { hasNextPage: page.rows.length > 25, endCursor: edges.at(-1)?.cursor };
    return { data: { worklist: { edges, pageInfo } } };
  } finally {
    client.release();
  }
}

const cursorOf = (row: Row): string =>
  Buffer.from(JSON.stringify([row.next_deadline_at, row.referral_id])).toString('base64url');

function node(row: Row): object {
  const next = row.next_deadline;
  return {
    id: row.referral_id,
    reference: row.reference,
    version: row.version,
    summary: row.summary,
    status: row.status,
    state: row.states.map((kept) => kept.slice(kept.indexOf('/') + 1)),
    relations: row.relations,
    custodian: agencies.get(row.custodian_id),
    pathway: { key: row.pathway_key, version: row.pathway_version, title: pathways.get(row.pathway_key)?.title },
    nextDeadline: next && {
      id: next.id,
      kind: next.kind,
      dueAt: new Date(next.due_at).toISOString(),
      status: next.status,
      source: next.source,
      explanation: next.explanation,
    },
  };
}

/** A client's own words for one note: the same input that the mutation takes. */
async function note(actor: Actor, body: string): Promise<object> {
  const { variables } = JSON.parse(body) as { variables: { input: object } };
  const { rows } = await pool.query<{ answer: object }>({
    name: 'plain-note',
    text: 'select plain_note($1, $2, $3, $4) as answer',
    values: [actor.id, actor.agency.id, actor.name, variables.input],
  });
  return { data: { addNote: rows[0]?.answer } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const server = createServer((request, response) => {
  void answer(request).then(
    ([status, body]) => {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    },
    (error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ errors: [String(error)] }));
    },
  );
});

async function answer(request: IncomingMessage): Promise<[number, object]> {
  if (request.url === '/readyz') return [200, {}];
  const body = await textOf(request);
  const actor = callers.get((request.headers.authorization ?? '').slice('Bearer '.length));
  if (!actor) return [401, {}];
  return [200, request.url === '/worklist' ? await worklist(actor) : await note(actor, body)];
}

server.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});
