import type { Calendar } from '../working-time/calendar.js';
import {
  elapsedHours,
  sameSchoolDay,
  sameWorkingDay,
  withinSchoolDays,
  withinWorkingDays,
} from '../working-time/counting.js';
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
  escalateTo: OpenClock['escalateTo'];
}
export interface CountedRule {
  id: string;
  text: string;
  source: string;
  count: { unit: 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_WORKING_DAY' | 'SAME_SCHOOL_DAY'; number: number };
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
    for (const one of running) {
      const id = one.about === null ? kind : `${kind}:${one.about}`;
      const was = open.find((clock) => clock.id === id);
      const from = one.from ?? was?.startedAt ?? event.at;
      if (was && was.startedAt === from && was.agencyId === one.agencyId) {
        const ranOut = event.by === null && event.payload.clockId === id && was.status === 'RUNNING';
        const clock: OpenClock = ranOut ? { ...was, status: 'OVERDUE' } : was;
        if (ranOut) changes.push({ clock, change: 'OVERDUE' });
        clocks.push(clock);
        continue;
      }
      const clock = started(id, kind, one, from, event, calendar, ruleInForce);
      if (was?.status === 'OVERDUE') changes.push({ clock: was, change: 'MET' }, { clock, change: 'STARTED' });
      else changes.push({ clock, change: was ? 'MOVED' : 'STARTED' });
      clocks.push(clock);
    }
    for (const clock of open.filter((one) => one.kind === kind && !clocks.some(({ id }) => id === one.id))) {
      changes.push({ clock, change: metBy.includes(event.type) ? 'MET' : 'CANCELLED' });
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
  return {
    id,
    kind,
    agencyId: one.agencyId,
    startedAt: from,
    dueAt: one.dueAt ?? dueAt(rule, from, calendar),
    status: 'RUNNING',
    ruleId: rule.id,
    source: rule.source,
    explanation: `${rule.text}; counted from ${inLondon(from)}${HOW[rule.count.unit]}.`,
    about: one.about,
    escalateTo: one.escalateTo,
  };
}

function dueAt({ count }: CountedRule, from: string, calendar: Calendar): string {
  switch (count.unit) {
    case 'WORKING_DAYS':
      return withinWorkingDays(count.number, from, calendar);
    case 'SCHOOL_DAYS':
      return withinSchoolDays(count.number, from, calendar);
    case 'SAME_WORKING_DAY':
      return sameWorkingDay(from, calendar);
    case 'SAME_SCHOOL_DAY':
      return sameSchoolDay(from, calendar);
    case 'HOURS':
      return elapsedHours(count.number, from);
  }
}

const HOW: Record<CountedRule['count']['unit'], string> = {
  WORKING_DAYS: ', the day after as the first, without weekends and bank holidays, to the end of the last day',
  SCHOOL_DAYS: ', the day after as the first, school days only, to the end of the last day',
  SAME_WORKING_DAY: ', to the end of that day, or of the next working day',
  SAME_SCHOOL_DAY: ', to the end of that day, or of the next school day',
  HOURS: '',
};
const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const inLondon = (instant: string): string => london.format(new Date(instant));
