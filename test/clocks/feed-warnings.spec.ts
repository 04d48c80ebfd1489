import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { calendarShow } from '../../src/clocks/calendar-command.js';
import { clockAdvance } from '../../src/clocks/clock-command.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { Database } from '../../src/database/database.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { doctor } from '../../src/operations/doctor.js';
import { JsonLines } from '../../src/operations/logging.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';

/** Past any feed that this version can come with. */
const FAR_AHEAD = 'P520W';

describe('a feed of bank holidays that has run out', () => {
  let store: TestDatabase;
  let database: Database;
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-feed-'));
  beforeAll(async () => {
    store = await testDatabase();
    database = await Database.open(store.databaseUrl);
    await clockAdvance(database, FAR_AHEAD);
  });
  afterAll(async () => {
    await database.close();
    await store.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is named by the doctor, who finds nothing broken', async () => {
    const lines: string[] = [];
    const settings = readConfiguration({ DATABASE_URL: store.databaseUrl, HANDRAIL_DATA_DIR: dataDir });
    expect(await doctor(settings, (line) => lines.push(line))).toBe(true);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^warning {2}The feed of bank holidays ended on .* Run: npm run handrail -- calendar refresh/,
      ),
    );
  });

  it('is named in the log when a server starts, and then once a day', async () => {
    const lines: string[] = [];
    Logger.overrideLogger(new JsonLines('warn', { write: (line) => lines.push(line) }));
    const calendars = new AgencyCalendars(database, new DomainClock(database));
    await calendars.onApplicationBootstrap();
    await calendars.warn();
    expect(lines).toEqual([expect.stringContaining('The feed of bank holidays ended on')]);
    await clockAdvance(database, 'P1D');
    await calendars.warn();
    await calendars.warn();
    expect(lines).toHaveLength(2);
  });

  it('is named to whoever looks at the calendar', async () => {
    expect(await calendarShow(database)).toContain('warning: The feed of bank holidays ended on');
  });
});
