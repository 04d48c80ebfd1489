import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { verifierText } from '../../libs/record/signed-note.js';
import type { Person } from '../../test/harness/http.js';
import { HandrailBeside } from '../../test/harness/beside.js';
import { submitted } from '../../test/harness/incidents.js';
import type { Database } from '../database/database.js';
import { auditKey, auditVerify, type Trusted } from './audit-command.js';
import { RecordSealing } from './record-sealing.js';
import { type Verdict, verifyRecord } from './record-verification.js';
import { sealingKey } from './sealing-key.js';

describe('The record', () => {
  let handrail: HandrailBeside;
  let dsl: Person;
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
    dsl = await handrail.as('dsl@northgate.example');
    for (let batch = 0; batch < 3; batch += 1) {
      await submitted(dsl);
      await dsl.ask('{ worklist { edges { node { id } } } }');
      await new RecordSealing(handrail.configuration, handrail.database).sealAll();
    }
  });
  afterAll(() => handrail.stop());

  const ownKey = (): KeyObject => {
    const key = sealingKey(handrail.configuration);
    if (!key) throw new Error('The record was not sealed');
    return createPublicKey(key);
  };
  const verdict = (): Promise<Verdict> =>
    handrail.database.workerTransaction((client) => verifyRecord(client, ownKey()));

  /** What somebody who owns the whole cluster does to the record, seen by the verifier, and undone. */
  const whileForged = <Seen>(sql: string, look: (client: pg.PoolClient) => Promise<Seen>): Promise<Seen> =>
    handrail.store.asSuperuser(async (client: pg.Client) => {
      await client.query('begin');
      await client.query(`set local session_replication_role = replica`);
      await client.query(sql);
      try {
        return await look(client as unknown as pg.PoolClient);
      } finally {
        await client.query('rollback');
      }
    });

  it('is whole when nobody touched it, and holds looks as well as changes', async () => {
    expect(await verdict()).toMatchObject({ sound: true });
    const operations = await handrail.store.asSuperuser(
      async (client) =>
        (await client.query<{ operation: string }>('select distinct operation from record_entry order by 1')).rows,
    );
    expect(operations.map(({ operation }) => operation)).toEqual(['COLLECTION', 'CONSULTATION']);
  });

  it('gives its verdict also where leaves are gone and nothing more can be sealed', async () => {
    const printed: string[] = [];
    const sound = await whileForged(`delete from record_leaf where position >= 1`, (client) => {
      const database = { workerTransaction: (work: (on: pg.PoolClient) => Promise<unknown>) => work(client) };
      return auditVerify({ configuration: handrail.configuration, database: database as unknown as Database }, (line) =>
        printed.push(line),
      );
    });
    expect(sound).toBe(false);
    expect(printed.join('\n')).toMatch(/NOT whole.*position 1/);
  });

  describe('verified with what was kept elsewhere', () => {
    const kept = (name: string, content: string | Buffer): string => {
      const file = join(handrail.configuration.dataDir, name);
      writeFileSync(file, content);
      return file;
    };
    const audited = async (trusted: Trusted, configuration = handrail.configuration): Promise<[boolean, string]> => {
      const printed: string[] = [];
      const whole = await auditVerify(
        { configuration, database: handrail.database },
        (line) => printed.push(line),
        trusted,
      );
      return [whole, printed.join('\n')];
    };

    it('is whole to who holds its public key, as the operator’s tool prints it or in PEM', async () => {
      const text = auditKey(handrail.configuration);
      expect(readFileSync(join(handrail.configuration.dataDir, 'keys', 'record-verifying.vkey'), 'utf8')).toBe(
        `${text}\n`,
      );
      expect(await audited({ key: kept('own.vkey', text) })).toEqual([true, expect.stringContaining('is whole')]);
      const pem = ownKey().export({ type: 'spki', format: 'pem' });
      expect(await audited({ key: kept('own.pem', pem) })).toEqual([true, expect.stringContaining('is whole')]);
    });

    it('is not whole to who holds another key, and no file that holds none is taken for one', async () => {
      const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
      expect(await audited({ key: kept('other.pem', other) })).toEqual([false, expect.stringContaining('not signed')]);
      const elsewhere = verifierText({ name: 'elsewhere.example', key: ownKey() });
      await expect(audited({ key: kept('elsewhere.vkey', elsewhere) })).rejects.toThrow('no public key of this record');
      await expect(audited({ key: kept('words', 'words') })).rejects.toThrow('no public key of this record');
      // The key itself where its file is asked for.
      await expect(audited({ key: auditKey(handrail.configuration) })).rejects.toThrow('the name of a file');
    });

    it('is neither sealed further nor given a new key where its own is missing', async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'handrail-elsewhere-'));
      const elsewhere = { ...handrail.configuration, dataDir };
      const own = kept('own.vkey', auditKey(handrail.configuration));
      await audited({ key: own });
      expect(await audited({ key: own }, elsewhere)).toEqual([
        true,
        expect.not.stringContaining('could not be sealed'),
      ]);
      await dsl.ask('{ worklist { edges { node { id } } } }');
      const [whole, said] = await audited({ key: own }, elsewhere);
      expect([whole, said]).toEqual([true, expect.stringContaining('could not be sealed now: The key')]);
      expect(said).toContain('1 not sealed yet');
      expect(readdirSync(dataDir)).toEqual([]);
      await expect(audited({}, elsewhere)).rejects.toThrow('--key FILE');
      rmdirSync(dataDir);
    });
  });

  it('is not sealed on under another key', async () => {
    const file = join(handrail.configuration.dataDir, 'another.pem');
    writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await dsl.ask('{ worklist { edges { node { id } } } }');
    const sealing = new RecordSealing({ ...handrail.configuration, sealingKeyFile: file }, handrail.database);
    // The server's own sealer may have the turn at that moment.
    const atItsTurn = async (): Promise<never> => {
      for (;;) await sealing.sealAll();
    };
    await expect(atItsTurn()).rejects.toThrow('not signed by the key that is here');
    expect(await verdict()).toMatchObject({ sound: true });
  });

  it('is not emptied, by its owner either', async () => {
    const emptied = handrail.store.asSuperuser((client) => client.query('truncate record_leaf'));
    await expect(emptied).rejects.toThrow('append-only');
  });

  it('lets no role of the application change or remove an entry', async () => {
    await expect(
      handrail.database.workerTransaction((client) => client.query('delete from record_entry')),
    ).rejects.toThrow();
    await expect(
      handrail.database.workerTransaction((client) => client.query(`update record_entry set action = 'x'`)),
    ).rejects.toThrow();
  });
});
