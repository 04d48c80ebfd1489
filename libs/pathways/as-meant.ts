import { isUUID } from 'class-validator';
import { isBlank } from './field-checks.js';
import { type FieldSpec, isObject, specsOf } from './field.js';
import type { InputClass } from './pathway.js';

/**
 * A text of blanks counts as missing, as if it had been left out, wherever that may be; not where it should name somebody or something. An id
 * in capitals is the same id: RFC 9562, section 4.
 */
export function asMeant(input: InputClass, given: Record<string, unknown>): Record<string, unknown> {
  const cleaned = (specs: readonly FieldSpec[], value: unknown): unknown =>
    Array.isArray(value) ? value.map((one) => cleaned(specs, one)) : isObject(value) ? without(specs, value) : value;
  const without = (specs: readonly FieldSpec[], one: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(one).flatMap(([name, value]: [string, unknown]) => {
        const spec = specs.find((field) => field.name === name);
        if (!spec) return [[name, value]];
        const isText = spec.kind === 'text' && !spec.fieldKind.address;
        if (isText && !spec.required && typeof value === 'string' && isBlank(value)) return [];
        if (spec.kind === 'id' && isUUID(value)) return [[name, String(value).toLowerCase()]];
        return [[name, spec.fields ? cleaned(spec.fields, value) : value]];
      }),
    );
  return without(specsOf(input), given);
}
