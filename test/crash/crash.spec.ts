import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { openForCommand } from '../../src/operations/opened-database.js';
import { auditVerify } from '../../src/record/audit-command.js';
import type { Answer, Person } from '../harness/http.js';
import { newKey } from '../harness/http.js';
import { submitted } from '../harness/incidents.js';
import { deadlinesOf, everyReplay } from '../harness/replay.js';
import { ServerProcess } from '../harness/server-process.js';

const AT_ONCE = 100;
const KILLED_AFTER = 20;

describe('A server or database that is killed in the middle of a hundred actions', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.prepare();
    await server.start();
  }, 90_000);
  afterAll(async () => {
    await server.stop();
    server.remove();
  });

  it.each(['server', 'database', 'both'] as const)(
    'loses nothing that was acknowledged, and doubles nothing: %s',
    async (what) => {
      const dsl = await server.as('dsl@northgate.example');
      const commands = await Promise.all(
        Array.from({ length: AT_ONCE }, async () => ({
          referralId: await submitted(dsl),
          expectedVersion: 1,
          idempotencyKey: newKey(),
        })),
      );
      let done = 0;
      const answers = commands.map(async (command) => {
        const answer = await tried(dsl, command);
        if ((done += 1) === KILLED_AFTER) server.kill(what);
        return answer;
      });
      const first = await Promise.all(answers);
      if (what === 'database') await backAgain(server);
      else await server.start();

      const again = [];
      for (const command of commands) again.push(await dsl.send('openInitialReview', command));
      const entries = again.map(
        (answer) => (answer.data?.openInitialReview as { entry: { id: string } } | undefined)?.entry.id,
      );
      expect(entries.filter((entry) => entry === undefined)).toEqual([]);
      first.forEach((answer, place) => {
        const acknowledged = answer?.data?.openInitialReview as { entry: { id: string } } | undefined;
        if (acknowledged) expect(entries[place]).toBe(acknowledged.entry.id);
      });
      expect(first.some((answer) => answer?.data?.openInitialReview)).toBe(true);
      console.log(
        `${what}: ${first.filter((answer) => answer?.data?.openInitialReview).length} of ${AT_ONCE} acknowledged before the kill`,
      );

      const opened = await openForCommand(server.configuration);
      const database = await Database.open(opened.databaseUrl);
      try {
        const replays = await everyReplay(opened.ownerUrl ?? '');
        const ours = replays.filter(({ id }) => commands.some(({ referralId }) => referralId === id));
        expect(ours).toHaveLength(AT_ONCE);
        for (const { stored, replay, events, deadlines } of ours) {
          expect(events.map(({ type }) => type)).toEqual(['submitReferral', 'openInitialReview']);
          expect(replay).toEqual(stored);
          expect(deadlines).toEqual(deadlinesOf(stored));
        }
        expect(await auditVerify({ configuration: server.configuration, database }, () => undefined)).toBe(true);
      } finally {
        await database.close();
        await opened.close();
      }
    },
    120_000,
  );
});

const tried = (who: Person, command: Record<string, unknown>): Promise<Answer | null> =>
  who.send('openInitialReview', command).catch(() => null);

async function backAgain(server: ServerProcess): Promise<void> {
  const dsl = await server.as('dsl@northgate.example');
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    const answer = await dsl.ask('{ me { id } worklist(first: 1) { pageInfo { hasNextPage } } }').catch(() => null);
    if (answer?.errors.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The database did not come back');
}
