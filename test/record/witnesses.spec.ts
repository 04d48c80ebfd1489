import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { checkpointOf, headOf, ORIGIN } from '../../libs/record/checkpoint.js';
import { cosignerText } from '../../libs/record/cosignature.js';
import { GrowingTree } from '../../libs/record/merkle.js';
import { consistencyRanges, PartRoots } from '../../libs/record/merkle-proof.js';
import { addCheckpointText } from '../../libs/record/witness.js';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import { auditVerify, type Trusted } from '../../src/record/audit-command.js';
import { keptHeadFile } from '../../src/record/kept-head.js';
import { RecordWitnessing } from '../../src/record/record-witnessing.js';
import { sealingKey, verifyingText } from '../../src/record/sealing-key.js';
import { builtPrograms } from '../harness/server-process.js';
import { WitnessProcess } from '../harness/witness-process.js';
import { leafOf, SealedRecord } from './sealed-record.js';

/** Two agencies' witnesses as processes of their own, and one record that lives through all this. */
describe('The record, which two witnesses cosign,', () => {
  let built: string;
  let record: SealedRecord;
  let police: WitnessProcess;
  let charity: WitnessProcess;
  let configuration: Configuration;
  let witnessing: RecordWitnessing;
  let logged: string[];
  let later = 0;
  beforeAll(async () => {
    built = builtPrograms('witnesses');
    record = await SealedRecord.open();
    await record.sealed(5);
    police = new WitnessProcess(built, 'police.example/witness', [verifyingText(signer())]);
    charity = new WitnessProcess(built, 'charity.example/witness', [verifyingText(signer())]);
    await Promise.all([police.start(), charity.start()]);
    const named = [police, charity].map(({ verifierKey, url }) => `${verifierKey} ${url}`).join(', ');
    configuration = readConfiguration({
      HANDRAIL_DATA_DIR: record.configuration.dataDir,
      HANDRAIL_WITNESSES: named,
    });
    witnessing = new RecordWitnessing(configuration, record.database);
    const hear = (level: string) => (message: unknown) => void logged.push(`${level} ${String(message)}`);
    logged = [];
    Logger.overrideLogger({ log: hear('log'), warn: hear('warn'), error: hear('error') });
  }, 120_000);
  afterAll(async () => {
    Logger.overrideLogger(false);
    await Promise.all([police, charity].map((one) => one.remove()));
    await record.close();
    rmSync(built, { recursive: true, force: true });
  });

  const signer = () => {
    const key = sealingKey(record.configuration);
    if (!key) throw new Error('The record was not sealed');
    return key;
  };
  const both = (): string[] => [police.verifierKey, charity.verifierKey];
  const audited = async (trusted: Trusted = {}): Promise<[boolean, string]> => {
    const printed: string[] = [];
    const whole = await auditVerify(
      { configuration, database: record.database },
      (line) => printed.push(line),
      trusted,
    );
    return [whole, printed.join('\n')];
  };
  const cosigned = (): Promise<{ name: string; sizes: number[] }[]> =>
    record.store.asSuperuser(
      async (client) =>
        (
          await client.query<{ name: string; sizes: number[] }>(
            `select split_part(witness, '/', 1) as name, array_agg(size::int order by size) as sizes from record_cosignature group by 1 order by 1`,
          )
        ).rows,
    );
  /** So late that nothing waits any more. */
  const askAll = (): Promise<void> => witnessing.askAll(new Date(Date.now() + (later += 1)));
  const asOwner = (sql: string): Promise<unknown> =>
    record.store.asSuperuser((client) => client.query(`set session_replication_role = replica; ${sql}`));

  it('is brought to each of them head by head, and goes on in another process', async () => {
    await askAll();
    for (const entries of [1, 6, 2]) {
      await record.sealed(entries);
      await askAll();
    }
    witnessing = new RecordWitnessing(configuration, record.database);
    await record.sealed(3);
    await askAll();
    expect(await cosigned()).toEqual(
      ['charity.example', 'police.example'].map((name) => ({ name, sizes: [5, 6, 12, 14, 17] })),
    );
    expect(logged).toEqual([]);
  });

  it('is whole to who trusts the witnesses, and the verdict says what each cosigned and when', async () => {
    const [whole, said] = await audited({ witness: both() });
    expect(whole).toBe(true);
    const now = new Date().toISOString().slice(0, 13);
    for (const name of ['police.example/witness', 'charity.example/witness'])
      expect(said).toContain(`The witness ${name} cosigned the first 17 entries, last at ${now}`);
    await record.sealed(2);
    expect((await audited({ witness: both() }))[1]).toContain('; 2 came after.');
  });

  it('is not vouched for where too few of them cosigned, however many are named', async () => {
    const stranger = cosignerText({ name: 'stranger.example', key: generateKeyPairSync('ed25519').publicKey });
    expect(await audited({ witness: [...both(), stranger] })).toEqual([
      false,
      expect.stringMatching(/stranger.example cosigned no head that is here[^]*Too few witnesses: 2 of the 3/),
    ]);
    expect(await audited({ witness: [...both(), stranger], witnessesNeeded: '2' })).toEqual([true, expect.anything()]);
    const own = cosignerText({ name: ORIGIN, key: record.key });
    for (const [trusted, words] of [
      [{ witness: ['words'] }, 'malformed'],
      [{ witness: [police.verifierKey, police.verifierKey] }, 'named twice'],
      [{ witness: [own] }, 'the record’s own'],
      [{ witnessesNeeded: '1' }, 'a number from 1'],
      [{ witness: both(), witnessesNeeded: '0' }, 'a number from 1'],
    ] as const)
      await expect(audited(trusted)).rejects.toThrow(words);
  });

  it('is sealed on while a witness is away, which is said once, and is brought to it when it is back', async () => {
    expect(await charity.end('SIGKILL')).toBeNull();
    for (const entries of [1, 2]) {
      await record.sealed(entries);
      witnessing = new RecordWitnessing(configuration, record.database);
      await askAll();
    }
    await witnessing.askAll(new Date(Date.now() + 20_000));
    expect((await cosigned()).map(({ sizes }) => sizes.at(-1))).toEqual([17, 22]);
    const away = logged.filter((line) => line.includes('charity.example/witness has not cosigned since'));
    expect(away).toEqual(Array(2).fill(expect.stringMatching(/^warn .*does not answer \(ECONNREFUSED\)/)));
    await charity.start();
    await witnessing.askAll(new Date(Date.now() + 28_000));
    expect((await cosigned()).map(({ sizes }) => sizes.at(-1))).toEqual([22, 22]);
    expect(logged.at(-1)).toMatch(/^log The witness charity.example\/witness cosigns again/);
    expect((await audited({ witness: both() }))[0]).toBe(true);
  });

  it('finds out itself how far a witness is, where what it kept of that is gone', async () => {
    await asOwner('delete from record_cosignature');
    witnessing = new RecordWitnessing(configuration, record.database);
    await askAll();
    expect((await cosigned()).map(({ sizes }) => sizes)).toEqual([[22], [22]]);
    await record.sealed(7);
    await askAll();
    expect((await cosigned()).map(({ sizes }) => sizes)).toEqual([
      [22, 29],
      [22, 29],
    ]);
  });

  describe('when whoever owns the database rewrites it, and seals it anew with its own stolen key,', () => {
    let forked: string;
    let heads: string[];
    beforeAll(async () => {
      heads = await Promise.all(
        [police, charity].map(async ({ url }, nth) => {
          const file = join(record.configuration.dataDir, `head-${nth}.note`);
          writeFileSync(file, await (await fetch(`${url}/head/${ORIGIN}`)).text());
          return file;
        }),
      );
      rmSync(keptHeadFile(record.configuration.dataDir));
      forked = await record.store.asSuperuser((client) => rewritten(client));
    });

    /** One entry says something else; leaves and heads fit it; the key is the record's own. */
    async function rewritten(client: pg.Client): Promise<string> {
      await client.query(`set session_replication_role = replica`);
      const { rows } = await client.query<{ entry_id: string }>('select entry_id from record_leaf where position = 3');
      const id = rows[0]?.entry_id ?? '';
      await client.query(`update record_entry set action = 'close' where id = $1`, [id]);
      await client.query('update record_leaf set hash = $1 where position = 3', [await leafOf(client, id)]);
      const { rows: leaves } = await client.query<{ hash: Buffer }>('select hash from record_leaf order by position');
      const tree = new GrowingTree();
      let note = '';
      for (const { hash } of leaves) {
        tree.add(hash);
        const head = { size: tree.size, root: tree.root() };
        note = checkpointOf(head, signer());
        await client.query('update record_checkpoint set root = $2, note = $3 where size = $1', [
          head.size,
          head.root,
          note,
        ]);
      }
      return note;
    }

    it('is whole to who trusts its key alone: that is why there are witnesses', async () => {
      expect(await audited({ key: keyFile() })).toEqual([true, expect.stringContaining('is whole: 29 entries')]);
    });
    const keyFile = (): string => {
      const file = join(record.configuration.dataDir, 'kept.vkey');
      writeFileSync(file, verifyingText(signer()));
      return file;
    };

    it('is found out by who trusts a witness, and the verdict names it', async () => {
      for (const [witness, name] of [
        [[police.verifierKey], 'the witness police.example/witness cosigned'],
        [[charity.verifierKey], 'the witness charity.example/witness cosigned'],
        [both(), 'the witnesses police.example/witness and charity.example/witness cosigned'],
      ] as const)
        expect(await audited({ key: keyFile(), witness })).toEqual([
          false,
          expect.stringMatching(new RegExp(`NOT whole.*signed two heads of 29 entries.*${name}`)),
        ]);
    });

    it('is refused by the witnesses themselves, at its size and grown, and they keep what proves it', async () => {
      const forkedHead = headOf(forked, record.key);
      expect(forkedHead?.size).toBe(29);
      const sent = (checkpoint: string, old: number, proof: readonly Buffer[]): Promise<Response[]> =>
        Promise.all(
          [police, charity].map(({ url }) =>
            fetch(`${url}/add-checkpoint`, { method: 'POST', body: addCheckpointText({ old, proof, checkpoint }) }),
          ),
        );
      const same = await sent(forked, 29, []);
      expect(same.map(({ status }) => status)).toEqual([409, 409]);
      expect(await Promise.all(same.map((answer) => answer.text()))).toEqual(['29\n', '29\n']);
      await record.sealed(4);
      const [grown, hashes] = await record.store.asSuperuser(async (client) => [
        (await client.query<{ note: string }>('select note from record_checkpoint where size = 33')).rows[0]?.note ??
          '',
        (await client.query<{ hash: Buffer }>('select hash from record_leaf order by position')).rows,
      ]);
      const parts = new PartRoots(consistencyRanges(29, 33));
      hashes.forEach(({ hash }) => parts.add(hash));
      expect((await sent(grown, 29, parts.roots())).map(({ status }) => status)).toEqual([422, 422]);
      expect((await sent(grown, 0, [])).map(({ status }) => status)).toEqual([409, 409]);
      for (const { words } of [police, charity]) {
        expect(words).toContain(
          `REFUSED: the log signed two heads of 29 entries. The other one: ${JSON.stringify(forked)}`,
        );
        expect(words).toContain(JSON.stringify(grown));
      }
    });

    it('is told of in the log of the server, from the moment that a witness refuses it', async () => {
      logged = [];
      witnessing = new RecordWitnessing(configuration, record.database);
      await askAll();
      for (const name of ['police', 'charity'])
        expect(logged).toContainEqual(
          expect.stringMatching(`^error The witness ${name}.example/witness has not cosigned since .*another history`),
        );
      expect((await cosigned()).map(({ sizes }) => sizes.at(-1))).toEqual([29, 29]);
    });

    it('is found out also where the cosignatures were removed, falsified or hidden', async () => {
      const seen = { key: keyFile(), witness: both() };
      await asOwner(
        `update record_cosignature set note = (select note from record_checkpoint where size = 29) where size = 29 and witness like 'police%'`,
      );
      expect(await audited(seen)).toEqual([
        false,
        expect.stringContaining('kept as the newest cosignature of the witness police.example/witness is none'),
      ]);
      await asOwner('delete from record_cosignature');
      expect(await audited(seen)).toEqual([false, expect.stringContaining('Too few witnesses: 0 of the 2')]);
      // What the witnesses themselves hand out does not depend on the database.
      expect(await audited({ ...seen, head: heads })).toEqual([
        false,
        expect.stringMatching(/signed two heads of 29 entries.*police.example\/witness and charity.example\/witness/),
      ]);
    });

    it('is told from a file that holds no head at all', async () => {
      await expect(audited({ key: keyFile(), head: keyFile() })).rejects.toThrow('holds no signed head');
    });

    it('is found out where it was cut off behind the witnesses’ backs', async () => {
      await asOwner(`delete from record_entry where id in (select entry_id from record_leaf where position >= 22);
        delete from record_leaf where position >= 22; delete from record_checkpoint where size > 22`);
      expect(await audited({ key: keyFile(), witness: both(), head: heads[0] ?? '' })).toEqual([
        false,
        expect.stringMatching(/cut off; the witness police.example\/witness cosigned.*position 22/),
      ]);
    });
  });

  it('leaves witnesses that end cleanly when they are asked to', async () => {
    expect(await Promise.all([police, charity].map((one) => one.end('SIGTERM')))).toEqual([0, 0]);
  });
});
