import { V7Generator } from 'uuidv7';

/**
 * A new id, from a generator of its own: the ids of one generator count up within a millisecond, so that a gap between two would
 * tell whoever reads both of a third that is not theirs to see.
 */
export const newId = (): string => new V7Generator().generate().toString();

/** A new id that stands after another where both are listed by instant and id. */
export function newIdAfter(other: string): string {
  for (;;) {
    const id = newId();
    if (id > other) return id;
  }
}
