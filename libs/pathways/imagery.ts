import { holdsEncodedMatter, plain } from './encoded-text.js';

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
/** Characters that show nothing. Taken out first: they part what is one, and a person sees no difference. */
const UNSEEN = /\p{Cf}/gu;

/** What is longer than any field takes is refused for its length: its beginning is enough to look at. */
const MOST_OF_A_TEXT = 20_000;
const MOST_OF_ALL = 100_000;

export function carriesImagery(text: string): boolean {
  // As it would be read: full-width letters and digits are letters and digits.
  const read = plain(text) ? text : text.normalize('NFKC').replace(UNSEEN, '');
  const pieced = read.replace(WRITTEN_BYTE, '').replace(SEPARATORS, '');
  return (
    [DATA_URI, DRAWING, ENCODED_FILE, BASE64_STARTS, HEX_STARTS, DECIMAL_STARTS].some((start) => start.test(read)) ||
    [BASE64_STARTS_PIECED, HEX_STARTS_PIECED].some((start) => start.test(pieced)) ||
    holdsEncodedMatter(read)
  );
}

/** Whether the texts of an input carry imagery: one of them, or all together, when it was cut into pieces. */
export const imageryIn = (input: unknown): boolean => carriesImagery(textsOf(input).join('\n').slice(0, MOST_OF_ALL));

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.slice(0, MOST_OF_A_TEXT)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
