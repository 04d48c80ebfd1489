import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { demoId } from '../../src/agencies/demo-people.js';
import { Handrail } from '../harness/http.js';
import { submitted } from '../harness/incidents.js';

/** Who reaches the database as the server, by a hole in a statement say, and calls the door themselves. */
describe("the door's functions", () => {
  let handrail: Handrail;
  let client: pg.Client;
  let referralId: string;
  let partyId: string;
  const person = { id: demoId('dsl@northgate.example'), name: 'Dana Demo' };
  const northgate = demoId('northgate');
  const elsewhere = { id: demoId('dsl@riverside.example'), agency: demoId('riverside') };

  beforeAll(async () => {
    handrail = await Handrail.start();
    const dsl = await handrail.as('dsl@northgate.example');
    referralId = await submitted(dsl);
    partyId = (await dsl.see(referralId)).parties[0]?.id ?? '';
    client = new pg.Client({ connectionString: handrail.store.databaseUrl, options: '-c search_path=handrail' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await handrail.stop();
  });

  const named = (caller: { id: string; agency: string }): Promise<unknown> =>
    client.query(
      `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true), set_config('handrail.actor_kind', 'PERSON', true),
         set_config('handrail.actor_name', $3, true), set_config('handrail.sections', '{OWN_NOTES}', true), set_config('handrail.trained', 'CURRENT', true), set_config('handrail.purpose', 'safeguarding', true),
         set_config('handrail.barred', referrals_barred()::text, true)`,
      [caller.id, caller.agency, person.name],
    );

  /** In a transaction that names them, or nobody, and is undone whatever comes of it. */
  async function calling<T extends pg.QueryResultRow>(
    caller: { id: string; agency: string } | null,
    statement: string,
    values: unknown[],
    role = 'handrail_app',
  ): Promise<T[]> {
    await client.query(`begin; set local role ${role}`);
    try {
      if (caller) await named(caller);
      return (await client.query<T>(statement, values)).rows;
    } finally {
      await client.query('rollback');
    }
  }
  const lead = { id: person.id, agency: northgate };

  const by = { personId: person.id, agencyId: northgate };
  const event = { type: 'addNote', seq: 99, at: new Date().toISOString(), entryId: randomUUID(), by };
  const entryOfRecord = { id: randomUUID(), person_ids: [], sections: [] };
  /** A child opened to an agency that has no part in it. */
  const rows = (change: object = {}): object => ({
    record: [entryOfRecord],
    audiences: { party: [{ id: partyId, visible_to: [northgate, elsewhere.agency] }] },
    ...change,
  });
  const STORE = 'select door_store($1, $2, $3, null, null, $4, $5, $6, $7)';
  const values = (on: string, change: object, eventChange: object): unknown[] => [
    on,
    { ...event, ...eventChange },
    {},
    'a-key',
    'a-hash',
    'SUMMARY',
    rows(change),
  ];
  const stored = (
    change: object,
    caller: { id: string; agency: string } | null = lead,
    eventChange: object = {},
    on = referralId,
  ): Promise<unknown[]> => calling(caller, STORE, values(on, change, eventChange));

  it('load a referral and its state for the caller of the transaction, and for nobody else', async () => {
    const load = 'select * from door_load($1, $2, $3, $4)';
    const asked = [person.id, northgate, 'a-key', referralId];
    const [row] = await calling<{ referral_id: string }>(lead, load, asked);
    expect(row?.referral_id).toBe(referralId);
    expect(await calling(lead, 'select * from door_state($1, $2)', [northgate, [referralId]])).toHaveLength(1);

    for (const caller of [null, elsewhere, { ...lead, agency: elsewhere.agency }, { ...lead, id: elsewhere.id }])
      await expect(calling(caller, load, asked)).rejects.toThrow('for the caller of the transaction only');
    await expect(calling(null, load, [null, null, 'a-key', referralId])).rejects.toThrow('for the caller');
    const [theirs] = await calling(elsewhere, load, [elsewhere.id, elsewhere.agency, 'a-key', referralId]);
    expect(theirs).toMatchObject({ referral_id: null, stored: null, participations: null, deadlines: null });
    for (const caller of [null, elsewhere]) {
      const state = calling(caller, 'select * from door_state($1, $2)', [northgate, [referralId]]);
      await expect(state).rejects.toThrow('for the caller of the transaction only');
    }
  });

  it("hand out what stands on a referral only when the caller's agency sees it", async () => {
    for (const routine of ['door_items', 'door_rows']) {
      expect(await calling(lead, `select ${routine}($1)`, [referralId])).toHaveLength(1);
      for (const caller of [null, elsewhere])
        await expect(calling(caller, `select ${routine}($1)`, [referralId])).rejects.toThrow('sees no such referral');
    }
  });

  it("store a change in the caller's own name, on a referral that their agency sees", async () => {
    expect(await stored({})).toHaveLength(1);
    await expect(stored({}, null)).rejects.toThrow('carries the caller');
    await expect(stored({}, elsewhere)).rejects.toThrow('carries the caller');
    const theirs = { by: { personId: elsewhere.id, agencyId: elsewhere.agency } };
    await expect(stored({}, elsewhere, theirs)).rejects.toThrow('sees no such referral');
    await expect(stored({}, elsewhere, { ...theirs, seq: 1 })).rejects.toThrow('sees no such referral');
    await expect(stored({}, lead, {}, randomUUID())).rejects.toThrow('sees no such referral');
  });

  it.each([
    ['restricts it to others', 'insert into handrail.restriction values ($1, $2, array[$3::uuid])', elsewhere.id],
    ['has a conflict of interest', 'insert into handrail.conflict_of_interest values ($1, $3, $2)', person.id],
  ])('hand out, open and store nothing of a referral where the caller’s agency %s', async (_what, shut, whom) => {
    const asSuperuser = (statement: string, given: unknown[]): Promise<unknown> =>
      handrail.store.asSuperuser((superuser) => superuser.query(statement, given));
    await asSuperuser(shut, [referralId, northgate, whom]);
    try {
      const asked = [person.id, northgate, 'a-key', referralId];
      expect(await calling(lead, 'select * from door_load($1, $2, $3, $4)', asked)).toMatchObject([
        { referral_id: null, stored: null, participations: null },
      ]);
      expect(await calling(lead, 'select * from door_state($1, $2)', [northgate, [referralId]])).toEqual([]);
      for (const routine of ['door_items', 'door_rows'])
        await expect(calling(lead, `select ${routine}($1)`, [referralId])).rejects.toThrow('sees no such referral');
      await expect(stored({})).rejects.toThrow('shut to the caller');
      const open = `select its.outcome from (select set_config('handrail.may_open', 'true', true) as may) it,
        lateral emergency_open($1, gen_random_uuid(), 'another-key', 'a-hash', 'SERIOUS_HARM', it.may, '{RISK}', '{}') its`;
      expect(await calling(lead, open, [referralId])).toEqual([{ outcome: 'NONE' }]);
      // Nobody reads to whom it is shut but the door.
      for (const table of ['restriction', 'conflict_of_interest'])
        await expect(calling(lead, `select from ${table}`, [])).rejects.toThrow('permission denied');
      await expect(calling(lead, `select bars_store($1, $2, '{}')`, [referralId, northgate])).rejects.toThrow(
        'permission denied',
      );
    } finally {
      await asSuperuser('delete from handrail.restriction', []);
      await asSuperuser('delete from handrail.conflict_of_interest', []);
    }
    expect(await stored({})).toHaveLength(1);
  });

  it('store nothing without its own entry in the record', async () => {
    const disclosure = { ...entryOfRecord, id: randomUUID(), recipients: [elsewhere.agency] };
    for (const record of [[], undefined, [disclosure], [disclosure, entryOfRecord]])
      await expect(stored({ record })).rejects.toThrow('its own entry in the record');
    await expect(stored({}, lead, { seq: null })).rejects.toThrow('null value');
  });

  it('write who acted, on which referral and when by themselves, whatever a row says of it', async () => {
    const forged = {
      referral_id: randomUUID(),
      actor_id: elsewhere.id,
      actor_name: 'Somebody else',
      actor_kind: 'CLOCK',
      agency_id: elsewhere.agency,
      writer: elsewhere.agency,
      operation: 'ERASURE',
      at: '2020-01-01T00:00:00.000Z',
      seq: 1,
    };
    const entry = {
      ...forged,
      id: event.entryId,
      action: 'addNote',
      section: 'OWN_NOTES',
      value_sections: ['OWN_NOTES'],
    };
    await client.query('begin; set local role handrail_app');
    try {
      await named(lead);
      await client.query(
        STORE,
        values(
          referralId,
          {
            record: [{ ...forged, ...entryOfRecord }],
            entry: [{ ...entry, audience: 'ORDINARY', visible_to: [northgate] }],
          },
          {},
        ),
      );
      const { rows: entries } = await client.query(
        'select referral_id, actor_id, actor_name, agency_id, at from entry where id = $1',
        [event.entryId],
      );
      const by = { actor_id: person.id, actor_name: person.name, agency_id: northgate, at: new Date(event.at) };
      expect(entries).toEqual([{ referral_id: referralId, ...by }]);
      await client.query('set local role handrail_worker');
      const { rows: recorded } = await client.query(
        'select operation, actor_kind, referral_ids, actor_id, actor_name, agency_id, at from record_entry where id = $1',
        [entryOfRecord.id],
      );
      expect(recorded).toEqual([{ operation: 'ALTERATION', actor_kind: 'PERSON', referral_ids: [referralId], ...by }]);
    } finally {
      await client.query('rollback');
    }
  });

  it('open a referral in an emergency to the caller whose role may, and judge it for whom it is to be judged', async () => {
    const open = `select outcome from emergency_open($1, $2, 'another-key', 'a-hash', 'SERIOUS_HARM', 'Invented', '{RISK}', '{}')`;
    const mayOpen = `select set_config('handrail.may_open', 'true', true)`;
    await expect(calling(lead, open, [referralId, randomUUID()])).rejects.toThrow('opens nothing in an emergency');
    await expect(calling(null, open, [referralId, randomUUID()])).rejects.toThrow('has a caller');
    await expect(calling(null, `select * from emergency_judge($1, 'a', 'b', true, 'c')`, [referralId])).rejects.toThrow(
      'has a caller',
    );
    const [judged] = await calling(lead, `select outcome from emergency_judge($1, 'a', 'b', true, 'c')`, [referralId]);
    expect(judged).toEqual({ outcome: 'NONE' });

    await client.query('begin; set local role handrail_app');
    try {
      await named(elsewhere);
      await client.query(mayOpen);
      expect((await client.query(open, [referralId, randomUUID()])).rows).toEqual([{ outcome: 'NONE' }]);
      await named(lead);
      await client.query(mayOpen);
      expect((await client.query('select emergencies_opened() as mine')).rows).toEqual([{ mine: null }]);
      expect((await client.query(open, [referralId, randomUUID()])).rows).toEqual([{ outcome: 'DONE' }]);
      expect((await client.query('select emergencies_opened() as mine')).rows).toEqual([{ mine: [referralId] }]);
      await named(elsewhere);
      expect((await client.query('select emergencies_opened() as mine')).rows).toEqual([{ mine: null }]);
    } finally {
      await client.query('rollback');
    }
    for (const inner of [
      'emergency_told(null, null, null, null)',
      'emergency_recorded(null, null, null, null, null, null)',
    ])
      await expect(calling(lead, `select ${inner}`, [])).rejects.toThrow('permission denied');
  });

  it('store what a clock changes of who has what, and of who learns of it', async () => {
    const id = randomUUID();
    const store = (seq: number, change: object): Promise<unknown> =>
      client.query('select clock_store($1, $2, $3, null, null, $4, $5)', [
        referralId,
        { ...event, by: null, seq },
        {},
        northgate,
        { record: [{ ...entryOfRecord, id: randomUUID() }], ...change },
      ]);
    const seen = async (): Promise<unknown[]> => {
      await client.query('set local role handrail_app');
      await named(lead);
      await client.query(`select set_config('handrail.sections', '{SUMMARY,RISK}', true)`);
      return (await client.query<object>('select section from disclosure where id = $1', [id])).rows;
    };
    const row = {
      ...{ id, recipient: northgate, section: 'RISK', party_id: null, decision_id: null },
      ...{ told: [northgate], held_since: 1 },
    };
    try {
      await client.query('begin; set local role handrail_worker');
      await store(99, { disclosure: [{ ...row, visible_to: [northgate] }] });
      expect(await seen()).toEqual([{ section: 'RISK' }]);
      await client.query('set local role handrail_worker');
      await store(100, { disclosure_seen: [{ id, visible_to: [] }] });
      expect(await seen()).toEqual([]);
    } finally {
      await client.query('rollback');
    }
  });

  it('leave clocks to the worker, which changes nothing in the name of a person', async () => {
    for (const routine of ['clock_load', 'clock_items', 'clock_rows'])
      await expect(calling(lead, `select ${routine}($1)`, [referralId])).rejects.toThrow('permission denied');
    const store = 'select clock_store($1, $2, $3, null, null, $4, $5)';
    const clock = (eventChange: object, change: object = {}): unknown[] => [
      referralId,
      { ...event, by: null, ...eventChange },
      {},
      northgate,
      rows(change),
    ];
    await expect(calling(lead, store, clock({}))).rejects.toThrow('permission denied');
    expect(await calling(null, store, clock({}), 'handrail_worker')).toHaveLength(1);
    const disclosed = { record: [entryOfRecord, { ...entryOfRecord, id: randomUUID(), recipients: [northgate] }] };
    for (const asked of [clock({ by }), clock({ seq: 1 }), clock({}, disclosed)])
      await expect(calling(null, store, asked, 'handrail_worker')).rejects.toThrow("in nobody's name");
    await expect(calling(null, STORE, values(referralId, {}, {}), 'handrail_worker')).rejects.toThrow('permission');
    const within = 'select referral_store($1, $2, $3, null, null, $4, $5, null, null, null, null, $6)';
    for (const role of ['handrail_worker', 'handrail_app'])
      await expect(calling(lead, within, [referralId, event, {}, northgate, person.id, rows()], role)).rejects.toThrow(
        'permission denied',
      );
    await expect(
      calling(lead, 'select referral_load($1, $2, $3, null)', [northgate, referralId, person.id]),
    ).rejects.toThrow('permission denied');
    for (const routine of ['referral_items', 'referral_rows'])
      await expect(calling(lead, `select ${routine}($1)`, [referralId])).rejects.toThrow('permission denied');
  });
});
