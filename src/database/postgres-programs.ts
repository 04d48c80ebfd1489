import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PostgresAccount } from './postgres-account.js';

export interface ProgramEnd {
  code: number | null;
  output: string;
}

/** Runs PostgreSQL's own programs as the account that owns the database's files. */
export class PostgresPrograms {
  constructor(
    private readonly native: string,
    private readonly account: PostgresAccount | undefined,
  ) {}

  run(program: 'initdb' | 'pg_ctl', args: string[], cwd: string): Promise<ProgramEnd> {
    return new Promise((resolve, reject) => {
      const child = spawn(join(this.native, 'bin', program), args, {
        cwd,
        // The reader's language and zone do not change what the database says or how it sorts.
        env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: cwd },
        stdio: ['ignore', 'pipe', 'pipe'],
        // Out of our process group: Ctrl-C reaches the whole group, and the database stops last, when we say so.
        detached: true,
        ...(this.account && { uid: this.account.uid, gid: this.account.gid }),
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', reject);
      child.on('exit', (code) => resolve({ code, output }));
    });
  }
}
