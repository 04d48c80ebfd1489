import {
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLRequestContextDidResolveOperation,
  HeaderMap,
} from '@apollo/server';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import {
  HandrailError,
  Internal,
  QueryTooComplex,
  RateLimited,
  Unauthenticated,
  Unavailable,
} from '../errors/handrail-error.js';
import type { Authentication } from '../identity/authentication.js';
import { mergedFaults } from './error-answers.js';
import { mustBeAffordable } from './limits.js';
import type { RequestContext } from './request-context.js';
import type { RequestRate } from './request-rate.js';

/**
 * The order of the contract: the document and its variables are read first, then the token. A missing or unaccepted token ends the request
 * with 401 before anything is resolved.
 */
export function requestPlugin(authentication: Authentication, rate: RequestRate): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ contextValue, schema, document, operation, request }: Resolved) => {
          try {
            // Whoever names an operation that the document does not hold is told so later on.
            if (operation) mustBeAffordable({ schema, document, operation, variables: request.variables ?? {} });
            contextValue.actor = await authentication.authenticate(contextValue.authorization);
            await rate.count(contextValue.actor);
          } catch (error) {
            // Variables that do not fit are told of as ever, and nothing is resolved.
            if (error instanceof Unauthenticated && operation && !fitting(schema, operation, request.variables)) return;
            throw error instanceof HandrailError ? asHttp(error) : error;
          }
        },
        willSendResponse: ({ response }: { response: Response }) => {
          if (response.body?.kind === 'single' && response.body.singleResult.errors) {
            response.body.singleResult.errors = mergedFaults(response.body.singleResult.errors);
            refuseWhole(response);
            sayThatItFailed(response);
          }
          return Promise.resolve();
        },
      }),
  };
}

const fitting = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown> = {},
): boolean => !getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 }).errors;

/** A database that fell over is back within a few seconds. */
const SOON_SECONDS = '2';

type Resolved = GraphQLRequestContextDidResolveOperation<RequestContext>;
type Response = GraphQLRequestContext<RequestContext>['response'];

/** Who was made inactive since we last learned who they are is answered as whoever comes without a token, and with nothing else. */
function refuseWhole({ http, body }: Response): void {
  if (body?.kind !== 'single') return;
  const { code } = new Unauthenticated();
  const refusal = body.singleResult.errors?.find(({ extensions }) => extensions?.code === code);
  if (!refusal) return;
  const { status, headers } = httpOf(new Unauthenticated());
  http.status = status;
  for (const [name, value] of headers) http.headers.set(name, value);
  body.singleResult = { errors: [refusal] };
}

/** An answer that holds nothing by our own fault: whoever goes by HTTP's status tries again, or sees that something is wrong, as well. */
function sayThatItFailed({ http, body }: Response): void {
  if (body?.kind !== 'single' || Object.values(body.singleResult.data ?? {}).some((one) => one !== null)) return;
  const codes = body.singleResult.errors?.map(({ extensions }) => extensions?.code);
  const failure = [new Unavailable(), new Internal()].find(({ code }) => codes?.includes(code));
  if (!failure) return;
  const { status, headers } = httpOf(failure);
  http.status = status;
  for (const [name, value] of headers) http.headers.set(name, value);
}

/** What HTTP's own clients go by, beside the code. */
function asHttp(error: HandrailError): GraphQLError {
  return new GraphQLError(error.message, {
    extensions: { code: error.code, ...error.extensions(), http: httpOf(error) },
  });
}

function httpOf(error: HandrailError): { status: number; headers: HeaderMap } {
  if (error instanceof Unauthenticated)
    return { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer']]) };
  if (error instanceof RateLimited)
    return { status: 429, headers: new HeaderMap([['retry-after', String(error.retryAfterSeconds)]]) };
  if (error instanceof Unavailable) return { status: 503, headers: new HeaderMap([['retry-after', SOON_SECONDS]]) };
  return { status: error instanceof QueryTooComplex ? 400 : 500, headers: new HeaderMap() };
}
