import type { AnyTransitionDefinition } from 'xstate';
import { takenBy } from './chart.js';
import { departures } from './departures.js';
import { type GeneratedPath, serialized } from './generated-paths.js';
import type { PlayedReferral } from './played-referral.js';

/** Paths that a graph found, played through the engine that serves: what several have in common is played once. */
export class PlayedPaths {
  readonly taken = new Set<AnyTransitionDefinition>();
  private readonly reached = new Map<string, PlayedReferral>();

  /** Where it leads in truth. */
  play({ from, events }: GeneratedPath): PlayedReferral {
    let way = String(departures.indexOf(from));
    let referral = from;
    this.reached.set(way, from);
    for (const event of events) {
      way += serialized(event);
      referral = this.reached.get(way) ?? this.next(referral, event, way);
    }
    return referral;
  }
  private next(referral: PlayedReferral, event: GeneratedPath['events'][number], way: string): PlayedReferral {
    for (const one of takenBy(referral.stored, event)) this.taken.add(one);
    const next = referral.branch();
    next.plays(event);
    this.reached.set(way, next);
    return next;
  }
  get referrals(): PlayedReferral[] {
    return [...this.reached.values()];
  }
}
