import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { documentOf, everyFieldOf, everyQuestion, furtherEntries } from './every-field.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

describe('Everything that a schema has an answer to', () => {
  it('is asked in one document, but what needs more than a referral’s id', () => {
    const questions = everyQuestion(schema);
    const all = Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(all.filter((name) => !questions.some((one) => one.name === name))).toEqual(['previewPacket']);
    for (const document of [documentOf(schema, questions), furtherEntries(schema)])
      expect(validate(schema, parse(document))).toEqual([]);
  });

  it('is every field: also those that are in a list, and those of another version of the schema', () => {
    const small = buildSchema(`
      type Query { referral(id: ID!): Referral   found(id: ID!, word: String!): Referral   lists(first: Int, after: String): Lists }
      type Lists { edges: [Referral!]   pageInfo: PageInfo }   type PageInfo { endCursor: String }
      type Referral { id: ID   parties: [Party!]   timeline(first: Int): [Entry!]   availableActions: [Entry!] }
      type Party { name: String   relatedTo: Party }   type Entry { text: String }`);
    expect(everyFieldOf(small, 'Referral')).toBe(
      'id parties { name relatedTo { name  } } timeline(first: 100) { text } availableActions { text }',
    );
    const document = documentOf(small, everyQuestion(small));
    expect(validate(small, parse(document))).toEqual([]);
    expect(document).toContain('lists(first: 25, after: $listsAfter) { edges { ...Line } pageInfo { endCursor } }');
    expect(document).toContain('fragment Line on Referral { id parties { name relatedTo { name  } } }');
  });
});
