import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Handrail } from '../../test/harness/http.js';

let handrail: Handrail;
beforeAll(async () => {
  handrail = await Handrail.start();
});
afterAll(() => handrail.stop());

it('an answer whose session is cut in its midst is a 503 that says when to try again, and the next one is whole', async () => {
  const dsl = await handrail.as('dsl@northgate.example');
  const list = '{ worklist { edges { cursor } } }';
  expect((await dsl.ask(list)).errors).toEqual([]);
  const cut = await handrail.store.asSuperuser(async (client) => {
    await client.query('begin');
    await client.query('lock table participation in access exclusive mode');
    const asked = dsl.ask(list);
    const waiting = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'handrail answers' and wait_event_type = 'Lock'`;
    while (!(await client.query(waiting)).rowCount) await new Promise((resolve) => setTimeout(resolve, 20));
    await client.query('rollback');
    return asked;
  });
  expect([cut.status, cut.errors[0]?.extensions.code, Number(cut.headers.get('retry-after')) > 0]).toEqual([
    503,
    'UNAVAILABLE',
    true,
  ]);
  expect(cut.data).toBeNull();
  const next = await dsl.ask(list);
  expect([next.status, next.errors]).toEqual([200, []]);
});
