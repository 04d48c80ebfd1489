import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { ClockFiring } from '../../src/clocks/clock-firing.js';
import { ClockWorker } from '../../src/clocks/clock-worker.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { RestrictionPassing } from '../../src/clocks/restriction-passing.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { HandrailBeside } from '../harness/beside.js';
import { people, submitted } from '../harness/incidents.js';

describe('The sweep that each minute looks for deadlines that ran out', () => {
  let handrail: HandrailBeside;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('fires all that can fire, though one before them cannot, and says which', async () => {
    const [broken, whole] = [await submitted(by.dsl), await submitted(by.dsl)];
    await handrail.store.asSuperuser((client) =>
      client.query(
        `update referral set stored = jsonb_set(stored, '{snapshot}', '{}'), next_due_at = now() - interval '1 day' where referral_id = $1`,
        [broken],
      ),
    );
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
    await handrail.store.asSuperuser((client) =>
      client.query('update domain_clock set offset_ms = 7::bigint * 86400000'),
    );
    const clock = new DomainClock(handrail.database);
    const firing = new ClockFiring(handrail.database, new AgencyCalendars(handrail.database, clock));
    await expect(firing.sweep(inAWeek)).rejects.toThrow(broken);
    const deadlines = (await by.dsl.see(whole)).deadlines.map(({ kind, status }) => `${kind} ${status}`);
    expect(deadlines).toContain('initialReview OVERDUE');
  });

  it('is done with when it failed: the queue keeps nothing of it, and the next does what it left', async () => {
    const clock = new DomainClock(handrail.database);
    const calendars = new AgencyCalendars(handrail.database, clock);
    const firing = new ClockFiring(handrail.database, calendars);
    await expect(firing.sweep(await clock.now())).rejects.toThrow('Not done');
    const worker = new ClockWorker(
      readConfiguration({}),
      handrail.database,
      firing,
      clock,
      calendars,
      new StaffTelling(handrail.database, calendars, clock),
      new RestrictionPassing(handrail.database, calendars),
    );
    const failed = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    await worker.onApplicationBootstrap();
    try {
      const waiting = (): Promise<number> =>
        handrail.store.asSuperuser(async (client) => {
          const { rows } = await client.query(
            `select from graphile_worker.jobs where task_identifier = 'sweep-clocks'`,
          );
          return rows.length;
        });
      await handrail.store.asSuperuser((client) => client.query(`select graphile_worker.add_job('sweep-clocks')`));
      while ((await waiting()) > 0 || failed.mock.calls.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(failed.mock.calls[0]?.[0]).toContain('A job failed; what it left undone is found by the next sweep');
    } finally {
      await worker.onApplicationShutdown();
      failed.mockRestore();
    }
  });

  it('comes past more that cannot fire than it reads at once', async () => {
    const whole = await submitted(by.dsl);
    await handrail.store.asSuperuser(async (client) => {
      await client.query(
        `insert into referral select gen_random_uuid(), reference, pathway_key, pathway_version, reported_by, created_at, seq, stored, now() - interval '1 day'
         from referral, generate_series(0, 100) where referral_id = $1`,
        [whole],
      );
      await client.query('update domain_clock set offset_ms = 30::bigint * 86400000');
    });
    const firing = new ClockFiring(
      handrail.database,
      new AgencyCalendars(handrail.database, new DomainClock(handrail.database)),
    );
    await firing.sweep(new Date(Date.now() + 30 * 86_400_000).toISOString()).catch(() => undefined);
    const deadlines = (await by.dsl.see(whole)).deadlines.map(({ kind, status }) => `${kind} ${status}`);
    expect(deadlines).toContain('initialReview OVERDUE');
  });
});
