import type { Handling } from '../../libs/access/handling.js';
import type { LawfulBasis } from '../../libs/access/vocabulary.js';
import { regimeOf, sourceOf } from '../../libs/pathways/common/lawful-bases.js';
import { dayOf } from '../../libs/working-time/counting.js';
import type { Agency } from '../agencies/agency.js';
import type { DisclosureSeen } from './disclosures-read.js';
import type { SharingRationaleRow } from './stored-rows.js';

export interface PartyRow {
  id: string;
  role: string;
  givenName: string | null;
  familyName: string | null;
  dateOfBirth: string | null;
  contact: string | null;
  /** Null also where the person it names is not the caller's to see. */
  relatedTo: PartyRow | null;
  /** Which agencies have what of this person. */
  disclosures: () => Promise<DisclosureSeen[]>;
}
export interface HandoffRow {
  id: string;
  status: string;
  fromAgency: Agency;
  toAgency: Agency;
  reason: string | null;
  declineReason: string | null;
  respondBy: Date | null;
}
export type InvitationRow = Omit<HandoffRow, 'reason'> & { ask: string | null };
export interface SharingDecisionSeen {
  id: string;
  byAgency: Agency;
  recipientAgency: Agency;
  decision: string;
  purpose: string;
  lawfulBasis: string;
  regime: string;
  basisSource: string | null;
  schedule8Condition: string | null;
  consent: string | null;
  familyInformed: boolean;
  rationale: string | null;
  necessity: string | null;
  proportionality: string | null;
  consentNotSoughtReason: string | null;
  familyNotInformedReason: string | null;
  /** Null where the reasons are not the caller's to read. */
  notSharedReasons: string[] | null;
  sections: string[];
  ongoing: boolean;
  handling: Handling;
  handlingConditions: string | null;
  decidedBy: string | null;
  decidedAt: Date;
  review: DecisionReviewSeen | null;
  /** Null while it stands. */
  withdrawnAt: Date | null;
}
export interface DecisionReviewSeen {
  reviewedBy: string;
  reviewedAt: Date;
  agrees: boolean;
  note: string | null;
}
export interface InterventionSeen {
  id: string;
  agency: Agency;
  party: PartyRow | null;
  programme: string;
  plannedSessions: number;
  attendedSessions: number;
  completion: string | null;
}
export interface DeadlineRow {
  id: string;
  kind: string;
  /** Whose duty it is. */
  agency: Agency;
  dueAt: Date;
  status: string;
  source: string | null;
  explanation: string;
}
/** Somebody of the caller's own agency. */
export interface ColleagueSeen {
  id: string;
  name: string;
  email: string;
}
export interface DetailRow {
  parties: PartyRow[];
  handoffs: HandoffRow[];
  invitations: InvitationRow[];
  sharingDecisions: SharingDecisionSeen[];
  interventions: InterventionSeen[];
  deadlines: DeadlineRow[];
  allocatedTo: ColleagueSeen | null;
}
export const NO_DETAILS: DetailRow = {
  parties: [],
  handoffs: [],
  invitations: [],
  sharingDecisions: [],
  interventions: [],
  deadlines: [],
  allocatedTo: null,
};

/** What can be asked for by itself. */
export type DetailKind = Exclude<keyof DetailJson, 'referral_id'>;

/** As the statement answers: JSON by table; null also where it was not asked for. */
export interface DetailJson {
  referral_id: string;
  parties: PartyJson[] | null;
  offers: OfferJson[] | null;
  decisions: DecisionJson[] | null;
  interventions: InterventionJson[] | null;
  deadlines: DeadlineJson[] | null;
  allocation: ColleagueSeen | null;
}
interface PartyJson {
  id: string;
  role: string;
  given_name: string | null;
  family_name: string | null;
  date_of_birth: string | null;
  contact: string | null;
  related_to: string | null;
}
interface OfferJson {
  id: string;
  kind: string;
  status: string;
  from_agency: string;
  to_agency: string;
  words: string;
  decline_reason: string | null;
  respond_by: string | null;
}
interface DecisionJson {
  id: string;
  by_agency: string;
  recipient_agency: string;
  decision: string;
  purpose: string;
  lawful_basis: LawfulBasis;
  schedule8_condition: string | null;
  consent: string | null;
  family_informed: boolean;
  reasons: Omit<SharingRationaleRow, 'visible_to'> | null;
  decided_by: string | null;
  review: { by: string; at: string; agrees: boolean; note: string | null } | null;
  sections: string[];
  ongoing: boolean;
  /** Null: it shares without any. */
  handling_conditions: string | null;
  decided_at: string;
  withdrawn_at: string | null;
}
interface InterventionJson {
  id: string;
  agency_id: string;
  party_id: string;
  programme: string;
  planned_sessions: number;
  attended_sessions: number;
  completion: string | null;
}
export interface DeadlineJson {
  id: string;
  kind: string;
  agency_id: string;
  due_at: string;
  status: string;
  source: string | null;
  explanation: string;
}

export const deadlineOf = (row: DeadlineJson, agency: (id: string) => Agency): DeadlineRow => ({
  id: row.id,
  kind: row.kind,
  agency: agency(row.agency_id),
  dueAt: new Date(row.due_at),
  status: row.status,
  source: row.source,
  explanation: row.explanation,
});

const decisionOf = (
  { reasons, review, ...decision }: DecisionJson,
  agency: (id: string) => Agency,
): SharingDecisionSeen => ({
  id: decision.id,
  byAgency: agency(decision.by_agency),
  recipientAgency: agency(decision.recipient_agency),
  decision: decision.decision,
  purpose: decision.purpose,
  lawfulBasis: decision.lawful_basis,
  regime: regimeOf(decision.lawful_basis),
  basisSource: sourceOf(decision.lawful_basis, dayOf(decision.decided_at)),
  schedule8Condition: decision.schedule8_condition,
  consent: decision.consent,
  familyInformed: decision.family_informed,
  rationale: reasons?.rationale ?? null,
  necessity: reasons?.necessity ?? null,
  proportionality: reasons?.proportionality ?? null,
  consentNotSoughtReason: reasons?.consent_not_sought_reason ?? null,
  familyNotInformedReason: reasons?.family_not_informed_reason ?? null,
  notSharedReasons: reasons?.not_shared_reasons ?? null,
  sections: decision.sections,
  ongoing: decision.ongoing,
  handling: decision.handling_conditions === null ? 'P' : 'C',
  handlingConditions: decision.handling_conditions,
  decidedBy: decision.decided_by,
  decidedAt: new Date(decision.decided_at),
  review: review && {
    reviewedBy: review.by,
    reviewedAt: new Date(review.at),
    agrees: review.agrees,
    note: review.note,
  },
  withdrawnAt: decision.withdrawn_at ? new Date(decision.withdrawn_at) : null,
});

export function detailOf(
  row: DetailJson,
  agency: (id: string) => Agency,
  disclosedOf: (partyId: string) => Promise<DisclosureSeen[]>,
): DetailRow {
  const parties = new Map<string, PartyRow>();
  for (const one of row.parties ?? []) {
    parties.set(one.id, {
      id: one.id,
      role: one.role,
      givenName: one.given_name,
      familyName: one.family_name,
      dateOfBirth: one.date_of_birth,
      contact: one.contact,
      relatedTo: null,
      disclosures: () => disclosedOf(one.id),
    });
  }
  for (const one of row.parties ?? []) {
    const party = parties.get(one.id);
    if (party && one.related_to) party.relatedTo = parties.get(one.related_to) ?? null;
  }
  const offers = (kind: string): HandoffRow[] =>
    (row.offers ?? [])
      .filter((offer) => offer.kind === kind)
      .map((offer) => ({
        id: offer.id,
        status: offer.status,
        fromAgency: agency(offer.from_agency),
        toAgency: agency(offer.to_agency),
        reason: offer.words,
        declineReason: offer.decline_reason,
        respondBy: offer.respond_by ? new Date(offer.respond_by) : null,
      }));
  return {
    parties: [...parties.values()],
    handoffs: offers('HANDOFF'),
    invitations: offers('INVITATION').map(({ reason, ...invitation }) => ({ ...invitation, ask: reason })),
    sharingDecisions: (row.decisions ?? []).map((decision) => decisionOf(decision, agency)),
    interventions: (row.interventions ?? []).map((one) => ({
      id: one.id,
      agency: agency(one.agency_id),
      party: parties.get(one.party_id) ?? null,
      programme: one.programme,
      plannedSessions: one.planned_sessions,
      attendedSessions: one.attended_sessions,
      completion: one.completion,
    })),
    deadlines: (row.deadlines ?? []).map((deadline) => deadlineOf(deadline, agency)),
    allocatedTo: row.allocation,
  };
}
