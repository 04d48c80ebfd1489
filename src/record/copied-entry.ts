import { detailText, ENTRY_FIELDS } from '../../libs/record/entry-text.js';

type Field = (typeof ENTRY_FIELDS)[number];

/** How PostgreSQL sends each field of an entry; what is not named is text. */
const KINDS: Partial<Record<Field, 'uuid' | 'time' | 'uuids' | 'texts' | 'json'>> = {
  referral_id: 'uuid',
  id: 'uuid',
  at: 'time',
  actor_id: 'uuid',
  agency_id: 'uuid',
  person_ids: 'uuids',
  referral_ids: 'uuids',
  sections: 'texts',
  recipients: 'uuids',
  detail: 'json',
};
const FIELDS = ENTRY_FIELDS.map((name, place) => ({
  kind: KINDS[name] ?? 'text',
  before: Buffer.from(`${place === 0 ? '[' : ','}["${name}",`),
}));
/** More than a field's name, brackets and quotes take up together. */
const AROUND = 64;
/** A control character of one byte is written in six. */
const MOST_TIMES_LONGER = 6;

/** The two digits of each byte. */
const [HIGH, LOW] = [4, 0].map((shift) =>
  Buffer.from(Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.charCodeAt((byte >> shift) & 15))),
) as [Buffer, Buffer];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const HYPHEN = 0x2d;
const NOUGHT = 0x30;
const NULL = Buffer.from('null');
const NO_MEMBERS = Buffer.from('{}');

const DAY_US = 86_400_000_000;
/** PostgreSQL counts from the year 2000; a number of JavaScript counts microseconds exactly for 285 years around it. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const [FIRST_DAY, LAST_DAY] = ['1800-01-01', '2199-12-31'].map(
  (day) => (Date.parse(`${day}T00:00:00Z`) - EPOCH_MS) / 86_400_000,
) as [number, number];

/**
 * Writes the text of an entry (`libs/record/entry-text.ts`) straight from the bytes in which PostgreSQL sends its columns, after the byte
 * that RFC 6962 puts before a leaf. It knows what the server itself writes; of anything else it says so, and the entry is read in full.
 */
export class CopiedEntry {
  private text = Buffer.alloc(4096);
  private end = 0;
  private from: Buffer = Buffer.alloc(0);
  private at = 0;
  private day = Number.NaN;
  private dayText: Buffer = Buffer.alloc(0);

  /** What is hashed of the entry last read; overwritten by the next. */
  get leaf(): Buffer {
    return this.text.subarray(0, this.end);
  }

  /** Reads the entry's columns from a place on; the place after them, or -1 where they are not as the server writes them. */
  read(bytes: Buffer, start: number): number {
    this.from = bytes;
    this.at = start;
    this.text[0] = 0;
    this.end = 1;
    for (let place = 0; place < FIELDS.length; place += 1) {
      const { kind, before } = FIELDS[place] as (typeof FIELDS)[number];
      const size = int32(bytes, this.at);
      this.at += 4;
      this.makeRoom(AROUND + MOST_TIMES_LONGER * size);
      this.put(before);
      if (size === -1) this.put(NULL);
      else if (!this.value(kind, size)) return -1;
      this.text[this.end++] = CLOSE;
    }
    this.text[this.end++] = CLOSE;
    return this.at;
  }

  private makeRoom(bytes: number): void {
    if (this.end + bytes <= this.text.length) return;
    const larger = Buffer.alloc(2 * (this.end + bytes));
    this.text.copy(larger, 0, 0, this.end);
    this.text = larger;
  }

  private value(kind: (typeof FIELDS)[number]['kind'], size: number): boolean {
    if (kind === 'uuid') return this.uuid(size);
    if (kind === 'text') return this.word(size);
    if (kind === 'time') return this.time(size);
    if (kind === 'json') return this.json(size);
    return this.list(kind === 'uuids' ? 'uuid' : 'text', size);
  }

  private uuid(size: number): boolean {
    if (size !== 16) return false;
    const { text, from, at } = this;
    let { end } = this;
    text[end++] = QUOTE;
    for (let place = 0; place < 16; place += 1) {
      if (place === 4 || place === 6 || place === 8 || place === 10) text[end++] = HYPHEN;
      const byte = from[at + place] as number;
      text[end++] = HIGH[byte] as number;
      text[end++] = LOW[byte] as number;
    }
    text[end++] = QUOTE;
    this.end = end;
    this.at = at + 16;
    return true;
  }

  private word(size: number): boolean {
    const { text, from, at } = this;
    const last = at + size;
    const start = this.end;
    let end = start;
    let isPlain = true;
    text[end++] = QUOTE;
    for (let place = at; place < last; place += 1) {
      const byte = from[place] as number;
      if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) isPlain = false;
      text[end++] = byte;
    }
    text[end++] = QUOTE;
    this.end = isPlain ? end : start + text.write(JSON.stringify(from.toString('utf8', at, last)), start);
    this.at = last;
    return true;
  }

  /** UTC with microseconds, as `to_char` writes it. */
  private time(size: number): boolean {
    if (size !== 8) return false;
    const microseconds = int64(this.from, this.at);
    const day = Math.floor(microseconds / DAY_US);
    if (!(day >= FIRST_DAY && day <= LAST_DAY)) return false;
    if (day !== this.day) {
      this.day = day;
      this.dayText = Buffer.from(
        `"${new Date(EPOCH_MS + day * 86_400_000).toISOString().slice(0, 10)}T00:00:00.000000Z"`,
      );
    }
    const start = this.end;
    this.put(this.dayText);
    const within = microseconds - day * DAY_US;
    const seconds = Math.floor(within / 1e6);
    this.digits(start + 12, 2, Math.floor(seconds / 3600));
    this.digits(start + 15, 2, Math.floor(seconds / 60) % 60);
    this.digits(start + 18, 2, seconds % 60);
    this.digits(start + 21, 6, within - seconds * 1e6);
    this.at += 8;
    return true;
  }

  private digits(start: number, count: number, value: number): void {
    let rest = value;
    for (let place = start + count - 1; place >= start; place -= 1) {
      this.text[place] = NOUGHT + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }

  /** Lists of one dimension that begin at 1, as every list does that is written as one. */
  private list(kind: 'uuid' | 'text', size: number): boolean {
    const { from } = this;
    const last = this.at + size;
    const dimensions = int32(from, this.at);
    if (dimensions > 1 || (dimensions === 1 && int32(from, this.at + 16) !== 1)) return false;
    const length = dimensions === 0 ? 0 : int32(from, this.at + 12);
    if (4 * length > size) return false;
    this.at += dimensions === 0 ? 12 : 20;
    this.text[this.end++] = OPEN;
    for (let place = 0; place < length; place += 1) {
      if (place > 0) this.text[this.end++] = COMMA;
      const one = int32(from, this.at);
      this.at += 4;
      if (one === -1) this.put(NULL);
      else if (!this.value(kind, one)) return false;
    }
    this.text[this.end++] = CLOSE;
    return this.at === last;
  }

  private json(size: number): boolean {
    const last = this.at + size;
    // The version of the form comes first.
    if (this.from[this.at] !== 1) return false;
    const isEmpty = size === 3 && this.from[this.at + 1] === NO_MEMBERS[0] && this.from[this.at + 2] === NO_MEMBERS[1];
    if (isEmpty) this.put(NO_MEMBERS);
    else this.end += this.text.write(detailText(this.from.toString('utf8', this.at + 1, last)), this.end);
    this.at = last;
    return true;
  }

  private put(bytes: Buffer): void {
    const { text } = this;
    let { end } = this;
    for (let place = 0; place < bytes.length; place += 1) text[end++] = bytes[place] as number;
    this.end = end;
  }
}

/** Written out, for it is asked twenty times an entry. */
const int32 = (bytes: Buffer, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

/** Exact up to 2^53. */
export const int64 = (bytes: Buffer, at: number): number => int32(bytes, at) * 2 ** 32 + (int32(bytes, at + 4) >>> 0);
