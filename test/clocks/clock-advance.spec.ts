import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Temporal } from 'temporal-polyfill';
import { join } from 'node:path';
import { clockAdvance, clockShow } from '../../src/clocks/clock-command.js';
import { Database } from '../../src/database/database.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { doctor } from '../../src/operations/doctor.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';

describe('the operator and the domain’s clock', () => {
  let store: TestDatabase;
  let database: Database;
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-advance-'));
  beforeAll(async () => {
    store = await testDatabase();
    database = await Database.open(store.databaseUrl);
  });
  afterAll(async () => {
    await database.close();
    await store.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is ahead by exactly what was asked for, however often it was moved', async () => {
    expect(await clockShow(database)).toMatch(/ \(real time\)$/);
    await clockAdvance(database, 'P2D');
    expect(await clockShow(database)).toMatch(/ \(P2D ahead of real time\)$/);
    await clockAdvance(database, 'PT4H');
    expect(await clockShow(database)).toMatch(/ \(P2DT4H ahead of real time\)$/);
  });

  it('goes on by months of the calendar, and by nothing that is no duration forward', async () => {
    const ahead = async (): Promise<number> => Date.parse((await clockShow(database)).slice(0, 24)) - Date.now();
    const before = await ahead();
    const today = new Date(Date.now() + before).toISOString().slice(0, 10);
    await clockAdvance(database, 'P1M');
    const days = (await ahead()) - before;
    expect(Math.round(days / 86_400_000)).toBe(
      Temporal.PlainDate.from(today).until(Temporal.PlainDate.from(today).add({ months: 1 }), { largestUnit: 'days' })
        .days,
    );
    for (const none of ['P', 'a month', '-P1D', 'PT0S', 'P99999999999Y', 'P99999Y'])
      await expect(clockAdvance(database, none)).rejects.toThrow(/^(A duration is needed|The clock (only )?goes )/);
  });

  it('is told by the doctor until which day bank holidays are known', async () => {
    const lines: string[] = [];
    await doctor(readConfiguration({ DATABASE_URL: store.databaseUrl, HANDRAIL_DATA_DIR: dataDir }), (line) =>
      lines.push(line),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ok {7}bank holidays are known until \d{4}-\d{2}-\d{2}$/));
  });
});
