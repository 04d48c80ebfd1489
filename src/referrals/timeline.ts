import type { Agency } from '../agencies/agency.js';

export interface RecordedValueRow {
  name: string;
  title: string;
  value: string;
}
export interface TimelineEntryRow {
  id: string;
  at: Date;
  action: string;
  title: string;
  agency: Agency | null;
  actorName: string | null;
  section: string;
  text: string;
  values: RecordedValueRow[];
}
export interface TimelinePage {
  edges: { cursor: string; node: TimelineEntryRow }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
export interface EntryJson {
  referral_id: string;
  id: string;
  at: Date;
  action: string;
  agency_id: string | null;
  actor_name: string | null;
  section: string;
  audience: string;
  values: RecordedValueRow[] | null;
}

/** An entry in words: a note's own, or who did what. */
export function entryOf(
  row: EntryJson,
  titleOf: (action: string) => string,
  agency: (id: string) => Agency,
): TimelineEntryRow {
  const title = titleOf(row.action);
  const by = row.agency_id ? agency(row.agency_id) : null;
  const values = row.values ?? [];
  const note = row.action === 'addNote' ? values.find(({ name }) => name === 'text')?.value : undefined;
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    title,
    agency: by,
    actorName: row.actor_name,
    section: row.section,
    text: note ?? (by ? `${title}, by ${by.name}.` : `${title}.`),
    values,
  };
}
