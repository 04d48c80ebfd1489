import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The newest signed head, kept outside the database: whoever cuts entries, leaves and heads off the end of the record leaves a shorter
 * record that is whole in itself, and only a head that they could not reach tells.
 */
export const keptHeadFile = (dataDir: string): string => join(dataDir, 'keys', 'record-head.note');

/** Never replaces a head by one of a smaller tree: that would be the cut itself. */
export function keepHead(dataDir: string, note: string): void {
  const file = keptHeadFile(dataDir);
  if (existsSync(file) && sizeOf(readFileSync(file, 'utf8')) >= sizeOf(note)) return;
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, note);
  renameSync(half, file);
}

const sizeOf = (note: string): number => Number(note.split('\n')[1] ?? 0);
