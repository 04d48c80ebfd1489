import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The newest signed head, kept outside the database: whoever cuts entries, leaves and heads off the end of the record leaves a shorter
 * record that is whole in itself, and only a head that they could not reach tells.
 */
export const keptHeadFile = (dataDir: string): string => join(dataDir, 'keys', 'record-head.note');

export function keptHead(dataDir: string): string | null {
  const file = keptHeadFile(dataDir);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

export function keepHead(dataDir: string, note: string): void {
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const half = `${keptHeadFile(dataDir)}.${process.pid}`;
  writeFileSync(half, note);
  renameSync(half, keptHeadFile(dataDir));
}
