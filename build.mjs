// Builds dist/ when a source is not what it was built from, and otherwise does nothing: a command beside a running server leaves the
// server's files alone. A build is made aside and moved into place whole, so that it holds nothing of a source that was removed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ROOTS = ['src', 'libs', 'migrations'];
const BUILT = 'dist';
const STAMP = join(BUILT, '.built-from');

/** One hash over every source and what it is compiled with: sure where times are not, after a checkout or a copy. */
function fingerprint() {
  const hash = createHash('sha256');
  const files = ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  for (const file of [...files.sort(), '.swcrc', 'package.json']) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function stamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

function build(sources) {
  const aside = join('node_modules', '.cache', `build-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    const swc = createRequire(import.meta.url).resolve('@swc/cli/bin/swc.js');
    const args = [swc, ...ROOTS, '-d', join(aside, 'new'), '--copy-files', '--quiet'];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) return status ?? 1;
    writeFileSync(join(aside, 'new', '.built-from'), sources);
    moveIntoPlace(aside);
    return 0;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Of two builds at the same moment the later one stays. */
function moveIntoPlace(aside) {
  for (let turn = 0; ; turn += 1) {
    try {
      renameSync(BUILT, join(aside, `old-${turn}`));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    try {
      return renameSync(join(aside, 'new'), BUILT);
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY'].includes(error.code) || turn > 20) throw error;
    }
  }
}

const sources = fingerprint();
process.exitCode = stamp() === sources ? 0 : build(sources);
