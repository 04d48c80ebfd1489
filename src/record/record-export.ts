import { createHash, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { headOf, ORIGIN } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { verifierText } from '../../libs/record/signed-note.js';
import { checkpointRows, sealedEntries } from './record-rows.js';

/** So that a file can be opened, copied and checked on its own. */
const ENTRIES_A_FILE = 1_000_000;

interface ExportedFile {
  file: string;
  /** Positions of its first entry and of the one after its last. */
  from?: number;
  to?: number;
  bytes: number;
  sha256: string;
}
export interface Manifest {
  format: 'handrail-record-export/1';
  origin: string;
  key: string;
  size: number;
  root: string;
  entries: ExportedFile[];
  files: ExportedFile[];
}

/** The record is not what its heads sign, or there is nothing to export: no folder is made. */
export class ExportRefused extends Error {}

/**
 * The sealed record as files that are checked without our programs: each line is an entry exactly as it is hashed. All of it or nothing:
 * the folder gets its name when every byte is in it and the tree over these lines has the signed root.
 */
export async function exportRecord(
  client: PoolClient,
  key: KeyObject,
  folder: string,
  entriesAFile = ENTRIES_A_FILE,
): Promise<Manifest> {
  if (existsSync(folder)) throw new ExportRefused(`${folder} is there already. Name a folder that is not.`);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    const manifest = await written(client, key, unfinished, entriesAFile);
    await rename(unfinished, folder);
    return manifest;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function written(client: PoolClient, key: KeyObject, folder: string, entriesAFile: number): Promise<Manifest> {
  const checkpoints = await checkpointRows(client);
  const newest = checkpoints.at(-1);
  if (!newest) throw new ExportRefused('The record has no signed head yet: nothing is sealed.');
  const head = headOf(newest.note, key);
  if (!head || head.size !== Number(newest.size))
    throw new ExportRefused('The newest head is not signed by this record’s key; see handrail audit verify.');
  const { entries, root } = await writtenEntries(client, folder, head.size, entriesAFile);
  if (!root.equals(head.root))
    throw new ExportRefused(
      'The record is not what its newest head signs. handrail audit verify names the first bad entry.',
    );
  const whole = async (file: string, content: string): Promise<ExportedFile> => {
    await writeFile(join(folder, file), content, { mode: 0o600 });
    return { file, bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') };
  };
  const vkey = verifierText({ name: ORIGIN, key });
  const files = [
    await whole('heads.jsonl', checkpoints.map(({ note }) => `${JSON.stringify(note)}\n`).join('')),
    await whole('head.note', newest.note),
    await whole('key.vkey', `${vkey}\n`),
    await whole('key.pem', key.export({ type: 'spki', format: 'pem' }) as string),
  ];
  const manifest: Manifest = {
    format: 'handrail-record-export/1',
    origin: ORIGIN,
    key: vkey,
    size: head.size,
    root: head.root.toString('base64'),
    entries,
    files,
  };
  const described = await whole('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  const sums = [...entries, ...files, described].map(({ file, sha256 }) => `${sha256}  ${file}\n`);
  await whole('SHA256SUMS', sums.join(''));
  return manifest;
}

/** The lines, some thousand at a time, and the root of the tree over them. */
async function writtenEntries(
  client: PoolClient,
  folder: string,
  size: number,
  entriesAFile: number,
): Promise<{ entries: ExportedFile[]; root: Buffer }> {
  const tree = new GrowingTree();
  const files: EntriesFile[] = [];
  for await (const rows of sealedEntries(client, { to: size }, Math.min(5000, entriesAFile))) {
    const texts = rows.map((row) => {
      if (row.id === null || Number(row.position) !== tree.size)
        throw new ExportRefused('A sealed entry is missing. handrail audit verify names the first.');
      const text = entryText(row);
      tree.add(leafHash(text));
      return text;
    });
    for (let next = 0; next < texts.length;) {
      let file = files.at(-1);
      if (!file || file.length === entriesAFile)
        files.push((file = await EntriesFile.open(folder, files.length * entriesAFile)));
      const some = texts.slice(next, next + entriesAFile - file.length);
      await file.write(some);
      next += some.length;
      if (file.length === entriesAFile) await file.close();
    }
  }
  await files.at(-1)?.close();
  if (tree.size !== size) throw new ExportRefused('The end of the record was cut off; see handrail audit verify.');
  return { entries: files.map((file) => file.described()), root: tree.root() };
}

/** One file of entries, from a position on. */
class EntriesFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private open = true;
  length = 0;

  private constructor(
    private readonly name: string,
    private readonly from: number,
    private readonly handle: Awaited<ReturnType<typeof open>>,
  ) {}

  static async open(folder: string, from: number): Promise<EntriesFile> {
    const name = `entries-${String(from).padStart(12, '0')}.jsonl`;
    return new EntriesFile(name, from, await open(join(folder, name), 'wx', 0o600));
  }

  async write(texts: readonly Buffer[]): Promise<void> {
    const lines = Buffer.concat(texts.flatMap((text) => [text, NEWLINE]));
    this.hash.update(lines);
    this.bytes += lines.length;
    this.length += texts.length;
    await this.handle.writeFile(lines);
  }

  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.handle.sync();
    await this.handle.close();
  }

  private digest: string | undefined;
  described(): ExportedFile {
    this.digest ??= this.hash.digest('hex');
    return { file: this.name, from: this.from, to: this.from + this.length, bytes: this.bytes, sha256: this.digest };
  }
}

const NEWLINE = Buffer.from('\n');
