import type { Calendar } from '../working-time/calendar.js';
import {
  elapsedHours,
  receivedAt,
  sameDay,
  sameSchoolDay,
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
  /** It begins with what arrives at the agency from elsewhere: after its closing time that counts as received on the next day. */
  arrives?: boolean;
  escalateTo: OpenClock['escalateTo'];
}
export interface CountedRule {
  id: string;
  text: string;
  source: string;
  count: { unit: CountedIn; number: number };
}
export type CountedIn = 'WORKING_DAYS' | 'SCHOOL_DAYS' | 'HOURS' | 'SAME_DAY' | 'SAME_SCHOOL_DAY';
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
        // Who is called follows the referral: whoever holds it now, not whoever held it when the clock began.
        const clock: OpenClock = { ...was, status: ranOut ? 'OVERDUE' : was.status, escalateTo: one.escalateTo };
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
  const own = calendar.of(one.agencyId);
  const received = one.arrives ? receivedBy(rule, from, own) : from;
  return {
    id,
    kind,
    agencyId: one.agencyId,
    startedAt: from,
    dueAt: one.dueAt ?? dueAt(rule, received, own),
    status: 'RUNNING',
    ruleId: rule.id,
    source: rule.source,
    explanation: one.dueAt
      ? `${rule.text}: ${inLondon(one.dueAt)}.`
      : `${rule.text}; counted from ${since(from, received)}${how(rule.count.unit, own)}.`,
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

const schoolDays = ({ hasTerms }: Calendar): string =>
  hasTerms
    ? 'days of the school’s own terms only'
    : 'school days only, which are working days until a school enters its terms';

function how(unit: CountedIn, calendar: Calendar): string {
  switch (unit) {
    case 'WORKING_DAYS':
      return ', the day after as the first, without weekends and bank holidays, to the end of the last day';
    case 'SCHOOL_DAYS':
      return `, the day after as the first, ${schoolDays(calendar)}, to the end of the last day`;
    case 'SAME_DAY':
      return ', to the end of that day';
    case 'SAME_SCHOOL_DAY':
      return `, to the end of that day, or of the next school day${calendar.hasTerms ? ' of the school’s own terms' : ''}`;
    case 'HOURS':
      return ', by night and at weekends too';
  }
}

const since = (from: string, received: string): string =>
  from === received
    ? inLondon(from)
    : `${dayInLondon(received)}, because it arrived after office hours (${inLondon(from)})`;

const inZone = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', ...options });
const day = inZone({ day: 'numeric', month: 'long', year: 'numeric' });
const minute = inZone({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const dayInLondon = (instant: string): string => day.format(new Date(instant));
const inLondon = (instant: string): string => minute.format(new Date(instant));
