import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { agencyCommands } from '../../src/agencies/commands.js';
import { Database } from '../../src/database/database.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import type { OpenedDatabase } from '../../src/operations/opened-database.js';
import { migrateDatabase } from '../../src/operations/prepared-database.js';
import { refuseUnfitForProduction } from '../../src/operations/production-wall.js';
import { settings, settingsInWords } from '../../src/operations/settings.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';

const DOCUMENT = readFileSync('docs/operations.md', 'utf8');

describe('the document for operators', () => {
  it('explains every variable of the environment as the programs do', () => {
    const rows = DOCUMENT.split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, cell]) => /^`(PORT|HOST|LOG_LEVEL|DATABASE_\w+|HANDRAIL_\w+|OIDC_\w+)`$/.test(cell ?? ''))
      .map(([, variable, otherwise, meaning]) => ({ variable: variable?.slice(1, -1), otherwise, meaning }));

    expect(rows).toEqual(settings);
    for (const { variable } of settings) expect(settingsInWords()).toContain(variable);
  });
});

/** The statements as they stand in the document, on a cluster whose names may be taken: so with names of this run. */
describe('the production set-up as the document has it', () => {
  const mark = randomBytes(4).toString('hex');
  const roles = (/```sql\n([\s\S]*?)```/.exec(DOCUMENT)?.[1] ?? '')
    .replace(/\bhandrail_(owner|server)\b/g, `$1_${mark}`)
    .replace(/database handrail\b/g, `database made_${mark}`);
  const commands = [...DOCUMENT.matchAll(/^npm run -s handrail -- ((?:agency|person|client) .*)$/gm)].map(([, line]) =>
    [...(line ?? '').replace(/ #.*/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    ),
  );
  let cluster: TestDatabase;
  const url = (role: string, password: string): string => {
    const made = new URL(cluster.databaseUrl);
    [made.username, made.password, made.pathname] = [`${role}_${mark}`, password, `/made_${mark}`];
    return made.href;
  };

  beforeAll(async () => {
    cluster = await testDatabase('empty');
    await cluster.asSuperuser(async (client) => {
      for (const statement of roles.split(';').filter((one) => one.trim() !== '')) {
        // The three roles that nobody logs in as are one for the whole cluster.
        if (!/create role handrail_(app|door|worker) /.test(statement)) await client.query(statement);
      }
    });
  });
  afterAll(async () => {
    await cluster.asSuperuser(async (client) => {
      await client.query(`drop database if exists made_${mark} with (force)`);
      await client.query(`drop role if exists owner_${mark}, server_${mark}`);
    });
    await cluster.drop();
  });

  it('makes a database that migrates, takes agencies and people, and serves production', async () => {
    const ownerUrl = url('owner', 'CHOOSE-ONE');
    const databaseUrl = url('server', 'CHOOSE-ANOTHER');
    const opened = { databaseUrl, ownerUrl, embedded: false } as OpenedDatabase;
    expect((await migrateDatabase(opened)).length).toBeGreaterThan(10);
    const owner = await ownerDataSource(ownerUrl);
    const database = await Database.open(databaseUrl);
    const said: string[] = [];
    for (const words of commands) {
      const program = new Command();
      agencyCommands(program, {
        onOwner: async (work) => void said.push(await work(owner)),
        onDatabase: async (work) => void said.push(await work(database)),
      });
      await program.parseAsync(words, { from: 'user' });
    }
    await owner.destroy();

    await expect(refuseUnfitForProduction(databaseUrl)).resolves.toBeUndefined();
    const [shown] = said.filter((one) => one.startsWith('harbour  '));
    expect(shown).toBe(
      [
        'harbour  Harbour Trust, CHARITY',
        '  harbour-case-system  INTEGRATION',
        'hillside  Hillside School, SCHOOL',
        '  lead@hillside.sch.uk  SAFEGUARDING_LEAD',
      ].join('\n'),
    );
    await database.close();
  });
});
