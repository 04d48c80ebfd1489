import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

describe('building', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-build-'));
  const source = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const build = (): { status: number | null; said: string } => {
    const { status, stderr } = spawnSync(process.execPath, [join(process.cwd(), 'build.mjs')], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, said: stderr };
  };
  const built = (name: string): string => readFileSync(join(folder, 'dist', name), 'utf8');
  const writtenAt = (name: string): number => statSync(join(folder, 'dist', name)).mtimeMs;

  beforeAll(() => {
    for (const room of ['src', 'libs', 'migrations']) mkdirSync(join(folder, room));
    for (const settings of ['.swcrc', 'package.json']) copyFileSync(settings, join(folder, settings));
    source('src/main.ts', 'export const words: string = "first";');
    source('migrations/1-first.ts', 'export const first = 1;');
    source('src/rows.sql', 'select 1');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compiles what is there and takes other files along', () => {
    expect(build().status).toBe(0);
    expect(built('src/main.js')).toContain('"first"');
    expect(built('src/rows.sql')).toBe('select 1');
  });

  it('leaves the programs of a running server alone while no source has changed', () => {
    const before = writtenAt('src/main.js');
    source('src/main.ts', 'export const words: string = "first";');

    expect(build().status).toBe(0);
    expect(writtenAt('src/main.js')).toBe(before);
  });

  it('takes a changed source into use, and keeps nothing of one that is gone', () => {
    source('src/main.ts', 'export const words: string = "second";');
    rmSync(join(folder, 'migrations/1-first.ts'));

    expect(build().status).toBe(0);
    expect(built('src/main.js')).toContain('"second"');
    expect(() => built('migrations/1-first.js')).toThrow('ENOENT');
  });

  it('keeps what was built when a source does not compile, and says so', () => {
    source('src/main.ts', 'export const words = = "third";');

    const { status, said } = build();
    expect(status).not.toBe(0);
    expect(said).toContain('main.ts');
    expect(built('src/main.js')).toContain('"second"');
  });
});
