import { GraphQLError, type GraphQLFormattedError, Kind, type TypeNode } from 'graphql';
import { BadUserInput } from '../errors/handrail-error.js';
import { isCommandInput } from './action-inputs.js';

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
  return unknown ? 'There is a field in this that is not known here.' : 'This has another form than is needed here.';
}

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
