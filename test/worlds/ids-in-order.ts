import { randomUUID } from 'node:crypto';

/** Later than every id of the demonstration's agencies and people. */
const BEGAN = Date.now();
const minted: string[] = [];

/**
 * Ids as the server makes them, but each later than the one before. Two of one millisecond stand in an order by chance; here that
 * order is the same in both worlds, so that what differs between them is no chance.
 */
export function newId(): string {
  const at = (BEGAN + minted.length).toString(16).padStart(12, '0');
  const id = `${at.slice(0, 8)}-${at.slice(8)}-7${randomUUID().slice(15)}`;
  minted.push(id);
  return id;
}
export const newIdAfter = (_other: string): string => newId();

/** How many there are so far; with it, what was made since. */
export const idsMade = (): number => minted.length;
export const idsSince = (mark: number): string[] => minted.slice(mark);
