import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asOf, headOf } from '../../libs/record/checkpoint.js';
import { Database } from '../../src/database/database.js';
import { keepHead, keptHead } from '../../src/record/kept-head.js';
import type { RecordSealing } from '../../src/record/record-sealing.js';
import { SealedRecord, writeEntries } from './sealed-record.js';

describe('Sealing the record', () => {
  let record: SealedRecord;
  let elsewhere: Database;
  let one: RecordSealing;
  let other: RecordSealing;
  beforeEach(async () => {
    record = await SealedRecord.open();
    elsewhere = await Database.open(record.store.databaseUrl);
    one = record.sealing();
    other = record.sealing(elsewhere);
  });
  afterEach(async () => {
    await elsewhere.close();
    await record.close();
  });

  /** Every entry once, under heads of which each extends the one before. */
  async function expectOneLine(entries: number): Promise<void> {
    expect(await record.verdict()).toMatchObject({ sound: true, entries, unsealed: 0 });
    const [found] = await record.store.asSuperuser(
      async (client) =>
        (
          await client.query<{ entries: number; sealed: number }>(
            'select (select count(*)::int from record_entry) as entries, (select count(distinct entry_id)::int from record_leaf) as sealed',
          )
        ).rows,
    );
    expect(found).toEqual({ entries, sealed: entries });
  }

  it('makes one line of what many write while two processes seal', async () => {
    let written = 0;
    for (let round = 0; round < 12; round += 1) {
      const writes = [1, 2, 3].map((entries) => {
        written += entries;
        return record.write(entries);
      });
      // Now the one is first, now the other: each must find what the other sealed since.
      const turns = round % 2 === 0 ? [one, other, one] : [other, one, other];
      await Promise.all([...writes, ...turns.map((sealing) => sealing.sealAll())]);
    }
    await one.sealAll();
    await expectOneLine(written);
  });

  it('goes on in another process, and in the same one, when a sealer’s session is killed in the middle', async () => {
    await record.write(4);
    await one.sealAll();
    await record.write(5);
    await record.store.asSuperuser(async (blocker) => {
      // Somebody holds the place of the next leaf, so that the sealer stands still between its leaves and its head.
      await blocker.query(`begin; insert into record_leaf select 4, referral_id, id, at, '' from record_entry limit 1`);
      const killed = one.sealAll();
      killed.catch(() => undefined);
      await record.store.asSuperuser(async (client) => {
        const waiting = `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'handrail worker' and wait_event_type = 'Lock'`;
        while (!(await client.query(waiting)).rowCount) await new Promise((resolve) => setTimeout(resolve, 20));
      });
      await expect(killed).rejects.toThrow();
      await blocker.query('rollback');
    });
    expect(await record.verdict()).toMatchObject({ sound: true, entries: 4, unsealed: 5 });
    await record.write(2);
    expect(await other.sealAll()).toBe(7);
    await record.write(1);
    expect(await one.sealAll()).toBe(1);
    await expectOneLine(12);
  });

  it('waits for a transaction that began earlier and is still open, so that nothing comes in behind a head', async () => {
    await record.store.asSuperuser(async (slow) => {
      await slow.query('begin');
      await writeEntries(slow, 1);
      await record.write(3);
      expect(await one.sealAll()).toBe(0);
      await slow.query('commit');
    });
    expect(await one.sealAll()).toBe(4);
    await expectOneLine(4);
  });

  it('puts nothing on top of leaves that were exchanged', async () => {
    await record.sealed(6);
    await record.store.asSuperuser((client) =>
      client.query(
        `set session_replication_role = replica; update record_leaf set hash = sha256('') where position = 3`,
      ),
    );
    await record.write(1);
    await expect(other.sealAll()).rejects.toThrow('not those of the last head');
  });

  it('seals on where the end was cut off, and keeps the head that tells of it', async () => {
    await record.sealed(6);
    await record.sealed(4);
    await record.store.asSuperuser((client) =>
      client.query(`set session_replication_role = replica;
        delete from record_entry where id in (select entry_id from record_leaf where position >= 6);
        delete from record_leaf where position >= 6; delete from record_checkpoint where size > 6`),
    );
    expect(await record.sealed(9)).toBe(9);
    expect(await record.verdict()).toMatchObject({ sound: true, entries: 15 });
    const kept = keptHead(record.configuration.dataDir) ?? '';
    expect(await record.verdict([kept])).toMatchObject({
      sound: false,
      what: expect.stringContaining('Entries from position 6 to 9'),
      position: 6,
    });
  });

  describe('with nothing new to seal', () => {
    const kept = (): string => keptHead(record.configuration.dataDir) ?? '';
    const said = (): number => asOf(kept(), record.key)?.getTime() ?? 0;
    const later = (seconds: number): Date => new Date(said() + seconds * 1000);

    it('says twice a minute that its head is still the newest, and seals on from there', async () => {
      const before = Date.now() - 1000;
      await record.sealed(3);
      expect(said()).toBeGreaterThanOrEqual(before);
      expect(said()).toBeLessThanOrEqual(Date.now());
      const sealed = kept();
      await one.renewHead(later(29));
      expect(kept()).toBe(sealed);
      const moment = later(31);
      await one.renewHead(moment);
      expect([said(), headOf(kept(), record.key)]).toEqual([moment.getTime(), headOf(sealed, record.key)]);
      expect(await record.verdict([sealed, kept()])).toMatchObject({ sound: true, entries: 3 });
      expect(await record.sealed(2)).toBe(2);
      expect(headOf(kept(), record.key)).toMatchObject({ size: 5 });
    });

    it('says it of the newest head, whichever process sealed it', async () => {
      await record.sealed(3);
      const old = kept();
      await record.sealed(2);
      keepHead(record.configuration.dataDir, old);
      await other.renewHead(later(31));
      expect(headOf(kept(), record.key)).toMatchObject({ size: 5 });
    });

    it('says nothing while somebody else seals', async () => {
      await record.sealed(3);
      const sealed = kept();
      await record.database.workerTransaction(async (client) => {
        await client.query('select pg_advisory_xact_lock(20261125)');
        await other.renewHead(later(31));
      });
      expect(kept()).toBe(sealed);
      await other.renewHead(later(31));
      expect(kept()).not.toBe(sealed);
    });

    it('says nothing of a record that was cut, and keeps the head that tells of it', async () => {
      await record.sealed(6);
      await record.sealed(4);
      const sealed = kept();
      await record.store.asSuperuser((client) =>
        client.query(`set session_replication_role = replica; delete from record_leaf where position >= 6;
          delete from record_checkpoint where size > 6`),
      );
      await other.renewHead(later(31));
      expect(kept()).toBe(sealed);
    });
  });

  describe('in a database that was restored from a dump, where transactions are numbered anew', () => {
    const ahead = `(pg_current_xact_id()::text::bigint + 1000000)::text::xid8`;

    it('seals what the dump brought along unsealed and what is written since, and says so meanwhile', async () => {
      await record.sealed(6);
      await record.write(10_050);
      await record.store.asSuperuser((client) =>
        client.query(`set session_replication_role = replica;
          update record_entry set tx = ${ahead}; update record_checkpoint set sealed_upto = ${ahead}`),
      );
      await record.write(3);
      expect(await record.verdict()).toMatchObject({ sound: true, entries: 6, unsealed: 10_053 });
      expect(await one.sealAll()).toBe(10_053);
      await record.write(2);
      expect(await other.sealAll()).toBe(2);
      await expectOneLine(10_061);
      const inserted = await record.whileForged((client) =>
        client.query(`insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, purpose, action, tx)
          select referral_id, gen_random_uuid(), at, operation, actor_id, actor_kind, purpose, action, '3' from record_entry limit 1`),
      );
      expect(inserted).toMatchObject({ sound: false, what: expect.stringContaining('inserted') });
    }, 90_000);
  });
});
