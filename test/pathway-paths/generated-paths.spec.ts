import { beforeAll, describe, expect, it } from '@jest/globals';
import { activeIn, nameOf, statesByRegion, transitions } from './chart.js';
import { type GeneratedPath, generatedPaths } from './generated-paths.js';
import { PlayedPaths } from './played-paths.js';
import type { PlayedReferral } from './played-referral.js';
import { viewOf } from './situation.js';
import { pairOf, unreachablePairs } from './unreachable-pairs.js';

const viewed = ({ stored, context }: PlayedReferral): string =>
  viewOf({ value: (stored.snapshot as unknown as { value: unknown }).value, context });

describe('paths that a graph of nudes-at-school finds, two regions at a time', () => {
  let paths: GeneratedPath[];
  const played = new PlayedPaths();
  const states = new Set<string>();
  const pairs = new Set<string>();
  const elsewhere: string[] = [];
  beforeAll(() => {
    paths = generatedPaths();
    for (const path of paths) {
      if (viewed(played.play(path)) !== path.view) elsewhere.push(path.events.map(({ type }) => type).join(', '));
    }
    for (const referral of played.referrals) {
      const active = activeIn(referral.stored);
      for (const one of active) {
        states.add(one);
        for (const other of active) if (one !== other) pairs.add(pairOf(one, other));
      }
    }
  }, 120_000);

  it('lead, played through the engine that serves, to where the graph says', () => {
    console.info(`${paths.length} paths found, ${played.referrals.length} steps played`);
    expect(elsewhere).toEqual([]);
  });

  it('visit every state', () => {
    const all = statesByRegion.flat();
    const missed = all.filter((state) => !states.has(state));
    console.info(`states visited: ${all.length - missed.length} of ${all.length}`);
    expect(missed).toEqual([]);
  });

  it('take every transition', () => {
    const missed = transitions.filter((one) => !played.taken.has(one));
    console.info(`transitions taken: ${transitions.length - missed.length} of ${transitions.length}`);
    expect(missed.map(nameOf)).toEqual([]);
  });

  it('visit every pair of states of two regions, but those that no referral is ever in', () => {
    const all = statesByRegion.flatMap((region, place) =>
      statesByRegion
        .slice(place + 1)
        .flatMap((other) => region.flatMap((one) => other.map((another) => pairOf(one, another)))),
    );
    const reachable = all.filter((pair) => !unreachablePairs.includes(pair));
    console.info(
      `pairs visited: ${reachable.filter((pair) => pairs.has(pair)).length} of ${reachable.length} reachable; ${unreachablePairs.length} of ${all.length} are unreachable by design`,
    );
    expect(reachable.filter((pair) => !pairs.has(pair))).toEqual([]);
    expect(unreachablePairs.filter((pair) => pairs.has(pair))).toEqual([]);
    expect(unreachablePairs.filter((pair) => !all.includes(pair))).toEqual([]);
  });
});
