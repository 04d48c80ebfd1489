import { createHash } from 'node:crypto';

/** Read aloud on the telephone: no I, L, O or U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A referral's reference: area, twelve letters from its id, and a check letter, so that a slip on the telephone is noticed.
 * Unique as the id is; nothing of the case can be read from it.
 */
export function referenceOf(referralId: string, area = 'GM'): string {
  const digest = createHash('sha256').update(referralId).digest();
  const body = [...digest.subarray(0, 12)].map((byte) => LETTERS[byte % 32]).join('');
  const sum = [...body].reduce((total, letter, place) => total + LETTERS.indexOf(letter) * (place + 2), 0);
  return `${area}-${body.slice(0, 4)}-${body.slice(4, 8)}-${body.slice(8)}-${LETTERS[sum % 31]}`;
}
