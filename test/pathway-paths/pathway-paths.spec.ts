import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clockKinds } from '../../libs/pathways/nudes-at-school/clocks.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';
import type { EventActor } from '../../libs/pathways/referral-context.js';
import {
  CHARITY,
  coordinator,
  head,
  lead,
  POLICE,
  practitioner,
  SOCIAL_CARE,
  socialWorker,
  triage,
} from './agencies-and-people.js';
import { type Move, movesOf } from './moves.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';
import { nextMove, stepsToClose } from './way-out.js';

type Value = Record<string, string>;
const valueOf = ({ stored }: PlayedReferral): Value => (stored.snapshot as unknown as { value: Value }).value;
const FINAL = ['withdraw', 'markEnteredInError'];
const found = new Map<string, PlayedReferral>();
const taken = new Map<string, number>();

/** One referral for each set of active states, and what else tells two referrals apart there. */
function keyOf(referral: PlayedReferral): string {
  const { status, localChosenBy, review, stable, custodian } = referral.context;
  const offers = referral.context.offers.map((offer) => `${offer.kind}${offer.toKind}${offer.status}`).sort();
  return JSON.stringify([
    valueOf(referral),
    status,
    localChosenBy,
    review?.forced,
    stable,
    custodian,
    [...new Set(offers)],
  ]);
}
function after(referral: PlayedReferral, move: Move | undefined): PlayedReferral | undefined {
  const next = referral.branch();
  if (move) next.take(move.by, move.name, move.payload);
  else if (next.nextClock) next.runsOut(next.nextClock);
  else return undefined;
  const name = move ? move.name : (next.events.at(-1)?.type ?? '');
  taken.set(name, (taken.get(name) ?? 0) + 1);
  return next;
}
function remember(referral: PlayedReferral): void {
  const key = keyOf(referral);
  if (!found.has(key)) found.set(key, referral);
}

/** Walks of people who do whatever they may, and of time that passes; some go straight for the closing. */
const walk = fc.array(fc.nat(), { minLength: 30, maxLength: 60 });
function walked(choices: readonly number[], visit: (referral: PlayedReferral) => void): PlayedReferral {
  let referral = PlayedReferral.begun();
  visit(referral);
  for (const choice of choices) {
    // Every third step goes straight for the closing, so that the far end is walked too.
    const straight = choice % 3 === 0 && referral.context.status === 'OPEN' ? nextMove(referral, null) : undefined;
    const moves = straight ? [straight] : movesOf(referral.stored);
    // Each action is as likely as another, however many inputs it has; final ones are rare.
    const names = [...new Set(moves.map(({ name }) => name))].filter(
      (name) => !FINAL.includes(name) || choice % 29 === 0,
    );
    const name = names[straight ? 0 : Math.floor(choice / 3) % (names.length + 1)];
    const those = moves.filter((move) => move.name === name);
    const next = after(referral, those[Math.floor(choice / 64) % Math.max(those.length, 1)]);
    if (!next) break;
    referral = next;
    visit(referral);
  }
  return referral;
}

/** Ways that chance seldom takes, played on purpose. */
function rareWays(): void {
  const local = PlayedReferral.begun();
  local.take(lead, 'openInitialReview');
  local.take(lead, 'recordInitialReview', { criteria: [], typology: 'EXPERIMENTAL_OTHER' });
  local.take(lead, 'chooseLocalResponse', { safetyPlans: [{ partyId: AYESHA }, { partyId: KIT }] });
  local.take(head, 'coSignLocalResponse');
  remember(local);
  for (const decision of ['ASSESSMENT', 'SECTION_47']) {
    const referral = local.branch();
    joins(referral, SOCIAL_CARE, socialWorker);
    referral.take(socialWorker, 'recordSocialCareDecision', { decision });
    untilAllRanOut(referral);
  }
  const withPolice = local.branch();
  joins(withPolice, POLICE, triage);
  untilAllRanOut(withPolice);
  const heldByPolice = local.branch();
  const sharingDecisionId = decides(heldByPolice, POLICE);
  const handoffId = heldByPolice.take(lead, 'offerHandoff', { toAgency: POLICE, sharingDecisionId });
  heldByPolice.take(triage, 'acceptHandoff', { handoffId });
  untilAllRanOut(heldByPolice);
  const withCharity = local.branch();
  joins(withCharity, CHARITY, coordinator);
  const interventionId = withCharity.take(coordinator, 'startIntervention', { partyId: KIT, plannedSessions: 3 });
  untilAllRanOut(
    playedOn(withCharity, { by: practitioner, name: 'recordSession', payload: { interventionId, attended: true } }),
  );
}
const decides = (referral: PlayedReferral, agency: string): string =>
  referral.take(lead, 'recordSharingDecision', {
    recipientAgency: agency,
    decision: 'SHARE',
    sections: ['SUMMARY', 'RISK'],
  });
function playedOn(referral: PlayedReferral, move: Move): PlayedReferral {
  const next = after(referral, move);
  if (!next) throw new Error('A move always leads somewhere');
  return next;
}
function joins(referral: PlayedReferral, agency: string, person: EventActor): void {
  const sharingDecisionId = decides(referral, agency);
  const invitationId = referral.take(lead, 'inviteContributor', { toAgency: agency, sharingDecisionId });
  referral.take(person, 'acceptInvitation', { invitationId });
}
function untilAllRanOut(referral: PlayedReferral): void {
  for (let next: PlayedReferral | undefined = referral; next; next = after(next, undefined)) remember(next);
}

describe('every path of nudes-at-school', () => {
  beforeAll(() => {
    fc.assert(
      fc.property(walk, (choices) => {
        const referral = walked(choices, remember);
        // What was stored step by step is what a fresh start makes of the events: snapshot and clocks alike.
        expect(referral.replayed()).toEqual(referral.stored);
      }),
      { numRuns: 150, seed: 20261125 },
    );
    rareWays();
  }, 120_000);

  it('is replayed from its events to the same snapshot and the same clocks', () => {
    for (const referral of [...found.values()].slice(0, 100)) expect(referral.replayed()).toEqual(referral.stored);
  });

  it('leads to closing from every open state, also when one agency that was asked never answers', () => {
    const ways: { from: string; steps: string[] }[] = [];
    const stuck: string[] = [];
    // One situation for each set of active states that was met.
    const open = new Map(
      [...found.values()]
        .filter(({ context }) => context.status === 'OPEN')
        .map((referral) => [JSON.stringify(valueOf(referral)), referral]),
    );
    for (const [key, referral] of open) {
      const { participations } = referral.context;
      // Who takes part has answered: silence is another agency's.
      const silent = [POLICE, SOCIAL_CARE, CHARITY].filter(
        (agency) => !participations.some((part) => part.agencyId === agency),
      );
      for (const agency of [null, ...silent]) {
        const steps = stepsToClose(referral, agency);
        if (steps) ways.push({ from: referral.states.join(' '), steps });
        else stuck.push(`${String(agency)} ${key}`);
      }
    }
    const longest = ways.sort((one, other) => other.steps.length - one.steps.length)[0];
    console.info(
      `${found.size} situations found, ${open.size} sets of active states, ${ways.length} ways to closing tried; the longest, from ${longest?.from}, takes ${longest?.steps.length} steps: ${longest?.steps.join(', ')}`,
    );
    expect(stuck).toEqual([]);
  }, 120_000);

  it('visits every state of every region, and pairs of them', () => {
    const all = Object.entries(statechart.states).flatMap(([region, node]) =>
      Object.keys(node.states).map((state) => `${region}.${state}`),
    );
    const visited = new Set<string>();
    const pairs = new Set<string>();
    for (const referral of found.values()) {
      const active = Object.entries(valueOf(referral)).map(([region, state]) => `${region}.${state}`);
      for (const one of active) {
        visited.add(one);
        for (const other of active) if (one < other) pairs.add(`${one} ${other}`);
      }
    }
    console.info(`${visited.size} of ${all.length} states, ${pairs.size} pairs of states of two regions`);
    expect(all.filter((state) => !visited.has(state))).toEqual([]);
  });

  it('takes every action and lets every clock run out at least once', () => {
    const events = [...nudesAtSchool.actions.keys(), ...clockKinds];
    console.info([...taken].map(([name, count]) => `${name} ${count}`).join(', '));
    expect(events.filter((name) => !taken.has(name))).toEqual([]);
  });
});
