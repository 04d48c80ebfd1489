import type pg from 'pg';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { participationRows } from '../../src/referrals/change.js';
import { referenceOf } from '../../src/referrals/reference.js';
import type { ParticipationRow } from '../../src/referrals/stored-rows.js';
import { kinds } from '../pathway-paths/agencies-and-people.js';
import { insert } from './stored-worlds.js';
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
