import { GraphQLError, type GraphQLFormattedError, Kind, type TypeNode } from 'graphql';
import { BadUserInput } from '../errors/handrail-error.js';
import { isCommandInput } from './action-inputs.js';
import { valuesOfEnum } from './enums.js';
import { DAY_NEEDED, MOMENT_NEEDED } from './scalars.js';

/** GraphQL's own words repeat what was sent; ours name where, and what is needed. */
export function coercionFault(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const { message } = formatted;
  const missing = /Field "(\w+)" of required type/.exec(message);
  const unknown = /Field ".*" is not defined by type/su.test(message);
  // A name that is not the schema's may be anything; what holds it is named instead.
  const [, field] = missing ?? [];
  const path = [placeOf(message, thrown), field].filter((part) => part !== undefined && part !== '').join('.');
  const fault = new BadUserInput([
    { path: path === '' ? 'input' : path, messages: [inWords(message, missing !== null, unknown)] },
  ]);
  return {
    message: fault.message,
    locations: formatted.locations,
    extensions: { code: fault.code, ...fault.extensions() },
  };
}

function inWords(message: string, missing: boolean, unknown: boolean): string {
  if (missing || /was not provided|must not be null/.test(message)) return 'This is needed.';
  if (unknown) return 'There is a field in this that is not known here.';
  const [form] = FORMS.flatMap(([said, needed]) => {
    const found = said.exec(message);
    return found ? [needed(found[1] ?? '')] : [];
  });
  return form ?? 'This has another form than is needed here.';
}

const oneOf = (name: string): string | undefined => {
  const values = valuesOfEnum(name);
  return values.length > 0 ? `Choose from: ${values.join(', ')}.` : undefined;
};
/** What is needed, by how GraphQL ends what it says. Its names are looked up in the schema: only what is the schema's own is said. */
const FORMS: readonly [RegExp, (name: string) => string | undefined][] = [
  [/ does not exist in "(\w+)" enum\.(?: Did you mean .*)?$/su, oneOf],
  [/; Enum "(\w+)" cannot represent non-string value: /su, oneOf],
  [/; Expected type "\w+" to be an object\.$/su, () => 'A group of fields is needed, in braces.'],
  [/; Int cannot represent non-integer value: /su, () => 'A whole number is needed.'],
  [/; Int cannot represent non 32-bit signed integer value: /su, () => 'A smaller whole number is needed.'],
  [/; Boolean cannot represent a non boolean value: /su, () => 'Say true or false.'],
  [/; String cannot represent a non string value: /su, () => 'A text is needed, in quotation marks.'],
  [/; ID cannot represent value: /su, () => 'An id is needed, as a text.'],
  ...[DAY_NEEDED, MOMENT_NEEDED].map((needed): [RegExp, () => string] => [
    new RegExp(`${needed.replaceAll('.', String.raw`\.`)}$`, 'su'),
    () => needed,
  ]),
];

/**
 * `at "input.safetyPlans[0].plan"` as `safetyPlans.0.plan`: dotted from inside a command's input, whatever its variable is called.
 * Anything else begins with its own variable's name.
 */
function placeOf(message: string, thrown: unknown): string {
  const [, variable = ''] = /^Variable "\$(\w+)"/.exec(message) ?? [];
  const [, at = variable] = /at "([^"]+)"/.exec(message) ?? [];
  const dotted = at.replaceAll(/\[(\d+)\]/g, '.$1');
  return isOfCommandInput(thrown) ? dotted.replace(/^\w+\.?/, '') : dotted;
}

function isOfCommandInput(thrown: unknown): boolean {
  const [node] = (thrown instanceof GraphQLError && thrown.nodes) || [];
  return node?.kind === Kind.VARIABLE_DEFINITION && isCommandInput(nameOf(node.type));
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
