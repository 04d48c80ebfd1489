import { linkSync, rmSync, writeFileSync } from 'node:fs';

/** Whole or not at all, and only where nothing stands yet: of two processes the first one's is kept. */
export function writtenOnce(path: string, content: string | Buffer, mode: number): void {
  const half = `${path}.${process.pid}.${Date.now()}`;
  writeFileSync(half, content, { mode, flag: 'wx' });
  try {
    linkSync(half, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(half);
  }
}
