import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencyAdd } from '../../src/agencies/agency-command.js';
import { personAdd } from '../../src/agencies/person-command.js';
import { refuseUnfitForProduction } from '../../src/operations/production-wall.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/database/database.js';
import { RecordSealing } from '../../src/record/record-sealing.js';
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

  it('is not sealed with a key that a demo makes on the spot', async () => {
    const database = await Database.open(used.databaseUrl);
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-wall-'));
    const sealing = new RecordSealing(readConfiguration({ HANDRAIL_DATA_DIR: dataDir }), database);
    await expect(sealing.sealAll()).rejects.toThrow('Set HANDRAIL_MODE=production');
    expect(readdirSync(dataDir)).toEqual([]);
    rmSync(dataDir, { recursive: true });
    await database.close();
  });

  it('is served in production whatever addresses its people have, and a demo’s people are not', async () => {
    const owner = await ownerDataSource(used.ownerUrl);
    await personAdd(owner, {
      email: 'ann@hillside.example',
      name: 'Ann',
      agency: 'hillside',
      roles: ['SAFEGUARDING_LEAD'],
    });
    await owner.destroy();
    await expect(refuseUnfitForProduction(used.databaseUrl)).resolves.toBeUndefined();
    const shown = await testDatabase('demo');
    await expect(refuseUnfitForProduction(shown.databaseUrl)).rejects.toThrow('invented people');
    await shown.drop();
  });

  it('is verified in production by who has no key to seal it with', async () => {
    const database = await Database.open(used.databaseUrl);
    const production = readConfiguration(
      { HANDRAIL_MODE: 'production', OIDC_ISSUER: 'https://signin.police.example', DATABASE_URL: used.databaseUrl },
      { seals: false },
    );
    await expect(new RecordSealing(production, database).sealAll()).rejects.toThrow(
      'The key that the record is sealed',
    );
    await database.close();
  });

  it('is not taken for the one that the owner’s URL leads to', async () => {
    const entered = asOwner(opened(other, used.ownerUrl), () => Promise.resolve('changed'));
    await expect(entered).rejects.toThrow('lead to two databases. Nothing was changed.');
    for (const written of ['', '?options=-c%20timezone%3DAsia/Tokyo'])
      await expect(asOwner(opened(used, `${used.ownerUrl}${written}`), () => Promise.resolve('done'))).resolves.toBe(
        'done',
      );
  });

  it('is told from an empty one, which a demo fills, and serves again', async () => {
    await prepareForServing(demo, opened(other, other.ownerUrl));
    expect(await agencies(other)).toContain('northgate');
    await expect(prepareForServing(demo, opened(other))).resolves.toBeUndefined();
  });
});
