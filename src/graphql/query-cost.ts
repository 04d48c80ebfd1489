import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

const OF_A_VALUE = 1;
const OF_AN_OBJECT = 2;
const A_LEVEL_DEEPER = 1.5;
const LARGEST_PAGE = 100;

export interface AskedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** As they were sent: a page's size counts the same wherever it stands. */
  variables: Readonly<Record<string, unknown>>;
}

/** What an answer may cost: a level deeper counts half as much again, and `first` multiplies, given or not. The schema itself is free. */
export function costOf(asked: AskedOperation): number {
  const { schema, operation } = asked;
  return new Reckoning(asked).of(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

/** Of a document that was found valid: its fragments lead to no circle. */
class Reckoning {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly ofFragments = new Map<string, number>();
  private readonly variables: Readonly<Record<string, unknown>>;

  constructor(private readonly asked: AskedOperation) {
    const all = asked.document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(all.map((fragment) => [fragment.name.value, fragment]));
    this.variables = { ...defaultsOf(asked.operation), ...asked.variables };
  }

  of({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += this.ofField(selection, type);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        cost += this.of(selection.selectionSet, this.typeNamed(selection.typeCondition?.name.value) ?? type);
      else cost += this.ofFragment(selection.name.value);
    }
    return cost;
  }

  private ofField(field: FieldNode, type: GraphQLNamedType | undefined): number {
    if (field.name.value.startsWith('__')) return 0;
    if (!field.selectionSet) return OF_A_VALUE;
    const declared = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
    const parts = this.of(field.selectionSet, declared && getNamedType(declared.type));
    return (OF_AN_OBJECT + A_LEVEL_DEEPER * parts) * this.pageOf(field, declared);
  }

  private ofFragment(name: string): number {
    const known = this.ofFragments.get(name);
    const fragment = this.fragments.get(name);
    if (known !== undefined || !fragment) return known ?? 0;
    const cost = this.of(fragment.selectionSet, this.typeNamed(fragment.typeCondition.name.value));
    this.ofFragments.set(name, cost);
    return cost;
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.asked.schema.getType(name);
  }

  private pageOf(field: FieldNode, declared: GraphQLField<unknown, unknown> | undefined): number {
    const argument = declared?.args.find(({ name }) => name === 'first');
    if (!argument) return 1;
    const given = field.arguments?.find(({ name }) => name.value === 'first');
    const first = (given && valueFromASTUntyped(given.value, this.variables)) ?? argument.defaultValue;
    // What is no number or beyond the largest page is refused when it is read.
    return typeof first === 'number' ? Math.min(Math.max(first, 1), LARGEST_PAGE) : LARGEST_PAGE;
  }
}

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
    ),
  );
