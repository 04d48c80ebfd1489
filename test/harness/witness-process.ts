import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A witness as another agency starts it: a process of its own, with a folder of its own and no database. */
export class WitnessProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'handrail-witness-'));
  private child: ChildProcess | undefined;
  private said = '';
  port = 0;

  constructor(
    private readonly built: string,
    readonly name: string,
    private readonly logs: readonly string[],
  ) {}

  async start(): Promise<void> {
    const logs = this.logs.flatMap((log) => ['--log', log]);
    const args = ['witness', '--state', this.folder, '--name', this.name, '--port', String(this.port), ...logs];
    const child = spawn(process.execPath, [join(this.built, 'src', 'handrail.js'), ...args], {
      env: { PATH: process.env.PATH },
      detached: true,
    });
    this.child = child;
    this.said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', () => {
        if (/watches/.test(this.said)) resolve();
      });
      child.once('exit', () => reject(new Error(`The witness ended: ${this.said}`)));
    });
    // Where it listened once, there it is looked for.
    this.port = Number(new URL(this.url).port);
  }

  get url(): string {
    return /listens at\s+(\S+)/.exec(this.said)?.[1] ?? '';
  }

  get verifierKey(): string {
    return /verifier key\s+(\S+)/.exec(this.said)?.[1] ?? '';
  }

  get words(): string {
    return this.said;
  }

  /** @returns what it ended with */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
