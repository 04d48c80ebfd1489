import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { everyFieldOf as everyFieldIn, NOT_ON_A_LINE } from '../../src/demo/every-field.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
/** What the schema gains is compared without a word here. */
const everyFieldOf = (name: string, left?: readonly string[]): string => everyFieldIn(schema, name, left);

const page = everyFieldOf('PageInfo');
const whole = everyFieldOf('Referral');
const line = everyFieldOf('Referral', NOT_ON_A_LINE);

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
