import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { demoId } from '../../src/agencies/demo-people.js';
import { Handrail, type Person } from '../harness/http.js';
import { offered, people, reviewed } from '../harness/incidents.js';

const GMP = demoId('gmp');
const NOTICES = `pg_advisory_xact_lock(hashtextextended('notices of ${GMP}', 0))`;
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
        await door.query(`select ${NOTICES}`);
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
