import { isId } from '../database/ids.js';
import { BadUserInput } from '../errors/handrail-error.js';

/** What a cursor may be made of. */
const fits = {
  id: isId,
  instant: (part: string): boolean => part === 'infinity' || isInstant(part),
} as const;

/** What is listed. A place in one list is none in another, though both may be made of an instant and an id. */
export type Listed =
  | 'agencies'
  | 'emergencyOpenings'
  | 'notices'
  | 'record'
  | 'reported'
  | 'timeline'
  | 'trainingNotices'
  | 'worklist'
  | 'workToMove';

/** Opaque to clients: of which list, and where its page ended. It holds only what the last row shows. */
export const cursorOf = (listed: Listed, ...key: string[]): string =>
  Buffer.from(JSON.stringify([listed, ...key])).toString('base64url');

/**
 * `whose` is at the end of a cursor where each of many has such a list.
 * @throws BadUserInput when it is not a cursor of this list
 */
export function keyOf<const T extends readonly (keyof typeof fits)[]>(
  after: string,
  listed: Listed,
  kinds: T,
  whose?: string,
): { [place in keyof T]: string } {
  const [of, ...rest] = parsed(after);
  const key = rest.slice(0, kinds.length);
  const whole =
    of === listed &&
    rest.length === kinds.length + (whose === undefined ? 0 : 1) &&
    rest[kinds.length] === whose &&
    kinds.every((kind, place) => typeof key[place] === 'string' && fits[kind](key[place]));
  if (!whole) throw new BadUserInput([{ path: 'after', messages: ['This is not a cursor of this list.'] }]);
  return key as { [place in keyof T]: string };
}

const INSTANT =
  /^([1-9]\d{3}-\d\d-\d\d)[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4])(:[0-5]\d)?)$/;

/** As the database reads it: a day that no calendar has would be its error, not the caller's. */
function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  const date = day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

function parsed(after: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Which page is asked for; null is as good as nothing said. */
export interface PageAsked {
  first?: number | null;
  after?: string | null;
}
/** How many a page has when nobody says. */
export const ROWS_A_PAGE = 25;
export const ENTRIES_A_PAGE = 50;

/** @throws BadUserInput outside 1 to 100 */
export function pageSought({ first, after }: PageAsked, unsaid = ROWS_A_PAGE): { size: number; after: string | null } {
  const size = first ?? unsaid;
  if (Number.isInteger(size) && size >= 1 && size <= 100) return { size, after: after ?? null };
  throw new BadUserInput([{ path: 'first', messages: ['From 1 to 100.'] }]);
}

/** A page of a list: which rows, and whether there are more on either side. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
/** `after` is where the page before it ended; null on the first. */
export const pageOf = <Node>(edges: Page<Node>['edges'], hasNextPage: boolean, after: string | null): Page<Node> => ({
  edges,
  pageInfo: {
    hasNextPage,
    hasPreviousPage: after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  },
});
