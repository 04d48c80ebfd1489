import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exists, isZombie } from './processes.js';

/** The database's main process, as its pid file tells of it. */
export interface Postmaster {
  pid: number;
  port: number;
  status: string;
}

export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** The living process that serves this cluster, if any. */
export function livingPostmaster(cluster: string): Postmaster | undefined {
  const written = readPostmaster(cluster);
  return written && isOurs(written.pid, cluster) ? written : undefined;
}

function isOurs(pid: number, cluster: string): boolean {
  if (!exists(pid) || isZombie(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return process.platform !== 'linux';
  }
}

const ZOMBIE_PATIENCE_MS = 1000;

/**
 * Removes the pid file of a process that is gone. PostgreSQL does so itself, except for a zombie, whose id still answers: that one is
 * waited out, and then its file goes too. PostgreSQL still looks at the shared memory, so a second server never opens the same files.
 */
export async function clearDeadPostmaster(cluster: string): Promise<void> {
  const until = Date.now() + ZOMBIE_PATIENCE_MS;
  for (;;) {
    const written = readPostmaster(cluster);
    if (!written || isOurs(written.pid, cluster)) return;
    if (!isZombie(written.pid) || Date.now() > until) break;
    await pause(50);
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
