import { type FieldSpec, specsOf } from './field.js';
import type { InputClass } from './pathway.js';
import type { JsonValue } from './referral-context.js';

/** The part of an input that an event carries: codes, ids, dates, numbers; no words. */
export function codedPart(input: InputClass, given: object): Record<string, JsonValue> {
  return coded(specsOf(input), given as Record<string, unknown>);
}

function coded(specs: readonly FieldSpec[], input: Record<string, unknown>): Record<string, JsonValue> {
  const part: Record<string, JsonValue> = {};
  for (const spec of specs) {
    const value = input[spec.name] ?? spec.default;
    if (spec.codedAs !== undefined && value !== undefined && value !== null) part[spec.codedAs] = true;
    if (spec.freeText || value === undefined || value === null) continue;
    if (spec.fields) {
      const inner = spec.fields;
      part[spec.name] = Array.isArray(value)
        ? value.map((one: unknown) => coded(inner, one as Record<string, unknown>))
        : coded(inner, value as Record<string, unknown>);
    } else part[spec.name] = value as JsonValue;
  }
  return part;
}
