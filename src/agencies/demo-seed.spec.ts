import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/harness/database.js';
import { ownerDataSource } from '../database/migrate.js';
import { Database } from '../database/database.js';
import { AgencyDirectory } from './agency-directory.js';
import { seedDemo } from './demo-seed.js';

let test: TestDatabase;
let database: Database;
let directory: AgencyDirectory;

beforeAll(async () => {
  test = await testDatabase('empty');
  const owner = await ownerDataSource(test.ownerUrl);
  await seedDemo(owner);
  await seedDemo(owner);
  await owner.destroy();
  database = await Database.open(test.databaseUrl);
  directory = new AgencyDirectory(database);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

it('enters each agency and person once, however often it runs, and marks the database', async () => {
  const [counted] = await test.asSuperuser(async (client) => {
    const answer =
      await client.query(`select (select count(*)::int from agency) as agencies, (select count(*)::int from person) as people,
      (select count(*)::int from person_role) as roles, (select count(*)::int from machine_client) as clients,
      (select count(*)::int from demo_mark) as marks,
      (select count(*)::int from service) as services, (select count(*)::int from person_service) as belonging, (select bool_and(expires_on > current_date) from training) as trained`);
    return answer.rows as unknown[];
  });
  expect(counted).toEqual({
    agencies: 7,
    people: 21,
    roles: 21,
    clients: 1,
    marks: 1,
    services: 3,
    belonging: 7,
    trained: true,
  });
});

it('lists agencies in order of creation, a page at a time', async () => {
  const first = await directory.page(4, null);
  expect(first.map(({ key }) => key)).toEqual(['gmp', 'northgate', 'riverside', 'csc']);
  const rest = await directory.page(4, first[3]?.id ?? null);
  expect(rest.map(({ key }) => key)).toEqual(['lff', 'survivors', 'university']);
});

it('finds an agency by its key, and by its id in any capitals', async () => {
  const police = await directory.byKeyOrId('gmp');
  expect(police).toMatchObject({ kind: 'POLICE' });
  expect(await directory.byKeyOrId(police?.id.toUpperCase() ?? '')).toEqual(police);
  expect(await directory.byKeyOrId('elsewhere')).toBeUndefined();
});

it('knows which agencies have somebody who may accept', async () => {
  const doors = await directory.kindsAndDoors();
  const open = async (key: string): Promise<boolean | undefined> =>
    doors[(await directory.byKeyOrId(key))?.id ?? '']?.canAccept;
  expect(await Promise.all(['gmp', 'northgate', 'csc', 'lff', 'university'].map(open))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

it('knows who acts for an agency, and nobody of another', async () => {
  const police = (await directory.byKeyOrId('gmp'))?.id ?? '';
  const known = await directory.people(police);
  expect(known.find(({ email }) => email === 'officer@gmp.example')).toMatchObject({
    roles: ['CASE_WORKER'],
    trained: true,
    mayAct: true,
  });
  expect(known.filter(({ email }) => !email.endsWith('@gmp.example'))).toEqual([]);
});

it.each(['agency', 'person', 'person_role', 'training', 'machine_client', 'service', 'person_service'])(
  'lets nobody who serves change %s',
  async (table) => {
    const write = { name: `forbidden-${table}`, text: `delete from ${table}` };
    await expect(database.referenceRows(write, [])).rejects.toThrow(/permission denied/);
    await expect(database.workerRows(write, [])).rejects.toThrow(/permission denied/);
  },
);
