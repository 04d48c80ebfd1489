import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PostgresAccount } from './postgres-account.js';

/** The first folder on the way to `path` that the account cannot pass through, or undefined when it gets there. */
export function firstClosedFolder(path: string, account: PostgresAccount): string | undefined {
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  return folders.find((folder) => !passes(folder, account));
}

/** Whether the account gets through this one folder. */
export function passes(folder: string, account: PostgresAccount): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return true;
  const bits = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
  return (stat.mode & bits) !== 0;
}
