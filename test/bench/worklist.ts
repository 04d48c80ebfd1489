import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { besidePlain } from './beside-plain.js';
import type { Caller } from './callers.js';
import type { Request } from './load.js';

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
  return besidePlain(databases, database, pagesInTurn, '/worklist', {
    handrail: 'Handrail, pages of 25 a second',
    plain: 'plain node http and pg, the same statement',
  });
}
