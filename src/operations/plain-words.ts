import { isConnectionLoss } from '../database/connection-loss.js';
import { HandrailError } from '../errors/handrail-error.js';
import { UNDEFINED_TABLE } from '../database/error-codes.js';

/** What an operator reads at a terminal when a program ends with an error: what happened and what to do, without a stack. */
export function inPlainWords(error: unknown): string {
  const cause = error instanceof HandrailError && error.cause ? error.cause : error;
  const { code, path } = (cause ?? {}) as { code?: unknown; path?: unknown };
  if (code === TOO_MANY_CONNECTIONS)
    return 'The database takes no more connections. Raise its limit, or run fewer processes: one that serves takes up to 24.';
  if (code === DISK_FULL) return 'The database has no room left on its disk.';
  // Reading a folder as a file is the one fault that does not say of which; a port may be refused by the same code as a file.
  const named = typeof path === 'string' ? path : code === 'EISDIR' ? 'A file that was named' : undefined;
  if (typeof code === 'string' && named !== undefined && FILE_FAULTS[code]) return `${named}: ${FILE_FAULTS[code]}`;
  if (isConnectionLoss(cause))
    return 'The database does not answer. Check that it runs and that DATABASE_URL leads to it.';
  if (mayNotBecome(cause)) return NOT_THE_SERVING_ROLE;
  if (code === UNDEFINED_TABLE)
    return 'Nothing was ever started on this database. Check HANDRAIL_DATA_DIR or DATABASE_URL; npm start, or handrail migrate, makes it.';
  return cause instanceof Error ? cause.message : String(cause);
}

const [TOO_MANY_CONNECTIONS, DISK_FULL] = ['53300', '53100'];
const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder.',
  EISDIR: 'this is a folder, and a file is needed.',
  ENOTDIR: 'a folder is needed on the way there, and is a file.',
  EEXIST: 'this is there already.',
  ENOTEMPTY: 'this is there already.',
  EACCES: 'this may not be read or written by whoever runs this.',
  EROFS: 'nothing can be written there.',
  ENOSPC: 'there is no room left on its disk.',
};
const NOT_THE_SERVING_ROLE =
  'The role of DATABASE_URL is not one that serves: it may not become handrail_app and handrail_worker. ' +
  'Use a role that owns nothing, and once, as a superuser: grant handrail_app, handrail_worker to that role with inherit false, set true.';

/** A session asks for its role in its first moment, and PostgreSQL refuses it there. */
const mayNotBecome = (cause: unknown): boolean =>
  cause instanceof Error && (cause as { code?: unknown }).code === '42501' && /set role/.test(cause.message);
