import type { ClockChange, OpenClock } from '../../libs/pathways/pathway.js';
import { newId } from './new-id.js';
import type { DeadlineKept, State } from './stored-rows.js';
import { seesClock } from './who-may-know.js';

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
