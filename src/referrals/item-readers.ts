import { audienceOf, type Item } from '../../libs/access/audience.js';
import { NEVER_SHARED } from '../../libs/access/section-sight.js';
import type { ReferralContext } from '../../libs/pathways/referral-context.js';
import type { KeptItem } from './stored-rows.js';

/** Whether an event changed who takes part or what was opened to whom: then what stands already must be looked at again. */
export function sightChanged(before: ReferralContext, after: ReferralContext): boolean {
  const ledger = (context: ReferralContext): string =>
    JSON.stringify([
      context.status,
      context.custodian,
      context.participations,
      context.offers,
      context.decisions,
      context.onward,
    ]);
  return ledger(before) !== ledger(after);
}

export function readersOf(item: KeptItem, ledger: ReferralContext): string[] {
  return audienceOf({ ...itemOf(item), notFor: item.not_for ?? keptFrom(item, ledger) }, ledger).sort();
}
/** That an agreement about an agency was not given in time, that agency is told as little as that it was asked for. */
const keptFrom = ({ kept_in, writer, seq }: KeptItem, { onward }: ReferralContext): string | null =>
  (kept_in === 'entry' && writer === null && onward?.find(({ overdueSeq }) => overdueSeq === seq)?.toAgency) || null;
export const itemOf = ({ seq, section, writer, audience, other_end, not_for }: KeptItem): Item => ({
  seq,
  section,
  // What happens by itself has no writer: whoever reads its section reads it, and of an agency's own notes that agency.
  writer: writer ?? (NEVER_SHARED.includes(section) ? other_end : null) ?? '',
  audience,
  otherEnd: other_end,
  notFor: not_for,
});

/** What stands, each thing once: an entry that has values is what they are. */
export function standing(items: readonly KeptItem[]): Item[] {
  return thingsOnce(items).map(itemOf);
}
export function thingsOnce(items: readonly KeptItem[]): KeptItem[] {
  const said = new Set(items.filter(({ kept_in }) => kept_in !== 'entry').map(({ entry_id }) => entry_id));
  return items.filter(({ kept_in, id }) => kept_in !== 'entry' || !said.has(id));
}

/**
 * Who reads each kept value, party and entry now. An entry with values is listed for whoever reads one of them, one without for
 * whoever reads its section.
 */
export function readersNow(items: readonly KeptItem[], ledger: ReferralContext): Map<KeptItem, string[]> {
  const readers = new Map<KeptItem, string[]>();
  const ofEntry = new Map<string, Set<string>>();
  for (const item of items.filter(({ kept_in }) => kept_in !== 'entry')) {
    const now = readersOf(item, ledger);
    readers.set(item, now);
    if (item.entry_id === null) continue;
    const all = ofEntry.get(item.entry_id) ?? new Set();
    now.forEach((agency) => all.add(agency));
    ofEntry.set(item.entry_id, all);
  }
  for (const item of items.filter(({ kept_in }) => kept_in === 'entry')) {
    const values = ofEntry.get(item.id);
    readers.set(item, values ? [...values].sort() : readersOf(item, ledger));
  }
  return readers;
}

/** Rows whose readers changed, by table. */
export function changedAudiences(
  readers: Map<KeptItem, string[]>,
): Record<string, { id: string; visible_to: string[] }[]> {
  const changed: Record<string, { id: string; visible_to: string[] }[]> = {};
  for (const [item, now] of readers) {
    if (JSON.stringify([...item.visible_to].sort()) === JSON.stringify(now)) continue;
    (changed[item.kept_in] ??= []).push({ id: item.id, visible_to: now });
  }
  return changed;
}

/** Agencies for which something that they read was added, opened or taken away. */
export function agenciesTouched(newItems: Map<KeptItem, string[]>, oldItems: Map<KeptItem, string[]>): Set<string> {
  const touched = new Set<string>();
  for (const readers of newItems.values()) readers.forEach((agency) => touched.add(agency));
  for (const [item, now] of oldItems) {
    const was = item.visible_to;
    [...was.filter((one) => !now.includes(one)), ...now.filter((one) => !was.includes(one))].forEach((one) =>
      touched.add(one),
    );
  }
  return touched;
}
