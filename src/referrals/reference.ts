import { createHash } from 'node:crypto';

/** Read aloud on the telephone: no I, L, O or U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Greater Manchester. */
const AREA = 'GM';

/**
 * A referral's reference: area, twelve letters from its id, and a check letter, so that a slip on the telephone is noticed.
 * Unique as the id is; nothing of the case can be read from it.
 */
export function referenceOf(referralId: string): string {
  const digest = createHash('sha256').update(referralId).digest();
  const body = [...digest.subarray(0, 12)].map((byte) => LETTERS[byte % 32]).join('');
  const sum = [...body].reduce((total, letter, place) => total + LETTERS.indexOf(letter) * (place + 2), 0);
  return `${AREA}-${body.slice(0, 4)}-${body.slice(4, 8)}-${body.slice(8)}-${LETTERS[sum % 31]}`;
}

const WRITTEN = new RegExp(`^([A-Z]{2})([${LETTERS}]{4})([${LETTERS}]{4})([${LETTERS}]{4})([${LETTERS}])$`);

/** A reference as somebody wrote it down, or heard it; empty, which no referral has, where it could be none. */
export function referenceAsWritten(written: unknown): string {
  if (typeof written !== 'string') return '';
  const letters = written.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '');
  const figures = letters.slice(2).replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return (
    WRITTEN.exec(letters.slice(0, 2) + figures)
      ?.slice(1)
      .join('-') ?? ''
  );
}
