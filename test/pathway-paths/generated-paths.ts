import { getShortestPaths } from 'xstate/graph';
import { passedOn, RESTRICTION_PASSED_ON } from '../../libs/pathways/common/restriction-passed-on.js';
import { text } from '../../libs/pathways/common/rules.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import { deputy, everybody } from './agencies-and-people.js';
import { stateOf, stepOf, type State } from './chart.js';
import { departures, underCondition } from './departures.js';
import { type Move, movesOf } from './moves.js';
import { eventAfter, type PlayedReferral } from './played-referral.js';
import { clocksRunning, type Region, REGIONS, regionOf } from './regions.js';
import { viewOf } from './situation.js';

export interface GeneratedPath {
  from: PlayedReferral;
  events: PathwayEvent[];
  /** Where the graph says that it leads. */
  view: string;
}
const FORCING_ON: readonly unknown[] = ['RISK_UP', 'ADULT_INVOLVED', 'EXTORTION'];
const AWAITED: readonly Region[] = ['takedown', 'support'];

/**
 * The shortest way to whatever can be reached when things happen in two regions only, for each two of them, from each departure. All
 * regions at once would be millions of states. The referral is forced on anew only on the way from the beginning, or beside danger to a
 * child: from everywhere it would lead to the same places over and over.
 */
export function generatedPaths(): GeneratedPath[] {
  const [begun] = departures;
  const pairs = REGIONS.flatMap((one, place) => REGIONS.slice(place + 1).map((other): Region[] => [one, other]));
  const beside = pathsFrom(underCondition(), ['beside'], false);
  const others = departures.flatMap((from) => [
    ...pairs
      .filter((regions) => from === begun || regions.includes('main') || regions.every((one) => AWAITED.includes(one)))
      .flatMap((regions) => pathsFrom(from, regions, from === begun || regions.includes('immediateSafety'))),
    ...pathsFrom(from, ['beside'], false),
  ]);
  return [...others, ...beside];
}

function pathsFrom(from: PlayedReferral, regions: readonly Region[], anew: boolean): GeneratedPath[] {
  const graph = new StepsOnce();
  const paths = getShortestPaths(statechart, {
    fromState: stateOf(from.stored),
    events: (state) =>
      graph.ends(state)
        ? []
        : eventsOf(state, regions, graph).filter(({ payload }) => anew || !FORCING_ON.includes(payload.kind)),
    serializeState: (state, event, before) => graph.keyOf(state, event, before),
    serializeEvent: (event) => serialized(event),
  });
  return paths.map(({ steps, state }) => ({
    from,
    // The first is XState's own.
    events: steps.map(({ event }) => event).filter(({ seq }) => seq > 0),
    view: viewOf(state),
  }));
}
/**
 * A shortest path to every view is not yet a path over every transition: many lead back to what was seen before. Each kind of such a
 * step is the last of one path: a state of its own, from which nothing goes on.
 */
class StepsOnce {
  private readonly keys = new WeakMap<object, string>();
  private readonly views = new Set<string>();
  private readonly steps = new Set<string>();
  private readonly types = new Set<string>();

  keyOf(state: State, event?: PathwayEvent, before?: State): string {
    const known = this.keys.get(state);
    if (known) return known;
    const view = viewOf(state);
    const step = event && before ? stepOf(before, event, state) : 'begun';
    const key = this.views.has(view) && !this.steps.has(step) ? step : view;
    this.views.add(view);
    this.steps.add(step);
    if (event) this.types.add(event.type);
    this.keys.set(state, key);
    return key;
  }
  ends(state: State): boolean {
    return this.keys.get(state) !== viewOf(state);
  }
  tookOnce(type: string): boolean {
    return this.types.has(type);
  }
}
export const serialized = ({ type, by, payload }: PathwayEvent): string =>
  JSON.stringify([type, by?.personId, payload]);

/** What may happen next in these regions. Which of several people says the same makes no difference to a graph. */
function eventsOf({ context }: State, regions: readonly Region[], graph: StepsOnce): PathwayEvent[] {
  const acts = new Map<string, PathwayEvent>();
  const leads = (move: Move): boolean => regions.includes(regionOf(move, context)) && leadsOn(move, context);
  for (const { by, name, payload } of movesOf(asStored(context), [...everybody, deputy], leads)) {
    const same = `${name} ${JSON.stringify(payload)}`;
    if (!acts.has(same)) acts.set(same, eventAfter(context, name, by, payload));
  }
  // A clock that only calls people leads nowhere: once is enough.
  const clocks = clocksRunning(context).filter(
    ({ kind, region, changes }) => regions.includes(region) && (changes || !graph.tookOnce(kind)),
  );
  // Nobody named is left: who it is that takes their place makes no difference.
  const passes =
    regions.includes('beside') && !graph.tookOnce(RESTRICTION_PASSED_ON) ? (context.restrictions ?? []) : [];
  const passing = passes.map(({ agencyId }) =>
    eventAfter(context, RESTRICTION_PASSED_ON, null, { ...passedOn(agencyId, [deputy.personId]) }),
  );
  return [
    ...passing,
    ...acts.values(),
    ...clocks.map(({ kind, clockId }) => eventAfter(context, kind, null, { clockId })),
  ];
}
/** A graph has no times: its states carry no open clocks. */
export const asStored = (context: NudesContext): StoredReferral => ({
  pathway: 'nudes-at-school',
  version: '1',
  snapshot: { context } as never,
  clocks: [],
});

/** What is said already, and a fourth child, would make the graph larger and show nothing. */
function leadsOn({ name, payload }: Move, context: NudesContext): boolean {
  const { main, parties, decisions, takedown, support } = context;
  switch (name) {
    case 'recordSharingDecision': {
      const newest = decisions.filter((one) => one.recipientAgency === payload.recipientAgency).at(-1)?.outcome;
      const waiting = main === 'immediateReferral' || main === 'adultInvolved';
      return waiting && newest !== 'DO_NOT_SHARE' && payload.decision === 'DO_NOT_SHARE';
    }
    // What may go on to whom changes no state: once is enough.
    case 'askOnwardSharing':
      return context.onward === undefined;
    // It changes what may be read, and no state but that a decision not to share is an answer no longer.
    case 'withdrawSharingDecision':
      return decisions.find(({ id }) => id === payload.sharingDecisionId)?.outcome === 'DO_NOT_SHARE';
    // Whom it is shut to moves nothing on: somebody who decides is always left.
    case 'restrictReferral':
      return (context.restrictions ?? []).length === 0;
    // Nor does which service has it: all of the agency's people are of each.
    case 'passToService':
      return context.participations.every(({ serviceId }) => serviceId === undefined);
    case 'declareConflict':
      return (context.conflicts ?? []).length === 0;
    case 'reportNewInformation':
      return payload.kind !== 'NEW_CHILD' || parties.length < 3;
    case 'recordTakedown':
      return payload.status !== takedown;
    case 'recordSupport':
      return payload.status !== support[text(payload, 'partyId')];
    default:
      return true;
  }
}
