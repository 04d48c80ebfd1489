import { randomUUID } from 'node:crypto';

/**
 * A new id: RFC 9562's version 7, its time in milliseconds and the rest random. Nothing in it counts up, for a gap between two counted
 * ids would tell whoever reads both of a third that is not theirs to see.
 */
export function newId(): string {
  const at = Date.now().toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A new id that stands after another where both are listed by instant and id. */
export function newIdAfter(other: string): string {
  for (;;) {
    const id = newId();
    if (id > other) return id;
  }
}
