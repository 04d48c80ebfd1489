import type { Calendar } from '../working-time/calendar.js';
import type { AgencyService } from '../access/actor.js';
import type { Item } from '../access/audience.js';
import type { AgencyKind, Role, Section, Telling } from '../access/vocabulary.js';
import type { FieldSpec } from './field.js';
import type { AgencyId, EventActor, Instant, JsonValue, PathwayEvent, ReferralContext } from './referral-context.js';

export type InputClass = new () => object;
/** A set of paths dotted from inside `input` with what is wrong there, in words, never repeating a value. */
export interface FieldFault {
  path: string;
  messages: string[];
}
/** Why not, in words that name no person; undefined when nothing is against it. */
export type Refusal = string | undefined;

/** A rule that needs no input: the same one answers `availableActions` and the door. `id` names dated data with its source. */
export interface Rule<C> {
  id: string;
  /** What it asks for, in words that follow "if": of these `docs/access.md` says when a role may take the action. */
  needs: string;
  /** Its answer says whether the referral is open: to an agency that has ended its part every other rule speaks first. */
  tellsStatus?: true;
  refuse(context: C, actor: EventActor): Refusal;
}
/** A rule about the input, checked when the state allows the action. */
export interface InputRule<C, I> {
  id: string;
  faults(input: I, context: C, actor: EventActor, facts: InputFacts): FieldFault[];
  /** Of a rule about colleagues: why this one may not be named, or nobody. A form offers those whom no such rule refuses. */
  whyNot?(person: PersonOfAgency | undefined, context: C, actor: EventActor): Refusal;
}
/** What is not the referral's own and yet decides about an input: the directory, and which parties the caller sees. */
export interface InputFacts {
  agencies: Readonly<Record<string, { kind: AgencyKind; canAccept: boolean }>>;
  visibleParties: readonly string[];
  /** The day in London: which law is in force. */
  today: string;
  /** Who acts for the caller's agency, where an input names some of them; nobody of another. */
  people: readonly PersonOfAgency[];
}
export interface PersonOfAgency {
  id: string;
  email: string;
  roles: readonly Role[];
  /** A role of theirs sees referrals. */
  mayAct: boolean;
  trained: boolean;
  /** Services of the agency that they belong to and that take work. */
  services: readonly AgencyService[];
}
export interface TakenBy {
  agencyKind: AgencyKind;
  role: Role;
}

/** An action, declared once; the mutation, form, validation, `availableActions` and documentation derive from it. */
export interface ActionDeclaration<
  C extends ReferralContext = ReferralContext,
  I extends object = Record<string, unknown>,
> {
  name: string;
  title: string;
  /** What the timeline says of it afterwards; `{agency}` stands for the other agency. */
  done: string;
  /** One sentence on what it means, with the guidance that it comes from. */
  description: string;
  takenBy: TakenBy[];
  input: InputClass;
  /** Where what is said is kept. 'CHILD': the section of the party that `partyId` names. A function when the input decides (note's audience). */
  section: Section | 'CHILD' | ((input: I) => Section | 'CHILD');
  refusedWhen: Rule<C>[];
  inputMust: InputRule<C, I>[];
  /** An offer, invitation or request that the input names and that is no longer open. */
  noLongerOpen?(input: I, context: C, actor: EventActor): Refusal;
  /** What is missing of the decision to share that this needs. */
  sharingDecisionMissing?(input: I, context: C, actor: EventActor): Refusal;
  /**
   * How the entry travels beside its section (contract, "who sees a new entry"):
   * ORDINARY by section · DANGER also to the referrer and former custodians that take part · FEEDBACK writer, referrer, custodian of that
   * moment, never in a packet · BOTH_ENDS writer, `otherEnd`, and the custodian · QUESTION by section and both ends · ALL_TAKING_PART.
   */
  audience: Audience | ((input: I) => Audience);
  /** The other agency of an offer, decision, question or answer. */
  otherEnd?(input: I, context: C): string | null;
  /** An agency that is spoken of and reads nothing of it, whatever its part. */
  keptFrom?(input: I, context: C): string | null;
  /** What the entry says beside its input, of what stands already: fields declared like an input's, and what each says. */
  alsoSays?: {
    fields: InputClass;
    of(input: I, context: C, kept: readonly Item[], by: EventActor, facts: InputFacts): Record<string, unknown>;
  };
  /** Whom the words of the input name, by their ids: what the event carries of them. */
  names?(input: I, actor: EventActor, facts: InputFacts): Record<string, JsonValue>;
  /** Why nobody could go on with it afterwards. Asked when the input is right, since only then is it known who is meant. */
  leavesNobody?(context: C, actor: EventActor, facts: InputFacts): (input: I) => Refusal;
  /** What the referral looks like afterwards: changes the context that it is given, which is a copy. */
  effect(context: C, event: PathwayEvent): void;
}
export type Audience = 'ORDINARY' | 'DANGER' | 'FEEDBACK' | 'BOTH_ENDS' | 'QUESTION' | 'ALL_TAKING_PART';

/** A duty that runs, as the pathway declares it. `id` is stable: kind and what it is about. */
export interface OpenClock {
  id: string;
  kind: string;
  /** Who must meet it. */
  agencyId: string;
  startedAt: Instant;
  dueAt: Instant;
  status: 'RUNNING' | 'PAUSED' | 'OVERDUE';
  /** Rule in force when it was started: source and how it is counted. */
  ruleId: string;
  source: string;
  explanation: string;
  /** What it is about: offer, request, intervention or party id. */
  about: string | null;
  /** Roles that are called when it runs out, at the agency that must meet it and, where said, at others. */
  escalateTo: { agencyId: string; roles: Role[] }[];
}
/** A duty with a deadline, in words. */
export interface ClockWords {
  kind: string;
  /** What must be done: what ran out, when it has. */
  title: string;
  rules: readonly string[];
  /** Who must meet it. */
  whose: string;
  /** When it runs. */
  runs: string;
  metBy: readonly string[];
}

/** All there is of a referral for a pathway: kept as one JSON value. */
export interface StoredReferral {
  pathway: string;
  version: string;
  snapshot: JsonValue;
  clocks: OpenClock[];
}
export interface ClockChange {
  clock: OpenClock;
  change: 'STARTED' | 'MET' | 'CANCELLED' | 'OVERDUE' | 'MOVED';
}
export interface Advanced<C extends ReferralContext> {
  stored: StoredReferral;
  context: C;
  clockChanges: ClockChange[];
}
export interface Availability {
  action: ActionDeclaration;
  allowed: boolean;
  reason: string | null;
  fields: readonly FieldSpec[];
}
/** A state that is active, without `main.`; what it tells of is null for the main way. */
export interface ActiveState {
  path: string;
  tells: Telling | null;
}

/** What the house asks of a pathway. Pure: no I/O, no clock of its own. */
export interface Pathway<C extends ReferralContext = ReferralContext> {
  key: string;
  version: string;
  title: string;
  mayHold: AgencyKind[];
  submittedBy: TakenBy[];
  actions: ReadonlyMap<string, ActionDeclaration<C>>;
  clocks: readonly ClockWords[];
  begin(event: PathwayEvent, calendar: Calendar): Advanced<C>;
  /** @throws NotTaken when the statechart does not take the event */
  advance(stored: StoredReferral, event: PathwayEvent, calendar: Calendar): Advanced<C>;
  contextOf(stored: StoredReferral): C;
  /** As they are, or as one agency goes by them. */
  activeStates(stored: StoredReferral, agencyId?: AgencyId): ActiveState[];
  /** Actions that the caller's role may ever take, each with the reason why not now. */
  available(stored: StoredReferral, actor: EventActor): Availability[];
  /** May this role of this kind of agency ever? */
  mayEver(action: ActionDeclaration<C>, actor: EventActor): boolean;
  /** Why this cannot be done now, whatever the input says. */
  refusal(stored: StoredReferral, action: ActionDeclaration<C>, actor: EventActor): Refusal;
  inputFaults(
    stored: StoredReferral,
    action: ActionDeclaration<C>,
    actor: EventActor,
    input: Record<string, unknown>,
    facts: InputFacts,
  ): FieldFault[];
}
