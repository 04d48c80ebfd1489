import type { Page } from './cursor.js';
import { PARTY_WORDS } from '../../libs/pathways/party.js';
import { valueInWords } from '../../libs/pathways/value-words.js';
import type { PartyRole } from '../../libs/access/vocabulary.js';
import type { Agency } from '../agencies/agency.js';
import type { ConditionSeen } from './conditions-read.js';
import { fieldsOfEntry, titleOfEntry } from './entry-words.js';

export interface RecordedValueRow {
  name: string;
  title: string;
  value: string;
  words: string;
  partyId: string | null;
}
export interface TimelineEntryRow {
  id: string;
  at: Date;
  action: string;
  title: string;
  agency: Agency | null;
  otherAgency: Agency | null;
  actorName: string | null;
  section: string;
  text: string;
  values: RecordedValueRow[];
  /** Under which conditions the reader has something of it. */
  conditions: () => Promise<readonly ConditionSeen[]>;
}
export type TimelinePage = Page<TimelineEntryRow>;
/** One value as it is kept, with the person it is about and the question it answers, as far as the reader sees them. */
interface ValueJson {
  name: string;
  title: string;
  value: string;
  party: { id: string; role: PartyRole; given_name: string | null; family_name: string | null } | null;
  question: string | null;
}
export interface EntryJson {
  referral_id: string;
  id: string;
  at: Date;
  action: string;
  agency_id: string | null;
  actor_name: string | null;
  on_behalf_of: string | null;
  other_end: string | null;
  custodian_id: string | null;
  section: string;
  audience: string;
  values: ValueJson[] | null;
}

/** An entry in words: a note's own, or who did what, with whom. */
export function entryOf(
  row: EntryJson,
  reader: string,
  agency: (id: string) => Agency,
  conditionsOf: (entryId: string) => Promise<readonly ConditionSeen[]>,
): TimelineEntryRow {
  const other = knownOther(row, reader);
  const otherAgency = other === null ? null : agency(other);
  const title = titleOfEntry(row.action, otherAgency?.name ?? null);
  const by = row.agency_id ? agency(row.agency_id) : null;
  const values = valuesOf(row.action, row.values ?? [], agency);
  const note = row.action === 'addNote' ? values.find(({ name }) => name === 'text')?.value : undefined;
  const whose = otherAgency ? `, for ${otherAgency.name}` : '';
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    title,
    agency: by,
    otherAgency,
    actorName: row.on_behalf_of === null ? row.actor_name : `${row.actor_name ?? ''}, for ${row.on_behalf_of}`,
    section: row.section,
    text: note ?? (by ? `${title}, by ${by.name}.` : `${title}${whose}.`),
    values,
    conditions: () => conditionsOf(row.id),
  };
}

/** Whoever reads an offer, a decision or a deadline may know both ends. A question is read by its section too, and names them to no others. */
function knownOther({ other_end, audience, agency_id, custodian_id }: EntryJson, reader: string): string | null {
  return audience === 'BOTH_ENDS' || [agency_id, other_end, custodian_id].includes(reader) ? other_end : null;
}

/** What was said, each child named before what is said of them, and the question before its answer. */
function valuesOf(action: string, kept: readonly ValueJson[], agency: (id: string) => Agency): RecordedValueRow[] {
  const fields = fieldsOfEntry(action);
  const whom = [...fields.values()].find(({ of }) => of === 'party')?.title ?? 'For whom';
  let about: string | null = null;
  return kept.flatMap((one): RecordedValueRow[] => {
    if (fields.get(one.name)?.of === 'request') {
      return one.question === null ? [] : [valueOf('question', 'Question', one.question, one.question)];
    }
    if (fields.get(one.name)?.of === 'agency') {
      const { key, name } = agency(one.value);
      return [valueOf(one.name, one.title, key, name)];
    }
    const partyId = one.party?.id ?? null;
    const named = one.party && partyId !== about ? nameOf(one.party) : null;
    about = partyId;
    return [
      ...(named === null ? [] : [valueOf('partyId', whom, named, named, partyId)]),
      valueOf(one.name, one.title, one.value, valueInWords(one.value, fields.get(one.name)), partyId),
    ];
  });
}
const valueOf = (
  name: string,
  title: string,
  value: string,
  words: string,
  partyId: string | null = null,
): RecordedValueRow => ({ name, title, value, words, partyId });

const nameOf = ({ given_name, family_name, role }: NonNullable<ValueJson['party']>): string =>
  [given_name, family_name].filter((name) => name !== null).join(' ') || PARTY_WORDS[role];
