import { beforeAll, describe, expect, it } from '@jest/globals';
import { takesPart } from '../../libs/access/standing.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { kinds } from './agencies-and-people.js';
import { activeIn, nameOf, statesByRegion, transitions } from './chart.js';
import { schoolGone } from './departures.js';
import { canMove, disagreements, faultsOf } from './every-state.js';
import { type GeneratedPath, generatedPaths } from './generated-paths.js';
import { movesOf } from './moves.js';
import { PlayedPaths } from './played-paths.js';
import type { PlayedReferral } from './played-referral.js';
import { randomWalks } from './random-walks.js';
import { situationOf, viewOf } from './situation.js';
import { pairOf, unreachablePairs } from './unreachable-pairs.js';
import { closesSooner, WaysOut } from './ways-out.js';

const WALKS = 80;
/** `endContribution`: an agency that is asked answers first. */
const ABOUT_SHARING_ON = ['askOnwardSharing', 'agreeOnwardSharing', 'refuseOnwardSharing', 'endContribution'];
function withNothingAsked(stored: StoredReferral): StoredReferral {
  const copy = structuredClone(stored);
  for (const one of nudesAtSchool.contextOf(copy).onward ?? []) one.answer ??= 'ENDED';
  return copy;
}
const viewed = ({ stored, context }: PlayedReferral): string =>
  viewOf({ value: (stored.snapshot as unknown as { value: unknown }).value, context });

describe('every path of nudes-at-school', () => {
  let paths: GeneratedPath[];
  const played = new PlayedPaths();
  const elsewhere: string[] = [];
  const walked: PlayedReferral[] = [];
  const unlike: string[][] = [];
  let visited: PlayedReferral[] = [];
  beforeAll(() => {
    paths = generatedPaths();
    for (const path of paths) {
      if (viewed(played.play(path)) !== path.view) elsewhere.push(path.events.map(({ type }) => type).join(', '));
    }
    randomWalks(
      WALKS,
      (referral) => walked.push(referral),
      (referral) => {
        if (JSON.stringify(referral.replayed()) !== JSON.stringify(referral.stored)) unlike.push(referral.states);
      },
    );
    visited = [...played.referrals, ...walked, schoolGone()];
  }, 240_000);

  it('is found by a graph of two regions at a time, and leads to the same place in the engine that serves', () => {
    console.info(`${paths.length} paths found, ${played.referrals.length} steps played`);
    expect(elsewhere).toEqual([]);
  });

  it('together visit every state and take every transition', () => {
    const all = statesByRegion.flat();
    const active = new Set(played.referrals.flatMap(({ stored }) => activeIn(stored)));
    const missed = all.filter((state) => !active.has(state));
    const untaken = transitions.filter((one) => !played.taken.has(one));
    console.info(
      `states visited: ${all.length - missed.length} of ${all.length}; transitions taken: ${transitions.length - untaken.length} of ${transitions.length}`,
    );
    expect(missed).toEqual([]);
    expect(untaken.map(nameOf)).toEqual([]);
  });

  it('together visit every pair of states of two regions, but those that no referral is ever in', () => {
    const all = statesByRegion.flatMap((region, place) =>
      statesByRegion
        .slice(place + 1)
        .flatMap((other) => region.flatMap((one) => other.map((another) => pairOf(one, another)))),
    );
    const pairsIn = (referrals: readonly PlayedReferral[]): Set<string> =>
      new Set(
        referrals.flatMap(({ stored }) => {
          const active = activeIn(stored);
          return active.flatMap((one, place) => active.slice(place + 1).map((other) => pairOf(one, other)));
        }),
      );
    const generated = pairsIn(played.referrals);
    const met = pairsIn(visited);
    const reachable = all.filter((pair) => !unreachablePairs.includes(pair));
    const missed = reachable.filter((pair) => !generated.has(pair));
    console.info(
      `pairs visited: ${reachable.length - missed.length} of ${reachable.length} reachable; ${unreachablePairs.length} of ${all.length} are unreachable by design`,
    );
    expect(missed).toEqual([]);
    expect(unreachablePairs.filter((pair) => met.has(pair) || !all.includes(pair))).toEqual([]);
  });

  it('walked at random by several people, is replayed from its events to the same snapshot and the same clocks', () => {
    console.info(`${WALKS} random walks of ${walked.length} steps`);
    expect(unlike).toEqual([]);
  });

  it('has in every state a holder who may act, a clock that runs until it is closed, and regions that say what is recorded', () => {
    expect([...new Set(visited.flatMap(faultsOf))]).toEqual([]);
  });

  it('has in every state a way on, and actions that are taken exactly when they are said to be allowed', () => {
    const one = new Map(
      visited.map((referral) => [`${activeIn(referral.stored).join()} ${referral.context.custodian}`, referral]),
    );
    console.info(`${one.size} sets of active states, by holder`);
    const lasting = [...one.values()].filter(({ context }) => ['OPEN', 'CLOSED'].includes(context.status));
    expect(lasting.filter((referral) => !canMove(referral)).map(({ states }) => states)).toEqual([]);
    expect([...new Set([...one.values()].flatMap(disagreements))]).toEqual([]);
  });

  describe('on to closing', () => {
    const open = new Map<string, PlayedReferral>();
    let ways: WaysOut;
    beforeAll(() => {
      for (const referral of visited)
        if (referral.context.status === 'OPEN') open.set(situationOf(referral.context), referral);
      ways = new WaysOut([...open.values()]);
    }, 120_000);

    /*
     * An agency that never answers: one that was or will be asked, and does not take part. Who accepted has answered: a police part
     * ends by its outcome and social care's by its decision, so that silence after accepting keeps a referral open, as it should; its
     * clocks call its supervisors. A school that ended its part and does not answer when it is asked again is one: another school is.
     */
    it('leads from every open state, also when any one agency that was asked never answers', () => {
      const stuck: string[] = [];
      const longest = { steps: 0, from: '', silent: null as string | null };
      for (const silent of [null, ...Object.keys(kinds)]) {
        const distances = ways.distances(silent);
        for (const [situation, { context, states }] of open) {
          if (silent !== null && takesPart(context, silent)) continue;
          const steps = distances.get(situation);
          if (steps === undefined) stuck.push(`${silent ? kinds[silent] : 'nobody'} silent: ${states.join(' ')}`);
          else if (steps > longest.steps) Object.assign(longest, { steps, from: situation, silent });
        }
      }
      const { situations, steps } = ways.size;
      const way = ways.way(longest.from, longest.silent).map(({ type, by }) => (by ? type : `time passes: ${type}`));
      console.info(
        `${open.size} open situations visited; ${situations} situations and ${steps} steps searched backwards from closed
the longest of the shortest ways out takes ${longest.steps} steps, from ${open.get(longest.from)?.states.join(' ')}, ${longest.silent ? kinds[longest.silent] : 'nobody'} silent: ${way.join(', ')}`,
      );
      expect([...new Set(stuck)]).toEqual([]);
      expect(way.length).toBe(longest.steps);
    });

    /*
     * No step of a way out is an answer about sharing on; so it is enough that everything else can be done without one, save that who is
     * asked does not leave before it answers.
     */
    it('waits nowhere for an agency to agree that something is shared on, also when its time has run out', () => {
      const asked = visited.filter(
        ({ context }) => context.status === 'OPEN' && context.onward?.some(({ answer }) => answer === null),
      );
      const held = asked.flatMap((referral) => {
        const may = new Set(movesOf(referral.stored).map((move) => JSON.stringify(move)));
        return movesOf(withNothingAsked(referral.stored))
          .filter(({ name }) => !ABOUT_SHARING_ON.includes(name))
          .filter((move) => !may.has(JSON.stringify(move)))
          .map(({ name }) => `${name}: ${referral.states.join(' ')}`);
      });
      const late = asked.filter(({ stored }) =>
        stored.clocks.some(({ kind, status }) => kind === 'onwardAgreement' && status === 'OVERDUE'),
      );
      console.info(`${asked.length} states in which an agreement is asked for, ${late.length} with its time run out`);
      expect([...new Set(held)]).toEqual([]);
      expect(late.length).toBeGreaterThan(0);
    });

    it('has no shorter way when everything that anybody may do is tried', () => {
      const distances = ways.distances(null);
      const near = [...open].filter(([situation]) => distances.get(situation) === 3).slice(0, 12);
      expect(near.length).toBeGreaterThan(5);
      expect(near.filter(([, referral]) => closesSooner(referral, 3)).map(([situation]) => situation)).toEqual([]);
    });
  });
});
