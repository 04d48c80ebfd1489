import type { CarriedChange } from './carried-change.js';
import { newId } from './new-id.js';

/**
 * The record of one change: what was collected or altered, and, where somebody else came to read it, to whom it was disclosed.
 * Operations as named by the Data Protection Act 2018, s.62.
 */
export function recordRows({ newItems, keptItems }: CarriedChange, disclosedTo: string[]): object[] {
  const about = newItems.flatMap((item) => (item.kept_in === 'party' ? [item.id] : partyOf(item.row)));
  const persons = [...new Set(about)];
  const own = newItems.map((item) => item.section);
  const rows: object[] = [{ id: newId(), person_ids: persons, sections: [...new Set(own)] }];
  if (disclosedTo.length === 0) return rows;
  const sections = [...new Set([...own, ...keptItems.map((item) => item.section)])];
  return [...rows, { id: newId(), person_ids: persons, sections, recipients: disclosedTo }];
}

const partyOf = (row: Record<string, unknown>): string[] => (typeof row.party_id === 'string' ? [row.party_id] : []);
