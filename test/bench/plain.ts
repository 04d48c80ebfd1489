import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchDatabase } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import type { Caller } from './callers.js';

/** The plain server, told who is behind which token: it looks that up and verifies nothing. */
export function plainServer(database: BenchDatabase, callers: readonly Caller[]): Promise<BenchServer> {
  const knows = join(database.directory, 'plain-callers.json');
  writeFileSync(knows, JSON.stringify(Object.fromEntries(callers.map(({ token, actor }) => [token, actor]))));
  return BenchServer.plain(database, knows);
}
