import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../libs/access/actor.js';
import { demoId } from '../../src/agencies/demo-people.js';
import type { AskedStatement } from '../../src/database/batch.js';
import { Database } from '../../src/database/database.js';
import { named } from '../../src/database/statement.js';
import { Unavailable } from '../../src/errors/handrail-error.js';
import { testDatabase, type TestDatabase } from '../harness/database.js';

const lead: Actor = {
  id: demoId('dsl@northgate.example'),
  kind: 'PERSON',
  name: 'Demo lead',
  email: 'dsl@northgate.example',
  agency: { id: demoId('northgate'), key: 'northgate', name: 'Northgate', kind: 'SCHOOL' },
  roles: ['SAFEGUARDING_LEAD'],
  services: [],
};
const WHO = named(
  'who',
  `select current_user as role, current_setting('handrail.agency', true) as agency, current_setting('handrail.sections', true) as sections`,
);
const FAULT = named('fault', 'select 1 / $1::int as never');

describe('the way to the database', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await testDatabase();
    database = await Database.open(test.databaseUrl);
  });
  afterAll(async () => {
    await database.close();
    await test.drop();
  });

  it('reads as the Actor, and the session forgets them with the transaction', async () => {
    const [row] = await database.rows<{ role: string; agency: string; sections: string }>(lead, WHO, []);
    expect(row).toMatchObject({
      role: 'handrail_app',
      agency: lead.agency.id,
      sections: expect.stringContaining('NARRATIVE'),
    });

    const after = await Promise.all(
      Array.from({ length: 20 }, () => database.referenceRows<{ agency: string | null }>(WHO, [])),
    );
    expect(after.flat().filter(({ agency }) => agency)).toEqual([]);
  });

  it('reports the statement that failed, not the commit behind it, and the session serves on', async () => {
    for (let i = 0; i < 20; i += 1) await expect(database.rows(lead, FAULT, [0])).rejects.toThrow('division by zero');
    expect(await database.rows(lead, FAULT, [1])).toEqual([{ never: 1 }]);
  });

  it('carries out nothing after a statement that fails, and keeps a session only when it knows what is prepared in it', async () => {
    const [fault, session, mark] = [
      (by: number) => ({ statement: FAULT, values: [by] }),
      { statement: named('session', 'select pg_backend_pid() as pid'), values: [] },
      { statement: named('mark', `select set_config('handrail.mark', $1, false)`), values: ['left behind'] },
    ];
    const last = (...asked: AskedStatement[]): Promise<object[][]> =>
      database.transaction(lead, (transaction) => transaction.last(asked));
    const marked = async (): Promise<unknown[]> =>
      (
        await last(session, {
          statement: named('marked', `select current_setting('handrail.mark', true) as mark`),
          values: [],
        })
      ).flat();

    const [[before] = []] = await last(session, fault(1));
    await expect(last(fault(0), mark)).rejects.toThrow('division by zero');
    const [other, unmarked] = await marked();
    expect(other).not.toEqual(before);
    expect(unmarked).not.toEqual({ mark: 'left behind' });

    await last({ ...mark, values: ['put there'] }, fault(1));
    await expect(last(fault(0), mark)).rejects.toThrow('division by zero');
    expect(await marked()).toEqual([other, { mark: 'put there' }]);
  });

  it('rolls a transaction back whole when its work throws', async () => {
    const trial = database.workerTransaction(async (client) => {
      await client.query('create temporary table kept_by_mistake ()');
      throw new Error('the work changed its mind');
    });
    await expect(trial).rejects.toThrow('the work changed its mind');
    expect(
      await database.workerRows(named('left', `select 1 from pg_class where relname = 'kept_by_mistake'`), []),
    ).toEqual([]);
  });

  it('answers as unavailable when its sessions are cut in the middle, and serves the next call', async () => {
    const slow = Array.from({ length: 4 }, () => database.rows(lead, named('slow', 'select pg_sleep(20)'), []));
    const outcomes = Promise.allSettled(slow);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await test.asSuperuser((client) =>
      client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      ),
    );
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) });

    expect(await database.rows(lead, WHO, [])).toHaveLength(1);
  });
});
