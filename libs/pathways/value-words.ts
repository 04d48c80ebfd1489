import { inWords } from '../access/vocabulary.js';
import type { FieldSpec } from './field.js';

const inZone = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...options,
  });
const DAY = inZone({});
const MINUTE = inZone({ hour: '2-digit', minute: '2-digit' });

/** A code as a sentence begins with it. */
export function codeInWords(code: string): string {
  const words = inWords(code);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A kept value as a person reads it: a code or a time in words, in London; what somebody wrote stays as written. */
export function valueInWords(value: string, spec: Pick<FieldSpec, 'kind'> | undefined): string {
  switch (spec?.kind) {
    case 'choice':
      return codeInWords(value);
    case 'choices':
      return value.split(', ').map(codeInWords).join(', ');
    case 'date':
      return DAY.format(new Date(`${value}T12:00:00Z`));
    case 'dateTime':
      return MINUTE.format(new Date(value));
    default:
      return value;
  }
}
