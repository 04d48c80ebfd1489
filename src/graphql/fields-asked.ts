import { type FieldNode, getNamedType, type GraphQLResolveInfo, type GraphQLOutputType, isObjectType } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';

/**
 * The names of the fields that this answer will hold, as GraphQL itself collects them: fragments, `@skip` and `@include` count. With a
 * path, those of what stands there in it, as `edges`, `node`.
 */
export function fieldsAsked(info: GraphQLResolveInfo, ...path: readonly string[]): ReadonlySet<string> {
  let [type, nodes]: [GraphQLOutputType, readonly FieldNode[]] = [info.returnType, info.fieldNodes];
  for (const name of path) {
    const holder = getNamedType(type);
    const field = isObjectType(holder) ? holder.getFields()[name] : undefined;
    if (!field) return new Set();
    nodes = below(info, type, nodes).filter((node) => node.name.value === name);
    type = field.type;
  }
  return new Set(below(info, type, nodes).map(({ name }) => name.value));
}

function below(info: GraphQLResolveInfo, type: GraphQLOutputType, nodes: readonly FieldNode[]): FieldNode[] {
  const holder = getNamedType(type);
  if (!isObjectType(holder)) return [];
  return [...collectSubfields(info.schema, info.fragments, info.variableValues, holder, nodes).values()].flat();
}
