import { audienceOf, type Item } from '../../libs/access/audience.js';
import { NEVER_SHARED } from '../../libs/access/section-sight.js';
import { agenciesOn, hasOnlyWhatItHad, relationsOf } from '../../libs/access/standing.js';
import type { Advanced, ClockChange, OpenClock, Pathway } from '../../libs/pathways/pathway.js';
import type { ReferralContext } from '../../libs/pathways/referral-context.js';
import type { DeadlineKept, KeptItem, ParticipationRow } from './stored-rows.js';
import { nextDeadlineFor, seesClock, sectionsOf, statesFor, viewOf, waitsFor } from './who-may-know.js';
import { newId } from './new-id.js';

type State = Pick<Advanced<ReferralContext>, 'stored' | 'context'>;
export interface Identity {
  referralId: string;
  reference: string;
  pathway: Pathway;
}
export interface NewItem extends KeptItem {
  row: Record<string, unknown>;
}

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

/** Each agency's part after the event, where it is another than before. A version counts the changes that its agency can see, so that the secret work of others neither shows nor collides. */
export function participationRows(
  identity: Identity,
  before: State | null,
  after: State,
  earlier: readonly ParticipationRow[],
  touched: ReadonlySet<string>,
): ParticipationRow[] {
  const { pathway } = identity;
  const { context, stored } = after;
  const agencies = new Set([...earlier.map((row) => row.agency_id), ...agenciesOn(context)]);
  return [...agencies].flatMap((agency): ParticipationRow[] => {
    const was = earlier.find((row) => row.agency_id === agency);
    const moved =
      touched.has(agency) || before === null || viewOf(agency, pathway, before) !== viewOf(agency, pathway, after);
    const relations = relationsOf(context, agency);
    const active = relations.some((relation) => relation !== 'INFORMED');
    const itHad = was && before && [before, after].every((state) => hasOnlyWhatItHad(state.context, agency));
    const { status, custodian_id, states, sections } = itHad
      ? was
      : {
          status: context.status,
          custodian_id: context.custodian,
          states: statesFor(agency, pathway, stored, context),
          sections: sectionsOf(agency, context),
        };
    const now: ParticipationRow = {
      agency_id: agency,
      status,
      custodian_id,
      relations,
      states,
      sections,
      version: was ? was.version + (moved ? 1 : 0) : 1,
      waiting_for_us: waitsFor(agency, after),
      next_deadline_at: nextDeadlineFor(agency, stored, context),
      open: context.status === 'OPEN' && active,
      seen: relations.length > 0,
    };
    return was && samePart(was, now) ? [] : [now];
  });
}

/** The database says an instant in words of its own, and keeps the keys of `sections` in another order. */
function samePart(was: ParticipationRow, now: ParticipationRow): boolean {
  const words = (part: ParticipationRow): string =>
    JSON.stringify([
      part.version,
      part.status,
      part.custodian_id,
      part.relations,
      part.states,
      Object.entries(part.sections).sort(([a], [b]) => (a < b ? -1 : 1)),
      part.waiting_for_us,
      part.next_deadline_at === 'infinity' ? null : Date.parse(part.next_deadline_at),
      part.open,
      part.seen,
    ]);
  return words(was) === words(now);
}

/** Deadline rows that an event starts, ends or moves; an open one also when its readers change with the custodian. */
export function deadlineRows(
  after: State,
  changes: readonly ClockChange[],
  kept: readonly DeadlineKept[],
): Record<string, unknown>[] {
  const rowIds = new Map(kept.map((deadline) => [deadline.clockId, deadline.id]));
  const rows = new Map<string, Record<string, unknown>>();
  const put = (clock: OpenClock, status: string): void => {
    const id = rowIds.get(clock.id) ?? newId();
    rowIds.set(clock.id, id);
    rows.set(id, {
      id,
      clock_id: clock.id,
      kind: clock.kind,
      agency_id: clock.agencyId,
      started_at: clock.startedAt,
      due_at: clock.dueAt,
      status,
      rule_id: clock.ruleId,
      source: clock.source,
      explanation: clock.explanation,
      visible_to: seesClock(clock, after.context),
    });
  };
  for (const { clock, change } of changes) {
    if (change === 'STARTED') rowIds.delete(clock.id);
    put(clock, change === 'STARTED' || change === 'MOVED' ? clock.status : change);
    if (change === 'MET' || change === 'CANCELLED') rowIds.delete(clock.id);
  }
  for (const clock of after.stored.clocks) {
    const id = rowIds.get(clock.id);
    const was = kept.find((deadline) => deadline.id === id);
    if (was && !rows.has(was.id) && JSON.stringify(was.visibleTo) !== JSON.stringify(seesClock(clock, after.context)))
      put(clock, clock.status);
  }
  return [...rows.values()];
}

/** Until when what was asked is to be answered; null once no deadline runs for it. */
export const dueOf = (askedId: string, clocks: readonly OpenClock[]): string | null =>
  clocks.find(({ about }) => about === askedId)?.dueAt ?? null;

/** The earliest instant at which a clock runs out that has not yet. */
export function nextDue(clocks: readonly OpenClock[]): string | null {
  return (
    clocks
      .filter((clock) => clock.status === 'RUNNING')
      .map((clock) => clock.dueAt)
      .sort()[0] ?? null
  );
}

/** Only what has rows: a table that is not named is not touched. */
export function withoutEmpty(tables: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(tables).filter(([, rows]) => Object.keys(rows).length > 0));
}
