import type { Bars } from '../access/barred.js';
import type { AgencyKind, LawfulBasis, PartyRole, Role, Section } from '../access/vocabulary.js';

export type AgencyId = string;
/** An instant, ISO 8601 in UTC. */
export type Instant = string;

/** Who did something, as far as a pathway needs to know: no name, so that replay needs no key. */
export interface EventActor {
  readonly personId: string;
  readonly agencyId: AgencyId;
  readonly agencyKind: AgencyKind;
  readonly roles: readonly Role[];
}

/**
 * What happened, in codes: ids, enums, dates, numbers, never words. Words go to their section's tables under `entryId`.
 * `by` is null where nobody did it: a clock ran out, or a restriction passed on.
 */
export interface PathwayEvent {
  /** Name of the action, kind of the clock that ran out, or that a restriction passed on. */
  readonly type: string;
  /** 1 for the submission, then without a gap. */
  readonly seq: number;
  readonly at: Instant;
  /** Id of the timeline entry; also the id of what the action creates (hand-off, decision, request, intervention …). */
  readonly entryId: string;
  readonly by: EventActor | null;
  /** Version of the calendar in which the deadlines that it starts are counted; absent: of the one that comes with Handrail. */
  readonly calendar?: number;
  /** The coded part of the input: every field that is not free text. */
  readonly payload: Readonly<Record<string, JsonValue>>;
}
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

export interface PartyOnReferral {
  id: string;
  role: PartyRole;
  /** Section that the party and what is said of it belong to. */
  section: Section;
  relatedTo: string | null;
  addedSeq: number;
  bySeqAgency: AgencyId;
}
export type OfferStatus = 'OFFERED' | 'ACCEPTED' | 'DECLINED' | 'WITHDRAWN' | 'OVERDUE';
/** A hand-off moves custody when accepted; an invitation lets an agency take part without it. */
export interface Offer {
  id: string;
  kind: 'HANDOFF' | 'INVITATION';
  status: OfferStatus;
  fromAgency: AgencyId;
  toAgency: AgencyId;
  toKind: AgencyKind;
  decisionId: string;
  offeredSeq: number;
  offeredAt: Instant;
  /** When its time to answer began anew, because something new forced the referral on; absent where it never did. */
  askedAnewAt?: Instant;
  answeredSeq: number | null;
}
export const SHARING_OUTCOMES = ['SHARE', 'SHARE_PART', 'DO_NOT_SHARE'] as const;
export interface DecisionToShare {
  id: string;
  seq: number;
  byAgency: AgencyId;
  recipientAgency: AgencyId;
  recipientKind: AgencyKind;
  outcome: (typeof SHARING_OUTCOMES)[number];
  sections: Section[];
  lawfulBasis: LawfulBasis;
  ongoing: boolean;
  /** Handling code C: what it opens goes on only to whom its agency agrees. Absent: P. */
  handling?: 'C';
  /** Person or machine client that recorded it. */
  decidedBy?: string;
  /** Number of the event that withdrew it; absent while it stands. */
  withdrawnSeq?: number;
  /** Number of the event by which somebody else of its agency looked at it. */
  reviewedSeq?: number;
}
/** Asks the originator of a condition to agree that what stands under it goes on to a third agency. */
export interface OnwardRequest {
  id: string;
  byAgency: AgencyId;
  originator: AgencyId;
  toAgency: AgencyId;
  /** Null until it is answered; ENDED when it needs no answer any more. */
  answer: 'AGREED' | 'REFUSED' | 'ENDED' | null;
  answeredSeq: number | null;
  /** Number of the event by which the originator took its agreement back; absent while it stands. */
  withdrawnSeq?: number;
  /** Number of the event by which its time ran out. It can still be answered. */
  overdueSeq?: number;
}
/** Spans of event numbers, `until` null while it lasts. */
export interface Span {
  from: number;
  until: number | null;
}
/** One agency's part in the referral. All of who-sees-what is worked out from here. */
export interface Participation {
  agencyId: AgencyId;
  kind: AgencyKind;
  /** The service of the agency that it was passed to; absent while it is the whole agency's. */
  serviceId?: string;
  isReferrer: boolean;
  isContributor: boolean;
  /** When it held the risk, and the decision that opened sections to it for the time (null for who submitted). */
  custody: (Span & { decisionId: string | null })[];
  /** When it took part at all: as custodian, contributor, referrer or former custodian. */
  takesPart: Span[];
  /** Set by `endContribution`: reads what it had, nothing new. */
  endedSeq: number | null;
}
export interface RequestForInformation {
  id: string;
  byAgency: AgencyId;
  toAgency: AgencyId;
  respondBy: Instant | null;
  answered: boolean;
}
export const COMPLETIONS = ['COMPLETED', 'PARTLY', 'NOT_COMPLETED'] as const;
export interface Intervention {
  id: string;
  agencyId: AgencyId;
  partyId: string;
  plannedSessions: number;
  attendedSessions: number;
  completion: (typeof COMPLETIONS)[number] | null;
}
export type ReferralStatus = 'OPEN' | 'CLOSED' | 'WITHDRAWN' | 'ENTERED_IN_ERROR';

/** Who of an agency works on the referral: its newest allocation. */
export interface Allocation {
  agencyId: AgencyId;
  personId: string;
  seq: number;
}
/** What every pathway keeps. JSON values only, so that a stored snapshot is all there is. */
export interface ReferralContext extends Bars {
  /** Number of the last event that was taken. */
  seq: number;
  at: Instant;
  startedAt: Instant;
  status: ReferralStatus;
  custodian: AgencyId;
  referrer: AgencyId;
  reportedBy: string;
  parties: PartyOnReferral[];
  participations: Participation[];
  offers: Offer[];
  decisions: DecisionToShare[];
  requests: RequestForInformation[];
  /** Absent until the first is asked. */
  onward?: OnwardRequest[];
  interventions: Intervention[];
  /** One for each agency that has allocated its work; absent while none has. */
  allocations?: Allocation[];
  /** Parties whose voice is recorded, or why they were not asked. */
  voices: string[];
  /** Something forced the referral on at some time: `withdraw` is over. */
  forcedOn: boolean;
  /** Another agency has accepted what it was asked at some time: `withdraw` is over. */
  acceptedElsewhere: boolean;
  /** Since when they look again: their last act, or when they came to hold it or it was opened again. */
  custodianActedAt: Instant;
}
