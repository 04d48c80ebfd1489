import { audienceOf, type Item } from '../../libs/access/audience.js';
import { exampleLedger, type Part, type Sharing } from '../../libs/access/example-part.js';
import { type Ledger, relationsOf } from '../../libs/access/standing.js';
import { AgencyKind, type Relation, type Role, Section } from '../../libs/access/vocabulary.js';
import type { ReferralContext, ReferralStatus } from '../../libs/pathways/referral-context.js';
import { seesClock } from '../../src/referrals/who-may-know.js';
import type { SharedHow } from './expected-sight.js';
import { type Belongs, type Cell, PLACES } from './things.js';

export const PARTS: readonly Part[] = [
  'CUSTODIAN',
  'CONTRIBUTOR',
  'OFFERED',
  'INVITED',
  'REFERRER',
  'FORMER_CUSTODIAN',
  'INFORMED',
  'DECLINED',
  'NO_PART',
];
const STATUSES: readonly ReferralStatus[] = ['OPEN', 'CLOSED', 'ENTERED_IN_ERROR'];
export const KINDS: readonly AgencyKind[] = Object.values(AgencyKind);
export const SECTIONS: readonly Section[] = Object.values(Section);

let ids = 0;
/** An id that is no other's. */
export const nextId = (): string => `00000000-0000-7000-9000-${String((ids += 1)).padStart(12, '0')}`;

/** One agency of each kind, which stands in every relation; another that shares with it; and one that is elsewhere. */
export const ours: Readonly<Record<AgencyKind, string>> = Object.fromEntries(
  KINDS.map((kind) => [kind, nextId()]),
) as Record<AgencyKind, string>;
/** Two services of each of ours: to one its part may belong, and the other is beside it. */
export const inside = Object.fromEntries(KINDS.map((kind) => [kind, nextId()])) as Record<AgencyKind, string>;
export const beside = Object.fromEntries(KINDS.map((kind) => [kind, nextId()])) as Record<AgencyKind, string>;
export const them: Readonly<Record<'POLICE' | 'SOCIAL_CARE', string>> = { POLICE: nextId(), SOCIAL_CARE: nextId() };
export const elsewhere = nextId();
/** Who submitted every referral here. */
export const reporter = nextId();

/** Half of the sections in one, the other half in the other; who takes the risk must see SUMMARY and RISK in both. */
const FIRST: readonly Section[] = ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'NARRATIVE', 'POLICE_RECORD', 'OWN_NOTES'];
const SECOND: readonly Section[] = [
  'SUMMARY',
  'RISK',
  'HARMED_PERSON',
  'SESSIONS',
  'SOCIAL_CARE_RECORD',
  'INTELLIGENCE',
];
const NOTHING: readonly Section[] = [];
/** What was decided about sharing, by an agency of which kind: each keeps a record of its own that the other has not. */
const SHARINGS: readonly (Sharing & { by: 'POLICE' | 'SOCIAL_CARE' })[] = [
  { sections: NOTHING, ongoing: false, by: 'POLICE' },
  { sections: NOTHING, ongoing: false, by: 'SOCIAL_CARE' },
  { sections: FIRST, ongoing: false, by: 'POLICE' },
  { sections: FIRST, ongoing: true, by: 'POLICE' },
  { sections: FIRST, ongoing: true, by: 'SOCIAL_CARE' },
  { sections: SECOND, ongoing: false, by: 'SOCIAL_CARE' },
  { sections: SECOND, ongoing: true, by: 'SOCIAL_CARE' },
  { sections: SECOND, ongoing: true, by: 'POLICE' },
];

/** Something that is kept of a referral, marked so that it is known wherever it turns up. */
export interface Thing {
  marker: string;
  belongs: Belongs;
  /** One of them must be the reader's; empty where roles are named instead. */
  sections: readonly Section[];
  roles: readonly Role[];
  audience: Item['audience'];
  /** Who submitted the referral. */
  reportedBy: string;
  seq: number;
  cell: Cell;
  /** The entry that a value belongs to; the decision that a rationale or a condition does. */
  within: string | null;
  /** Agencies that read it, as the policy answers in memory; where our part belongs to a service, that service. */
  visibleTo: string[];
}
/** Whether something of another agency stands in a section here: a record is kept by one kind of agency only. */
export const writtenByThem = ({ theirKind }: World, section: Section): boolean =>
  section === 'POLICE_RECORD' || section === 'SOCIAL_CARE_RECORD' ? section.startsWith(theirKind) : true;

/**
 * What was opened in an emergency: by one of ours while another agency held the risk, and the reverse; and elsewhere, while one of ours held the
 * risk when it should have been judged. Each tells one role.
 */
export interface Opening {
  marker: string;
  agency: string;
  custodian: string;
  later?: string;
  tells: { agency: string; role: Role };
}
export interface World {
  id: string;
  /** Work of ours that is allocated to a school leader, who does not read its notes. */
  leadersWork: string | null;
  openings: readonly Opening[];
  part: Part;
  /** Whether the part of ours belongs to the service `inside`. */
  walled: boolean;
  status: ReferralStatus;
  theirKind: 'POLICE' | 'SOCIAL_CARE';
  sharing: Sharing;
  things: Thing[];
  relations: ReadonlyMap<AgencyKind, Relation[]>;
}

/** How a section was shared in a world. */
export const sharedHow = ({ sharing }: World, section: Section): SharedHow =>
  !sharing.sections.includes(section) ? 'NOT' : sharing.ongoing ? 'ONGOING' : 'ONCE';

/** Every relation in every status under every way of sharing, with something of every kind in each; and a part of them with a service. */
export const everyWorld = (): World[] =>
  PARTS.flatMap((part) =>
    STATUSES.flatMap((status) =>
      SHARINGS.flatMap((sharing) => {
        const whole = worldOf(part, status, sharing);
        return WALLED.includes(sharing) ? [whole, withAService(worldOf(part, status, sharing))] : [whole];
      }),
    ),
  );
/** Between them every section is shared. */
const WALLED = SHARINGS.filter(({ ongoing, sections, by }) => ongoing && (sections === FIRST) === (by === 'POLICE'));

/** The same referral where the part of ours belongs to a service: what named one of ours names its service. */
function withAService(world: World): World {
  const services = new Map(KINDS.map((kind) => [ours[kind], inside[kind]]));
  return {
    ...world,
    walled: true,
    things: world.things.map((thing) => ({
      ...thing,
      visibleTo: thing.visibleTo.map((agency) => services.get(agency) ?? agency),
    })),
  };
}

function worldOf(part: Part, status: ReferralStatus, sharing: (typeof SHARINGS)[number]): World {
  const theirs = { id: them[sharing.by], kind: sharing.by };
  const ledgers = new Map(
    KINDS.map((kind) => [kind, exampleLedger(part, sharing, status, { id: ours[kind], kind }, theirs)]),
  );
  const relations = new Map([...ledgers].map(([kind, ledger]) => [kind, relationsOf(ledger, ours[kind])]));
  const there = PLACES.filter(({ keeper }) => keeper === null || keeper === sharing.by);
  const ordinary = there.filter(({ belongs, cell }) => belongs === 'value' && 'when' in cell);
  const things = there.map((place): Thing => {
    const { belongs, sections, roles, audience, seq, cell } = place;
    // An entry is read by whoever reads one of its values.
    const said =
      'when' in cell && cell.when === 'EVER' ? ordinary.filter((one) => one.cell.section === cell.section) : [place];
    // One agency of each kind stands here as if it were the only one: each is asked by itself.
    const readers = said.flatMap((one) =>
      [...ledgers].flatMap(([kind, ledger]) => readersOf(one, ledger, ours[kind], theirs.id)),
    );
    return {
      marker: nextId(),
      belongs,
      sections,
      roles,
      audience,
      seq,
      cell,
      within: null,
      reportedBy: reporter,
      visibleTo: [...new Set(readers)],
    };
  });
  const entries = new Map(
    things
      .filter(({ belongs, sections }) => belongs === 'entry' && sections.length === 1)
      .map((one) => [entryKey(one.cell), one.marker]),
  );
  const decisions = new Map(
    things.filter(({ belongs }) => belongs === 'sharing_decision').map(({ seq, marker }) => [seq, marker]),
  );
  for (const thing of things) {
    if (thing.belongs === 'value') thing.within = entries.get(entryKey(thing.cell)) ?? null;
    if (thing.belongs === 'sharing_rationale' || thing.belongs === 'handling_condition')
      thing.within = decisions.get(thing.seq) ?? null;
  }
  const openings = part === 'CUSTODIAN' && status === 'OPEN' ? KINDS.flatMap((kind) => openingsOf(ours[kind])) : [];
  const leadersWork = openings.length > 0 ? nextId() : null;
  return {
    id: nextId(),
    leadersWork,
    openings,
    part,
    walled: false,
    status,
    theirKind: sharing.by,
    sharing,
    things,
    relations,
  };
}

const openingsOf = (us: string): Opening[] => [
  { marker: nextId(), agency: us, custodian: elsewhere, tells: { agency: us, role: 'SAFEGUARDING_LEAD' } },
  { marker: nextId(), agency: elsewhere, custodian: us, tells: { agency: us, role: 'SCHOOL_LEADER' } },
  {
    marker: nextId(),
    agency: elsewhere,
    custodian: elsewhere,
    later: us,
    tells: { agency: us, role: 'TRIAGE_OFFICER' },
  },
];

const entryKey = (cell: Cell): string => ('special' in cell ? cell.special : cell.section);

function readersOf(
  { belongs, ...place }: (typeof PLACES)[number],
  ledger: Ledger,
  us: string,
  theirs: string,
): string[] {
  const agencies = { US: us, THEM: theirs, ELSE: elsewhere };
  if (belongs === 'notice') return relationsOf(ledger, us).length > 0 ? [us] : [];
  if (belongs === 'deadline')
    return seesClock({ agencyId: agencies[place.writer] } as never, ledger as unknown as ReferralContext);
  const { section } = place.cell;
  return audienceOf(
    {
      seq: place.seq,
      section,
      writer: agencies[place.writer],
      audience: place.audience,
      otherEnd: place.otherEnd && agencies[place.otherEnd],
      notFor: place.notFor && agencies[place.notFor],
    },
    ledger,
  );
}
