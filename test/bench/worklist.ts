import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import { type Caller, signedIn } from './callers.js';
import { inTurns, type Request, requestsPerSecond } from './load.js';
import { plainServer } from './plain.js';

const ROUNDS = 5;
const ROUND_MS = 4000;
const BAR = 0.4;

/** What a safeguarding lead's list shows of each referral. */
export const PAGE = `query Worklist($first: Int) { worklist(first: $first) { edges { cursor node {
  id reference version summary status state relations custodian { id key name kind }
  pathway { key version title } nextDeadline { id kind dueAt status source explanation } } }
  pageInfo { hasNextPage endCursor } } }`;

/** Each request by another of the schools' safeguarding leads. */
export function pagesInTurn(callers: readonly Caller[], path: string): () => Request {
  const body = JSON.stringify({ query: PAGE, variables: { first: 25 } });
  let turn = 0;
  return () => {
    turn += 1;
    return { path, body, token: callers[turn % callers.length]?.token ?? '' };
  };
}

/** The worklist's page beside a plain server that runs the same statement in the same transaction as the same Actor. */
export async function worklistMeasured(databases: BenchDatabases): Promise<Finding> {
  const database = await databases.of(databases.referrals);
  const handrail = await BenchServer.start(database.databaseUrl, databases.directory);
  const callers = await signedIn(database.seeded.actors, handrail);
  const plain = await plainServer(database.databaseUrl, databases.directory, callers);
  try {
    const measured = {
      handrail: () => requestsPerSecond(handrail.address, pagesInTurn(callers, '/graphql'), ROUND_MS),
      plain: () => requestsPerSecond(plain.address, pagesInTurn(callers, '/worklist'), ROUND_MS),
    };
    await inTurns(1, measured);
    const found = await inTurns(ROUNDS, measured);
    const ratio = found.handrail / found.plain;
    return {
      columns: {
        'Handrail, pages of 25 a second': found.handrail.toFixed(0),
        'plain node http and pg, the same statement': found.plain.toFixed(0),
        ratio: ratio.toFixed(2),
      },
      figures: { ratio, handrail: found.handrail, plain: found.plain },
      met: ratio >= BAR,
      bar: `at least ${BAR}, ${databases.referrals.toLocaleString('en-GB')} referrals, 50 agencies, 16 connections`,
    };
  } finally {
    await Promise.all([handrail.stop(), plain.stop()]);
  }
}
