import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import { signedIn } from './callers.js';
import { inTurns, latencies, median } from './load.js';
import { pagesInTurn } from './worklist.js';

const [FEW, MANY] = [10_000, 1_000_000];
const ROUNDS = 7;
const PAGES = 300;
const BAR = 1.2;

/** What a warm worklist page costs among a million referrals, by what it costs among ten thousand. */
export async function growthMeasured(databases: BenchDatabases): Promise<Finding> {
  const [few, many] = [await databases.of(FEW), await databases.of(MANY)];
  const servers = await Promise.all([few, many].map((database) => BenchServer.start(database)));
  try {
    const cost = async (server: BenchServer, database: typeof few): Promise<() => Promise<number>> => {
      // The same people ask again and again: what is measured is the page, not a cold disk.
      const callers = await signedIn(database.seeded.actors.slice(0, 10), server);
      return async () => median(await latencies(server.address, pagesInTurn(callers, '/graphql'), PAGES));
    };
    const [fewServer, manyServer] = servers;
    if (!fewServer || !manyServer) throw new Error('Two servers are needed');
    const measured = { few: await cost(fewServer, few), many: await cost(manyServer, many) };
    await inTurns(1, measured);
    const found = await inTurns(ROUNDS, measured);
    const ratio = found.many / found.few;
    return {
      columns: {
        'a page among 10,000, milliseconds': found.few.toFixed(2),
        'a page among 1,000,000, milliseconds': found.many.toFixed(2),
        ratio: ratio.toFixed(2),
      },
      figures: { ratio, few: found.few, many: found.many },
      met: ratio <= BAR,
      bar: `at most ${BAR}`,
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
