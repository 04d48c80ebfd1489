import { leader } from './actors.js';
import { type Row, somebodyElse } from './stored-people.js';
import { elsewhere, inside, KINDS, ours, reporter, them, type Thing, type World } from './worlds.js';

export const AT = '2026-11-25T10:00:00.000Z';

/** What the door would have left of a world: each row, with its table. Asked in memory, and by the database as it stores them. */
export function rowsOf(world: World): [table: string, row: Row][] {
  const known = rows.get(world);
  if (known) return known;
  const made: [string, Row][] = [
    ...partsOf(world).map((row): [string, Row] => ['participation', row]),
    ...openingsOf(world).map((row): [string, Row] => ['emergency_opening', row]),
    ...leadersWorkOf(world).map((row): [string, Row] => ['allocation', row]),
    ...world.things.map((thing): [string, Row] => {
      const [table, row] = rowOf(world, thing);
      return [table, { referral_id: world.id, seq: thing.seq, visible_to: thing.visibleTo, ...row }];
    }),
  ];
  rows.set(world, made);
  return made;
}
/** Made once: every caller of the matrix asks for them. */
const rows = new WeakMap<World, [string, Row][]>();

const partsOf = ({ id, walled, status, relations, part, theirKind }: World): Row[] =>
  [...relations].map(([kind, its]) => ({
    referral_id: id,
    agency_id: ours[kind],
    service_id: walled ? inside[kind] : null,
    reported_by: reporter,
    reference: `REF-${id.slice(-6)}`,
    pathway_key: 'nudes-at-school',
    pathway_version: '1',
    status,
    custodian_id: part === 'CUSTODIAN' ? ours[kind] : them[theirKind],
    relations: its,
    states: ['SUMMARY/initialReview'],
    sections: {},
    version: 1,
    waiting_for_us: false,
    next_deadline_at: 'infinity',
    open: status === 'OPEN',
    seen: its.length > 0,
    created_at: AT,
  }));

const leadersWorkOf = ({ id, walled, leadersWork }: World): Row[] =>
  leadersWork === null
    ? []
    : [
        {
          referral_id: id,
          id: leadersWork,
          seq: 1,
          agency_id: ours.SCHOOL,
          person_id: leader,
          at: AT,
          visible_to: [walled ? inside.SCHOOL : ours.SCHOOL],
        },
      ];

/** Each of another person: one has only one that waits in time. */
const openingsOf = ({ id, walled, openings }: World): Row[] =>
  openings.map(({ marker, agency, custodian, later, tells }) => ({
    referral_id: id,
    id: marker,
    reference: 'REF',
    agency_id: agency,
    person_id: marker,
    person_name: 'Invented',
    emergency: 'SERIOUS_HARM',
    reason: 'Invented',
    opened_at: AT,
    until: AT,
    own_service: walled ? serviceInside(agency) : null,
    custodian_service: walled ? serviceInside(custodian) : null,
    later_service: walled && later ? serviceInside(later) : null,
    own_supervisors: tells.agency === agency ? [tells.role] : [],
    custodian_id: custodian,
    custodian_supervisors: tells.agency === custodian ? [tells.role] : [],
    later_custodian_id: later ?? null,
    later_supervisors: later ? [tells.role] : [],
  }));

const serviceInside = (agency: string): string | null => {
  const kind = KINDS.find((one) => ours[one] === agency);
  return kind ? inside[kind] : null;
};

function rowOf(
  { theirKind }: World,
  { belongs, marker, cell, sections, roles, audience, within }: Thing,
): [string, Row] {
  const writer = them[theirKind];
  switch (belongs) {
    case 'value':
      return [
        `content_${cell.section.toLowerCase()}`,
        {
          id: marker,
          entry_id: within,
          place: 0,
          name: 'text',
          title: 'Note',
          value: marker,
          writer,
          audience,
          reported_by: reporter,
        },
      ];
    case 'entry':
      return [
        'entry',
        {
          id: marker,
          at: AT,
          action: 'addNote',
          section: cell.section,
          value_sections: sections,
          audience,
          reported_by: reporter,
        },
      ];
    case 'party':
      return ['party', { id: marker, place: 0, role: 'OTHER', section: cell.section, writer }];
    case 'offer':
      return [
        'offer',
        {
          id: marker,
          kind: 'HANDOFF',
          status: 'OFFERED',
          from_agency: writer,
          to_agency: elsewhere,
          words: 'Invented',
        },
      ];
    case 'sharing_decision':
      return [
        'sharing_decision',
        {
          id: marker,
          by_agency: writer,
          recipient_agency: elsewhere,
          decision: 'SHARE',
          purpose: 'Invented',
          lawful_basis: 'PUBLIC_TASK',
          sections: ['SUMMARY'],
          ongoing: false,
          family_informed: true,
          decided_at: AT,
        },
      ];
    case 'sharing_rationale':
      return ['sharing_rationale', { id: within, rationale: marker }];
    case 'handling_condition':
      return ['handling_condition', { id: within, originator: writer, conditions: marker }];
    case 'disclosure':
      return [
        'disclosure',
        {
          id: marker,
          first_at: AT,
          latest_at: AT,
          recipient: elsewhere,
          told: [elsewhere],
          held_since: 1,
          // One agency receives a section once.
          section: 'special' in cell && cell.special === 'ABOUT_US' ? 'SUMMARY' : 'POLICE_RECORD',
        },
      ];
    case 'deadline':
      return [
        'deadline',
        {
          id: marker,
          clock_id: marker,
          kind: 'offer',
          agency_id: writer,
          started_at: AT,
          due_at: AT,
          status: 'RUNNING',
          rule_id: 'invented',
          explanation: 'Invented',
        },
      ];
    case 'intervention':
      return [
        'intervention',
        {
          id: marker,
          agency_id: writer,
          party_id: marker,
          programme: 'Invented',
          planned_sessions: 1,
          attended_sessions: 0,
        },
      ];
    case 'allocation':
      return ['allocation', { id: marker, agency_id: writer, person_id: somebodyElse, at: AT }];
    case 'notice':
      return ['notice', { id: marker, at: AT, kind: 'invented', agency_id: writer, roles, reference: 'REF' }];
  }
}
