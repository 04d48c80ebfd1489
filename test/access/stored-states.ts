import type pg from 'pg';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { audienceOf } from '../../libs/access/audience.js';
import type { PartyOnReferral, ReferralContext } from '../../libs/pathways/referral-context.js';
import { participationRows } from '../../src/referrals/participation-rows.js';
import { referenceOf } from '../../src/referrals/reference.js';
import type { ParticipationRow } from '../../src/referrals/stored-rows.js';
import { seesDecision, seesIntervention, seesOffer } from '../../src/referrals/who-may-know.js';
import { kinds } from '../pathway-paths/agencies-and-people.js';
import { insert } from './stored-people.js';
import { nextId, reporter } from './worlds.js';

const AT = '2026-11-25T10:00:00.000Z';

/** The same, with another agency wherever one stands in it. */
export const withInPlaceOf = (stored: StoredReferral, place: string, agency: string): StoredReferral =>
  JSON.parse(JSON.stringify(stored).replaceAll(place, agency)) as StoredReferral;

const ACCEPTS: Partial<Record<AgencyKind, Role>> = {
  POLICE: 'TRIAGE_OFFICER',
  SCHOOL: 'SAFEGUARDING_LEAD',
  SOCIAL_CARE: 'DECISION_MAKER',
  CHARITY: 'SERVICE_COORDINATOR',
};
/** The agencies of referrals that are played in memory, with somebody who accepts for each. */
export async function storePlayedAgencies(client: pg.Client): Promise<void> {
  const agencies = Object.entries(kinds).map(([id, kind]) => ({
    id,
    key: `played-${id}`,
    name: `Played ${kind}`,
    kind,
  }));
  const people = agencies.map((agency) => ({
    id: nextId(),
    email: `${agency.key}@access.example`,
    name: 'Invented',
    agency_id: agency.id,
    active: true,
    kind: agency.kind,
  }));
  await insert(
    client,
    'agency',
    agencies.map((one) => ({ ...one, active: true })),
  );
  await insert(
    client,
    'person',
    people.map(({ kind: _kind, ...person }) => person),
  );
  await insert(
    client,
    'person_role',
    people.map(({ id, kind }) => ({ person_id: id, role: ACCEPTS[kind] })),
  );
}

/** Referrals that were played in memory, past the door, as far as it looks before it lets an action through. */
export async function storeStates(client: pg.Client, states: ReadonlyMap<string, StoredReferral>): Promise<void> {
  const all = [...states].map(([id, stored]) => {
    const identity = { referralId: id, reference: referenceOf(id), pathway: nudesAtSchool };
    const context = nudesAtSchool.contextOf(stored);
    const named = [
      ...context.participations.map(({ agencyId }) => agencyId),
      ...context.offers.map((one) => one.toAgency),
    ];
    const parts = participationRows(
      identity,
      null,
      { stored, context },
      [...new Set(named)].map(partBefore),
      new Set(),
    );
    return { identity, stored, context, parts };
  });
  const about = ({ identity: { referralId, reference, pathway } }: (typeof all)[number]): object => ({
    referral_id: referralId,
    reference,
    pathway_key: pathway.key,
    pathway_version: '1',
    reported_by: reporter,
    created_at: AT,
  });
  await insert(
    client,
    'referral',
    all.map((one) => ({ ...about(one), seq: one.context.seq, stored: one.stored })),
  );
  await insert(
    client,
    'participation',
    all.flatMap((one) => one.parts.map((part) => ({ ...part, ...about(one) }))),
  );
}

/** Whoever was named in it has been told of it once; whether it still sees it is what its part says now. */
const partBefore = (agency: string): ParticipationRow => ({
  agency_id: agency,
  status: 'OPEN',
  custodian_id: agency,
  relations: [],
  states: [],
  sections: {},
  version: 0,
  waiting_for_us: false,
  next_deadline_at: 'infinity',
  open: true,
  seen: true,
});

/** What stands on them beside their state, so that an action can be carried out to its end: people, offers, decisions, work, and to whom it is shut. */
export async function storeWhatStandsOn(client: pg.Client, states: ReadonlyMap<string, StoredReferral>): Promise<void> {
  const all = [...states].map(([referral_id, stored]) => ({ referral_id, context: nudesAtSchool.contextOf(stored) }));
  const rowsOf = (rows: (context: ReferralContext) => object[]): Record<string, unknown>[] =>
    all.flatMap(({ referral_id, context }) => rows(context).map((row) => ({ referral_id, ...row })));
  const tables: Record<string, (context: ReferralContext) => object[]> = {
    party: (context) => context.parties.map((party, place) => ({ ...partyRow(party, context), place })),
    sharing_decision: (context) =>
      context.decisions.map((decision) => ({
        id: decision.id,
        seq: decision.seq,
        by_agency: decision.byAgency,
        recipient_agency: decision.recipientAgency,
        decision: decision.outcome,
        purpose: 'Invented',
        lawful_basis: 'PUBLIC_TASK',
        sections: decision.sections,
        ongoing: decision.ongoing,
        family_informed: true,
        decided_at: AT,
        visible_to: seesDecision(decision, context, null),
      })),
    offer: (context) =>
      context.offers.map((offer) => ({
        id: offer.id,
        seq: offer.offeredSeq,
        kind: offer.kind,
        status: offer.status,
        from_agency: offer.fromAgency,
        to_agency: offer.toAgency,
        words: 'Invented',
        visible_to: seesOffer(offer, context),
      })),
    intervention: (context) =>
      context.interventions.map((one) => ({
        id: one.id,
        seq: 1,
        agency_id: one.agencyId,
        party_id: one.partyId,
        programme: 'Invented',
        planned_sessions: one.plannedSessions,
        attended_sessions: one.attendedSessions,
        completion: one.completion,
        visible_to: seesIntervention(one, 1, context),
      })),
    restriction: ({ restrictions = [] }) =>
      restrictions.map(({ agencyId, people }) => ({ agency_id: agencyId, people })),
    conflict_of_interest: ({ conflicts = [] }) =>
      conflicts.map(({ agencyId, personId }) => ({ agency_id: agencyId, person_id: personId })),
  };
  for (const [table, rows] of Object.entries(tables)) await insert(client, table, rowsOf(rows));
}
function partyRow(
  { id, role, section, addedSeq, bySeqAgency, relatedTo }: PartyOnReferral,
  ledger: ReferralContext,
): object {
  const item = {
    seq: addedSeq,
    section,
    writer: bySeqAgency,
    audience: 'ORDINARY',
    otherEnd: null,
    notFor: null,
  } as const;
  return {
    id,
    role,
    section,
    seq: addedSeq,
    writer: bySeqAgency,
    related_to: relatedTo,
    visible_to: audienceOf(item, ledger),
  };
}
