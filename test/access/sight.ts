import type pg from 'pg';
import { type Bars, isBarred } from '../../libs/access/barred.js';
import { type Reader, readerOf } from '../../libs/access/reading.js';
import { readsRow } from '../../libs/access/row-rules.js';
import { actorSettings } from '../../src/database/actor-settings.js';
import { type Caller, everyCaller, leader } from './actors.js';
import { EMERGENCY_OPENS, expectedOfSection, expectedOfSpecial, sectionsOfRole, type When } from './expected-sight.js';
import type { Section } from '../../libs/access/vocabulary.js';
import { rowsOf } from './rows-of-worlds.js';
import { ours, reporter, sharedHow, type Thing, type World, writtenByThem } from './worlds.js';

/** One cell of the matrix, by its marker, with what each side says of it. */
export interface Cells {
  expected: Set<string>;
  inMemory: Set<string>;
}

const NONE: ReadonlySet<string> = new Set();
/** What is opened in an emergency at all; what stands beside the case is not. */
const OPENED_AT_ALL: readonly string[] = ['value', 'entry', 'party', 'handling_condition'];

/** Two of three, so that in every relation some are opened and some are not. */
export const openedOf = (worlds: readonly World[]): ReadonlySet<string> =>
  new Set(worlds.filter((_one, place) => place % 3 !== 0).map(({ id }) => id));

/** To whom some referrals are shut, as they are kept; and which of them that should shut to a caller. */
export interface Shut {
  bars: ReadonlyMap<string, Bars>;
  toCaller: ReadonlySet<string>;
}
const TO_NOBODY: Shut = { bars: new Map(), toCaller: NONE };
const stranger = everyCaller.find(({ reported }) => !reported)?.actor.id ?? '';
const SOMEBODY_ELSE = '00000000-0000-7000-9999-000000000001';
/** In every relation some of each: restricted to others, restricted to people with the caller, a conflict of the caller's, and of others. */
export function shutTo({ actor: { id: personId, agency } }: Caller, worlds: readonly World[]): Shut {
  const bars = new Map<string, Bars>();
  const toCaller = new Set<string>();
  const elsewhere = { agencyId: agency.id === ours.POLICE ? ours.SCHOOL : ours.POLICE };
  const kept: readonly Bars[] = [
    {},
    { restrictions: [{ agencyId: agency.id, people: [SOMEBODY_ELSE] }] },
    { restrictions: [{ agencyId: agency.id, people: [SOMEBODY_ELSE, personId] }] },
    { conflicts: [{ agencyId: agency.id, personId }] },
    {
      restrictions: [{ ...elsewhere, people: [SOMEBODY_ELSE] }],
      conflicts: [{ agencyId: agency.id, personId: reporter === personId ? stranger : reporter }],
    },
    {
      restrictions: [{ agencyId: agency.id, people: [personId] }],
      conflicts: [{ agencyId: agency.id, personId }],
    },
  ];
  for (const [place, { id }] of worlds.entries()) {
    bars.set(id, kept[place % 7] ?? {});
    if ([1, 3, 5].includes(place % 7)) toCaller.add(id);
  }
  return { bars, toCaller };
}

/** What a caller should see of some referrals, of which they opened some in an emergency, and what the policy in memory lets them see. */
export function cellsOf(caller: Caller, worlds: readonly World[], opened = NONE, shut = TO_NOBODY): Cells {
  const expected = new Set<string>();
  const inMemory = new Set<string>();
  const reader = readerOf(caller.actor);
  for (const world of worlds) {
    const isOpen = opened.has(world.id);
    if (!shut.toCaller.has(world.id)) expectedIn(world, caller, isOpen).forEach((marker) => expected.add(marker));
    const bars = shut.bars.get(world.id) ?? {};
    const here = { opened: isOpen ? [world.id] : [], barred: isBarred(bars, reader) ? [world.id] : [] };
    readIn(world, { ...reader, ...here }).forEach((marker) => inMemory.add(marker));
  }
  return { expected, inMemory };
}

/** What the policy in memory lets somebody read of a referral: of the very rows that the database walls off. */
const readIn = (world: World, reader: Reader): string[] =>
  rowsOf(world).flatMap(([table, row]) => (readsRow(table, row, reader) ? [String(row[markedBy(table)])] : []));

function expectedIn(world: World, caller: Caller, isOpen: boolean): Set<string> {
  const expected = new Set<string>();
  const { actor, role, reported } = caller;
  // A wall inside the agency: whatever the role, the relation and the section, nothing is there for who is not of the service.
  if (world.walled && !caller.inside) return expected;
  const roleReads = sectionsOfRole(actor.agency.kind, role);
  const there = expectedOfSpecial(world.part, world.status, sharedHow(world, 'SUMMARY'), 'THE_REFERRAL');
  const auditor = role === 'AUDITOR' && world.status === 'ENTERED_IN_ERROR';
  if (there && (roleReads.length > 0 || reported || auditor || isOpen)) expected.add(world.id);
  for (const { marker, tells } of world.openings)
    if (tells.agency === actor.agency.id && tells.role === role) expected.add(marker);
  const ownWork = actor.id === leader || roleReads.includes('OWN_NOTES');
  if (world.leadersWork && actor.agency.id === ours.SCHOOL && ownWork) expected.add(world.leadersWork);
  for (const thing of world.things)
    if (shouldSee(thing, world, caller, isOpen ? EMERGENCY_OPENS : roleReads)) expected.add(thing.marker);
  return expected;
}

/** Whether the part that the caller's agency has should open it, whatever the role: looked up once, for every caller asks. */
export function isOpened(thing: Thing, world: World): boolean {
  const known = opened.get(thing) ?? shouldBeOpened(thing, world);
  opened.set(thing, known);
  return known;
}
const opened = new WeakMap<Thing, boolean>();

function shouldBeOpened({ cell }: Thing, world: World): boolean {
  const how = sharedHow(world, cell.section);
  return 'when' in cell
    ? timesOf(cell, world).some((when) => expectedOfSection(world.part, world.status, how, cell.section, when))
    : expectedOfSpecial(world.part, world.status, how, cell.special);
}

function shouldSee(
  thing: Thing,
  world: World,
  { role, actor, reported }: Caller,
  sections: readonly string[],
): boolean {
  if (!isOpened(thing, world)) return false;
  const roleReads = OPENED_AT_ALL.includes(thing.belongs) ? sections : sectionsOfRole(actor.agency.kind, role);
  if (thing.roles.length > 0) return thing.roles.includes(role);
  return isReadWith(thing, roleReads) || (thing.audience === 'FEEDBACK' && reported);
}

/** Whether somebody who reads these sections reads it: one of those that it lies in, or, of who has what, each. */
export function isReadWith({ belongs, sections }: Thing, read: readonly string[]): boolean {
  return belongs === 'disclosure'
    ? sections.every((one) => read.includes(one))
    : sections.some((one) => read.includes(one));
}

const EVER: readonly When[] = ['EARLIER', 'MEANWHILE', 'AFTERWARDS', 'OURS'];
const timesOf = ({ section, when }: { section: Section; when: When | 'EVER' }, world: World): readonly When[] =>
  when !== 'EVER' ? [when] : writtenByThem(world, section) ? EVER : ['OURS'];

const CONTENT =
  'summary subject_identity harmed_person narrative risk police_record social_care_record sessions own_notes intelligence'
    .split(' ')
    .map((section) => `content_${section}`);
const BY_ID = [
  'entry',
  'party',
  'offer',
  'sharing_decision',
  'disclosure',
  'deadline',
  'intervention',
  'allocation',
  'notice',
  'emergency_opening',
];
/** Every table that row security walls off, with what marks a row of it. */
export const MARKED: ReadonlyMap<string, string> = new Map([
  ['participation', 'referral_id::text'],
  ['sharing_rationale', 'rationale'],
  ['handling_condition', 'conditions'],
  ...CONTENT.map((table): [string, string] => [table, 'value']),
  ...BY_ID.map((table): [string, string] => [table, 'id::text']),
]);

const markedBy = (table: string): string => (MARKED.get(table) ?? '').replace('::text', '');

/** What row security looks at of a caller: who, for which agency, in which roles, with which sections, an auditor or not; what they opened, of which services they are, and what is shut to them. */
export const settingsOf = ({ actor }: Caller, opened = NONE, shut = NONE): string[] => [
  ...actorSettings(actor).slice(0, 5),
  opened.size > 0 ? `{${[...opened].join(',')}}` : '',
  `{${actor.services.map(({ id }) => id).join(',')}}`,
  `{${[...shut].join(',')}}`,
];

/** In a transaction of the role that serves, which row security walls off; nothing that it did stays. */
export async function asTheApplication<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin; set local role handrail_app');
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}

/** All that the database lets a caller see of some tables, by one statement as the role that serves. */
export async function seenInDatabase(
  client: pg.Client,
  settings: readonly string[],
  tables: readonly string[] = [...MARKED.keys()],
): Promise<Set<string>> {
  await client.query(
    `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true), set_config('handrail.roles', $3, true),
       set_config('handrail.sections', $4, true), set_config('handrail.auditor', $5, true), set_config('handrail.opened', $6, true),
       set_config('handrail.services', $7, true), set_config('handrail.barred', $8, true)`,
    [...settings],
  );
  return seenNow(client, tables);
}
/** As the settings of the transaction stand. */
export async function seenNow(client: pg.Client, tables: readonly string[] = [...MARKED.keys()]): Promise<Set<string>> {
  const all = tables.map((table) => `select ${MARKED.get(table) ?? ''} as marker from ${table}`).join(' union all ');
  const { rows } = await client.query<{ markers: string[] | null }>(
    `select array_agg(marker) as markers from (${all}) t`,
  );
  const markers = rows[0]?.markers ?? [];
  // A row too many is one that the caller's own agency does not have.
  const seen = new Set(markers);
  return seen.size === markers.length ? seen : seen.add('a row of another agency');
}

/** What is in one and not in the other, as words on the cells. */
export function differences(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...[...one].filter((marker) => !other.has(marker)), ...[...other].filter((marker) => !one.has(marker))];
}
