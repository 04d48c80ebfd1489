/**
 * Text that carries a picture or a recording. An image must not get in by any door.
 * Source: Sharing nudes and semi-nudes: advice for education settings (UKCIS): never copy, print, share, store or save.
 */
const DATA_URI = /data:\s*(image|video|audio|application)\/[a-z0-9.+-]+/i;
/** First bytes of common pictures, films and archives, as base64 writes them: JPEG, PNG, GIF, BMP/TIFF, WebP/AVI, HEIC/MP4, PDF. */
const BASE64_STARTS =
  /(?:^|[^A-Za-z0-9+/])(?:\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|SUkqAA|TU0AKg|Qk[0-3][A-Za-z0-9+/]{4}|AAAA[A-Za-z0-9+/]{2}[Zf]0eXB|AAAA[GHI]GZ0eX|GkXfo|JVBERi0)[A-Za-z0-9+/\s]{12,}/;
const HEX_STARTS =
  /(?:ffd8ff[de][0-9a-f]|89504e470d0a1a0a|474946383[79]61|52494646[0-9a-f]{8}57454250)[0-9a-f\s]{12,}/i;
/** Nobody writes two hundred characters of letters and digits without a space: it is something encoded. */
const LONG_ENCODED = /[A-Za-z0-9+/_-]{200,}={0,2}/;
const LONG_WRAPPED = /(?:[A-Za-z0-9+/]{60,76}\r?\n){3,}/;

export const carriesImagery = (text: string): boolean =>
  DATA_URI.test(text) ||
  BASE64_STARTS.test(text) ||
  HEX_STARTS.test(text) ||
  LONG_WRAPPED.test(text) ||
  (LONG_ENCODED.test(text) && looksEncoded(text));

/** A long run of one letter is a joke, not a picture. */
function looksEncoded(text: string): boolean {
  const run = LONG_ENCODED.exec(text)?.[0] ?? '';
  return new Set(run).size > 20;
}

/** Paths of every text, at any depth, that carries imagery. */
export function imageryIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return carriesImagery(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => imageryIn(inner, path === '' ? name : `${path}.${name}`));
}
