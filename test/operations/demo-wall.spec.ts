import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencyAdd } from '../../src/agencies/agency-command.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import type { OpenedDatabase } from '../../src/operations/opened-database.js';
import { asOwner, prepareForServing } from '../../src/operations/prepared-database.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';

const demo = readConfiguration({});
const opened = ({ databaseUrl }: TestDatabase, ownerUrl?: string): OpenedDatabase =>
  ({ databaseUrl, ownerUrl, embedded: false }) as OpenedDatabase;
const agencies = (database: TestDatabase): Promise<string[]> =>
  database.asSuperuser(async (client) =>
    (await client.query<{ key: string }>('select key from agency order by key')).rows.map(({ key }) => key),
  );

describe('A database in use', () => {
  let used: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [used, other] = [await testDatabase('empty'), await testDatabase('empty')];
    const owner = await ownerDataSource(used.ownerUrl);
    await agencyAdd(owner, { key: 'hillside', name: 'Hillside School', kind: 'SCHOOL' });
    await owner.destroy();
  });
  afterAll(async () => {
    await used.drop();
    await other.drop();
  });

  it('is served by no demo, whoever forgot to say that it is none, and gets no invented people', async () => {
    for (const database of [opened(used), opened(used, used.ownerUrl)])
      await expect(prepareForServing(demo, database)).rejects.toThrow('Set HANDRAIL_MODE=production');
    expect(await agencies(used)).toEqual(['hillside']);
  });

  it('is not taken for the one that the owner’s URL leads to', async () => {
    const entered = asOwner(opened(other, used.ownerUrl), () => Promise.resolve('changed'));
    await expect(entered).rejects.toThrow('lead to two databases. Nothing was changed.');
    await expect(asOwner(opened(used, used.ownerUrl), () => Promise.resolve('changed'))).resolves.toBe('changed');
  });

  it('is told from an empty one, which a demo fills, and serves again', async () => {
    await prepareForServing(demo, opened(other, other.ownerUrl));
    expect(await agencies(other)).toContain('northgate');
    await expect(prepareForServing(demo, opened(other))).resolves.toBeUndefined();
  });
});
