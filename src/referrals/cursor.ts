import { BadUserInput } from '../errors/handrail-error.js';

/** Opaque to clients: where a page ended. */
export const cursorOf = (...key: (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws BadUserInput when it is not a cursor of this kind of list */
export function keyOf<const T extends readonly ('string' | 'number')[]>(
  after: string,
  types: T,
): { [place in keyof T]: T[place] extends 'number' ? number : string } {
  const key = parsed(after);
  const fits =
    Array.isArray(key) && key.length === types.length && key.every((part, place) => typeof part === types[place]);
  if (!fits) throw new BadUserInput([{ path: 'after', messages: ['This is not a cursor of this list.'] }]);
  return key as { [place in keyof T]: T[place] extends 'number' ? number : string };
}

function parsed(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** @throws BadUserInput outside 1 to 100 */
export function pageSize(first: number): number {
  if (Number.isInteger(first) && first >= 1 && first <= 100) return first;
  throw new BadUserInput([{ path: 'first', messages: ['From 1 to 100.'] }]);
}
