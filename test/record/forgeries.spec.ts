import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { checkpointOf, headOf } from '../../libs/record/checkpoint.js';
import { keptHead } from '../../src/record/kept-head.js';
import type { Verdict } from '../../src/record/record-verification.js';
import { leafOf, SealedRecord } from './sealed-record.js';

const BATCHES = [5, 1, 8, 13, 2, 11];
const HEADS = BATCHES.map((_, batch) => BATCHES.slice(0, batch + 1).reduce((sum, entries) => sum + entries, 0));
const SIZE = 40;
const RUNS = { numRuns: 15 };

const position = fc.nat(SIZE - 1);
const head = fc.constantFrom(...HEADS);
/** From the last head that vouches for everything before a position, to the entry before the next head. */
const batchOf = (at: number): [number, number] => [
  HEADS.filter((size) => size <= at).at(-1) ?? 0,
  (HEADS.find((size) => size > at) ?? SIZE) - 1,
];
const firstBad = (verdict: Verdict): number => {
  if (verdict.sound || verdict.position === null) throw new Error(`No bad entry is named: ${JSON.stringify(verdict)}`);
  return verdict.position;
};
function expectInBatchOf(at: number, verdict: Verdict): void {
  const [from, to] = batchOf(at);
  expect(firstBad(verdict)).toBeGreaterThanOrEqual(from);
  expect(firstBad(verdict)).toBeLessThanOrEqual(to);
}

/** Somebody owns the whole database, past every trigger and right, and changes the record anywhere. */
describe('A forged record', () => {
  let record: SealedRecord;
  let keptNote: string;
  beforeAll(async () => {
    record = await SealedRecord.open();
    for (const entries of BATCHES) expect(await record.sealed(entries)).toBe(entries);
    await record.write(3);
    keptNote = keptHead(record.configuration.dataDir) ?? '';
  });
  afterAll(async () => {
    expect(await record.verdict([keptNote])).toEqual({
      sound: true,
      entries: SIZE,
      checkpoints: BATCHES.length,
      unsealed: 3,
    });
    await record.close();
  });

  const at = (place: number): string => `(select entry_id from record_leaf where position = ${place})`;
  const forged = (...statements: string[]): Promise<Verdict> =>
    record.whileForged(async (client) => {
      for (const statement of statements) {
        const { rowCount } = await client.query(statement);
        expect(rowCount).toBeGreaterThan(0);
      }
    });

  it.each([
    `action = action || 'x'`,
    `actor_id = gen_random_uuid()`,
    `actor_kind = 'CLIENT'`,
    `actor_name = 'Somebody else'`,
    `actor_name = null`,
    `agency_id = gen_random_uuid()`,
    `on_behalf_of = ''`,
    `operation = 'ERASURE'`,
    `purpose = 'oversight'`,
    `person_ids = array[gen_random_uuid()]`,
    `referral_ids = '{}'`,
    `sections = sections || array['RISK']`,
    `recipients = array[gen_random_uuid()]`,
    `detail = '{"x": null}'`,
    `at = at + interval '1 microsecond'`,
    `referral_id = gen_random_uuid()`,
    `id = gen_random_uuid()`,
  ])('with %s somewhere names that entry', async (change) => {
    await fc.assert(
      fc.asyncProperty(position, async (place) => {
        const verdict = await forged(`update record_entry set ${change} where id = ${at(place)}`);
        expect(verdict).toMatchObject({ sound: false, position: place, entryId: expect.any(String) });
      }),
      { numRuns: 2 },
    );
  });

  it('names the entry that was removed, with its leaf or without', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.boolean(), async (place, leafToo) => {
        const removed = `delete from record_entry where id = ${at(place)}`;
        const leaf = `delete from record_leaf where position = ${place}`;
        expect(firstBad(await forged(...(leafToo ? [removed, leaf] : [removed])))).toBe(place);
      }),
      RUNS,
    );
  });

  it('names where a removed entry was covered up by moving up those after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE - 2), async (place) => {
        const verdict = await forged(
          `delete from record_entry where id = ${at(place)}`,
          `delete from record_leaf where position = ${place}`,
          `update record_leaf set position = -position where position > ${place}`,
          `update record_leaf set position = -position - 1 where position < 0`,
        );
        expectInBatchOf(place, verdict);
      }),
      RUNS,
    );
  });

  it('names an entry that was written among those that were sealed', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.uuid(), async (place, id) => {
        expect(await record.whileForged((client) => copied(client, place, id))).toEqual({
          sound: false,
          what: expect.stringContaining('inserted'),
          position: null,
          entryId: id,
        });
      }),
      RUNS,
    );
  });

  it('names where an entry was put in with a leaf of its own, or behind the last head', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE), position, async (place, like) => {
        const verdict = await record.whileForged(async (client) => {
          const id = randomUUID();
          await copied(client, like, id);
          await client.query(`update record_leaf set position = -position where position >= ${place}`);
          await client.query('update record_leaf set position = -position + 1 where position <= 0 and position <= $1', [
            -place,
          ]);
          await client.query(
            'insert into record_leaf (position, referral_id, entry_id, at, hash) select $1, referral_id, id, at, $2 from record_entry where id = $3',
            [place, await leafOf(client, id), id],
          );
        });
        if (place === SIZE) expect(firstBad(verdict)).toBe(SIZE);
        else expectInBatchOf(place, verdict);
      }),
      RUNS,
    );
  });

  it('names the first of two that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, async (one, other) => {
        fc.pre(one !== other);
        const verdict = await forged(
          `update record_leaf a set entry_id = b.entry_id, referral_id = b.referral_id, at = b.at, hash = b.hash from record_leaf b
           where (a.position, b.position) in ((${one}, ${other}), (${other}, ${one}))`,
        );
        const first = Math.min(one, other);
        // As the last of its batch it stands in order still; then only the batch is known.
        if (first === batchOf(first)[1]) expectInBatchOf(first, verdict);
        else expect(firstBad(verdict)).toBe(first);
      }),
      RUNS,
    );
  });

  it('names the first of many that changed places within a batch', async () => {
    const mixed = fc.constantFrom(...HEADS.filter((_size, batch) => (BATCHES[batch] ?? 0) > 1)).chain((size) => {
      const [from, to] = batchOf(size - 1);
      const places = Array.from({ length: to - from + 1 }, (_, step) => from + step);
      return fc.shuffledSubarray(places, { minLength: places.length }).map((order) => ({ places, order }));
    });
    await fc.assert(
      fc.asyncProperty(mixed, async ({ places, order }) => {
        const first = places.find((place, step) => order[step] !== place);
        fc.pre(first !== undefined);
        const verdict = await forged(
          `update record_leaf a set entry_id = b.entry_id, referral_id = b.referral_id, at = b.at, hash = b.hash
           from record_leaf b, unnest('{${places.join()}}'::int[], '{${order.join()}}'::int[]) as moved (place, origin)
           where a.position = moved.place and b.position = moved.origin`,
        );
        expect(firstBad(verdict)).toBe(first);
      }),
      RUNS,
    );
  });

  it('names where its end was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.boolean(), async (place, entriesToo) => {
        const entries = `delete from record_entry where id in (select entry_id from record_leaf where position >= ${place})`;
        const leaves = `delete from record_leaf where position >= ${place}`;
        expect(firstBad(await forged(...(entriesToo ? [entries, leaves] : [leaves])))).toBe(place);
      }),
      RUNS,
    );
  });

  it('is whole in itself when it was cut with its heads, and not to who kept a head', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...HEADS.slice(0, -1)), async (size) => {
        const cut = async (client: pg.Client): Promise<void> => {
          await client.query(
            `delete from record_entry where id in (select entry_id from record_leaf where position >= ${size})`,
          );
          await client.query(`delete from record_leaf where position >= ${size}`);
          await client.query(`delete from record_checkpoint where size > ${size}`);
        };
        expect(await record.whileForged(cut)).toMatchObject({ sound: true, entries: size });
        const verdict = await record.whileForged(cut, [keptNote]);
        expect(verdict).toMatchObject({ what: expect.stringContaining('cut off'), position: size });
      }),
      { numRuns: 5 },
    );
  });

  it('names what stands behind the last head that is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, ...HEADS.slice(0, -1)), async (size) => {
        expect(firstBad(await forged(`delete from record_checkpoint where size > ${size}`))).toBe(size);
      }),
      { numRuns: 6 },
    );
  });

  it('does not believe a head whose root, size or note is another', async () => {
    const rewritten = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((root) => `root = '\\x${Buffer.from(root).toString('hex')}'`),
      fc.integer({ min: 100, max: 999 }).map((size) => `size = ${size}`),
      head.map((other) => `note = (select note from record_checkpoint where size = ${other})`),
      // The last sign before the padding carries two bits that say nothing.
      fc.nat(noteLength - 5).map((place) => `note = overlay(note placing '\u00b7' from ${place + 1} for 1)`),
      fc.constant(`note = ''`),
    );
    await fc.assert(
      fc.asyncProperty(head, rewritten, async (size, change) => {
        fc.pre(!change.endsWith(`where size = ${size})`));
        const verdict = await forged(`update record_checkpoint set ${change} where size = ${size}`);
        expect(verdict).toMatchObject({ sound: false, what: expect.stringContaining('not signed') });
      }),
      RUNS,
    );
  });

  it('is not believed under heads that another key signed', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const verdict = await record.whileForged(async (client) => {
      const { rows } = await client.query<{ size: string; note: string }>('select size, note from record_checkpoint');
      for (const { size, note } of rows) {
        const signed = headOf(note, record.key);
        if (!signed) throw new Error('The head is not signed');
        await client.query('update record_checkpoint set note = $1 where size = $2', [
          checkpointOf(signed, privateKey),
          size,
        ]);
      }
    });
    expect(verdict).toMatchObject({ sound: false, what: expect.stringContaining('not signed') });
    const stranger = checkpointOf({ size: 3, root: Buffer.alloc(32) }, privateKey);
    expect(await record.verdict([stranger])).toMatchObject({ sound: false });
  });
});

/** A note of a record of two digits. */
const noteLength = checkpointOf({ size: 10, root: Buffer.alloc(32) }, generateKeyPairSync('ed25519').privateKey).length;

/** One more entry like a sealed one, written as if by its transaction. */
const copied = (client: pg.Client, like: number, id: string): Promise<unknown> =>
  client.query(
    `insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, tx)
     select e.referral_id, $1, e.at, e.operation, e.actor_id, e.actor_kind, e.actor_name, e.agency_id, e.purpose, e.action, e.tx
     from record_entry e join record_leaf l on l.entry_id = e.id where l.position = $2`,
    [id, like],
  );
