import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchServer } from './bench-server.js';
import type { Caller } from './callers.js';

/** The plain server, told who is behind which token: it looks that up and verifies nothing. */
export function plainServer(databaseUrl: string, directory: string, callers: readonly Caller[]): Promise<BenchServer> {
  const knows = join(directory, 'plain-callers.json');
  writeFileSync(knows, JSON.stringify(Object.fromEntries(callers.map(({ token, actor }) => [token, actor]))));
  return BenchServer.plain(databaseUrl, directory, knows);
}
