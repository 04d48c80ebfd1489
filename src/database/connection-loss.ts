import { Unavailable } from '../errors/handrail-error.js';

/** SQLSTATE classes that mean the database is gone or going, or has no room left (53), not that the statement was wrong. */
const LOST_STATES = /^(08|53|57P0[1-4]|25006)/;
/** What the operating system and the driver say of a connection that is gone. */
const LOST_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const LOST_MESSAGES =
  /connection terminated|connection error and is not queryable|client was closed|timeout exceeded when trying to connect|query read timeout/i;

export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (LOST_STATES.test(code) || LOST_CODES.has(code))) return true;
  return LOST_MESSAGES.test(error.message);
}

/** The caller learns that we are unavailable, and nothing of where the database is. */
export function plainly(error: unknown): unknown {
  if (!isConnectionLoss(error)) return error;
  const unavailable = new Unavailable();
  unavailable.cause = error;
  return unavailable;
}
