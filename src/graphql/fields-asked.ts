import { getNamedType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';

/** The names of the fields that this answer will hold, as GraphQL itself collects them: fragments, `@skip` and `@include` count. */
export function fieldsAsked(info: GraphQLResolveInfo): ReadonlySet<string> {
  const type = getNamedType(info.returnType);
  if (!isObjectType(type)) return new Set();
  const fields = collectSubfields(info.schema, info.fragments, info.variableValues, type, info.fieldNodes);
  return new Set([...fields.values()].flatMap((nodes) => nodes.map(({ name }) => name.value)));
}
