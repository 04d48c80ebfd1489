import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import { headOf, ORIGIN } from '../../libs/record/checkpoint.js';
import { entryText } from '../../libs/record/entry-text.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { verifierText } from '../../libs/record/signed-note.js';
import { ExportFile, type ExportedFile } from './export-file.js';
import { cosignedNotes, headNotes, newestCheckpoint, sealedEntries } from './record-rows.js';

/** So that a file can be opened, copied and checked on its own. */
const ENTRIES_A_FILE = 1_000_000;

/** With the positions of its first entry and of the one after its last. */
type EntriesFile = ExportedFile & { from: number; to: number };
export interface Manifest {
  format: 'handrail-record-export/1';
  origin: string;
  key: string;
  size: number;
  root: string;
  entries: EntriesFile[];
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
  const newest = await newestCheckpoint(client);
  if (!newest) throw new ExportRefused('The record has no signed head yet: nothing is sealed.');
  const head = headOf(newest.note, key);
  if (!head || head.size !== Number(newest.size))
    throw new ExportRefused('The newest head is not signed by this record’s key; see handrail audit verify.');
  const { entries, root } = await writtenEntries(client, folder, head.size, entriesAFile);
  if (!root.equals(head.root))
    throw new ExportRefused(
      'The record is not what its newest head signs. handrail audit verify names the first bad entry.',
    );
  const whole = (file: string, content: string): Promise<ExportedFile> => ExportFile.whole(folder, file, content);
  const vkey = verifierText({ name: ORIGIN, key });
  const files = [
    await lines(folder, 'heads.jsonl', headNotes(client, head.size)),
    await lines(folder, 'cosigned.jsonl', cosignedNotes(client, head.size)),
    await whole('head.note', newest.note),
    await whole('key.vkey', `${vkey}\n`),
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

/** A file of one JSON value a line, some thousand at a time. */
async function lines(folder: string, name: string, values: AsyncIterable<readonly unknown[]>): Promise<ExportedFile> {
  const file = await ExportFile.open(folder, name);
  for await (const some of values)
    await file.write(Buffer.from(some.map((value) => `${JSON.stringify(value)}\n`).join('')));
  return file.close();
}

/** The entries, some thousand at a time, and the root of the tree over them. */
async function writtenEntries(
  client: PoolClient,
  folder: string,
  size: number,
  entriesAFile: number,
): Promise<{ entries: EntriesFile[]; root: Buffer }> {
  const tree = new GrowingTree();
  const entries: EntriesFile[] = [];
  let file: ExportFile | undefined;
  let from = 0;
  const closed = async (to: number): Promise<void> => {
    if (file) entries.push({ ...(await file.close()), from, to });
    [file, from] = [undefined, to];
  };
  for await (const rows of sealedEntries(client, { to: size }, Math.min(5000, entriesAFile))) {
    const first = tree.size;
    const texts = rows.map((row) => {
      if (row.id === null || Number(row.position) !== tree.size)
        throw new ExportRefused('A sealed entry is missing. handrail audit verify names the first.');
      const text = entryText(row);
      tree.add(leafHash(text));
      return text;
    });
    for (let next = first; next < tree.size;) {
      file ??= await ExportFile.open(folder, `entries-${String(from).padStart(12, '0')}.jsonl`);
      const some = texts.slice(next - first, from + entriesAFile - first);
      await file.write(Buffer.concat(some.flatMap((text) => [text, NEWLINE])));
      next += some.length;
      if (next === from + entriesAFile) await closed(next);
    }
  }
  if (tree.size > from) await closed(tree.size);
  if (tree.size !== size) throw new ExportRefused('The end of the record was cut off; see handrail audit verify.');
  return { entries, root: tree.root() };
}

const NEWLINE = Buffer.from('\n');
