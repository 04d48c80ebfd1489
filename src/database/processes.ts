import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that may be gone: its id alone is not enough, since ids are used again. */
export interface ProcessMark {
  pid: number;
  /** Something that differs from one process with this id to the next; empty where the system does not tell. */
  startedAt: string;
}

export const ownMark = (): ProcessMark => ({ pid: process.pid, startedAt: startOf(process.pid) });

/** A zombie is dead: it holds nothing any more, though its id still answers signals. */
export function isAlive(mark: ProcessMark): boolean {
  return exists(mark.pid) && !isZombie(mark.pid) && startOf(mark.pid) === mark.startedAt;
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const isZombie = (pid: number): boolean => statOf(pid)?.[0] === 'Z';

/** What `/proc` says of a process after its name, which may hold spaces and brackets; undefined where there is no `/proc`. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function startOf(pid: number): string {
  if (process.platform === 'linux') return statOf(pid)?.[19] ?? '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
