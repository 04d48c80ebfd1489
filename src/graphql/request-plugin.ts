import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { Unauthenticated } from '../errors/handrail-error.js';
import type { Authentication } from '../identity/authentication.js';
import { HandrailError } from '../errors/handrail-error.js';
import { mergedFaults } from './error-answers.js';
import type { RequestContext } from './request-context.js';

/**
 * The order of the contract: the document is read first, then the token. A missing or unaccepted token ends the request with 401 before
 * anything is resolved.
 */
export function requestPlugin(authentication: Authentication): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ contextValue }: GraphQLRequestContext<RequestContext>) => {
          try {
            contextValue.actor = await authentication.authenticate(contextValue.authorization);
          } catch (error) {
            throw asHttp(error);
          }
        },
        willSendResponse: ({ response }: { response: GraphQLRequestContext<RequestContext>['response'] }) => {
          if (response.body?.kind === 'single' && response.body.singleResult.errors) {
            response.body.singleResult.errors = mergedFaults(response.body.singleResult.errors);
          }
          return Promise.resolve();
        },
      }),
  };
}

function asHttp(error: unknown): GraphQLError {
  if (error instanceof Unauthenticated) {
    return new GraphQLError(error.message, {
      extensions: { code: error.code, http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer']]) } },
    });
  }
  if (error instanceof HandrailError)
    return new GraphQLError(error.message, {
      extensions: { code: error.code, ...error.extensions(), http: { status: 503 } },
    });
  throw error;
}
