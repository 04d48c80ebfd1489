import type { Calendar } from '../working-time/calendar.js';
import {
  elapsedHours,
  receivedAt,
  sameDay,
  sameSchoolDay,
  withinSchoolDays,
  withinWorkingDays,
} from '../working-time/counting.js';
import { asked, explained } from './clock-words.js';
import type { CountedRule } from './counted-rule.js';
import type { ClockChange, OpenClock } from './pathway.js';
import type { PathwayEvent } from './referral-context.js';

/** A clock that should run as things stand. */
export interface ClockRunning {
  /** What it is about; with the kind it says which clock it is. */
  about: string | null;
  agencyId: string;
  rule: string;
  /** Since when it is counted; the event's own time when it starts with the event. A later time starts it anew. */
  from?: string;
  /** Given, when it is asked for and not counted. */
  dueAt?: string;
  /** It begins with what arrives at the agency from elsewhere: after its closing time that counts as received on the next day. */
  arrives?: boolean;
  escalateTo: OpenClock['escalateTo'];
}
export type RuleInForce = (id: string, at: string) => CountedRule;

/**
 * The clocks after an event, from what should run and what ran: each is kept, started, moved, met, cancelled or, when it ran out,
 * overdue. Nothing is remembered elsewhere, so that a replay has the same clocks.
 */
export function keptClocks(
  open: readonly OpenClock[],
  wanted: readonly { kind: string; metBy: string[]; running: ClockRunning[] }[],
  event: PathwayEvent,
  calendar: Calendar,
  ruleInForce: RuleInForce,
): { clocks: OpenClock[]; changes: ClockChange[] } {
  const clocks: OpenClock[] = [];
  const changes: ClockChange[] = [];
  for (const { kind, metBy, running } of wanted) {
    const ended = metBy.includes(event.type) ? 'MET' : 'CANCELLED';
    for (const one of running) {
      const id = one.about === null ? kind : `${kind}:${one.about}`;
      const was = open.find((clock) => clock.id === id);
      const from = one.from ?? was?.startedAt ?? event.at;
      if (was && was.startedAt === from && was.agencyId === one.agencyId) {
        const ranOut = event.by === null && event.payload.clockId === id && was.status === 'RUNNING';
        // Who is called follows the referral: whoever holds it now, not whoever held it when the clock began.
        const clock: OpenClock = { ...was, status: ranOut ? 'OVERDUE' : was.status, escalateTo: one.escalateTo };
        if (ranOut) changes.push({ clock, change: 'OVERDUE' });
        clocks.push(clock);
        continue;
      }
      const clock = started(id, kind, one, from, event, calendar, ruleInForce);
      // What ran out is not met because another agency has the duty now, or because it is counted from another moment; what any act meets is.
      if (was?.status === 'OVERDUE')
        changes.push(
          { clock: was, change: metBy.length === 0 && was.agencyId === one.agencyId ? 'MET' : ended },
          { clock, change: 'STARTED' },
        );
      else changes.push({ clock, change: was ? 'MOVED' : 'STARTED' });
      clocks.push(clock);
    }
    for (const clock of open.filter((one) => one.kind === kind && !clocks.some(({ id }) => id === one.id))) {
      changes.push({ clock, change: ended });
    }
  }
  return { clocks, changes };
}

function started(
  id: string,
  kind: string,
  one: ClockRunning,
  from: string,
  event: PathwayEvent,
  calendar: Calendar,
  ruleInForce: RuleInForce,
): OpenClock {
  const rule = ruleInForce(one.rule, event.at);
  const own = calendar.of(one.agencyId);
  const received = one.arrives ? receivedBy(rule, from, own) : from;
  const due = one.dueAt ?? dueAt(rule, received, own);
  return {
    id,
    kind,
    agencyId: one.agencyId,
    startedAt: from,
    dueAt: due,
    status: 'RUNNING',
    ruleId: rule.id,
    source: rule.source,
    explanation: one.dueAt ? asked(rule, due) : explained(rule, { from, received, dueAt: due }, own),
    about: one.about,
    escalateTo: one.escalateTo,
  };
}

/** Hours pass by night as by day: a closing time moves days only. */
function receivedBy({ count }: CountedRule, from: string, calendar: Calendar): string {
  switch (count.unit) {
    case 'WORKING_DAYS':
      return receivedAt(from, calendar, (day) => calendar.isWorkingDay(day));
    case 'SCHOOL_DAYS':
    case 'SAME_SCHOOL_DAY':
      return receivedAt(from, calendar, (day) => calendar.isSchoolDay(day));
    case 'SAME_DAY':
    case 'HOURS':
      return from;
  }
}

function dueAt({ count }: CountedRule, from: string, calendar: Calendar): string {
  switch (count.unit) {
    case 'WORKING_DAYS':
      return withinWorkingDays(count.number, from, calendar);
    case 'SCHOOL_DAYS':
      return withinSchoolDays(count.number, from, calendar);
    case 'SAME_SCHOOL_DAY':
      return sameSchoolDay(from, calendar);
    case 'SAME_DAY':
      return sameDay(from);
    case 'HOURS':
      return elapsedHours(count.number, from);
  }
}
