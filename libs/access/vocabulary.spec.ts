import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { AgencyKind, LawfulBasis, PartyRole, Relation, Role, Section } from './vocabulary.js';

// The schema is what others build against: a name that changes here would change for them.
const schema = readFileSync('schema.graphql', 'utf8');
const inSchema = (name: string): string[] => {
  const [, values = ''] = new RegExp(`^enum ${name} \\{([^}]*)\\}`, 'm').exec(schema) ?? [];
  return [...values.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, value = '']) => value);
};

it.each(Object.entries({ AgencyKind, AgencyRelation: Relation, LawfulBasis, PartyRole, Role, Section }))(
  'names each %s as the schema does',
  (name, values) => {
    expect(Object.keys(values).sort()).toEqual(inSchema(name).sort());
    expect(Object.values(values)).toEqual(Object.keys(values));
    expect(Object.isFrozen(values)).toBe(true);
  },
);
