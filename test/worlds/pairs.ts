import { clockKinds } from '../../libs/pathways/nudes-at-school/clocks.js';
import type { Chance } from './chance.js';
import { Comparable, firstDifference } from './comparable.js';
import { REFERRAL, TIMELINE } from './every-field.js';
import { HIDDEN, type HiddenDifference } from './hidden-differences.js';
import { idsMade, idsSince } from './ids-in-order.js';
import { interrogated, listsAsked } from './interrogation.js';
import type { Past } from './past.js';
import { ANSWERS, done, type Standing, standingOf } from './walks.js';
import type { Told, World } from './world.js';

const DAY = 86_400_000;
/** Of the pairs, how many are asked again three days later. */
const AWAITED = 12;
/** People of each agency that is blind, of every role that could hear something. */
export const CALLERS: Record<string, readonly string[]> = {
  northgate: ['dsl@northgate.example', 'head@northgate.example', 'teacher@northgate.example'],
  gmp: [
    'officer@gmp.example',
    'triage@gmp.example',
    'supervisor@gmp.example',
    'intel@gmp.example',
    'auditor@gmp.example',
  ],
  csc: ['decision@csc.example'],
  lff: ['coordinator@lff.example', 'practitioner@lff.example', 'programme@lff.example', 'lff-case-system'],
  riverside: ['dsl@riverside.example'],
  survivors: ['coordinator@survivors.example', 'researcher@university.example'],
};

/** Whoever may not see what differs: people of one agency, and what is hidden from them. */
export interface Blind {
  agency: string;
  callers: readonly string[];
  hidden: readonly HiddenDifference[];
}
/** All of one agency's people, from whom what other agencies keep is hidden. */
export const blindAgency = (agency: string): Blind => ({ agency, callers: CALLERS[agency] ?? [], hidden: HIDDEN });

/** One referral in two worlds. */
export interface Pair {
  id: string;
  difference: string;
}
export interface Compared {
  pairs: Pair[];
  answers: number;
  /** Pairs that a clock later told apart, as the contract has it: what ran out in one world was met in the other. */
  toldByClocks: number;
  /** Referrals on which what was tried moved the main way, the status or custody, which everybody on it sees: no pair. */
  movedOn: number;
  leaks: string[];
}

/**
 * Referrals that several agencies have worked with, in a world that then becomes two. On each, something happens in one of them that some
 * people of one agency may not see; then the same happens in both. They ask both for all that they can.
 */
export class PairOfWorlds {
  private readonly leaks: string[] = [];
  private answers = 0;
  private movedOn = 0;

  constructor(
    private readonly blind: Blind,
    private readonly one: World,
    private readonly other: World,
    private readonly past: Past,
    private readonly chance: Chance,
  ) {}

  async compared(overHttp: boolean): Promise<Compared> {
    const { one, other, chance } = this;
    one.overHttp = other.overHttp = overHttp;
    const pairs: Pair[] = [];
    for (const [place, id] of this.past.ids.entries()) {
      const mark = idsMade();
      const happened = await this.differing(id, chance.fork(place));
      if (!happened) continue;
      pairs.push({ id, difference: happened.difference.name });
      // One of the ids that were made of it: of its entry, its offer, decision or question, or of a row of the record.
      const hidden = chance.some(idsSince(mark), 1);
      await this.inBoth((world) => common(world, id, happened.standing));
      for (const by of chance.some(this.blind.callers, chance.is(0.3) ? 2 : 1))
        await this.comparing(`${happened.difference.name}, to ${by}`, (world, same) =>
          interrogated(world, by, id, hidden, same, { tells: tellingIt(this.blind.agency, happened) }),
        );
    }
    for (const by of this.blind.callers)
      await this.comparing(`lists, to ${by}`, (world) => listsAsked(world, by, this.past.references.slice(0, 4)));
    const until = new Date(one.now.getTime() + 3 * DAY);
    const waiting = chance.some(pairs, AWAITED);
    await this.inBoth((world) =>
      world.clocksRunOut(
        waiting.map(({ id }) => id),
        until,
        clockKinds,
      ),
    );
    const alike = await this.standingAlike(waiting);
    for (const { id, difference } of alike)
      for (const by of chance.some(this.blind.callers, 1))
        await this.comparing(`${difference}, after three days, to ${by}`, async (world) => {
          await world.ask(by, REFERRAL, { id });
          await world.ask(by, TIMELINE, { id });
        });
    await Promise.all([one.ended(), other.ended()]);
    const { answers, movedOn, leaks } = this;
    return { pairs, answers, toldByClocks: waiting.length - alike.length, movedOn, leaks };
  }

  /** The first difference that can be made here, and that leaves what the contract shows everybody as it was. */
  private async differing(
    id: string,
    chance: Chance,
  ): Promise<{ difference: HiddenDifference; standing: Standing } | undefined> {
    const { one, other } = this;
    const standing = await standingOf(one, id);
    const hidden = this.blind.hidden.filter((difference) => difference.hiddenFrom(this.blind.agency, standing));
    for (const [place, difference] of chance.some(hidden, 12).entries()) {
      const same = (): Chance => chance.fork(place);
      const happens = (world: World): Promise<boolean> => difference.happens(world, id, standing, same());
      const happened = await happens(one);
      if (happened) await difference.otherwise?.(other, id, standing, same());
      await other.at(one.now);
      if (!happened) continue;
      if (await this.alike(id)) return { difference, standing };
      // It moved the referral on, which everybody on it may see: then it happens in the other world too, and is no difference.
      if (!difference.otherwise) await happens(other);
      this.movedOn += 1;
      await other.at(one.now);
      return undefined;
    }
    return undefined;
  }

  private async alike(id: string): Promise<boolean> {
    const [one, other] = await Promise.all([standingOf(this.one, id), standingOf(this.other, id)]);
    const shown = ({ status, custodian, main, parts }: Standing): string =>
      JSON.stringify([status, custodian, main, parts[this.blind.agency]]);
    return shown(one) === shown(other);
  }
  private async standingAlike(pairs: readonly Pair[]): Promise<Pair[]> {
    const alike: Pair[] = [];
    for (const pair of pairs) if (await this.alike(pair.id)) alike.push(pair);
    return alike;
  }

  /** The same in either world, at the same time; they stay at one moment. */
  private async inBoth(work: (world: World) => Promise<unknown>): Promise<void> {
    const { one, other } = this;
    await Promise.all([work(one), work(other)]);
    const later = one.now > other.now ? one.now : other.now;
    await Promise.all([one.at(later), other.at(later)]);
  }

  private async comparing(what: string, work: (world: World, chance: Chance) => Promise<void>): Promise<void> {
    const { one, other, chance } = this;
    [one, other].forEach((world) => world.heard());
    const fork = Math.floor(chance.next() * 1e9);
    await this.inBoth((world) => work(world, chance.fork(fork)));
    const [ours, theirs] = [one.heard(), other.heard()];
    this.answers += ours.length;
    const leak = leakOf(ours, theirs, () => new Comparable(this.past.lastId, new Set(this.past.references)));
    if (leak) this.leaks.push(`${what}: ${leak}`);
  }
}

/** How a referral stands once an agency that was asked has accepted. */
const ACCEPTED: Record<string, (agency: string, standing: Standing) => Standing> = {
  acceptHandoff: (agency, standing) => ({
    ...standing,
    custodian: agency,
    parts: { ...standing.parts, [agency]: ['CUSTODIAN'] },
    helds: [...standing.helds, agency],
  }),
  acceptInvitation: (agency, standing) => ({
    ...standing,
    parts: { ...standing.parts, [agency]: ['CONTRIBUTOR'] },
  }),
};
/** By what the agency may answer it comes to see, by the contract's words, what was hidden from it until then. */
const openingIt = (
  agency: string,
  { difference, standing }: { difference: HiddenDifference; standing: Standing },
): string[] =>
  Object.entries(ACCEPTED).flatMap(([action, once]) =>
    difference.hiddenFrom(agency, once(agency, standing)) ? [] : [action],
  );

const STATUTORY = ['gmp', 'csc'];
const ANSWERING = ['acceptHandoff', 'acceptInvitation', 'declineHandoff', 'declineInvitation'];
/**
 * What an agency may do that shows it, by the contract's words, what was hidden from it until then: an answer that opens it; the last answer
 * that police or social care give, after which the main way goes on for all; a decision of its own about an agency that joined, for who
 * decides learns what was received on it (decision 37).
 */
function tellingIt(
  agency: string,
  happened: { difference: HiddenDifference; standing: Standing },
): (action: string, input: object) => boolean {
  const never = openingIt(agency, happened);
  const { answers, joins } = happened.difference;
  const waits = ['immediateReferral', 'adultInvolved'].includes(happened.standing.main);
  if (waits && answers && STATUTORY.includes(answers) && STATUTORY.includes(agency)) never.push(...ANSWERING);
  return (action, input) =>
    never.includes(action) ||
    (action === 'recordSharingDecision' &&
      joins !== undefined &&
      (input as { recipientAgency?: string }).recipientAgency === joins);
}

/** The first answer that differs, with its question. */
function leakOf(ours: readonly Told[], theirs: readonly Told[], comparable: () => Comparable): string | undefined {
  const [one, other] = [comparable(), comparable()];
  for (const [place, { asked, told }] of ours.entries()) {
    const [here, there] = [one.of(told), other.of(theirs[place]?.told ?? 'nothing')];
    if (here !== there) return `${asked.slice(0, 90)}… ${asked.slice(-200)}\n  ${firstDifference(here, there)}`;
  }
  return ours.length === theirs.length ? undefined : 'one was asked more than the other';
}

/** What goes on in both worlds: the holder tells all who take part, and asks one of them. */
async function common(world: World, id: string, { custodian, parts }: Standing): Promise<void> {
  const by = ANSWERS[custodian] ?? '';
  await done(world, by, id, 'addNote', { text: 'For all of us.', audience: 'ALL_PARTICIPANTS' });
  const [asked] = Object.keys(parts).filter((one) => one !== custodian);
  if (asked) await done(world, by, id, 'requestInformation', { toAgency: asked, question: 'How are they today?' });
}
