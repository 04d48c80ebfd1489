import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { Logger } from '@nestjs/common';
import { type GraphQLFormattedError } from 'graphql';
import { coercionFault } from './coercion-faults.js';
import { BadUserInput, HandrailError, Internal, QueryTooComplex } from '../errors/handrail-error.js';

/** An error as it leaves: a stable code, a sentence, what is needed to go on; never a value that was sent, never a stack. */
export function errorAnswer(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(thrown);
  if (original instanceof HandrailError) return refused(formatted, original);
  if (asksTooMuch(formatted.message)) return refused(formatted, new QueryTooComplex());
  const code = formatted.extensions?.code;
  switch (code) {
    case ApolloServerErrorCode.BAD_USER_INPUT:
      return coercionFault(formatted, thrown);
    case ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED:
      return {
        message: 'Queries are not kept here. Send the query itself.',
        extensions: { code: ApolloServerErrorCode.BAD_REQUEST },
      };
    case ApolloServerErrorCode.GRAPHQL_PARSE_FAILED:
    case ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED:
    case ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE:
    case ApolloServerErrorCode.BAD_REQUEST:
    case 'QUERY_TOO_COMPLEX':
    case 'UNAUTHENTICATED':
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return {
        message: withoutValues(formatted.message),
        locations: formatted.locations,
        path: formatted.path,
        extensions: { ...formatted.extensions, stacktrace: undefined },
      };
    default: {
      // The log keeps its kind, code and way, never its words, which could be somebody's.
      log.error(original instanceof Error ? original : `What was thrown is no error but a ${typeof original}`);
      return refused(formatted, new Internal());
    }
  }
}

/** The server gives whatever validation or the parser says a code of its own; what they said tells them apart. */
const asksTooMuch = (message: string): boolean =>
  message === new QueryTooComplex().message || /Document contains more tha[tn] \d+ tokens/.test(message);

const log = new Logger('Answers');

const refused = ({ path, locations }: GraphQLFormattedError, error: HandrailError): GraphQLFormattedError => ({
  message: error.message,
  ...(path ? { path } : {}),
  ...(locations ? { locations } : {}),
  extensions: { code: error.code, ...error.extensions() },
});

/** Names that are the schema's own, and so may be said; every other name in a document is whatever somebody typed. */
const OF_THE_SCHEMA: readonly [RegExp, string][] = [
  [/^Cannot query field .* on type ("\w+")\..*$/su, 'There is no such field on type $1.'],
  [/^Unknown argument .* on field ("[\w.]+")\..*$/su, 'There is no such argument on field $1.'],
  [/^Unknown (type|fragment|directive) .*$/su, 'There is no such $1.'],
  [/^Unknown operation .*$/su, 'The document holds no operation of this name.'],
  [/^Field .* is not defined by type ("\w+")\..*$/su, 'There is no such field in $1.'],
  [/^Value .* does not exist in ("\w+") enum.*$/su, 'There is no such value in $1.'],
  [/^((?:Field|Directive) "@?[\w.]+" (?:argument "\w+" )?of .*required.*)$/su, '$1'],
  [/^(Field "\w+" of type "[\w[\]!]+" must have a selection of subfields\.).*$/su, '$1'],
  [/^(Field "\w+" must not have a selection since type "[\w[\]!]+" has no subfields\.).*$/su, '$1'],
];

/** What GraphQL says of a document, without the words that somebody put there; the location says which are meant. */
function withoutValues(message: string): string {
  const known = OF_THE_SCHEMA.find(([said]) => said.test(message));
  if (known) return message.replace(...known);
  return message
    .replace(/,? found .*$/su, ', found something else.')
    .replace(/(cannot represent [^:]*):.*$/su, '$1.')
    .replace(/(Unexpected (?:character|single quote character)).*$/su, '$1.')
    .replace(/(Invalid character(?: escape sequence)?).*$/su, '$1.')
    .replaceAll(/"(?:[^"\\]|\\.)*"/gsu, '"…"');
}

/** Several coercion faults become one answer that names them all. */
export function mergedFaults(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  const fieldsOf = (error: GraphQLFormattedError): { path: string; messages: string[] }[] =>
    (error.extensions?.fields ?? []) as { path: string; messages: string[] }[];
  const faults = errors.filter((error) => error.extensions?.code === 'BAD_USER_INPUT' && !error.path);
  if (faults.length < 2 || faults.length !== errors.length) return errors;
  const merged = new BadUserInput(faults.flatMap(fieldsOf));
  return [{ message: merged.message, extensions: { code: merged.code, ...merged.extensions() } }];
}
