import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import { signedIn } from './callers.js';
import { notesInTurn } from './action.js';
import { someRequests } from './load.js';
import { pagesInTurn } from './worklist.js';

const REQUESTS = 10_000;
const MOST_MEGABYTES = 300;

/** What the server's process holds in memory once it has answered ten thousand requests: nine pages to each action. */
export async function memoryMeasured(databases: BenchDatabases): Promise<Finding> {
  const database = await databases.of(databases.referrals);
  const handrail = await BenchServer.start(database);
  try {
    const callers = await signedIn(database.seeded.actors, handrail);
    const [page, note] = [pagesInTurn(callers, '/graphql'), notesInTurn(database.seeded, callers, '/graphql')];
    let asked = 0;
    await someRequests(handrail.address, () => ((asked += 1) % 10 === 0 ? note() : page()), REQUESTS);
    const megabytes = handrail.residentMegabytes();
    return {
      columns: { 'resident after 10,000 requests, megabytes': megabytes.toFixed(0) },
      figures: { megabytes },
      met: megabytes < MOST_MEGABYTES,
      bar: `under ${MOST_MEGABYTES} MB`,
    };
  } finally {
    await handrail.stop();
  }
}
