import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DataDirectory } from './data-directory.js';

describe('the data directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-data-directory-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made with every folder on the way to it, and the keys are for us alone', () => {
    const directory = new DataDirectory(join(folder, 'srv', 'handrail', 'data'));
    directory.prepare();
    directory.prepare();

    expect(statSync(directory.keys).mode & 0o777).toBe(0o700);
  });

  it('leaves the rights to a folder that was there as they are, but that the database may pass through it', () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    new DataDirectory(shared).prepare();
    expect(statSync(shared).mode & 0o7777).toBe(0o1777);

    const closed = new DataDirectory(mkdtempSync(join(folder, 'closed-')));
    closed.prepare();
    expect(statSync(closed.path).mode & 0o777).toBe(closed.account ? 0o711 : 0o700);
  });

  it('is no file, which stays as it was', () => {
    const file = join(folder, 'a file');
    writeFileSync(file, 'Words.', { mode: 0o644 });
    expect(() => new DataDirectory(file).prepare()).toThrow('cannot be written (ENOTDIR)');
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  it.each([
    ['under a place that takes no folder', '/proc/nope/data'],
    ['behind a file', join(folder, 'file', 'data')],
  ])('says plainly, and at once, when it lies %s', (_where, path) => {
    writeFileSync(join(folder, 'file'), '');

    expect(() => new DataDirectory(path).prepare()).toThrow(
      `The data directory ${path} cannot be written (${path.startsWith('/proc') ? 'ENOENT' : 'ENOTDIR'}). Set HANDRAIL_DATA_DIR to a folder that you may write to.`,
    );
  });
});
