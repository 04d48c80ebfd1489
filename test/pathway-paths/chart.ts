import { type AnyTransitionDefinition, createActor, type SnapshotFrom } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';

export type State = SnapshotFrom<typeof statechart>;
const nodes = [statechart.root, ...getStateNodes(statechart.root)];
/** Every transition of the statechart, those that follow by themselves included. */
export const transitions: readonly AnyTransitionDefinition[] = nodes.flatMap((node) => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
]);
/** States that hold no other, as dotted paths, region by region. */
export const statesByRegion: readonly string[][] = Object.values(statechart.root.states).map((region) =>
  Object.values(region.states).map(({ path }) => path.join('.')),
);
export const nameOf = ({ source, eventType, target, guard }: AnyTransitionDefinition): string =>
  [
    source.path.join('.') || 'everywhere',
    eventType === '' ? 'by itself' : eventType,
    `to ${target?.map(({ path }) => path.join('.')).join() ?? 'itself'}`,
    typeof guard === 'object' && guard !== null && 'params' in guard ? JSON.stringify(guard.params) : '',
  ].join(' ');

/** An event's step as the statechart takes it: by which of its transitions, and which regions then follow from where to where. */
export function stepOf(before: State, event: PathwayEvent, after: State): string {
  const taken = statechart.getTransitionData(before as never, event).map((one) => transitions.indexOf(one));
  const was = before.value as Record<string, string>;
  const moved = Object.entries(after.value as Record<string, string>).filter(
    ([region, state]) => was[region] !== state,
  );
  return `${taken.join()} ${moved.map(([region, state]) => `${region}.${was[region]}-${state}`).join()}`;
}
/** The transitions that an event takes, those that follow by themselves included, as XState reports them. */
export function takenBy(before: StoredReferral, event: PathwayEvent): AnyTransitionDefinition[] {
  const taken: AnyTransitionDefinition[] = [];
  const actor = createActor(statechart, {
    snapshot: before.snapshot as never,
    input: event,
    inspect: (happened) => {
      if (happened.type === '@xstate.microstep') taken.push(...happened._transitions);
    },
  });
  actor.start();
  actor.send(event);
  actor.stop();
  return taken;
}
const valueOf = ({ snapshot }: Pick<StoredReferral, 'snapshot'>): Record<string, string> =>
  (snapshot as unknown as State).value;
export const activeIn = (stored: Pick<StoredReferral, 'snapshot'>): string[] =>
  Object.entries(valueOf(stored)).map(([region, state]) => `${region}.${state}`);
export const stateOf = ({ snapshot }: Pick<StoredReferral, 'snapshot'>): State =>
  statechart.restoreSnapshot(snapshot as never, {} as never);

/** The same with nobody shut out: whoever is named lifts a restriction, and for everybody here there are colleagues who do not move. */
export function openToAll<S extends Pick<StoredReferral, 'snapshot'>>(stored: S): S {
  const snapshot = stored.snapshot as { context: object };
  return { ...stored, snapshot: { ...snapshot, context: { ...snapshot.context, restrictions: [], conflicts: [] } } };
}
