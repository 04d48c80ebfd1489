const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const REFERENCE = /\bGM(-[0-9A-Z]{4}){3}-[0-9A-Z]\b/g;
const CURSOR = /"(?:cursor|startCursor|endCursor)":"([\w-]+)"/g;

/**
 * What one caller heard in one world, so that it can be held against what they heard in the other. Ids and references that were made
 * after the worlds parted are random: each stands as the place at which it first appeared. All else, also an id from before, stays as
 * it came, to the byte. A cursor is opened, for it holds an instant and an id, encoded.
 */
export class Comparable {
  private readonly places = new Map<string, string>();

  constructor(
    private readonly partedAt: string,
    private readonly referencesThen: ReadonlySet<string>,
  ) {}

  of(heard: string): string {
    return heard
      .replaceAll(CURSOR, (whole, cursor: string) =>
        whole.replace(cursor, Buffer.from(cursor, 'base64url').toString().replaceAll('"', "'")),
      )
      .replaceAll(ID, (id) => (id > this.partedAt ? this.placeOf(id) : id))
      .replaceAll(REFERENCE, (reference) => (this.referencesThen.has(reference) ? reference : this.placeOf(reference)));
  }

  private placeOf(one: string): string {
    const place = this.places.get(one) ?? `#${this.places.size}`;
    this.places.set(one, place);
    return place;
  }
}

const LENGTH = /"content-length":"\d+"/;
/** Where two answers part, with what stands around it: in what they say, or, where that is the same, in how long they are. */
export function firstDifference(one: string, other: string): string {
  const [said, saidElse] = [one.replace(LENGTH, ''), other.replace(LENGTH, '')];
  return said === saidElse ? partingOf(one, other) : partingOf(said, saidElse);
}
function partingOf(one: string, other: string): string {
  const at = [...one].findIndex((sign, place) => sign !== other[place]);
  const place = at < 0 ? one.length : at;
  const around = (text: string): string => text.slice(Math.max(0, place - 160), place + 120);
  return `at ${place}:\n    one:   …${around(one)}…\n    other: …${around(other)}…`;
}
