import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { checkpointOf, ORIGIN } from '../../libs/record/checkpoint.js';
import { cosigned, cosignerText } from '../../libs/record/cosignature.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { verifierText } from '../../libs/record/signed-note.js';
import { exportRecord, type Manifest } from '../../src/record/record-export.js';
import { KnownRecord } from './forgeries/known-record.js';

/** Not everybody who runs these tests has them; who has not is told which were left out. */
const OTHERS_TOOLS = ['python3 --version', 'openssl version', 'sha256sum --version'].every(
  (asked) => spawnSync(asked, { shell: true }).status === 0,
);
const withOthersTools = OTHERS_TOOLS ? it : it.skip;

interface Witness {
  vkey: string;
  /** As the witness would cosign it. */
  cosigns: (note: string) => string;
}

/** One that cosigned every head. */
async function witnessed({ sealed, heads }: KnownRecord): Promise<Witness> {
  const [name, { privateKey, publicKey }] = ['police.example/witness', generateKeyPairSync('ed25519')];
  const vkey = cosignerText({ name, key: publicKey });
  const cosigns = (note: string): string => cosigned(note, name, privateKey, 1_764_000_000);
  await sealed.store.asSuperuser(async (client) => {
    for (const { size, note } of heads)
      await client.query(`insert into record_cosignature values ($1, $2, $3, to_timestamp(1764000000), '')`, [
        vkey,
        size,
        cosigns(note),
      ]);
  });
  return { vkey, cosigns };
}

/** Entries of every kind, in files of few entries, checked by tools that are not ours. */
describe('An export of the record', () => {
  let record: KnownRecord;
  let folder: string;
  let manifest: Manifest;
  let witness: Witness;
  const aside = (name: string): string => join(record.sealed.configuration.dataDir, name);
  const exported = (to: string, key = record.sealed.key): Promise<Manifest> =>
    record.sealed.database.workerTransaction((client) => exportRecord(client, key, to, 9));
  beforeAll(async () => {
    record = await KnownRecord.open();
    folder = aside('export');
    witness = await witnessed(record);
    manifest = await exported(folder);
  }, 60_000);
  afterAll(() => record.sealed.close());

  const ran = (command: string, args: string[], cwd = folder): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  /** The key that somebody kept elsewhere: the record's own, unless another is given. */
  const kept = (name = 'kept', vkey = verifierText({ name: ORIGIN, key: record.sealed.key })): string => {
    writeFileSync(aside(`${name}.vkey`), `${vkey}\n`);
    return aside(`${name}.vkey`);
  };
  const verified = (of: string, key = kept(), witnesses: string[] = []) =>
    ran('python3', ['docs/verify_export.py', of, key, ...witnesses], process.cwd());
  const changed = (name: string, file: string, change: (content: string) => string): string => {
    cpSync(folder, aside(name), { recursive: true });
    writeFileSync(join(aside(name), file), change(readFileSync(join(folder, file), 'utf8')));
    return aside(name);
  };

  it('holds every sealed entry on a line of its own, in files that name their place, for its owner’s eyes only', () => {
    expect(readdirSync(folder).sort()).toEqual([
      'SHA256SUMS',
      'cosigned.jsonl',
      ...[0, 9, 18, 27, 36].map((from) => `entries-${String(from).padStart(12, '0')}.jsonl`),
      'head.note',
      'heads.jsonl',
      'key.vkey',
      'manifest.json',
    ]);
    const ids = manifest.entries.flatMap(({ file }) =>
      readFileSync(join(folder, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (Object.fromEntries(JSON.parse(line) as [string, unknown][]) as { id: string }).id),
    );
    expect(ids).toEqual(record.entries.map(({ id }) => id));
    expect(manifest).toMatchObject({ size: record.size, root: record.newest.root.toString('base64') });
    expect(manifest.entries.map(({ from, to }) => [from, to])).toEqual([
      [0, 9],
      [9, 18],
      [18, 27],
      [27, 36],
      [36, 40],
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(statSync(join(folder, 'manifest.json')).mode & 0o777).toBe(0o600);
  });

  withOthersTools('is believed by sha256sum, and by a page of Python with openssl', () => {
    expect(ran('sha256sum', ['--check', '--strict', 'SHA256SUMS'])).toMatchObject({ status: 0 });
    expect(verified(folder)).toEqual({ status: 0, said: '40 entries are those that were signed, in that order\n' });
  });

  withOthersTools('is not believed by them when anything of it is changed, or by who holds another key', () => {
    const first = 'entries-000000000000.jsonl';
    const other = changed('changed', first, (lines) => lines.replace('safeguarding', 'oversight'));
    expect(ran('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], other).status).not.toBe(0);
    expect(verified(other).said).toContain('the head of 5 entries signs others');
    const fewer = changed('fewer', 'entries-000000000036.jsonl', (lines) => lines.split('\n').slice(1).join('\n'));
    expect(verified(fewer).said).toContain('entries are missing after position 38');
    const head = changed('head', 'heads.jsonl', (lines) => lines.replace('\\n5\\n', '\\n4\\n'));
    expect(verified(head).status).not.toBe(0);
    const another = verifierText({ name: ORIGIN, key: generateKeyPairSync('ed25519').publicKey });
    expect(verified(folder, kept('another', another)).said).toContain('did not sign a head with the key that was kept');
    expect(verified(folder, kept('torn', another.slice(0, -4))).said).toContain('is no verifier key');
  });

  withOthersTools(
    'is not believed by them where the heads were taken out that would have told, or lines put behind them',
    () => {
      const first = 'entries-000000000000.jsonl';
      const last = 'entries-000000000036.jsonl';
      const unsaid = changed('unsaid', first, (lines) => lines.replaceAll('safeguarding', 'oversight'));
      writeFileSync(join(unsaid, 'heads.jsonl'), '');
      expect(verified(unsaid)).toEqual({
        status: 1,
        said: 'NOT whole: the head of 40 entries signs others: the first bad one is at position 0 to 39\n',
      });
      // A check that can be switched off would be none.
      const optimised = spawnSync('python3', ['-O', 'docs/verify_export.py', unsaid, kept()], { encoding: 'utf8' });
      expect(optimised.status).toBe(1);
      const longer = changed('longer', last, (lines) => `${lines}["x",1]\n`);
      expect(verified(longer).said).toBe('NOT whole: no head signs what follows position 39: head.note ends there\n');
      const empty = changed('empty', 'heads.jsonl', () => '');
      manifest.entries.forEach(({ file }) => rmSync(join(empty, file)));
      expect(verified(empty).said).toContain('entries are missing after position -1');
      const headless = changed('headless', 'heads.jsonl', (lines) => lines);
      rmSync(join(headless, 'head.note'));
      expect(verified(headless)).toEqual({
        status: 1,
        said: 'NOT whole: this cannot be read as an export (FileNotFoundError)\n',
      });
    },
  );

  withOthersTools('is held by them against a head that somebody kept elsewhere', () => {
    const note = aside('kept-head.note');
    writeFileSync(note, readFileSync(join(folder, 'head.note')));
    expect(verified(folder, kept(), [note])).toEqual({
      status: 0,
      said: `${note} vouches for the first 40 of these entries\n40 entries are those that were signed, in that order\n`,
    });
    // Cut back, with all that belongs to it, to an older head: whole by itself, and fewer than were once signed.
    const [older] = record.heads.filter(({ size }) => size === 5);
    const cut = changed('cut-back', 'heads.jsonl', () => `${JSON.stringify(older?.note)}\n`);
    writeFileSync(join(cut, 'head.note'), older?.note ?? '');
    const [file, ...more] = manifest.entries.map((one) => join(cut, one.file));
    const lines = readFileSync(file ?? '', 'utf8').split('\n');
    writeFileSync(file ?? '', `${lines.slice(0, 5).join('\n')}\n`);
    more.forEach((one) => rmSync(one));
    expect(verified(cut)).toMatchObject({ status: 0 });
    expect(verified(cut, kept(), [note]).said).toBe('NOT whole: entries are missing after position 4\n');
  });

  withOthersTools(
    'is not believed by them when somebody made all of it anew, and signed it with a key of their own',
    () => {
      const forger = generateKeyPairSync('ed25519');
      const tree = new GrowingTree();
      const file = 'entries-000000000000.jsonl';
      const lines = readFileSync(join(folder, file), 'utf8').replaceAll('safeguarding', 'oversight');
      for (const line of lines.trimEnd().split('\n')) tree.add(leafHash(Buffer.from(line)));
      const forged = changed('forgery', file, () => lines);
      manifest.entries.slice(1).forEach((other) => rmSync(join(forged, other.file)));
      const head = checkpointOf({ size: tree.size, root: tree.root() }, forger.privateKey);
      writeFileSync(join(forged, 'head.note'), head);
      writeFileSync(join(forged, 'heads.jsonl'), `${JSON.stringify(head)}\n`);
      const theirs = verifierText({ name: ORIGIN, key: forger.publicKey });
      // Only to those who take the forger's word for whose key it is.
      expect(verified(forged, kept('theirs', theirs))).toMatchObject({ status: 0 });
      expect(readFileSync(join(forged, 'key.vkey'), 'utf8').trim()).toBe(
        verifierText({ name: ORIGIN, key: record.sealed.key }),
      );
      expect(verified(forged).said).toContain('did not sign a head with the key that was kept');
    },
  );

  it('holds every head that witnesses cosigned, and of each witness the smallest first', () => {
    const lines = readFileSync(join(folder, 'cosigned.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      record.heads.map(({ note }) => ({ witness: witness.vkey, note: witness.cosigns(note) })),
    );
    expect(manifest.files.map(({ file }) => file)).toContain('cosigned.jsonl');
  });

  withOthersTools('is held by them against what a witness cosigned, where they trust one', () => {
    const [key, own] = [kept(), [witness.vkey]];
    expect(verified(folder, key, own)).toEqual({
      status: 0,
      said: `police.example/witness, last at 2025-11-24 16:00 UTC, cosigned the first 40 of these entries\n40 entries are those that were signed, in that order\n`,
    });
    const stranger = cosignerText({ name: 'stranger.example', key: generateKeyPairSync('ed25519').publicKey });
    expect(verified(folder, key, [...own, stranger]).said).toContain('stranger.example cosigned no head that is here');
    const line = (note: string): string => `${JSON.stringify({ witness: witness.vkey, note })}\n`;
    const other = checkpointOf({ size: 40, root: Buffer.alloc(32) }, record.signer);
    const forked = changed('forked', 'cosigned.jsonl', () => line(witness.cosigns(other)));
    expect(verified(forked, key, own).said).toContain('cosigned another history of 40 entries');
    const longer = checkpointOf({ size: 41, root: Buffer.alloc(32) }, record.signer);
    const cut = changed('cut', 'cosigned.jsonl', () => line(witness.cosigns(longer)));
    expect(verified(cut, key, own).said).toContain('entries are missing after position 39');
    const falsified = changed('falsified', 'cosigned.jsonl', (lines) =>
      lines.replaceAll(
        /(witness )(\S{20})(.)/g,
        (_all, before: string, some: string, one: string) => `${before}${some}${one === 'A' ? 'B' : 'A'}`,
      ),
    );
    expect(verified(falsified, key, own).status).not.toBe(0);
    expect(verified(falsified, key)).toMatchObject({ status: 0 });
  });

  it('is not made over something that is there, and leaves it as it was', async () => {
    await expect(exported(folder)).rejects.toThrow('is there already');
    expect(readdirSync(folder)).toHaveLength(11);
  });

  it.each([
    [
      'an entry was changed',
      `update record_entry set purpose = 'none' where id = (select entry_id from record_leaf where position = 7)`,
    ],
    [
      'an entry was removed',
      'delete from record_entry where id = (select entry_id from record_leaf where position = 7)',
    ],
    ['the end was cut off', 'delete from record_leaf where position > 30'],
    ['nothing was sealed', 'delete from record_checkpoint'],
    ['the newest head is not ours', `update record_checkpoint set note = replace(note, '40', '39') where size = 40`],
  ])('is not made at all where %s', async (_what, forgery) => {
    const refused = record.sealed.store.asSuperuser(async (client) => {
      await client.query('begin; set local session_replication_role = replica');
      await client.query(forgery);
      return exportRecord(client as unknown as pg.PoolClient, record.sealed.key, aside('forged'), 9);
    });
    await expect(refused).rejects.toThrow(/audit verify|no signed head/);
    expect(existsSync(aside('forged'))).toBe(false);
    expect(readdirSync(record.sealed.configuration.dataDir).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});
