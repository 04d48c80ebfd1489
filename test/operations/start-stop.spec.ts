import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/database/free-port.js';
import { exists, isZombie } from '../../src/database/processes.js';

const ROOT = process.cwd();
const BUILT = join(ROOT, 'node_modules', '.cache', `start-stop-${process.pid}`);
const SERVER = join(BUILT, 'src', 'main.js');
const TOOL = join(BUILT, 'src', 'handrail.js');
const PATIENCE_MS = 40_000;

interface Started {
  process: ChildProcess;
  ended: Promise<number | null>;
  said(): string;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`In vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('starting and stopping', () => {
  let folder: string;
  let dataDir: string;
  let port: number;
  const running: Started[] = [];

  const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HANDRAIL_DATA_DIR: dataDir,
    PORT: String(port),
    ...more,
  });

  function start(more: Record<string, string> = {}): Started {
    const child = spawn(process.execPath, [SERVER], { env: environment(more), cwd: ROOT, detached: true });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const started = {
      process: child,
      ended: new Promise<number | null>((resolve) => child.once('exit', resolve)),
      said: () => words,
    };
    running.push(started);
    return started;
  }

  const status = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status ?? 0;
  const ready = (): Promise<void> => until('the server is ready', async () => (await status()) === 200);
  const databasePid = (): number =>
    Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const isGone = (pid: number): boolean => !exists(pid) || isZombie(pid);

  beforeAll(async () => {
    mkdirSync(BUILT, { recursive: true });
    const built = spawnSync('npx', ['swc', 'src', 'libs', 'migrations', '-d', BUILT, '--copy-files', '--quiet'], {
      cwd: ROOT,
    });
    expect(built.status).toBe(0);
    spawnSync('cp', [join(ROOT, 'package.json'), BUILT]);
    folder = mkdtempSync(join(tmpdir(), 'handrail-start-'));
    dataDir = join(folder, 'data');
    port = await freePort();
    start();
    await ready();
  }, 60_000);

  afterEach(async () => {
    if (running.every(({ process: child }) => child.exitCode !== null || child.signalCode !== null)) {
      start();
      await ready();
    }
  }, 60_000);

  afterAll(async () => {
    for (const { process: child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    if (existsSync(dataDir)) rmSync(realpathSync(join(dataDir, 'postgres')), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    rmSync(BUILT, { recursive: true, force: true });
  }, 60_000);

  const current = (): Started => {
    const last = running.at(-1);
    if (!last) throw new Error('No server was started');
    return last;
  };

  it('stops with its database when it is asked, once, twice or as a group, and leaves no process', async () => {
    const database = databasePid();
    const { process: child, ended } = current();
    process.kill(-(child.pid ?? 0), 'SIGINT');
    child.kill('SIGTERM');
    child.kill('SIGTERM');

    expect(await ended).toBe(0);
    expect(isGone(database)).toBe(true);
    expect(existsSync(join(dataDir, 'handrail.lock'))).toBe(false);
  }, 60_000);

  it.each([
    ['its terminal is closed', 'SIGHUP'],
    ['Ctrl-\\ is typed', 'SIGQUIT'],
  ] as const)(
    'stops with its database when %s',
    async (_what, signal) => {
      const database = databasePid();
      const { process: child, ended } = current();
      child.kill(signal);

      expect(await ended).toBe(0);
      expect(isGone(database)).toBe(true);
    },
    60_000,
  );

  it('stops with its database when npm, which started it, is killed', async () => {
    current().process.kill('SIGTERM');
    await current().ended;
    const inPlaceOfNpm = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(SERVER)}], { stdio: 'ignore' })`;
    const npm = spawn(process.execPath, ['-e', inPlaceOfNpm], { env: environment({ npm_lifecycle_event: 'start' }) });
    await ready();
    const database = databasePid();
    npm.kill('SIGKILL');

    await until('the database has stopped', () => isGone(database));
    await until('the server has stopped', async () => (await status()) === 0);
  }, 60_000);

  it('tells a second server on the same data directory who has it, and the first serves on', async () => {
    const second = start({ PORT: String(await freePort()) });

    expect(await second.ended).toBe(1);
    expect(second.said()).toContain('already uses the data directory');
    running.pop();
    expect(await status()).toBe(200);
  }, 60_000);

  it('says plainly when its port is taken, and leaves no database behind', async () => {
    const elsewhere = join(folder, 'elsewhere');
    const second = start({ HANDRAIL_DATA_DIR: elsewhere });

    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`Port ${port} on 127.0.0.1 is taken`);
    running.pop();
    expect(existsSync(join(elsewhere, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
  }, 60_000);

  it('starts again at once after a kill of the server, whose database it takes over', async () => {
    const database = databasePid();
    const { process: child, ended } = current();
    child.kill('SIGKILL');
    await ended;
    start();
    await ready();

    expect(databasePid()).toBe(database);
  }, 60_000);

  it('starts again at once after a kill of server and database together', async () => {
    const database = databasePid();
    const { process: child, ended } = current();
    process.kill(database, 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
    start();
    await ready();

    expect(databasePid()).not.toBe(database);
  }, 60_000);

  it('answers as unavailable while its database is gone, and serves by itself once it is back', async () => {
    process.kill(databasePid(), 'SIGKILL');
    await until('the server says that it is unavailable', async () => (await status()) === 503);

    await ready();
    expect(current().process.exitCode).toBeNull();
  }, 60_000);

  it('lets a command join the running database, and leaves both running', async () => {
    const told = spawnSync(process.execPath, [TOOL, 'clock', 'show'], {
      env: environment(),
      cwd: ROOT,
      encoding: 'utf8',
    });

    expect(told).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
    expect(await status()).toBe(200);
  }, 60_000);

  it('refuses an unknown variable of ours before anything is started', async () => {
    const mistaken = start({ HANDRAIL_PORT: '1' });

    expect(await mistaken.ended).toBe(1);
    expect(mistaken.said()).toContain('HANDRAIL_PORT is unknown');
    running.pop();
  }, 60_000);

  it.each([
    ['clock', 'show'],
    ['person', 'show', 'dsl@northgate.example'],
  ])(
    'answers `handrail %s` on a folder in which nothing was ever started as after a first start',
    (...command) => {
      expect(onNothing(...command)).toEqual([0, expect.any(String), '']);
    },
    60_000,
  );

  it.each([['audit', 'verify'], ['doctor']])(
    'says of `handrail %s` on such a folder that nothing was ever started there, and does not call it whole',
    (...command) => {
      const [status, said, complained] = onNothing(...command);
      expect([status, `${said}${complained}`]).toEqual([1, expect.stringContaining('Nothing was ever started')]);
    },
    60_000,
  );

  /** A command on a folder in which nothing was ever started. */
  function onNothing(...command: string[]): [status: number | null, said: string, complained: string] {
    const elsewhere = join(folder, 'never-started');
    const told = spawnSync(process.execPath, [TOOL, ...command], {
      env: environment({ HANDRAIL_DATA_DIR: elsewhere }),
      encoding: 'utf8',
    });
    rmSync(realpathSync(join(elsewhere, 'postgres')), { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
    return [told.status, told.stdout, told.stderr];
  }

  it.each([
    ['nobody reads on', (demo: ChildProcess) => demo.stdout?.destroy()],
    ['it is stopped', (demo: ChildProcess) => demo.kill('SIGINT')],
  ])(
    'leaves nothing of a demonstration behind when %s',
    async (_why, breakOff) => {
      const place = join(folder, 'demonstrations');
      mkdirSync(place);
      const demo = spawn(process.execPath, [join(BUILT, 'src', 'demo', 'demo.js')], {
        env: environment({ TMPDIR: place }),
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = new Promise<number | null>((resolve) => demo.once('exit', resolve));
      await new Promise((resolve) => demo.stdout.once('data', resolve));
      breakOff(demo);

      expect(await ended).toBe(1);
      expect(readdirSync(place)).toEqual([]);
      rmSync(place, { recursive: true });
    },
    60_000,
  );
});
