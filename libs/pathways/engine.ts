import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate';
import { hasOnlyWhatItHad } from '../access/standing.js';
import type { AgencyKind, Telling } from '../access/vocabulary.js';
import { keptClocks, type ClockRunning, type RuleInForce } from './clock-keeping.js';
import { copied } from './copied.js';
import { specsOf } from './field.js';
import type {
  ActionDeclaration,
  ActiveState,
  Advanced,
  ClockWords,
  OpenClock,
  Pathway,
  Refusal,
  Rule,
  StoredReferral,
  TakenBy,
} from './pathway.js';
import type { AgencyId, EventActor, JsonValue, PathwayEvent, ReferralContext } from './referral-context.js';

/** The statechart does not take this event as things stand. XState itself would hand back the same snapshot in silence. */
export class NotTaken extends Error {
  constructor(readonly type: string) {
    super(`The pathway does not take ${type} now`);
  }
}

/** What a pathway declares; the rest is the same for all. */
export interface PathwayDeclaration<C extends ReferralContext> {
  key: string;
  version: string;
  title: string;
  mayHold: AgencyKind[];
  submittedBy: TakenBy[];
  actions: ReadonlyMap<string, ActionDeclaration<C>>;
  statechart: AnyStateMachine;
  clocks: readonly ClockWords[];
  clocksOf(context: C): { kind: string; metBy: string[]; running: ClockRunning[] }[];
  ruleInForce: RuleInForce;
  /** Section of each region beside the main way, by its name. */
  regions: ReadonlyMap<string, Telling>;
  /** Regions that stand otherwise for an agency, which keeps a record of its own. */
  regionsFor(context: C, agencyId: AgencyId): Record<string, string>;
}

const matches = (takenBy: readonly TakenBy[], actor: EventActor): boolean =>
  takenBy.some(({ agencyKind, role }) => agencyKind === actor.agencyKind && actor.roles.includes(role));

/** A pathway from its declaration: begin, advance, and what is available with the reason why not. Pure. */
export function pathwayOf<C extends ReferralContext>(declaration: PathwayDeclaration<C>): Pathway<C> {
  const { statechart, actions } = declaration;
  const contextOf = ({ snapshot }: StoredReferral): C => (snapshot as unknown as { context: C }).context;
  const keep = (
    snapshot: AnyMachineSnapshot,
    open: readonly OpenClock[],
    event: PathwayEvent,
    calendar: Parameters<Pathway['begin']>[1],
  ): Advanced<C> => {
    const persisted = copied(statechart.getPersistedSnapshot(snapshot)) as unknown as JsonValue;
    const context = (persisted as unknown as { context: C }).context;
    const { clocks, changes } = keptClocks(
      open,
      declaration.clocksOf(context),
      event,
      calendar,
      declaration.ruleInForce,
    );
    return {
      stored: { pathway: declaration.key, version: declaration.version, snapshot: persisted, clocks },
      context,
      clockChanges: changes,
    };
  };
  const refusal = (stored: StoredReferral, action: ActionDeclaration<C>, actor: EventActor): Refusal => {
    const context = contextOf(stored);
    for (const rule of inOrder(action.refusedWhen, context, actor)) {
      const reason = rule.refuse(context, actor);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  const mayEver = (action: ActionDeclaration<C>, actor: EventActor): boolean => matches(action.takenBy, actor);

  return {
    key: declaration.key,
    version: declaration.version,
    title: declaration.title,
    mayHold: declaration.mayHold,
    submittedBy: declaration.submittedBy,
    actions,
    clocks: declaration.clocks,
    contextOf,
    mayEver,
    refusal,
    begin: (event, calendar) => keep(initialTransition(statechart, event as never)[0], [], event, calendar),
    advance: (stored, event, calendar) => {
      // Always these three steps: a snapshot that is kept in memory, or resolved another way, differs from its replay.
      const before = statechart.restoreSnapshot(stored.snapshot as never, {} as never) as AnyMachineSnapshot;
      const [after] = transition(statechart, before, event);
      const advanced = keep(after, stored.clocks, event, calendar);
      if (advanced.context.seq !== event.seq) throw new NotTaken(event.type);
      return advanced;
    },
    activeStates: (stored, agencyId) => {
      const { value } = stored.snapshot as unknown as { value: StateValue };
      const own = agencyId === undefined ? {} : declaration.regionsFor(contextOf(stored), agencyId);
      return pathsOf(typeof value === 'string' ? value : { ...value, ...own }, declaration.regions);
    },
    available: (stored, actor) =>
      [...actions.values()]
        .filter((action) => mayEver(action, actor))
        .map((action) => {
          const reason = refusal(stored, action, actor);
          return {
            action: action,
            allowed: reason === undefined,
            reason: reason ?? null,
            fields: specsOf(action.input),
          };
        }),
    inputFaults: (stored, action, actor, input, facts) => {
      const context = contextOf(stored);
      return action.inputMust.flatMap((rule) => rule.faults(input, context, actor, facts));
    },
  };
}

function inOrder<C extends ReferralContext>(
  rules: readonly Rule<C>[],
  context: C,
  actor: EventActor,
): readonly Rule<C>[] {
  if (!hasOnlyWhatItHad(context, actor.agencyId)) return rules;
  return [...rules.filter((rule) => !rule.tellsStatus), ...rules.filter((rule) => rule.tellsStatus)];
}

export const maySubmit = ({ submittedBy }: Pick<Pathway, 'submittedBy'>, actor: EventActor): boolean =>
  matches(submittedBy, actor);

type StateValue = string | { [state: string]: StateValue };

/** `main.initialReview` is shown as `initialReview`; a region that is off is not shown, and one that is only on goes by its own name (`shownState`). */
function pathsOf(value: StateValue, regions: PathwayDeclaration<ReferralContext>['regions']): ActiveState[] {
  if (typeof value === 'string') return [{ path: value, tells: null }];
  // In the order of the declaration: what was stored comes back in another one.
  const places = ['main', ...regions.keys()];
  const inOrder = Object.entries(value).sort(([one], [other]) => places.indexOf(one) - places.indexOf(other));
  return inOrder.flatMap(([region, inside]): ActiveState[] => {
    const inner = leaves(inside);
    if (region === 'main') return inner.map((path) => ({ path, tells: null }));
    const tells = regions.get(region) ?? null;
    return inner.flatMap((path) => shownState(region, path) ?? []).map((path) => ({ path, tells }));
  });
}
/** A state of a region as it is shown. */
export const shownState = (region: string, path: string): string | undefined =>
  path === 'off' ? undefined : path === 'on' ? region : `${region}.${path}`;
const leaves = (value: StateValue): string[] =>
  typeof value === 'string'
    ? [value]
    : Object.entries(value).flatMap(([name, inner]) => leaves(inner).map((leaf) => `${name}.${leaf}`));
