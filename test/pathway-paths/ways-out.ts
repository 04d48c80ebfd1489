import { transition } from 'xstate';
import { openOffersTo, takesPart } from '../../libs/access/standing.js';
import { text } from '../../libs/pathways/common/rules.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { supportSettled, takedownSettled, takingPart } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import { CHARITY, POLICE, SOCIAL_CARE } from './agencies-and-people.js';
import { type State, openToAll, stateOf } from './chart.js';
import { asStored } from './generated-paths.js';
import { type Move, movesOf } from './moves.js';
import { eventAfter, type PlayedReferral } from './played-referral.js';
import { clocksRunning } from './regions.js';
import { isWaiting, lastDecided, situationOf } from './situation.js';

interface Step {
  event: PathwayEvent;
  /** Who takes it; null when time passes. */
  agency: string | null;
  to: string;
}

/**
 * Every situation between those it is given and a closed referral, and the steps between them; then backwards from closed, breadth
 * first, how many steps each is away. A step is an action or a clock that runs out. None of them is `withdraw`, `markEnteredInError`,
 * or made-up new information.
 */
export class WaysOut {
  private readonly steps = new Map<string, Step[]>();
  private readonly closed: string[] = [];

  constructor(from: readonly PlayedReferral[]) {
    const waiting = from.map(({ stored }) => stateOf(openToAll(stored)));
    for (let state = waiting.pop(); state; state = waiting.pop()) {
      const situation = situationOf(state.context);
      if (this.steps.has(situation)) continue;
      if (state.context.status === 'CLOSED') this.closed.push(situation);
      const steps: Step[] = [];
      this.steps.set(situation, steps);
      for (const event of waysOn(state)) {
        const [next] = transition(statechart, state, event);
        steps.push({ event, agency: event.by?.agencyId ?? null, to: situationOf(next.context) });
        waiting.push(next);
      }
    }
  }
  get size(): { situations: number; steps: number } {
    return {
      situations: this.steps.size,
      steps: [...this.steps.values()].reduce((sum, { length }) => sum + length, 0),
    };
  }

  /** How far each situation is from closed when that agency never answers. Those that are not in it never get there. */
  distances(silent: string | null): Map<string, number> {
    const before = new Map<string, string[]>();
    for (const [from, steps] of this.steps)
      for (const { agency, to } of steps)
        if (agency === null || agency !== silent) before.set(to, [...(before.get(to) ?? []), from]);
    const distances = new Map(this.closed.map((situation) => [situation, 0]));
    for (const [situation, distance] of distances)
      for (const from of before.get(situation) ?? []) if (!distances.has(from)) distances.set(from, distance + 1);
    return distances;
  }
  /** One shortest way from there. */
  way(from: string, silent: string | null): PathwayEvent[] {
    const distances = this.distances(silent);
    const far = (situation: string): number => distances.get(situation) ?? Infinity;
    const next = this.steps
      .get(from)
      ?.find(({ agency, to }) => (agency === null || agency !== silent) && far(to) < far(from));
    return next ? [next.event, ...this.way(next.to, silent)] : [];
  }
}

/** Whether anything at all that people may do, or time, closes it in fewer steps. */
export function closesSooner({ stored }: PlayedReferral, steps: number): boolean {
  let reached = new Map([['', stateOf(stored)]]);
  for (let step = 1; step < steps; step += 1) {
    const next = new Map<string, State>();
    for (const state of reached.values())
      for (const event of everything(state)) {
        const [after] = transition(statechart, state, event);
        if (after.context.status === 'CLOSED') return true;
        next.set(situationOf(after.context), after);
      }
    reached = next;
  }
  return false;
}
function everything({ context }: State): PathwayEvent[] {
  return [
    ...movesOf(asStored(context)).map(({ by, name, payload }) => eventAfter(context, name, by, payload)),
    ...clocksRunning(context).map(({ kind, clockId }) => eventAfter(context, kind, null, { clockId })),
  ];
}

/** Steps that may bring a closing nearer. */
function waysOn({ context }: State): PathwayEvent[] {
  if (context.status !== 'OPEN') return [];
  const moves = movesOf(asStored(context));
  const eventOf = ({ by, name, payload }: Move): PathwayEvent => eventAfter(context, name, by, payload);
  const duty = moves.find((move) => isDuty(move, context));
  // What every way out needs, and what stands in the way of nothing else, comes first and alone: its place in the order is all that
  // the others would differ in.
  if (duty) return [eventOf(duty)];
  const clocks = isWaiting(context) ? clocksRunning(context).filter(({ changes }) => changes) : [];
  return [
    ...moves.filter((move) => leadsOut(move, context)).map(eventOf),
    ...clocks.map(({ kind, clockId }) => eventAfter(context, kind, null, { clockId })),
  ];
}
function isDuty({ name, payload }: Move, context: NudesContext): boolean {
  const child = text(payload, 'partyId');
  switch (name) {
    case 'confirmSafe':
    case 'completeIntervention':
      return true;
    case 'recordVoice':
      return !context.voices.includes(child);
    case 'recordSupport':
      return !supportSettled(context) && payload.status === 'COMPLETE' && !SETTLED.includes(context.support[child]);
    case 'recordTakedown':
      return !takedownSettled(context) && payload.status === 'NOT_NEEDED';
    default:
      return false;
  }
}
const SETTLED: readonly unknown[] = ['COMPLETE', 'DECLINED'];
const ON_THE_WAY: readonly string[] = [
  'openInitialReview',
  'recordInitialReview',
  'chooseLocalResponse',
  'coSignLocalResponse',
  'recordPoliceDecision',
  'recordPoliceOutcome',
  'recordSocialCareDecision',
  'recordLaterReview',
  'close',
];
/** Agencies are asked while the referral waits for their answer, and a school when none takes part any more. */
function leadsOut({ name, by, payload }: Move, context: NudesContext): boolean {
  if (ON_THE_WAY.includes(name)) return payload.stable !== false && !(payload.criteria as string[] | undefined)?.length;
  const asked = text(payload, 'recipientAgency') || text(payload, 'toAgency') || by.agencyId;
  const statutory = asked === POLICE || asked === SOCIAL_CARE;
  const wanted = statutory ? isWaiting(context) : takingPart(context, 'SCHOOL').length === 0 && asked !== CHARITY;
  if (!wanted || ASKING.every((one) => one !== name)) return false;
  if (name !== 'inviteContributor' && name !== 'recordSharingDecision') return true;
  // Who takes part, or is asked already, is not asked again before the answer.
  if (takesPart(context, asked) || openOffersTo(context, asked).length > 0) return false;
  if (name === 'inviteContributor') return true;
  if (by.agencyId !== context.custodian) return false;
  const newest = lastDecided(context, by.agencyId, asked);
  return payload.decision === 'SHARE' ? newest !== 'SHARE' : statutory && newest !== 'DO_NOT_SHARE';
}
const ASKING: readonly string[] = [
  'recordSharingDecision',
  'inviteContributor',
  'acceptHandoff',
  'declineHandoff',
  'acceptInvitation',
  'declineInvitation',
];
