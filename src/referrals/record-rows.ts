import type { CarriedChange } from './carried-change.js';
import type { PassedOn } from './disclosures.js';
import { newId } from './new-id.js';

/**
 * The record of one change: what was collected or altered, and, where somebody else came to read something, what was disclosed to whom.
 * Operations as named by the Data Protection Act 2018, s.62.
 */
export function recordRows({ newItems }: CarriedChange, passedOn: readonly PassedOn[]): object[] {
  const about = newItems.flatMap((item) => (item.kept_in === 'party' ? [item.id] : partyOf(item.row)));
  const sections = newItems.map((item) => item.section);
  return [
    { id: newId(), person_ids: [...new Set(about)], sections: [...new Set(sections)] },
    ...passedOn.map(({ persons, ...received }) => ({ id: newId(), person_ids: persons, ...received })),
  ];
}

const partyOf = (row: Record<string, unknown>): string[] => (typeof row.party_id === 'string' ? [row.party_id] : []);
