import { inputsOf, type Move, movesOf, movesWith } from './moves.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { Availability } from '../../libs/pathways/pathway.js';
import type { EventActor, JsonValue } from '../../libs/pathways/referral-context.js';
import { newKey, type Person } from '../harness/http.js';
import { decision, review, submitted } from '../harness/incidents.js';
import { CHARITY, OTHER_SCHOOL, POLICE, SCHOOL, SOCIAL_CARE, TEAMS, uuid } from './agencies-and-people.js';
import { AYESHA, KIT, PlayedReferral } from './played-referral.js';

const words = 'Invented for a test';
const feedbackToReferrer = words;
const COLLEAGUE: Record<string, string> = {
  [SCHOOL]: 'deputy@northgate.example',
  [POLICE]: 'officer@gmp.example',
  [SOCIAL_CARE]: 'decision@csc.example',
  [CHARITY]: 'practitioner@lff.example',
  [OTHER_SCHOOL]: 'dsl@riverside.example',
};
/** The words that go with the codes of a move. */
const WORDS: Record<string, Record<string, unknown>> = {
  recordInitialReview: review(),
  chooseLocalResponse: { rationale: words },
  coSignLocalResponse: { rationale: words },
  recordVoice: { words, asked: true, toldAboutSharing: true },
  offerHandoff: { reason: words },
  declineHandoff: { reason: words },
  withdrawHandoff: { reason: words },
  inviteContributor: { ask: words },
  declineInvitation: { reason: words },
  withdrawInvitation: { reason: words },
  withdrawSharingDecision: { reason: words },
  askOnwardSharing: { reason: words },
  agreeOnwardSharing: { reason: words },
  refuseOnwardSharing: { reason: words },
  withdrawOnwardAgreement: { reason: words },
  requestInformation: { question: words },
  provideInformation: { answer: words },
  addNote: { text: words, audience: 'OWN_AGENCY' },
  recordTriage: {
    ...Object.fromEntries(
      ['threat', 'harm', 'risk', 'investigation', 'vulnerability', 'engagement'].map((one) => [one, words]),
    ),
    priority: 'STANDARD',
    rationale: words,
  },
  recordPoliceDecision: { rationale: words, feedbackToReferrer },
  recordPoliceOutcome: { rationale: words, feedbackToReferrer },
  recordSocialCareDecision: { rationale: words, feedbackToReferrer },
  startIntervention: { programme: words },
  recordSession: { occurredOn: '2026-11-20' },
  completeIntervention: { summary: words },
  recordLaterReview: { rationale: words },
  reportNewInformation: { note: words },
  confirmSafe: { what: words },
  restrictReferral: { reason: words },
  liftRestriction: { reason: words },
  endConflict: { reason: words },
  endContribution: { reason: words },
  close: { outcome: words, riskNote: words, feedbackToReferrer },
  reopen: { reason: words, riskNote: words },
  withdraw: { reason: words },
  markEnteredInError: { reason: words },
};

/** A move in the words that somebody would use: each id as it is known there, and a colleague where work is passed on. */
export function inputWith(
  name: string,
  payload: Record<string, JsonValue>,
  known: ReadonlyMap<string, string>,
  colleague: string,
): Record<string, unknown> {
  const input = JSON.parse(
    JSON.stringify({ ...WORDS[name], ...payload }, (_key, value: unknown) =>
      typeof value === 'string' ? (known.get(value) ?? value) : value,
    ),
  ) as Record<string, unknown>;
  if (name === 'recordSharingDecision') {
    const { conditional, ...rest } = input;
    const conditions = conditional === true ? { handlingConditions: words } : {};
    return { ...decision(''), ...rest, ...conditions, sections: input.sections ?? [] };
  }
  if (name === 'chooseLocalResponse')
    return { ...input, safetyPlans: (input.safetyPlans as object[]).map((one) => ({ ...one, plan: words })) };
  if (name === 'requestInformation') return { ...input, respondBy: new Date(Date.now() + 7_200_000).toISOString() };
  return name === 'allocate' ? { personEmail: colleague } : input;
}

export interface Answered {
  action: string;
  by: string;
  code: string;
}

export interface Refusals {
  differences: string[];
  /** What the role may, and not now. */
  notNow: Answered[];
  /** What the role never may. */
  never: Answered[];
  /** From those who do not see the referral. */
  hidden: Answered[];
}

/** One referral twice: in memory, and in a running Handrail, where the same people do the same. */
export class TwiceReferral {
  private readonly known = new Map<string, string>();
  private constructor(
    readonly inMemory: PlayedReferral,
    private readonly id: string,
    private readonly people: ReadonlyMap<EventActor, Person>,
  ) {}

  static async begun(teacher: Person, people: ReadonlyMap<EventActor, Person>, lead: Person): Promise<TwiceReferral> {
    const child = (role: string, givenName: string): object => ({ role, givenName });
    const id = await submitted(teacher, { parties: [child('CHILD_DEPICTED', 'Ayla'), child('CHILD_SHARED', 'Kofi')] });
    const twice = new TwiceReferral(PlayedReferral.begun(), id, people);
    const { parties } = await lead.see(id);
    for (const [place, party] of [AYESHA, KIT].entries()) twice.known.set(party, parties[place]?.id ?? '');
    for (const [agency, key] of [
      [SCHOOL, 'northgate'],
      [POLICE, 'gmp'],
      [SOCIAL_CARE, 'csc'],
      [CHARITY, 'lff'],
      [OTHER_SCHOOL, 'riverside'],
    ])
      twice.known.set(agency ?? '', key ?? '');
    for (const { id: team, key } of TEAMS) twice.known.set(team, key);
    return twice;
  }

  moves(): Move[] {
    return movesOf(this.inMemory.stored, [...this.people.keys()]);
  }
  async take({ by, name, payload }: Move): Promise<void> {
    const entry = await this.person(by).act(this.id, name, this.inputOf(name, by, payload));
    this.known.set(this.inMemory.take(by, name, payload), entry);
  }

  /** Where what each sees as allowed or not differs from memory; and what all that is not allowed is answered, with a right input. */
  async refusals(first: boolean): Promise<Refusals> {
    const differences: string[] = [];
    const notNow: Answered[] = [];
    const never: Answered[] = [];
    const hidden: Answered[] = [];
    for (const [by, person] of this.people) {
      const seen = await person.read(this.id);
      const said = nudesAtSchool.available(this.inMemory.stored, by);
      const names = said.map(({ action }) => action.name);
      if (!seen) {
        hidden.push(...(await this.attempts(person, by, names.slice(0, 1), 1)));
        continue;
      }
      const allowed = new Map(seen.availableActions.map((one) => [one.name, one.allowed]));
      for (const one of said)
        if (allowed.get(one.action.name) !== this.offered(one, by))
          differences.push(`${one.action.name} for ${person.email}`);
      // What a role never may is the same in every state.
      const others = first ? [...nudesAtSchool.actions.keys()].filter((name) => !allowed.has(name)) : [];
      const refused = names.filter((name) => allowed.get(name) === false);
      notNow.push(...(await this.attempts(person, by, refused, seen.version)));
      never.push(...(await this.attempts(person, by, others, seen.version)));
    }
    return { differences, notNow, never, hidden };
  }

  /** What would leave nobody who could go on is offered only where there is somebody for whom it would not. */
  private offered({ action, allowed }: Availability, by: EventActor): boolean {
    return allowed && (!action.leavesNobody || movesWith(this.inMemory.stored, by, action).length > 0);
  }
  private async attempts(
    person: Person,
    by: EventActor,
    names: readonly string[],
    expectedVersion: number,
  ): Promise<Answered[]> {
    const answered: Answered[] = [];
    for (const action of names) {
      const input = this.inputOf(action, by, this.payloadFor(action, by));
      const command = { referralId: this.id, expectedVersion, idempotencyKey: newKey() };
      const { errors } = await person.send(action, { ...command, ...input });
      answered.push({ action, by: person.email, code: errors[0]?.extensions.code ?? 'TAKEN' });
    }
    return answered;
  }
  /** What could be said if it were allowed; ids of what is not there are invented. */
  private payloadFor(name: string, by: EventActor): Record<string, JsonValue> {
    const action = nudesAtSchool.actions.get(name);
    const right = action ? movesWith(this.inMemory.stored, by, action)[0]?.payload : undefined;
    return right ?? inputsOf(name, this.inMemory.context, by)[0] ?? INVENTED[name] ?? {};
  }
  private inputOf(name: string, by: EventActor, payload: Record<string, JsonValue>): Record<string, unknown> {
    return inputWith(name, payload, this.known, COLLEAGUE[by.agencyId] ?? '');
  }
  private person(by: EventActor): Person {
    const person = this.people.get(by);
    if (!person) throw new Error('Nobody is signed in as that person');
    return person;
  }
}
const NOTHING = uuid(999);
const INVENTED: Record<string, Record<string, JsonValue>> = {
  offerHandoff: { toAgency: POLICE, sharingDecisionId: NOTHING },
  inviteContributor: { toAgency: POLICE, sharingDecisionId: NOTHING },
  acceptHandoff: { handoffId: NOTHING },
  declineHandoff: { handoffId: NOTHING },
  withdrawHandoff: { handoffId: NOTHING },
  acceptInvitation: { invitationId: NOTHING },
  declineInvitation: { invitationId: NOTHING },
  withdrawInvitation: { invitationId: NOTHING },
  withdrawSharingDecision: { sharingDecisionId: NOTHING },
  askOnwardSharing: { originator: SCHOOL, toAgency: CHARITY },
  agreeOnwardSharing: { requestId: NOTHING },
  refuseOnwardSharing: { requestId: NOTHING },
  withdrawOnwardAgreement: { requestId: NOTHING },
  reviewSharingDecision: { sharingDecisionId: NOTHING, agrees: true },
  provideInformation: { requestId: NOTHING },
  recordSession: { interventionId: NOTHING, attended: true },
  completeIntervention: { interventionId: NOTHING, completion: 'COMPLETED' },
  endConflict: { personEmail: 'nobody@university.example' },
};
