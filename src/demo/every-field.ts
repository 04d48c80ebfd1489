import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isNonNullType, isObjectType } from 'graphql';

/** How often a type may stand inside itself: a form within a form, the child whose parent this is. */
const NESTED: Record<string, number> = { ActionField: 2, Party: 2 };
/** What a line of a list leaves out: its forms and its history, which each referral is asked for by itself. */
export const NOT_ON_A_LINE: readonly string[] = ['availableActions', 'timeline'];

const REFERRAL = 'Referral';

/** Every field of a type, and of whatever it leads to, but those left: what a schema gains is asked for without a word here. */
export function everyFieldOf(schema: GraphQLSchema, name: string, left: readonly string[] = []): string {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no type of the schema`);
  return fieldsOf(type, [name], left);
}

/** @param lines the type of which a fragment says what is asked */
function fieldsOf(type: GraphQLObjectType, within: readonly string[], left: readonly string[], lines?: string): string {
  const fields = Object.values(type.getFields()).filter(({ name }) => !left.includes(name));
  return fields
    .map((field) => {
      const inner = getNamedType(field.type);
      const asked = field.args.some(({ name }) => name === 'first') ? `${field.name}(first: 100)` : field.name;
      if (!isObjectType(inner)) return asked;
      if (inner.name === lines) return `${asked} { ...Line }`;
      const times = within.filter((name) => name === inner.name).length;
      if (times >= (NESTED[inner.name] ?? 1)) return '';
      return `${asked} { ${fieldsOf(inner, [...within, inner.name], left, lines)} }`;
    })
    .join(' ');
}

/** What is asked of a schema in one go: each question by its name, with `$id` of a referral and, where it comes in pages, a cursor of its own. */
export interface Question {
  name: string;
  asked: string;
  /** Its cursor's variable; undefined where the answer comes whole. */
  after?: string;
}

/**
 * Every question that a schema has an answer to, with every field of it. Left out are those that need more than a referral's id: what they
 * answer depends on what is asked.
 */
export function everyQuestion(schema: GraphQLSchema): Question[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(({ name, args, type }): Question[] => {
    const needed = args.filter((arg) => isNonNullType(arg.type));
    const inner = getNamedType(type);
    if (needed.length > 1 || !isObjectType(inner)) return [];
    const after = args.some((arg) => arg.name === 'after') ? `${name}After` : undefined;
    const given = [...needed.map((arg) => `${arg.name}: $id`), ...(after ? [`first: 25, after: $${after}`] : [])];
    const fields =
      inner.name === REFERRAL
        ? fieldsOf(inner, [REFERRAL], [])
        : fieldsOf(inner, [inner.name], NOT_ON_A_LINE, REFERRAL);
    return [
      {
        name,
        asked: `${name}${given.length > 0 ? `(${given.join(', ')})` : ''} { ${fields} }`,
        ...(after && { after }),
      },
    ];
  });
}
/** One document of some questions: what a line of a list shows of a referral is written once, or it would be too long. */
export function documentOf(schema: GraphQLSchema, questions: readonly Question[]): string {
  const asked = questions.map((one) => one.asked).join(' ');
  const variables = [
    ...(asked.includes('$id') ? ['$id: ID!'] : []),
    ...questions.flatMap(({ after }) => (after ? [`$${after}: String`] : [])),
  ];
  const line = `fragment Line on ${REFERRAL} { ${everyFieldOf(schema, REFERRAL, NOT_ON_A_LINE)} }`;
  return `query${variables.length > 0 ? `(${variables.join(', ')})` : ''} { ${asked} } ${asked.includes('...Line') ? line : ''}`;
}
/** What stands further on in a referral's history than its first page. */
export const furtherEntries = (schema: GraphQLSchema): string =>
  `query($id: ID!, $after: String) { referral(id: $id) { timeline(first: 100, after: $after) { ${everyFieldOf(schema, 'TimelineConnection')} } } }`;
