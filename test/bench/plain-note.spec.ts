import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { people, reviewed } from '../harness/incidents.js';

/*
 * What an action is measured against is worth something only as long as it writes what the action writes.
 */
describe('The function that an action is measured against', () => {
  let handrail: Handrail;
  let dsl: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    ({ dsl } = await people(handrail));
    const plain = readFileSync(new URL('plain-note.sql', import.meta.url), 'utf8');
    await handrail.store.asSuperuser((client) => client.query(plain));
  });
  afterAll(() => handrail.stop());

  /** How many rows of each table of a referral, or of the record, the work wrote, or wrote anew. */
  const written = (id: string, work: () => Promise<unknown>): Promise<Record<string, number>> =>
    handrail.store.asSuperuser(async (client) => {
      const tables = await client.query<{ name: string }>(
        `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'referral_id'
         where c.relnamespace = 'handrail'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
      );
      const since = await client.query<{ next: string }>(
        'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
      );
      await work();
      const counts: Record<string, number> = {};
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::int as count from ${name} where referral_id = $1 and xmin::text::bigint >= $2`,
          [id, since.rows[0]?.next],
        );
        if (rows[0]?.count) counts[name] = rows[0].count;
      }
      return counts;
    });

  it('writes as many rows of each table as a note that goes through Handrail', async () => {
    const [through, plainly] = [await reviewed(dsl), await reviewed(dsl)];
    const { version: expectedVersion } = await dsl.see(plainly);
    const note = (referralId: string): Record<string, unknown> => ({
      idempotencyKey: newKey(),
      referralId,
      expectedVersion,
      text: 'Spoke to the form tutor.',
      audience: 'OWN_AGENCY',
    });
    const byHandrail = await written(through, async () => {
      expect((await dsl.send('addNote', note(through))).errors).toEqual([]);
    });
    const byItself = await written(plainly, () =>
      handrail.store.asSuperuser((client) =>
        client.query(
          `select plain_note(p.id, p.agency_id, p.name, $1) from person p where p.email = 'dsl@northgate.example'`,
          [note(plainly)],
        ),
      ),
    );
    expect(byItself).toEqual(byHandrail);
    expect(byItself).toMatchObject({ event: 1, entry: 1, content_own_notes: 2, deadline: 1, record_entry: 2 });
  });
});
