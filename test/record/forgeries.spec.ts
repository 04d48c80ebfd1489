import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { type Verdict, verifyRecord } from '../../src/record/record-verification.js';
import { changedEntries } from './forgeries/changed-entries.js';
import { broughtAlong, changedHeads } from './forgeries/changed-heads.js';
import { changedLeaves } from './forgeries/changed-leaves.js';
import { expectFound, Forger, type Forgery, type Trial } from './forgeries/forgery.js';
import { KnownRecord } from './forgeries/known-record.js';
import { missingAndStrangeEntries } from './forgeries/missing-and-strange-entries.js';
import { Random } from './forgeries/random.js';

const KINDS: Record<string, Record<string, Forgery>> = {
  'an entry that was changed': changedEntries,
  'an entry that is missing or strange': missingAndStrangeEntries,
  'leaves that were changed': changedLeaves,
  'heads that were changed': changedHeads,
  'something false that was brought along': broughtAlong,
};
const CLASSES = Object.values(KINDS).flatMap((classes) => Object.keys(classes));
const TRIALS = Math.ceil(2000 / CLASSES.length);
const WINDOWS = [1, 3, 7, 16, 8192];
/** Other places in each run; a failure names its seed, which gives the same places again. */
const SEED = Number(process.env.FORGERIES_SEED ?? randomInt(2 ** 31));

/** Somebody owns the whole database, past every trigger and right, and changes the record anywhere. */
describe(`A forged record (FORGERIES_SEED=${SEED})`, () => {
  let record: KnownRecord;
  const found = new Map<string, number>();
  beforeAll(async () => {
    record = await KnownRecord.open();
  }, 60_000);
  afterAll(async () => {
    const counts = Object.entries(KINDS).map(([kind, classes]) =>
      [`${kind}:`, ...Object.keys(classes).map((name) => `${String(found.get(name) ?? 0).padStart(6)}  ${name}`)].join(
        '\n',
      ),
    );
    const all = [...found.values()].reduce((sum, one) => sum + one, 0);
    console.log(`${all} forgeries of ${found.size} classes, each found\n${counts.join('\n')}`);
    await record.sealed.close();
  });

  const asOwnerOfAll = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    record.sealed.store.asSuperuser(async (client) => {
      await client.query('set session_replication_role = replica');
      return work(client);
    });

  /** The verdict while it is forged; then all is as it was. */
  async function verdictOn(client: pg.Client, { forge, heads = [], key }: Trial, window?: number): Promise<Verdict> {
    await client.query('begin');
    try {
      await forge?.(new Forger(client, record));
      return await verifyRecord(client as unknown as pg.PoolClient, key ?? record.sealed.key, {
        keptNotes: heads,
        window,
      });
    } finally {
      await client.query('rollback');
    }
  }
  const verdictOf = (trial: Trial): Promise<Verdict> => asOwnerOfAll((client) => verdictOn(client, trial));

  it('is forged in at least 40 classes, 2,000 times, by names that stand for one class each', () => {
    expect(new Set(CLASSES).size).toBe(CLASSES.length);
    expect(CLASSES.length).toBeGreaterThanOrEqual(40);
    expect(CLASSES.length * TRIALS).toBeGreaterThanOrEqual(2000);
  });

  describe.each(Object.entries(KINDS))('is told by %s:', (_kind, classes) => {
    it.each(Object.entries(classes))('%s', async (name, forgery) => {
      const random = new Random(SEED ^ CLASSES.indexOf(name));
      await asOwnerOfAll(async (client) => {
        for (let trial = 0; trial < TRIALS; trial += 1) {
          const forged = forgery(record, random);
          // In windows that end anywhere, and in one for all: a verdict does not depend on how much is read at a time.
          expectFound(await verdictOn(client, forged, random.of(WINDOWS)), forged.found);
          found.set(name, (found.get(name) ?? 0) + 1);
        }
      });
    });
  });

  it('is whole again to who holds every head, once nothing is forged', async () => {
    const heads = record.heads.map(({ note }) => note);
    expect(await record.sealed.verdict(heads)).toEqual(record.whole);
  });

  it('is whole in itself when it was cut with its heads: only a head that was kept elsewhere tells', async () => {
    const cut = changedHeads['cut off with the heads']?.(record, new Random(SEED));
    expect(await verdictOf({ ...cut, heads: [], found: {} })).toMatchObject({ sound: true });
  });

  it('is whole in itself when an older head is gone: the newer ones vouch for all that it vouched for', async () => {
    const forge = (forger: Forger): Promise<void> => forger.does('delete from record_checkpoint where size = 14');
    expect(await verdictOf({ forge, found: {} })).toMatchObject({ sound: true, entries: record.size });
  });
});
