import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { readerOf } from '../../libs/access/reading.js';
import { trainingNoticeRule } from '../../libs/access/row-rules.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';
import { type Caller, everyCaller } from './actors.js';
import { mutantsOf } from './mutants.js';
import { asTheApplication, seenInDatabase, settingsOf } from './sight.js';
import { storePeople } from './stored-people.js';

/** Written down here once more, by the words of docs/access.md: the policy that is tried is not asked. */
const SUPERVISORS: Record<string, string> = {
  SCHOOL: 'SAFEGUARDING_LEAD',
  POLICE: 'SUPERVISOR',
  SOCIAL_CARE: 'DECISION_MAKER',
  CHARITY: 'SERVICE_COORDINATOR',
};
const callers = everyCaller.filter(({ reported, trained }) => !reported && trained);
const notice = ({ actor }: Caller, own: boolean, { agency } = actor) => ({
  id: randomUUID(),
  person_id: actor.id,
  agency_id: agency.id,
  days_ahead: agency === actor.agency ? 60 : 14,
  own,
  roles: own ? [] : [SUPERVISORS[agency.kind] ?? 'NOBODY'],
});
/** Of each person their own notice, and the one to those who supervise them; and what somebody was told at an agency that they left. */
const notices = [
  ...callers.flatMap((caller) => [true, false].map((own) => notice(caller, own))),
  ...callers.slice(0, 1).map((caller) => notice(caller, true, callers.at(-1)?.actor)),
];

function expectedFor({ actor, role }: Caller): string[] {
  const supervises = SUPERVISORS[actor.agency.kind] === role;
  return notices
    .filter(({ agency_id }) => agency_id === actor.agency.id)
    .filter(({ own, person_id }) => (own ? person_id === actor.id : supervises && person_id !== actor.id))
    .map(({ id }) => id)
    .sort();
}
async function seenBy(client: pg.Client, caller: Caller): Promise<string[]> {
  await seenInDatabase(client, settingsOf(caller), ['participation']);
  const { rows } = await client.query<{ id: string }>('select id from training_notice order by id');
  return rows.map(({ id }) => id);
}

/* Every role of every kind of agency, and what was told of each of them: as the database answers under the role that serves. */
describe('who is told of training that runs out', () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await testDatabase('empty');
    await store.asSuperuser(async (client) => {
      await storePeople(client);
      await client.query(
        `insert into training_notice (person_id, training, expires_on, days_ahead, own, id, agency_id, roles, at)
         select n.person_id, 'safeguarding', '2027-01-01', n.days_ahead, n.own, n.id, n.agency_id, n.roles, now()
         from jsonb_to_recordset($1) as n (id uuid, person_id uuid, agency_id uuid, days_ahead int, own boolean, roles text[])`,
        [JSON.stringify(notices)],
      );
    });
  }, 60_000);
  afterAll(() => store.drop());

  it('is the person of theirs alone, and whoever supervises at their agency, in memory and in the database', async () => {
    let seen = 0;
    await store.asSuperuser(async (client) => {
      for (const caller of callers) {
        const who = `${caller.actor.agency.kind} ${caller.role}`;
        const inMemory = notices.filter((one) => trainingNoticeRule.holds(one, readerOf(caller.actor)));
        expect([who, inMemory.map(({ id }) => id).sort()]).toEqual([who, expectedFor(caller)]);
        expect([who, await asTheApplication(client, () => seenBy(client, caller))]).toEqual([who, expectedFor(caller)]);
        seen += expectedFor(caller).length;
      }
    });
    console.info(`${callers.length * notices.length} cells of training that runs out; ${seen} are seen`);
    expect(seen).toBeGreaterThan(100);
  });

  it('is found to be otherwise, wherever the compiled SQL is changed', async () => {
    const survivors: string[] = [];
    const mutants = mutantsOf(trainingNoticeRule.sql);
    await store.asSuperuser(async (client) => {
      for (const { what, sql } of mutants) {
        await client.query('begin');
        await client.query(`alter policy training_notice_is_told on training_notice using (${sql})`);
        await client.query('set local role handrail_app');
        let found = false;
        for (const caller of callers) {
          found = (await seenBy(client, caller)).join() !== expectedFor(caller).join();
          if (found) break;
        }
        if (!found) survivors.push(what);
        await client.query('rollback');
      }
    });
    console.info(`${mutants.length} mutants of the compiled SQL: ${survivors.length} survive`);
    expect(survivors).toEqual([]);
    expect(mutants.length).toBeGreaterThan(12);
  });
});
