import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventActor, JsonValue } from '../../libs/pathways/referral-context.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import { agencyOf, demoPeople } from '../../src/agencies/demo-people.js';
import { serviceAdd, serviceAssign } from '../../src/agencies/service-command.js';
import { Database } from '../../src/database/database.js';
import { Handrail, type Person } from '../harness/http.js';
import { people } from '../harness/incidents.js';
import {
  addressOf,
  CHARITY,
  coordinator,
  deputy,
  head,
  lead,
  officer,
  otherLead,
  POLICE,
  practitioner,
  SOCIAL_CARE,
  socialWorker,
  TEAMS,
  triage,
} from './agencies-and-people.js';
import type { Move } from './moves.js';
import { situationOf } from './situation.js';
import { type Answered, TwiceReferral } from './through-the-door.js';

const STEPS = 56;
const CHECKED_EACH = 5;
const PARTS = ['notNow', 'never', 'hidden'] as const;
const ONWARD: readonly string[] = [
  'confirmSafe',
  'close',
  'acceptHandoff',
  'acceptInvitation',
  'completeIntervention',
  'recordSupport',
  'recordTakedown',
  'recordVoice',
  'recordPoliceDecision',
  'recordPoliceOutcome',
  'recordSocialCareDecision',
  'recordLaterReview',
  'openInitialReview',
  'recordInitialReview',
  'chooseLocalResponse',
  'coSignLocalResponse',
];
type Opening = [by: EventActor, name: string, ...said: JsonValue[]];
/**
 * Rare by chance: police decline the risk while a charity works with a child; and social care decide early; a charity takes no part, and a conflict
 * of interest ends; one asks whether it may share on what it was told under a condition, while an invitation is taken back; and it is withdrawn.
 */
const OPENINGS: readonly Opening[][] = [
  [
    [lead, 'recordSharingDecision', CHARITY],
    [lead, 'inviteContributor', CHARITY],
    [coordinator, 'acceptInvitation'],
    [coordinator, 'startIntervention'],
    [practitioner, 'recordSession'],
    [lead, 'recordSharingDecision', POLICE],
    [lead, 'offerHandoff', POLICE],
    [triage, 'declineHandoff'],
  ],
  [
    [lead, 'recordSharingDecision', SOCIAL_CARE],
    [deputy, 'reviewSharingDecision'],
    [lead, 'inviteContributor', SOCIAL_CARE],
    [socialWorker, 'acceptInvitation'],
    [socialWorker, 'recordSocialCareDecision'],
  ],
  [
    [lead, 'recordSharingDecision', CHARITY],
    [lead, 'inviteContributor', CHARITY],
    [coordinator, 'declineInvitation'],
    [lead, 'declareConflict', addressOf(head)],
    [lead, 'endConflict', addressOf(head)],
  ],
  [
    [lead, 'recordSharingDecision', CHARITY, true],
    [lead, 'inviteContributor', CHARITY],
    [coordinator, 'acceptInvitation'],
    [coordinator, 'askOnwardSharing', SOCIAL_CARE],
    [lead, 'refuseOnwardSharing'],
    [coordinator, 'askOnwardSharing', SOCIAL_CARE],
    [lead, 'agreeOnwardSharing'],
    [lead, 'withdrawOnwardAgreement'],
    [lead, 'recordSharingDecision', POLICE],
    [lead, 'inviteContributor', POLICE],
    [lead, 'withdrawInvitation'],
  ],
  [
    [lead, 'recordSharingDecision', POLICE],
    [lead, 'offerHandoff', POLICE],
    [lead, 'withdrawHandoff'],
    [lead, 'withdraw'],
  ],
];
/**
 * What is new or closes it begins anew, what is final ends the walk, and whom it is shut to walks no longer: when all else was done so often.
 */
const LATER: Record<string, number> = {
  reportNewInformation: 6,
  close: 6,
  restrictReferral: 12,
  declareConflict: 12,
  withdraw: 20,
  markEnteredInError: 20,
};

/*
 * In memory every state and every action is compared; here some tens of states of a running Handrail. In each, everything that is said
 * not to be allowed is tried, by everybody, with a right input. What is said to be allowed is tried too, one action a state, because it
 * changes the state: whichever has been tried least.
 */
describe('what people are told that they may do', () => {
  let handrail: Handrail;
  let signedIn: Map<EventActor, Person>;
  let teacher: Person;
  let dsl: Person;
  const states = new Set<string>();
  const taken = new Map<string, number>();
  const differences: string[] = [];
  const refusals = { notNow: [] as Answered[], never: [] as Answered[], hidden: [] as Answered[] };

  /** Said by that person about that agency or child in that way; and, of those done as often, the action. */
  const keysOf = ({ by, name, payload }: Move): [string, string] => {
    const { toAgency, recipientAgency, kind, status, decision, conditional } = payload;
    return [JSON.stringify([name, by.personId, toAgency, recipientAgency, kind, status, decision, conditional]), name];
  };
  const timesTaken = (move: Move): number => {
    const [exactly, name] = keysOf(move).map((key) => taken.get(key) ?? 0);
    return (exactly ?? 0) * 10 + (name ?? 0) + (LATER[move.name] ?? 0);
  };
  const counted = (move: Move): void => keysOf(move).forEach((key) => taken.set(key, (taken.get(key) ?? 0) + 1));
  /** Whoever has the closing in mind. */
  const onward = (moves: Move[], { inMemory }: TwiceReferral): Move | undefined =>
    ONWARD.flatMap((name) => moves.filter((move) => move.name === name))
      .filter(({ payload: { status } }) => status === undefined || status === 'COMPLETE' || status === 'NOT_NEEDED')
      .find(({ by, name, payload }) => {
        const next = inMemory.branch();
        next.take(by, name, payload);
        return situationOf(next.context) !== situationOf(inMemory.context);
      });
  async function walk(opening: readonly Opening[]): Promise<void> {
    const referral = await TwiceReferral.begun(teacher, signedIn, dsl);
    for (const [by, name, ...said] of opening) {
      const move = referral
        .moves()
        .find(
          (one) =>
            one.by === by && one.name === name && said.every((each) => Object.values(one.payload).includes(each)),
        );
      if (!move) throw new Error(`${name} is not allowed`);
      await referral.take(move);
      counted(move);
    }
    for (let step = 0; step < STEPS; step += 1) {
      states.add(referral.inMemory.states.join(' '));
      if (step % CHECKED_EACH === 0) {
        const answered = await referral.refusals(step === CHECKED_EACH * 3);
        for (const part of PARTS) refusals[part].push(...answered[part]);
        differences.push(...answered.differences);
      }
      // The deputy may what the lead may, and once looks at what the lead decided.
      const moves = referral.moves().filter(({ by, payload }) => by !== deputy && payload.kind !== 'NEW_CHILD');
      const [tried] = [...moves].sort((one, other) => timesTaken(one) - timesTaken(other));
      const move = (step % 2 === 1 ? onward(moves, referral) : undefined) ?? tried;
      if (!move) return;
      await referral.take(move);
      counted(move);
    }
  }
  /** Where work is passed within an agency, all go on seeing it. */
  async function everybodyIsOfEveryService(): Promise<void> {
    const database = await Database.open(handrail.store.databaseUrl);
    for (const { email } of demoPeople)
      for (const { key } of TEAMS) {
        await serviceAdd(database, agencyOf(email), key, key).catch(() => undefined);
        await serviceAssign(database, email, key);
      }
    await database.close();
  }
  beforeAll(async () => {
    handrail = await Handrail.start();
    const by = await people(handrail);
    await everybodyIsOfEveryService();
    teacher = by.teacher;
    dsl = by.dsl;
    signedIn = new Map([
      [lead, by.dsl],
      [deputy, by.deputy],
      [head, by.head],
      [triage, by.triage],
      [officer, by.officer],
      [socialWorker, by.care],
      [coordinator, by.lff],
      [practitioner, by.practitioner],
      [otherLead, by.riverside],
    ]);
    for (const opening of OPENINGS) await walk(opening);
  }, 240_000);
  afterAll(() => handrail.stop());

  it('is what the pathway says, in every state', () => {
    expect([...new Set(differences)]).toEqual([]);
  });

  it('is accepted when it is said to be allowed', () => {
    const all = [...nudesAtSchool.actions.keys()];
    const missed = all.filter((name) => !taken.has(name));
    console.info(
      `${states.size} sets of active states; actions accepted: ${all.length - missed.length} of ${all.length}`,
    );
    expect(missed).toEqual([]);
  });

  it('is refused for the state when it is said not to be allowed, and for the role when it is never said at all', () => {
    const otherThan = (code: string, answered: Answered[]): string[] =>
      answered.filter((one) => one.code !== code).map((one) => `${one.action} by ${one.by}: ${one.code}`);
    const { notNow, never, hidden } = refusals;
    console.info(
      `refused: ${notNow.length} for the state, ${never.length} for the role, ${hidden.length} to those who do not see it`,
    );
    expect(otherThan('ACTION_NOT_AVAILABLE', refusals.notNow)).toEqual([]);
    expect(otherThan('FORBIDDEN', refusals.never)).toEqual([]);
    expect(otherThan('NOT_FOUND', refusals.hidden)).toEqual([]);
    expect(PARTS.filter((part) => refusals[part].length === 0)).toEqual([]);
  });
});
