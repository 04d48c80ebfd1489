import { text } from '../../libs/pathways/common/rules.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import type { Advanced, ClockChange, OpenClock, StoredReferral } from '../../libs/pathways/pathway.js';
import type { EventActor, JsonValue, PathwayEvent } from '../../libs/pathways/referral-context.js';
import { type Calendar, englandAndWales } from '../../libs/working-time/calendar.js';
import { factsWith, kinds, teacher, uuid } from './agencies-and-people.js';

export const AYESHA = uuid(101);
export const KIT = uuid(102);
const TEN_MINUTES = 600_000;

/** A referral that is played in memory, with no more kept than a database would keep: what is stored, and the events. */
export class PlayedReferral {
  changes: ClockChange[] = [];
  private constructor(
    public stored: StoredReferral,
    readonly events: PathwayEvent[],
    private readonly calendar: Calendar,
  ) {}

  static begun(
    by: EventActor = teacher,
    at = '2026-11-25T09:00:00.000Z',
    calendar = englandAndWales(),
  ): PlayedReferral {
    const parties = [
      { id: AYESHA, role: 'CHILD_DEPICTED', relatedTo: null },
      { id: KIT, role: 'CHILD_SHARED', relatedTo: null },
    ];
    const event = { type: 'submitReferral', seq: 1, at, entryId: uuid(1001), by, payload: { parties } };
    return new PlayedReferral(kept(nudesAtSchool.begin(event, calendar)), [event], calendar);
  }
  /** The same referral at this moment, to try another way from. */
  branch(): PlayedReferral {
    return new PlayedReferral(this.stored, [...this.events], this.calendar);
  }

  get context(): NudesContext {
    return nudesAtSchool.contextOf(this.stored);
  }
  get states(): string[] {
    return nudesAtSchool.activeStates(this.stored).map(({ path }) => path);
  }
  clock(kind: string): OpenClock | undefined {
    return this.stored.clocks.find((clock) => clock.kind === kind);
  }
  get nextClock(): OpenClock | undefined {
    return this.stored.clocks
      .filter(({ status }) => status === 'RUNNING')
      .sort((one, other) => one.dueAt.localeCompare(other.dueAt))[0];
  }

  /** Takes an action and answers the id of its entry. */
  take(by: EventActor, type: string, payload: Record<string, JsonValue> = {}, at = later(this.context.at)): string {
    return this.happens({ type, by, at, payload: coded(type, by, payload) });
  }
  runsOut(clock: OpenClock): void {
    const at = clock.dueAt > this.context.at ? clock.dueAt : this.context.at;
    this.happens({ type: clock.kind, by: null, at, payload: { clockId: clock.id } });
  }
  private happens(what: Pick<PathwayEvent, 'type' | 'by' | 'at' | 'payload'>): string {
    const seq = this.context.seq + 1;
    return this.plays({ ...what, seq, entryId: uuid(1000 + seq) });
  }
  /** The very event, as somebody else worked it out. */
  plays(event: PathwayEvent): string {
    const advanced = nudesAtSchool.advance(this.stored, event, this.calendar);
    this.changes = advanced.clockChanges;
    this.stored = kept(advanced);
    this.events.push(event);
    return event.entryId;
  }

  /** What a fresh start makes of the same events. */
  replayed(): StoredReferral {
    const [first, ...rest] = this.events;
    if (!first) throw new Error('A referral has at least its submission');
    const begun = nudesAtSchool.begin(first, this.calendar).stored;
    return rest.reduce((stored, event) => nudesAtSchool.advance(stored, event, this.calendar).stored, begun);
  }

  allowed(by: EventActor, name: string): boolean {
    return this.whyNot(by, name) === undefined;
  }
  /** The reason why not; undefined when nothing is against it. */
  whyNot(by: EventActor, name: string): string | undefined {
    const found = nudesAtSchool.available(this.stored, by).find(({ action }) => action.name === name);
    if (!found) return 'This role never may.';
    return found.reason ?? undefined;
  }
}

/** As a database gives it back. */
const kept = ({ stored }: Advanced<NudesContext>): StoredReferral =>
  JSON.parse(JSON.stringify(stored)) as StoredReferral;
const later = (at: string): string => new Date(Date.parse(at) + TEN_MINUTES).toISOString();

/** What happens next on a referral, with the number, time and id that come next. */
export const eventAfter = (
  { seq, at }: NudesContext,
  type: string,
  by: EventActor | null,
  payload: Record<string, JsonValue>,
): PathwayEvent => ({
  type,
  by,
  seq: seq + 1,
  at: later(at),
  entryId: uuid(1001 + seq),
  payload: by ? coded(type, by, payload) : payload,
});

/** The door adds the kind of an agency, and the id of a person, that an input names. */
function coded(type: string, by: EventActor, payload: Record<string, JsonValue>): Record<string, JsonValue> {
  const people = nudesAtSchool.actions.get(type)?.names?.(payload, by, factsWith([], by.agencyId));
  const named = (name: string): JsonValue => kinds[text(payload, name)] ?? null;
  return { toAgencyKind: named('toAgency'), recipientAgencyKind: named('recipientAgency'), ...payload, ...people };
}
