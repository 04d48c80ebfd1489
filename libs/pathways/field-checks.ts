import { ValidatorConstraint, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import { isDay } from '../working-time/day.js';

/** Anything but new line and tab that prints nothing, and halves of a surrogate pair: never meant, and able to hide words. */
// eslint-disable-next-line no-control-regex -- the control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A sign that shows something; some letters of Unicode show nothing. */
const SHOWS = /[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;

/** Blanks of every kind: whoever reads them sees nothing. */
export const isBlank = (text: string): boolean => !SHOWS.test(text);

function fault(value: unknown, max: number): string | null {
  if (typeof value !== 'string' || isBlank(value)) return 'This is needed.';
  if (UNPRINTABLE.test(value) || LONE_SURROGATE.test(value)) return 'This holds characters that cannot be kept.';
  return [...value].length > max ? `At most ${max} characters.` : null;
}

/** What cannot be seen, breaks the line, or turns the direction of what follows, so that a reader is shown another name. */
const OUT_OF_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** What is wrong with a name or key in one line, which stands in the record as it came; null when nothing is. */
export function lineFault(value: unknown, max: number): string | null {
  if (typeof value === 'string' && OUT_OF_LINE.test(value)) return 'Write this in one line of printable characters.';
  return fault(value, max);
}

/** Words as a person types them, kept as typed: emoji, accents and writing from right to left included. */
@ValidatorConstraint({ name: 'words' })
export class Words implements ValidatorConstraintInterface {
  validate(value: unknown, args?: ValidationArguments): boolean {
    return fault(value, limit(args)) === null;
  }
  defaultMessage(args?: ValidationArguments): string {
    return fault(args?.value, limit(args)) ?? 'This is needed.';
  }
}

/** Words in one line: whoever reads a name among others is shown this one, and where it ends. */
@ValidatorConstraint({ name: 'line' })
export class Line implements ValidatorConstraintInterface {
  validate(value: unknown, args?: ValidationArguments): boolean {
    return lineFault(value, limit(args)) === null;
  }
  defaultMessage(args?: ValidationArguments): string {
    return lineFault(args?.value, limit(args)) ?? 'This is needed.';
  }
}
const limit = (args?: ValidationArguments): number => Number(args?.constraints[0] ?? 4000);

/** A day as `2026-11-25`, that exists, from 1900 on. */
@ValidatorConstraint({ name: 'calendarDate' })
export class CalendarDate implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isDay(value) && value >= '1900-01-01';
  }
  defaultMessage(args?: ValidationArguments): string {
    return args?.value === undefined || args.value === null
      ? 'This is needed.'
      : 'A day from 1900 on is needed, as 2026-11-25.';
  }
}

@ValidatorConstraint({ name: 'moment' })
export class Moment implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && !Number.isNaN(Date.parse(value)) && value >= '1900';
  }
  defaultMessage(): string {
    return 'A date and time is needed, as 2026-11-25T16:00:00Z.';
  }
}
