import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { demoId } from '../../src/agencies/demo-people.js';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { offered, people, reviewed } from '../harness/incidents.js';
import { InServices } from '../harness/services.js';

const [GMP, LFF] = [demoId('gmp'), demoId('lff')];
const noticesOf = (agency: string): string => `pg_advisory_xact_lock(hashtextextended('notices of ${agency}', 0))`;
const UNTIL_IT_WAITS_MS = 20;

/** A worker tells supervisors of work that must move, while the door changes a referral of the same agency. */
describe('Telling of work that must move', () => {
  let handrail: Handrail;
  let triage: Person;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start({ HANDRAIL_ROLE: 'api' });
    const by = await people(handrail);
    triage = by.triage;
    id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await triage.act(id, 'allocate', { personEmail: 'officer@gmp.example' });
  });
  afterAll(() => handrail.stop());

  it('waits for a change that tells the agency of something, and that change not for it', async () => {
    await handrail.store.asSuperuser((door) =>
      handrail.store.asSuperuser(async (worker) => {
        // Told of before, and able to act again: the worker forgets that first.
        await door.query(
          `update allocation set told_for = id, told_cause = 'ROLE_LOST', told_at = now() where referral_id = $1`,
          [id],
        );
        await door.query('begin');
        await door.query(`select ${noticesOf(GMP)}`);
        const { rows } = await worker.query<{ pid: number }>('select pg_backend_pid() as pid');
        const told = worker.query(`select work_tell($1, '{"POLICE": ["CASE_WORKER"]}', '{"POLICE": ["SUPERVISOR"]}')`, [
          JSON.stringify([{ referral_id: id, agency_id: GMP, cause: 'DEACTIVATED', overdue: false }]),
        ]);
        await waiting(door, rows[0]?.pid ?? 0);
        await door.query(`update allocation set ended_at = ended_at where referral_id = $1`, [id]);
        await door.query('commit');
        await told;
      }),
    );
    const { rows } = await handrail.store.asSuperuser((client) =>
      client.query('select told_cause from allocation where referral_id = $1', [id]),
    );
    expect(rows).toEqual([{ told_cause: 'DEACTIVATED' }]);
  });

  it('and work that is passed to a service, whose allocation moves with it, wait for each other in one order', async () => {
    const its = await InServices.of(handrail);
    const passed = await its.whole();
    await its.who.lff.act(passed, 'allocate', { personEmail: 'support.lead@lff.example' });
    const { version: expectedVersion } = await its.who.lff.see(passed);
    const pass = { referralId: passed, expectedVersion, idempotencyKey: newKey(), service: 'survivor-support' };
    const answer = await handrail.store.asSuperuser(async (worker) => {
      await worker.query(`begin; set local lock_timeout = '500ms'`);
      await worker.query(`select ${noticesOf(LFF)}`);
      const { rows } = await worker.query<{ pid: number }>('select pg_backend_pid() as pid');
      const passing = its.who.lff.send('passToService', pass);
      await waitedFor(worker, rows[0]?.pid ?? 0);
      // As work_tell does next, and it need not wait for it.
      await worker.query(`update allocation set told_cause = told_cause where referral_id = $1`, [passed]);
      await worker.query('commit');
      return passing;
    });
    expect(answer.errors).toEqual([]);
  });
});

async function waiting(client: pg.Client, pid: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ waits: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as waits', [
      pid,
    ]);
    if (rows[0]?.waits) return;
    await new Promise((later) => setTimeout(later, UNTIL_IT_WAITS_MS));
  }
}

async function waitedFor(client: pg.Client, pid: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      'select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)) and pid <> $1',
      [pid],
    );
    if (rows.length > 0) return;
    await new Promise((later) => setTimeout(later, UNTIL_IT_WAITS_MS));
  }
}
