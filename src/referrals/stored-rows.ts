import type { Advanced, Audience, Pathway, StoredReferral } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { Section } from '../../libs/access/vocabulary.js';

/** Rows as the one door's functions hand them over and take them back; named as their columns. */
export interface ParticipationRow {
  agency_id: string;
  /** As it was loaded: it changes only with everything else of the part (`part_moves`). */
  service_id?: string | null;
  status: string;
  custodian_id: string;
  relations: string[];
  states: string[];
  sections: Record<string, string>;
  version: number;
  waiting_for_us: boolean;
  next_deadline_at: string;
  open: boolean;
  seen: boolean;
}
export interface DeadlineKept {
  id: string;
  clockId: string;
  status: string;
  visibleTo: string[];
}
/** One value, party or entry, with what decides who reads it. */
export interface KeptItem {
  kept_in: string;
  id: string;
  entry_id: string | null;
  seq: number;
  section: Section;
  /** Whom it is, or what it says is about. */
  party_id: string | null;
  writer: string | null;
  audience: Audience;
  other_end: string | null;
  not_for: string | null;
  visible_to: string[];
}
export interface OfferRow {
  id: string;
  kind: string;
  status: string;
  from_agency: string;
  to_agency: string;
  words: string;
  decline_reason: string | null;
  respond_by: string | null;
  seq: number;
  visible_to: string[];
}
export interface SharingDecisionRow {
  id: string;
  seq: number;
  by_agency: string;
  recipient_agency: string;
  decision: string;
  purpose: string;
  lawful_basis: string;
  sections: string[];
  ongoing: boolean;
  family_informed: boolean;
  consent: string | null;
  schedule8_condition: string | null;
  decided_at: string;
  visible_to: string[];
}
export interface SharingRationaleRow {
  id: string;
  rationale: string;
  family_not_informed_reason: string | null;
  necessity: string | null;
  proportionality: string | null;
  consent_not_sought_reason: string | null;
  not_shared_reasons: string[];
  visible_to: string[];
}
/** That an agency came to read something of another's. */
export interface DisclosureRow {
  id: string;
  seq: number;
  recipient: string;
  section: Section;
  party_id: string | null;
  decision_id: string | null;
  /** Agencies that learned of it as it happened, in order; not services, for whom `visible_to` speaks. */
  told: string[];
  /** Event with which the agency that held the risk then had come to hold it. */
  held_since: number;
  visible_to: string[];
}
export interface InterventionRow {
  id: string;
  seq: number;
  agency_id: string;
  party_id: string;
  programme: string;
  planned_sessions: number;
  attended_sessions: number;
  completion: string | null;
  visible_to: string[];
}
/** A referral as the door loads it, under its lock. */
export interface LoadedReferral {
  referralId: string;
  reference: string;
  pathway: string;
  reportedBy: string;
  seq: number;
  stored: StoredReferral;
  nextDueAt: Date | null;
  participations: ParticipationRow[];
  deadlines: DeadlineKept[] | null;
}
export interface KeptRows {
  offer: OfferRow[] | null;
  sharing_decision: SharingDecisionRow[] | null;
  sharing_rationale: SharingRationaleRow[] | null;
  disclosure: DisclosureRow[] | null;
  intervention: InterventionRow[] | null;
}
/**
 * Whole change of one referral, as the door's functions take it. Its rows, by table, hold what only the pathway knows: on which referral,
 * when and by whom is written into each of them by the database.
 */
export interface Change {
  referralId: string;
  event: PathwayEvent;
  stored: StoredReferral;
  nextDueAt: string | null;
  /** When a clock must fire that nothing waits for yet. */
  wakeAt: string | null;
  rows: Record<string, unknown>;
}

/** How a referral stands, as it is kept and as a pathway reads it. */
export type State = Pick<Advanced<ReferralContext>, 'stored' | 'context'>;
export interface Identity {
  referralId: string;
  reference: string;
  pathway: Pathway;
}
/** One that an event writes, with its row. */
export interface NewItem extends KeptItem {
  row: Record<string, unknown>;
}
