/** When a field is needed, by what another field of the same input says: data, so that forms and documentation can say it too. */
export type Condition = { field: string } & ({ is: string | boolean } | { isNot: string | boolean });

export function holds(condition: Condition, input: Record<string, unknown>): boolean {
  const said = input[condition.field];
  return 'is' in condition ? said === condition.is : said !== condition.isNot;
}

const inWords = (value: string | boolean): string => (typeof value === 'string' ? value : value ? 'yes' : 'no');

/** `title`: what that other field is called. */
export const conditionInWords = (condition: Condition, title: string): string =>
  'is' in condition
    ? `Needed when “${title}” is ${inWords(condition.is)}.`
    : `Needed unless “${title}” is ${inWords(condition.isNot)}.`;
