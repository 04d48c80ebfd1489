import { holdsEncodedMatter } from './encoded-text.js';
import { asRead, carriesUnseen } from './unseen-signs.js';

/**
 * Text that carries a picture or a recording. An image must not get in by any door.
 * Source: Sharing nudes and semi-nudes: advice for education settings (UKCIS): never copy, print, share, store or save.
 */
const DATA_URI = /data:(?:image|video|audio|application)\/[\w.+-]+[;,]|data\s*:[\w\s/.+;=-]{0,100};\s*base64\s*,/i;
const DRAWING = /<\s*svg[\s>/]/i;
const ENCODED_FILE = /^begin [0-7]{3} \S/m;
/** First bytes of common pictures, films and archives, as base64 writes them: JPEG, PNG, GIF, BMP/TIFF, WebP/AVI, HEIC/MP4, PDF. */
const BASE64_STARTS =
  /(?:^|[^A-Za-z0-9+/_-])(?:[/_]9j[/_]|iVBORw0KGgo|R0lGOD|UklGR|SUkqAA|TU0AKg|Qk[0-3][A-Za-z0-9+/_-]{4}|AAAA[A-Za-z0-9+/_-]{2}[Zf]0eXB|AAAA[GHI]GZ0eX|GkXfo|JVBERi0)[A-Za-z0-9+/_\s-]{12,}/;
/** The same where something stands between the characters: only starts that no words make. */
const BASE64_STARTS_PIECED = /[/_]9j[/_]4AAQ|[/_]9j[/_]2[wM]|iVBORw0KGgo|R0lGODlh|R0lGODdh/;
const HEX_STARTS =
  /(?:ffd8ff[de][0-9a-f]|89504e470d0a1a0a|474946383[79]61|52494646[0-9a-f]{8}57454250)[0-9a-f\s]{12,}/i;
const HEX_STARTS_PIECED = /ffd8ff(?:e[0-9a-f]|db)[0-9a-f]{16}|89504e470d0a1a0a|4749463839?761/i;
const DECIMAL_STARTS = /\b(?:255\D{1,3}216\D{1,3}255\D{1,3}(?:2[23]\d|219)|137\D{1,3}80\D{1,3}78\D{1,3}71)\b/;
const SEPARATORS = /[\s.,:;|"'()[\]{}<>*·•-]+/g;
const WRITTEN_BYTE = /\\x|\b0x|%(?=[0-9a-f]{2})/gi;

/** What is longer than any field takes is refused for its length: its beginning is enough to look at. */
const MOST_OF_A_TEXT = 20_000;
/** More than the fields of any action take together, in UTF-16 units: a command of more is refused for its length as well. */
export const MOST_OF_ALL = 260_000;
/** So much is looked at at a time, and what lies across an end twice. */
const AT_ONCE = 100_000;
const AGAIN = 20_000;

export function carriesImagery(text: string): boolean {
  const read = asRead(text);
  const pieced = read.replace(WRITTEN_BYTE, '').replace(SEPARATORS, '');
  return (
    carriesUnseen(text) ||
    [DATA_URI, DRAWING, ENCODED_FILE, BASE64_STARTS, HEX_STARTS, DECIMAL_STARTS].some((start) => start.test(read)) ||
    [BASE64_STARTS_PIECED, HEX_STARTS_PIECED].some((start) => start.test(pieced)) ||
    holdsEncodedMatter(read)
  );
}

/** Whether the texts of an input carry imagery: one of them, or all together, when it was cut into pieces. */
export function imageryIn(input: unknown): boolean {
  const all = textsOf(input).join('\n').slice(0, MOST_OF_ALL);
  for (let from = 0; from === 0 || from < all.length - AGAIN; from += AT_ONCE - AGAIN)
    if (carriesImagery(all.slice(from, from + AT_ONCE))) return true;
  return false;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.slice(0, MOST_OF_A_TEXT)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
