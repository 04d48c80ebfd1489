import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLEnumType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  isObjectType,
} from 'graphql';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
type Field = GraphQLField<unknown, unknown>;
/** A type with a way to it: the fields that lead there from the root. */
export interface Way {
  type: GraphQLObjectType;
  root: 'query' | 'mutation';
  path: Field[];
}

/** Every object type of the committed schema with its shortest way: by questions, or where none leads there by mutations. */
export function everyWay(): Way[] {
  const found = new Map<string, Way>();
  // What stands on a referral is asked for there, before it is asked for in a packet.
  waysFrom(schema.getQueryType(), 'query', found, ['previewPacket']);
  waysFrom(schema.getQueryType(), 'query', found);
  waysFrom(schema.getMutationType(), 'mutation', found);
  return [...found.values()];
}
function waysFrom(
  start: GraphQLObjectType | undefined | null,
  root: Way['root'],
  found: Map<string, Way>,
  left: readonly string[] = [],
): void {
  let next: Way[] = start ? [{ type: start, root, path: [] }] : [];
  while (next.length > 0) {
    for (const way of next) if (!found.has(way.type.name)) found.set(way.type.name, way);
    next = next.flatMap(({ type, path }) =>
      fieldsOf(type)
        .filter(({ name }) => !left.includes(name))
        // A referral stands behind the question that names it before any list.
        .sort((one, other) => Number(other.name === 'referral') - Number(one.name === 'referral'))
        .flatMap((field): Way[] => {
          const inner = getNamedType(field.type);
          return isObjectType(inner) && (!found.has(inner.name) || path.length === 0)
            ? [{ type: inner, root, path: [...path, field] }]
            : [];
        }),
    );
  }
}
export const everyType = (): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .map(({ name }) => name);

export const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields());

/** Asks for every field of the type at the end of the way. */
export function questionFor({ type, root, path }: Way, referral: string): string {
  const inner = fieldsOf(type)
    .map((field) => asked(field, referral))
    .join(' ');
  return `${root} { ${path.reduceRight((within, field) => `${called(field, referral)} { ${within} }`, inner)} }`;
}
const asked = (field: Field, referral: string): string =>
  isObjectType(getNamedType(field.type)) ? `${called(field, referral)} { __typename }` : called(field, referral);

/** What is needed to call it, and no more; an id is the referral's. */
function called({ name, args }: Field, referral: string): string {
  const needed = args.filter(({ type, defaultValue }) => type instanceof GraphQLNonNull && defaultValue === undefined);
  const given = needed.map((one) => `${one.name}: ${literal(one.type, referral)}`);
  // Each question here is a look more: what was passed on stays where it is in the record.
  if (name === 'recordOf') given.push('operation: DISCLOSURE');
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}
/** One mutation with every field of its input, sound in form. */
export const mutationFor = (field: Field, referral: string, answer: string): string =>
  `mutation { ${called(field, referral)} { ${answer} } }`;
export const everyMutation = (): Field[] => fieldsOf(schema.getMutationType() as GraphQLObjectType);

let keys = 0;
function literal(type: GraphQLInputType, referral: string, name = ''): string {
  if (type instanceof GraphQLNonNull) return literal(type.ofType, referral, name);
  // What is asked about sharing is asked of an agency that there is, and of every section in which something stands.
  if (name === 'recipientAgency') return '"survivors"';
  if (name === 'sections') return '[SUMMARY, SUBJECT_IDENTITY, HARMED_PERSON, NARRATIVE, RISK]';
  if (type instanceof GraphQLList) return `[${literal(type.ofType, referral)}]`;
  if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name ?? '';
  if (type instanceof GraphQLInputObjectType) {
    const needed = Object.values(type.getFields()).filter(
      // Breaking glass takes a reference in its place.
      (one) => one.type instanceof GraphQLNonNull || one.name === 'referralId',
    );
    return `{ ${needed.map((one) => `${one.name}: ${literal(one.type, referral, one.name)}`).join(', ')} }`;
  }
  if (name === 'idempotencyKey') return `"walk-${process.pid}-${(keys += 1)}"`;
  const written: Record<string, string> = {
    ID: `"${referral}"`,
    Int: '1',
    Boolean: 'true',
    Date: '"2026-11-20"',
    DateTime: '"2036-11-20T10:00:00.000Z"',
  };
  return written[type.toString()] ?? '"nudes-at-school"';
}

/** The values that an answer has at the end of a way, by field; lists on the way are walked through. */
export function valuesAt(data: unknown, { path, type }: Way): Map<string, unknown[]> {
  let there: unknown[] = [data];
  for (const { name } of path)
    there = there.flatMap((one) => {
      const inner = (one as Record<string, unknown> | null)?.[name];
      return Array.isArray(inner) ? (inner as unknown[]) : [inner];
    });
  const present = there.filter((one) => one !== null && one !== undefined) as Record<string, unknown>[];
  return new Map(fieldsOf(type).map(({ name }) => [name, present.map((one) => one[name]).filter(isSomething)]));
}
const isSomething = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

const inputOf = (mutation: Field): GraphQLInputObjectType =>
  getNamedType(mutation.args[0]?.type ?? mutation.type) as GraphQLInputObjectType;

/** Fields of a mutation's input that name something on the referral; within lists and parts by their dotted path. */
export function idsOfInput(mutation: Field): string[] {
  const within = (type: GraphQLInputObjectType, before: string): string[] =>
    Object.values(type.getFields()).flatMap((field) => {
      const inner = getNamedType(field.type);
      if (inner instanceof GraphQLInputObjectType) return within(inner, `${before}${field.name}.`);
      return inner.toString() === 'ID' ? [`${before}${field.name}`] : [];
    });
  return within(inputOf(mutation), '').filter((name) => !['idempotencyKey', 'referralId'].includes(name));
}

/** An input with all that is needed, sound in form, and some fields as they are given. */
export function inputFor(mutation: Field, given: Record<string, string>): Record<string, unknown> {
  const filled = (type: GraphQLInputType, name = ''): unknown => {
    // An agency is nobody's secret: one that there is, so that what else is named comes to be looked at.
    if (['toAgency', 'recipientAgency'].includes(name)) return 'survivors';
    if (type instanceof GraphQLNonNull) return filled(type.ofType);
    if (type instanceof GraphQLList) return [filled(type.ofType)];
    if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name;
    if (type instanceof GraphQLInputObjectType) {
      const needed = Object.values(type.getFields()).filter((one) => one.type instanceof GraphQLNonNull);
      return Object.fromEntries(needed.map((one) => [one.name, filled(one.type, one.name)]));
    }
    const sound: Record<string, unknown> = {
      Int: 1,
      Boolean: true,
      Date: '2026-11-20',
      DateTime: '2036-11-20T10:00:00.000Z',
    };
    return sound[type.toString()] ?? 'nobody';
  };
  return { ...(filled(inputOf(mutation)) as object), ...given };
}
