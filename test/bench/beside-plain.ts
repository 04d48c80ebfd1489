import type { Finding } from './bench.js';
import type { BenchDatabase, BenchDatabases } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import { type Caller, signedIn } from './callers.js';
import { inTurns, type Request, requestsPerSecond } from './load.js';
import { plainServer } from './plain.js';

const ROUNDS = 5;
const ROUND_MS = 4000;
const BAR = 0.4;

/** The same requests to Handrail and to the plain server on the same database, in turns: the ratio of what each answers in a second. */
export async function besidePlain(
  databases: BenchDatabases,
  database: BenchDatabase,
  requests: (callers: Caller[], path: string) => () => Request,
  plainPath: string,
  titles: { handrail: string; plain: string },
): Promise<Finding> {
  const handrail = await BenchServer.start(database);
  const callers = await signedIn(database.seeded.actors, handrail);
  const plain = await plainServer(database, callers);
  try {
    const measured = {
      handrail: () => requestsPerSecond(handrail.address, requests(callers, '/graphql'), ROUND_MS),
      plain: () => requestsPerSecond(plain.address, requests(callers, plainPath), ROUND_MS),
    };
    await inTurns(1, measured);
    const found = await inTurns(ROUNDS, measured);
    const ratio = found.handrail / found.plain;
    return {
      columns: {
        [titles.handrail]: found.handrail.toFixed(0),
        [titles.plain]: found.plain.toFixed(0),
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
