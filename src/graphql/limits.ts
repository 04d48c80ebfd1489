import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { QueryTooComplex } from '../errors/handrail-error.js';

/** A referral with all its parts is 9 deep; introspection as tools send it does not count. */
const DEEPEST = 16;
/**
 * A level deeper counts half as much again, and `first` multiplies: a hundred referrals with all their parts, forms and a hundred
 * entries each cost some 3,200,000, so one such page passes and two at once do not.
 */
const DEAREST = 5_000_000;
const MOST_ALIASES = 50;
/** GraphQL's own parser stops here: a document is read before anybody knows who sent it. */
export const MOST_TOKENS = 6_000;

const refusal = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null) => {
      const { message, code } = new QueryTooComplex();
      context?.reportError(new GraphQLError(message, { extensions: { code } }));
    },
  ],
};

/** What a document may ask for. Past it stands `QUERY_TOO_COMPLEX`, before anything was read. */
export const limits = [
  maxDepthRule({ n: DEEPEST, ignoreIntrospection: true, ...refusal }),
  costLimitRule({ maxCost: DEAREST, ignoreIntrospection: true, ...refusal }),
  maxAliasesRule({ n: MOST_ALIASES, ...refusal }),
] as unknown as ValidationRule[];
