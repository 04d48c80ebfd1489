import { randomUUID } from 'node:crypto';

/**
 * A new id: RFC 9562's version 7, its time in milliseconds and the rest random. Nothing in it counts up, for a gap between two counted
 * ids would tell whoever reads both of a third that is not theirs to see.
 */
export const newId = (): string => idAt(Date.now());
function idAt(milliseconds: number): string {
  const at = milliseconds.toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A new id that stands after another where both are listed by instant and id, also where the clock was set back since. */
export function newIdAfter(other: string): string {
  const id = newId();
  return id > other ? id : idAt(Number.parseInt(other.replace('-', '').slice(0, 12), 16) + 1);
}
