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

/** A field that another one's answer decides about. */
interface Decided {
  name: string;
  title: string;
  requiredWhen?: Condition;
  onlyWhenNeeded?: boolean;
  alsoOtherwise?: boolean;
}
/** What is needed with one answer is wrong with another: "not seen by staff", and a witness of when they saw it. */
export function contradicting(
  specs: readonly Decided[],
  input: Record<string, unknown>,
): { path: string; messages: string[] }[] {
  const isGiven = (name: string): boolean => (input[name] ?? null) !== null;
  return specs.flatMap(({ name, requiredWhen, onlyWhenNeeded, alsoOtherwise }) => {
    if (!requiredWhen || onlyWhenNeeded || alsoOtherwise || !isGiven(name) || !isGiven(requiredWhen.field)) return [];
    const decides = specs.find((spec) => spec.name === requiredWhen.field)?.title ?? requiredWhen.field;
    return holds(requiredWhen, input)
      ? []
      : [{ path: name, messages: [`Leave this out: it contradicts what you say of “${decides}”.`] }];
  });
}
