import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/database/free-port.js';
import { mintDemoToken } from '../../src/identity/demo-token.js';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import { Person } from './http.js';

const PATIENCE_MS = 60_000;

/** The server as its user starts it: a process of its own, with a data directory of its own. */
export class ServerProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly built: string,
    readonly configuration: Configuration,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async prepare(): Promise<ServerProcess> {
    const built = builtPrograms('server-process');
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(await freePort()),
      HANDRAIL_DATA_DIR: mkdtempSync(join(tmpdir(), 'handrail-process-')),
      LOG_LEVEL: 'silent',
    };
    return new ServerProcess(built, readConfiguration(env), env);
  }

  async start(): Promise<void> {
    this.child = spawn(process.execPath, [join(this.built, 'src', 'main.js')], {
      env: this.env,
      stdio: 'ignore',
      detached: true,
    });
    const end = performance.now() + PATIENCE_MS;
    while (!(await fetch(`${this.address}/readyz`).catch(() => null))?.ok) {
      if (performance.now() > end || this.child.exitCode !== null) throw new Error('The server did not become ready');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  get address(): string {
    return `http://127.0.0.1:${this.configuration.port}`;
  }

  /** Whether the process that was started last still runs. */
  get lives(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  async as(email: string): Promise<Person> {
    return new Person(this.address, email, await mintDemoToken(email, this.configuration));
  }

  kill(what: 'server' | 'database' | 'both'): void {
    const pidFile = join(this.configuration.dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const database = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    if (what !== 'database' && this.child?.pid) process.kill(this.child.pid, 'SIGKILL');
    if (what !== 'server') process.kill(database, 'SIGKILL');
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
  }

  remove(): void {
    rmSync(this.configuration.dataDir, { recursive: true, force: true });
    rmSync(this.built, { recursive: true, force: true });
  }
}

/** The programs as they are shipped, in a folder of this process's own; whoever asked for it removes it. */
export function builtPrograms(name: string): string {
  const built = join(process.cwd(), 'node_modules', '.cache', `${name}-${process.pid}`);
  mkdirSync(built, { recursive: true });
  spawnSync('npx', ['swc', 'src', 'libs', 'migrations', '-d', built, '--copy-files', '--quiet']);
  cpSync('package.json', join(built, 'package.json'));
  return built;
}
