/** How much of a text is something encoded, and not words: judged by its letters and digits, whatever separates them. */

/**
 * Letters and digits of encoded matter that may stand in one command. A small picture needs a thousand and more; references, number
 * plates, postcodes and file names need these few.
 */
const MIXED_CASE = 500;
const ONE_CASE = 1_200;
/** Addresses of pages carry keys and tickets, now and then several hundred characters of them. */
const IN_ADDRESSES = 1_500;
/** Nobody writes so many without a break, nor lines of them. */
const UNBROKEN = 200;
const IN_LONG_RUNS = 180;
/** Signs that are neither letters, digits nor spaces: words have few, and few kinds. */
const SIGNS = 1_000;
/** Bytes as hexadecimal pairs or decimal numbers. A dozen hash values, as take-down services give them, still pass. */
const HEX_IN_A_ROW = 800;
const BYTES_IN_A_ROW = 150;

/** Words of any script have spaces or punctuation sooner; and of so many letters, as many kinds as this has no language. */
const UNPARTED = /[^\s\p{P}\p{Z}]{400,}/gu;
const DIGITS_UNBROKEN = /\d{200,}/;
const DIGITS = 2_000;
const PICTURE_SIGNS = 800;
const KINDS_OF_PICTURE_SIGNS = 60;

/** Of all that their kinds could be spread: Russian letters, Chinese characters and Korean syllables are by nine tenths. */
const EVEN = 0.97;
const EVEN_LETTERS = 1_000;
const KINDS_OF_EVEN_LETTERS = 32;

/**
 * A few signs over and over, without any other between, say nothing more than once: "AnnaAnnaAnna" is no picture. Only of a length that no row
 * of a picture has: its empty rows are a sign over and over, too.
 */
const SAID_OVER = /(?<!\S)(?=\S{500})(\S{1,20}?)\1{24,}(?!\S)/gu;
const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/g;
const WRITTEN_BYTE = /\\x|\b0x|\\u00|&#x?|%(?=[0-9a-f]{2})/gi;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/u;
const BETWEEN_PLAIN_WORDS = /[^A-Za-z0-9]+/;
export const plain = (text: string): boolean => !/[^\t\n\r -~]/.test(text);
const CODED = /[A-Za-z0-9]{2,}/g;

/** Encoded matter in one case and in both: base64 has both, hexadecimal, base32 and reference numbers have one. */
interface Amount {
  mixed: number;
  oneCase: number;
}

export function holdsEncodedMatter(text: string): boolean {
  if (text.length < IN_LONG_RUNS) return false;
  const addresses = text.match(ADDRESS) ?? [];
  const words = text.replace(ADDRESS, ' ').replace(SAID_OVER, '$1');
  return (
    unbroken(words) ||
    mostlyDigits(words) ||
    (!plain(words) && inOtherLetters(words)) ||
    mostlySigns(words) ||
    inLongRuns(words) > IN_LONG_RUNS ||
    tooMuch(amountIn(addresses.join(' ')), IN_ADDRESSES, IN_ADDRESSES) ||
    tooMuch(amountIn(words), MIXED_CASE, ONE_CASE) ||
    bytesInARow(words.replace(WRITTEN_BYTE, ' ').split(plain(words) ? BETWEEN_PLAIN_WORDS : BETWEEN_WORDS))
  );
}

const tooMuch = ({ mixed, oneCase }: Amount, mostMixed: number, mostOneCase: number): boolean =>
  mixed > mostMixed || mixed + oneCase > mostOneCase;

/** A long run without a break that is no joke of a few letters: of many characters, or of letters and digits. */
const unbroken = (text: string): boolean =>
  (text.match(/[!-~]{200,}/g) ?? []).some((run) => {
    const kinds = new Set(run).size;
    return kinds > 20 || (kinds >= 10 && /\d/.test(run) && run.replaceAll(/\W/g, '').length >= UNBROKEN);
  });

/** Bytes as letters of other scripts, or as small pictures. */
function inOtherLetters(text: string): boolean {
  const pictures = text.match(/\p{So}/gu) ?? [];
  if (pictures.length > PICTURE_SIGNS && new Set(pictures).size > KINDS_OF_PICTURE_SIGNS) return true;
  const others = text.match(/[^\s\p{P}\p{Z}!-~]/gu) ?? [];
  return (
    new Set(others).size > others.length / 4 + 300 ||
    evenlySpread(others) ||
    (text.match(UNPARTED) ?? []).some((run) => !plain(run) && new Set(run).size > 40)
  );
}

/** Every letter as often as any other: bytes of a picture are, and in no language are letters or syllables. */
function evenlySpread(letters: readonly string[]): boolean {
  if (letters.length < EVEN_LETTERS) return false;
  const often = new Map<string, number>();
  for (const letter of letters) often.set(letter, (often.get(letter) ?? 0) + 1);
  if (often.size < KINDS_OF_EVEN_LETTERS || often.size > letters.length / 4) return false;
  // One sentence sent a hundred times has its letters evenly too; bytes do not repeat themselves.
  const fours = new Set(letters.map((_, place) => letters.slice(place, place + 4).join('')));
  if (fours.size < letters.length / 2) return false;
  const shares = [...often.values()].map((times) => times / letters.length);
  const spread = shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
  return spread > EVEN * Math.log2(often.size);
}

/** Long runs of base64's alphabet that go up and down in case as it does; a path or a file name does not. */
function inLongRuns(text: string): number {
  const runs = [...new Set(text.match(/[\w+/=-]{40,}/g))];
  return runs.filter((run) => amountIn(run).mixed > run.length / 2).reduce((sum, run) => sum + run.length, 0);
}

function mostlyDigits(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  return (digits > DIGITS && digits > text.replaceAll(/\s/g, '').length / 2) || DIGITS_UNBROKEN.test(text);
}

function mostlySigns(text: string): boolean {
  const signs = text.match(/[!-/:-@[-`{-~]/g) ?? [];
  return signs.length > SIGNS && signs.length > text.replaceAll(/\s/g, '').length / 4 && new Set(signs).size > 20;
}

/** Each run of letters and digits once: what is encoded does not repeat itself, names of apps do. */
function amountIn(text: string): Amount {
  const amount = { mixed: 0, oneCase: 0 };
  for (const run of new Set(text.match(CODED))) {
    const { changes, ofCase } = unevenness(run);
    if (changes / run.length < 0.15) continue;
    if (ofCase > 0) amount.mixed += run.length;
    else amount.oneCase += run.length;
  }
  return amount;
}

/** How often a run goes from capitals to small letters to digits, beyond the capital that a word begins with. */
function unevenness(run: string): { changes: number; ofCase: number } {
  let changes = 0;
  let ofCase = 0;
  for (let place = 1; place < run.length; place += 1) {
    const [before, after] = [kindOf(run.charCodeAt(place - 1)), kindOf(run.charCodeAt(place))];
    if (before === after || (before === 'capital' && after === 'small' && place === 1)) continue;
    changes += 1;
    if (before !== 'digit' && after !== 'digit') ofCase += 1;
  }
  return { changes, ofCase };
}
const kindOf = (code: number): 'digit' | 'capital' | 'small' => (code < 58 ? 'digit' : code < 91 ? 'capital' : 'small');

const HEX = /^[0-9a-f]+$/i;
const BYTE = /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/;

/** Pieces too short to be words, one after another: single characters, hexadecimal bytes, numbers from 0 to 255. */
function bytesInARow(pieces: readonly string[]): boolean {
  const hex = new Row();
  const bytes = new Row();
  const short = new Row();
  return pieces.some((piece) => {
    hex.goesOn(piece, HEX.test(piece));
    bytes.goesOn(piece, BYTE.test(piece));
    short.goesOn(piece, piece.length <= 2 && /^[A-Za-z0-9]+$/.test(piece));
    return (
      (hex.characters >= HEX_IN_A_ROW && hex.withLetters > hex.pieces / 4 && hex.different >= 16) ||
      (bytes.pieces >= BYTES_IN_A_ROW && bytes.ofThree > bytes.pieces / 3 && bytes.different >= 40) ||
      (short.pieces >= BYTES_IN_A_ROW && short.withLetters > short.pieces / 3 && short.different >= 12)
    );
  });
}

/** Pieces of one form that follow each other. */
class Row {
  pieces = 0;
  characters = 0;
  withLetters = 0;
  ofThree = 0;
  private readonly seen = new Set<string>();

  get different(): number {
    return this.seen.size;
  }
  goesOn(piece: string, fits: boolean): void {
    if (!fits) {
      if (this.pieces === 0) return;
      this.pieces = this.characters = this.withLetters = this.ofThree = 0;
      this.seen.clear();
      return;
    }
    this.pieces += 1;
    this.characters += piece.length;
    if (/[a-z]/i.test(piece)) this.withLetters += 1;
    if (piece.length === 3) this.ofThree += 1;
    this.seen.add(piece);
  }
}
