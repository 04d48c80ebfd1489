import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, Kind, type ValidationContext, type ValidationRule } from 'graphql';
import { QueryTooComplex } from '../errors/handrail-error.js';
import { sizeOf } from './document-size.js';
import { type AskedOperation, costOf } from './query-cost.js';

/** GraphQL's own parser stops here: a document is read before anybody knows who sent it. */
export const MOST_TOKENS = 3_000;
/** A referral with all its parts asks some hundred things; forty of its fragments on one page still pass. */
const LARGEST = { selections: 1_000, fragments: 100, aliases: 50, comparisons: 5_000 };
/** A referral with all its parts is 9 deep; introspection as tools send it does not count. */
const DEEPEST = 16;
/** A hundred referrals with all their parts, forms and a hundred entries each cost some 3,200,000: one such page passes, two do not. */
const DEAREST = 5_000_000;

const refuse = (context: ValidationContext | null): void => {
  const { message, code } = new QueryTooComplex();
  context?.reportError(new GraphQLError(message, { extensions: { code } }));
};

/** A document of any size is read once; beyond this no rule looks into it, for theirs take far longer than its length. */
const sizeRule: ValidationRule = (context) => ({
  Document: (document) => {
    const size = sizeOf(document);
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
    const fits = Object.entries({ ...size, fragments }).every(
      ([what, many]) => many <= LARGEST[what as keyof typeof LARGEST],
    );
    if (fits) return undefined;
    refuse(context);
    return { ...document, definitions: [] };
  },
});

const queriesAndMutationsRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(
        new GraphQLError('There are no operations of this kind here. Ask with a query or a mutation.', { nodes: node }),
      );
  },
});

/** What a document may ask for. Past it stands `QUERY_TOO_COMPLEX`, before anything was read. */
export const limits: readonly ValidationRule[] = [
  queriesAndMutationsRule,
  maxDepthRule({
    n: DEEPEST,
    ignoreIntrospection: true,
    propagateOnRejection: false,
    onReject: [refuse],
  }),
  sizeRule,
];

/** @throws QueryTooComplex  when the answer would cost more than a page of everything; asked once the variables are known */
export function mustBeAffordable(asked: AskedOperation): void {
  if (costOf(asked) > DEAREST) throw new QueryTooComplex();
}
