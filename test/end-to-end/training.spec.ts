import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { people, PARTIES, reviewed } from '../harness/incidents.js';

const NOTE = { text: 'Demo words.', audience: 'OWN_AGENCY' };

describe('Training', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    id = await reviewed(by.dsl);
  });
  afterAll(() => handrail.stop());

  const expires = (person: Person, days: number | null): Promise<unknown> =>
    handrail.store.asSuperuser((client) =>
      client.query(
        days === null
          ? 'delete from training where person_id = (select id from person where email = $1) and $2::int is null'
          : `update training set expires_on = current_date + $2::int where person_id = (select id from person where email = $1)`,
        [person.email, days],
      ),
    );
  const codes = async (person: Person, query: string): Promise<string[]> =>
    (await person.ask(query, { id })).errors.map(({ extensions }) => extensions.code);
  const READ = [
    'query($id: ID!) { referral(id: $id) { id } }',
    '{ worklist { edges { cursor } } }',
    '{ notices { edges { cursor } } }',
  ];
  const note = async (person: Person): Promise<string | undefined> => {
    const { errors } = await person.send('addNote', {
      referralId: id,
      expectedVersion: 1,
      idempotencyKey: newKey(),
      ...NOTE,
    });
    return errors[0]?.extensions.code;
  };

  it('that runs out today still counts, and says so', async () => {
    await expires(by.dsl, 0);
    expect((await by.dsl.ask('{ me { training { kind status } } }')).data).toEqual({
      me: { training: [{ kind: 'safeguarding', status: 'CURRENT' }] },
    });
    await by.dsl.act(id, 'addNote', NOTE);
  });

  it.each([1, 30])('that ran out %i days ago lets somebody read, and do nothing', async (days) => {
    await expires(by.dsl, -days);
    for (const query of READ) expect(await codes(by.dsl, query)).toEqual([]);
    expect(await by.dsl.refused(id, 'addNote', NOTE)).toMatchObject({ code: 'TRAINING_EXPIRED' });
    const submitted = await by.dsl.send('submitReferral', {
      idempotencyKey: newKey(),
      pathway: 'nudes-at-school',
      summary: 'Demo.',
      narrative: 'Demo.',
      parties: PARTIES,
    });
    expect(submitted.errors.map(({ extensions }) => extensions.code)).toEqual(['TRAINING_EXPIRED']);
    expect((await by.dsl.ask('{ me { training { status } } }')).data).toEqual({
      me: { training: [{ status: 'READ_ONLY' }] },
    });
  });

  it('counts from the moment it is entered, in what is offered and at the door, before the version, the state and the input', async () => {
    const offered = async (): Promise<string[]> =>
      (await by.head.see(id)).availableActions.filter(({ allowed }) => allowed).map(({ name }) => name);
    const noteStale = async (): Promise<string | undefined> => {
      const input = { referralId: id, expectedVersion: 999, idempotencyKey: newKey(), ...NOTE, text: '' };
      return (await by.head.send('addNote', input)).errors[0]?.extensions.code;
    };
    expect(await offered()).not.toEqual([]);
    expect(await noteStale()).toBe('VERSION_CONFLICT');
    await expires(by.head, -1);
    const { availableActions } = await by.head.see(id);
    expect(availableActions.length).toBeGreaterThan(0);
    for (const { allowed, reason } of availableActions)
      expect([allowed, reason]).toEqual([false, expect.stringMatching(/training/)]);
    expect(await noteStale()).toBe('TRAINING_EXPIRED');
    await expires(by.head, 100);
    expect(await offered()).not.toEqual([]);
    expect(await noteStale()).toBe('VERSION_CONFLICT');
  });

  it.each([-31, null])('that ran out longer ago, or never was, lets nobody read: %p', async (days) => {
    await expires(by.deputy, days);
    for (const query of READ) expect(await codes(by.deputy, query)).toEqual(['TRAINING_EXPIRED']);
    expect(await note(by.deputy)).toBe('TRAINING_EXPIRED');
    expect((await by.deputy.ask('{ me { name } agencies { edges { cursor } } }')).errors).toEqual([]);
  });

  it('runs out by the domain’s days', async () => {
    await expires(by.care, 20);
    expect(await codes(by.care, READ[1] ?? '')).toEqual([]);
    await handrail.advance('P51D');
    expect(await codes(by.care, READ[1] ?? '')).toEqual(['TRAINING_EXPIRED']);
  });

  it('that ran out stores no change whatever a process remembers: the database refuses it', async () => {
    await expires(by.triage, -1);
    const stored = handrail.store.asSuperuser(async (client) => {
      const found = await client.query<{ id: string; agency_id: string }>(
        'select id, agency_id from handrail.person where email = $1',
        [by.triage.email],
      );
      const { id, agency_id: agency } = found.rows[0] ?? { id: '', agency_id: '' };
      await client.query('begin; set local search_path = handrail; set local role handrail_app');
      await client.query(
        `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true),
          must_still_act($1::text::uuid, $2::text::uuid, '{}', '{}')`,
        [id, agency],
      );
      const event = { type: 'submitReferral', seq: 1, at: '2026-01-01', by: { personId: id, agencyId: agency } };
      await client.query(
        `select door_store(gen_random_uuid(), $1, '{}', null, null, 'a-key', 'a-hash', 'SUMMARY', '{}')`,
        [event],
      );
    });
    await expect(stored).rejects.toMatchObject({ code: 'HR003' });
  });
});
