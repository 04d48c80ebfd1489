import { isConnectionLoss } from '../database/connection-loss.js';
import { HandrailError } from '../errors/handrail-error.js';

/** What an operator reads at a terminal when a program ends with an error: what happened and what to do, without a stack. */
export function inPlainWords(error: unknown): string {
  const cause = error instanceof HandrailError && error.cause ? error.cause : error;
  if (isConnectionLoss(cause))
    return 'The database does not answer. Check that it runs and that DATABASE_URL leads to it.';
  return cause instanceof Error ? cause.message : String(cause);
}
