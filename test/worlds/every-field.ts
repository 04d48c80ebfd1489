import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, type GraphQLObjectType, isObjectType } from 'graphql';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
/** How often a type may stand inside itself: a form within a form, the child whose parent this is. */
const NESTED: Record<string, number> = { ActionField: 2, Party: 2 };
/** The longest page of what is asked as a page. */
const PAGE = ['timeline'];

/** Every field of a type, and of whatever it leads to: what the schema gains is compared without a word here. */
function fieldsOf(type: GraphQLObjectType, within: readonly string[], left: readonly string[] = []): string {
  const fields = Object.values(type.getFields()).filter(({ name }) => !left.includes(name));
  return fields
    .map((field) => {
      const inner = getNamedType(field.type);
      const asked = PAGE.includes(field.name) ? `${field.name}(first: 100)` : field.name;
      if (!isObjectType(inner)) return asked;
      const times = within.filter((name) => name === inner.name).length;
      if (times >= (NESTED[inner.name] ?? 1)) return '';
      return `${asked} { ${fieldsOf(inner, [...within, inner.name], left)} }`;
    })
    .join(' ');
}
const everyFieldOf = (name: string, left: readonly string[] = []): string => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no type of the schema`);
  return fieldsOf(type, [name], left);
};

const page = everyFieldOf('PageInfo');
const whole = everyFieldOf('Referral');
/** What a line of a list shows: all but its forms and its history, which each referral is asked for by itself. */
const line = everyFieldOf('Referral', ['availableActions', 'timeline']);

export const REFERRAL = `query($id: ID!) { referral(id: $id) { ${whole} } }`;
export const PACKET = `query($id: ID!, $input: PreviewPacketInput!) { previewPacket(referralId: $id, input: $input) { ${everyFieldOf('PacketPreview')} } }`;
export const RECORD_OF = `query($id: ID!) { recordOf(referralId: $id) { edges { node { ${everyFieldOf('RecordEntry')} } } pageInfo { ${page} } } }`;
export const TIMELINE = `query($id: ID!, $after: String) { referral(id: $id) { timeline(first: 6, after: $after) {
  edges { cursor node { ${everyFieldOf('TimelineEntry')} } } pageInfo { ${page} } } } }`;
export const WORKLIST = `query($filter: WorklistFilter, $first: Int, $after: String) { worklist(filter: $filter, first: $first, after: $after) {
  edges { cursor node { ${line} } } pageInfo { ${page} } } }`;
export const NOTICES = `query($after: String) { notices(first: 7, after: $after) {
  edges { cursor node { ${everyFieldOf('Notice', ['availableActions', 'timeline', 'parties', 'deadlines'])} } } pageInfo { ${page} } } }`;
export const WORK_TO_MOVE = `query($after: String) { workToMove(first: 2, after: $after) {
  edges { cursor node { ${everyFieldOf('WorkToMove', ['availableActions', 'timeline', 'parties', 'deadlines'])} } } pageInfo { ${page} } } }`;
export const AGENCIES = `query($after: String) { agencies(first: 3, after: $after) {
  edges { cursor node { ${everyFieldOf('Agency')} } } pageInfo { ${page} } } }`;
export const ME = `{ me { ${everyFieldOf('Me')} } pathways { ${everyFieldOf('Pathway')} } trainingNotices { edges { cursor node { ${everyFieldOf('TrainingNotice')} } } pageInfo { ${page} } } }`;
