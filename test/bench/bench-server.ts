import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/database/free-port.js';

const PATIENCE_MS = 60_000;
const program = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Where {
  databaseUrl: string;
  directory: string;
}

/** A server in a process of its own: Handrail as `npm start` runs it, or the plain one that it is measured against. */
export class BenchServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
    readonly port: number,
    readonly directory: string,
  ) {}

  static start({ databaseUrl, directory }: Where): Promise<BenchServer> {
    return BenchServer.run('../../src/main.js', directory, { DATABASE_URL: databaseUrl, HANDRAIL_DATA_DIR: directory });
  }

  /** `knows` is the file with who is behind which token. */
  static plain({ databaseUrl, directory }: Where, knows: string): Promise<BenchServer> {
    return BenchServer.run('plain-server.js', directory, { DATABASE_URL: databaseUrl, KNOWS: knows });
  }

  private static async run(path: string, directory: string, env: Record<string, string>): Promise<BenchServer> {
    const port = await freePort();
    const child = spawn(process.execPath, [program(path)], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const server = new BenchServer(child, `http://127.0.0.1:${port}`, port, directory);
    const end = performance.now() + PATIENCE_MS;
    while (!(await fetch(`${server.address}/readyz`).catch(() => null))?.ok) {
      if (performance.now() > end || child.exitCode !== null) throw new Error(`${path} did not become ready`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  /** Resident memory, in megabytes of a million bytes. */
  residentMegabytes(): number {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8')) ?? [];
    return (Number(kilobytes) * 1024) / 1e6;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
