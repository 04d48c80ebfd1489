import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../../test/harness/http.js';
import { submitted } from '../../test/harness/incidents.js';

describe('the measurements', () => {
  let handrail: Handrail;
  beforeAll(async () => {
    handrail = await Handrail.start();
  });
  afterAll(() => handrail.stop());

  const figure = async (name: string): Promise<number | undefined> => {
    const text = await (await fetch(`${handrail.address}/metrics`)).text();
    const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };

  it('count no referral as overdue, and no clock as late, while every deadline lies ahead', async () => {
    await submitted(await handrail.as('dsl@northgate.example'));

    expect(await figure('handrail_overdue_referrals')).toBe(0);
    expect(await figure('handrail_unfired_clock_seconds')).toBe(0);
  });

  it('count an open referral once its holder’s deadline has run out, and go back when it is met', async () => {
    const dsl = await handrail.as('dsl@northgate.example');
    const id = await submitted(dsl);
    await handrail.advance('P7D');
    const overdue = await figure('handrail_overdue_referrals');
    await dsl.act(id, 'withdraw', { reason: 'Reported in error' });

    expect(overdue).toBe(2);
    expect(await figure('handrail_overdue_referrals')).toBe(1);
  });

  it('tell for how long a clock that ran out has waited to fire, and that jobs wait', async () => {
    await submitted(await handrail.as('dsl@northgate.example'));
    await handrail.store.asSuperuser(async (client) => {
      await client.query(`update referral set next_due_at = now() + interval '6 days' where next_due_at is not null`);
      await client.query(`select graphile_worker.add_job('nobody-takes-this')`);
    });

    expect(await figure('handrail_unfired_clock_seconds')).toBeGreaterThan(86_000);
    expect(await figure('handrail_waiting_jobs')).toBeGreaterThan(0);
  });

  it('tell the age of an entry that is not sealed', async () => {
    await handrail.store.asSuperuser(async (client) => {
      await client.query('begin; select pg_advisory_xact_lock(20261125)'); // no sealer gets its turn
      await submitted(await handrail.as('dsl@northgate.example'));
      expect(await figure('handrail_unsealed_entry_seconds')).toBeGreaterThan(0);
      await client.query('rollback');
    });
  });

  it('leave out what they cannot read, and still answer', async () => {
    await handrail.store.asSuperuser((client) =>
      client.query('revoke execute on function deadlines_measured(timestamptz, int) from handrail_worker'),
    );

    expect((await fetch(`${handrail.address}/metrics`)).status).toBe(200);
    expect(await figure('handrail_overdue_referrals')).toBeUndefined();
    expect(await figure('handrail_unsealed_entry_seconds')).toBeUndefined();
  });
});
