import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { canBreakGlass, mayBreakGlass, OPENED_IN_AN_EMERGENCY } from '../../libs/access/break-glass.js';
import { supervises } from '../../libs/access/supervisors.js';
import { policy } from '../../libs/access/policy.js';
import { rowRules } from '../../libs/access/row-rules.js';
import { AgencyKind, Role, Section } from '../../libs/access/vocabulary.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';
import { type Caller, everyCaller, everyMember } from './actors.js';
import { opensInAnEmergency, toldOfAnEmergency } from './expected-sight.js';
import { alternativesOf, mutantsOf } from './mutants.js';
import {
  asTheApplication,
  cellsOf,
  differences,
  isOpened,
  isReadWith,
  openedOf,
  seenInDatabase,
  settingsOf,
} from './sight.js';
import { storePeople } from './stored-people.js';
import { storeWorlds } from './stored-worlds.js';
import { everyWorld, inside, nextId, ours, type Thing } from './worlds.js';

const worlds = everyWorld();
/** Of the matrix's callers, those whose roles read something, and those who read by an exception; each who reported it or not. */
const WITNESSES: readonly string[] = [
  'STAFF_REFERRER',
  'AUDITOR',
  'RESEARCHER',
  'SAFEGUARDING_LEAD',
  'SCHOOL_LEADER',
  'TRIAGE_OFFICER',
];
const witnesses = [
  ...everyCaller.filter(
    ({ role, actor, trained }) =>
      trained && WITNESSES.includes(role) && ['SCHOOL', 'POLICE', 'HEALTH'].includes(actor.agency.kind),
  ),
  ...everyMember.filter(({ role, actor }) => WITNESSES.includes(role) && actor.agency.kind === 'SCHOOL'),
];

const tableOf = ({ belongs, cell }: Thing): string =>
  belongs === 'value' ? `content_${cell.section.toLowerCase()}` : belongs;
const tableOfMarker = new Map([
  ...worlds.map(({ id }): [string, string] => [id, 'participation']),
  ...worlds.flatMap(({ leadersWork }): [string, string][] => (leadersWork ? [[leadersWork, 'allocation']] : [])),
  ...worlds.flatMap(({ openings }) => openings.map(({ marker }): [string, string] => [marker, 'emergency_opening'])),
  ...worlds.flatMap(({ things }) => things.map((thing): [string, string] => [thing.marker, tableOf(thing)])),
]);

interface Witness {
  settings: readonly string[];
  /** What they should see, by table. */
  sees: ReadonlyMap<string, Set<string>>;
}
function witness(settings: readonly string[], markers: Iterable<string>): Witness {
  const sees = new Map<string, Set<string>>();
  for (const marker of markers) {
    const table = tableOfMarker.get(marker) ?? '';
    sees.set(table, (sees.get(table) ?? new Set()).add(marker));
  }
  return { settings, sees };
}
/** Nobody's role reads one section only, and none reads all: somebody who did tells the sections apart. */
const readsOnly = (
  section: Section,
  { shut = new Set(), services = [] }: { shut?: ReadonlySet<string>; services?: readonly string[] } = {},
): Witness =>
  witness(
    [nextId(), ours.POLICE, '{}', `{${section}}`, 'false', '', `{${services.join(',')}}`, `{${[...shut].join(',')}}`],
    worlds
      .filter(({ id, walled }) => !shut.has(id) && (!walled || services.includes(inside.POLICE)))
      .flatMap((world) => [
        ...(world.relations.get('POLICE')?.length ? [world.id] : []),
        ...world.things
          .filter((thing) => isReadWith(thing, [section]) && isOpened(thing, world))
          .map(({ marker }) => marker),
      ]),
  );

/** What is not opened in an emergency, opened by it as who somebody is: of every table that says whom a row is visible to. */
function openedToo(table: string, condition: string): { what: string; sql: string }[] {
  const emergency = alternativesOf(rowRules.get('party')?.sql ?? '').find((one) => one.includes('handrail.opened'));
  if (!emergency) throw new Error('No alternative of a party opens it in an emergency');
  if (!condition.includes('visible_to') || alternativesOf(condition).includes(emergency)) return [];
  return [{ what: 'opened in an emergency', sql: `(${condition}) or ${emergency}` }];
}

/** Whether the access matrix would fail: an expectation that somebody's answer does not meet. Who finds one is asked first next time. */
async function isFound(client: pg.Client, table: string, all: Witness[]): Promise<boolean> {
  for (const [place, one] of all.entries()) {
    const seen = await seenInDatabase(client, one.settings, [table]);
    if (differences(seen, one.sees.get(table) ?? new Set()).length === 0) continue;
    all.splice(place, 1);
    all.unshift(one);
    return true;
  }
  return false;
}

/*
 * The access matrix is only worth what it would find. Each change of one conjunct, alternative, term or grant of the compiled SQL is made
 * in a scratch database, each grant of the declaration is turned round in memory, and the matrix must not hold any longer.
 */
describe('a change of the policy', () => {
  let store: TestDatabase;
  const all: Witness[] = [];
  beforeAll(async () => {
    store = await testDatabase('empty');
    await store.asSuperuser(async (client) => {
      await storePeople(client);
      await storeWorlds(client, worlds);
      await client.query('analyze');
    });
    all.push(...witnesses.map((caller) => witness(settingsOf(caller), cellsOf(caller, worlds).expected)));
    all.push(
      ...Object.values(Section).map((section) => readsOnly(section)),
      readsOnly('INTELLIGENCE', { services: [inside.POLICE] }),
    );
    const inNeed = witnesses.filter(
      ({ role, reported, actor }) => role === 'STAFF_REFERRER' && !reported && actor.agency.kind === 'SCHOOL',
    );
    expect(inNeed.map((need) => need.inside)).toEqual([false, true, false]);
    for (const need of inNeed)
      all.push(witness(settingsOf(need, openedOf(worlds)), cellsOf(need, worlds, openedOf(worlds)).expected));
    // To each of these every other referral is shut: no row of those is theirs, in any table.
    const shut = new Set(worlds.filter((_one, place) => place % 2 === 0).map(({ id }) => id));
    const [lead] = witnesses.filter(({ role, reported }) => role === 'SAFEGUARDING_LEAD' && !reported);
    if (!lead) throw new Error('Nobody leads');
    const left = worlds.filter(({ id }) => !shut.has(id));
    all.push(witness(settingsOf(lead, undefined, shut), cellsOf(lead, left).expected));
    all.push(...Object.values(Section).map((section) => readsOnly(section, { shut })));
  }, 120_000);
  afterAll(() => store.drop());

  it('is found by the access matrix, wherever the compiled SQL is changed', async () => {
    const survivors: string[] = [];
    let tried = 0;
    await store.asSuperuser(async (client) => {
      for (const [table, { sql: condition }] of rowRules) {
        expect(await asTheApplication(client, () => isFound(client, table, all))).toBe(false);
        const changes = [
          ...[...mutantsOf(condition), ...openedToo(table, condition)].map(({ what, sql }) => ({
            what,
            sql: `alter policy ${table}_is_read on ${table} using (${sql})`,
          })),
          { what: 'no wall', sql: `alter table ${table} disable row level security` },
          { what: 'the door’s way open to all', sql: `alter policy ${table}_by_the_door on ${table} to public` },
        ];
        for (const { what, sql } of changes) {
          tried += 1;
          await client.query('begin');
          await client.query(sql);
          await client.query('set local role handrail_app');
          if (!(await isFound(client, table, all))) survivors.push(`${table}, ${what}`);
          await client.query('rollback');
        }
      }
    });
    console.info(`${tried} mutants of the compiled SQL: ${survivors.length} survive`);
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(rowRules.size * 5);
  }, 600_000);

  it('is found by the access matrix, whichever grant of the declaration is turned round', () => {
    const survivors: string[] = [];
    let tried = 0;
    const some = worlds.filter(({ status, sharing }) => status === 'OPEN' && sharing.ongoing);
    const rows = policy as { kind: AgencyKind; role: Role; sees: readonly Section[] }[];
    const isWrong = (caller: Caller): boolean => {
      const { expected: should, inMemory } = cellsOf(caller, some);
      return differences(should, inMemory).length > 0;
    };
    for (const caller of everyCaller.filter(({ reported, trained }) => !reported && trained)) {
      const { role } = caller;
      const { kind } = caller.actor.agency;
      const row = rows.find((one) => one.kind === kind && one.role === role);
      const was = row?.sees ?? [];
      for (const section of Object.values(Section)) {
        const sees = was.includes(section) ? was.filter((one) => one !== section) : [...was, section];
        tried += 1;
        if (row) row.sees = sees;
        else rows.push({ kind, role, sees });
        if (!isWrong(caller)) survivors.push(`${kind} ${role} ${section}`);
        if (row) row.sees = was;
        else rows.pop();
      }
      expect(isWrong(caller)).toBe(false);
    }
    console.info(`${tried} mutants of the declaration: ${survivors.length} survive`);
    expect(survivors).toEqual([]);
  }, 600_000);

  it('is found by the access matrix, whoever may break glass or not, whatever that opens, and whoever is told', () => {
    const survivors: string[] = [];
    let tried = 0;
    const some = worlds.filter(({ status, sharing }) => status === 'OPEN' && sharing.ongoing);
    const opened = openedOf(some);
    const callers = everyCaller.filter(({ reported, trained }) => !reported && trained);
    const isWrong = (): boolean =>
      callers.some(({ actor, role }) => canBreakGlass(actor) !== opensInAnEmergency(actor.agency.kind, role)) ||
      callers.some(({ actor, role }) => {
        const told: readonly Role[] = supervises[actor.agency.kind] ?? [];
        return told.includes(role) !== toldOfAnEmergency(actor.agency.kind, role);
      });
    const [inNeed] = callers.filter(({ actor }) => canBreakGlass(actor));
    const opensWrongly = (): boolean => {
      if (!inNeed) return false;
      const { expected, inMemory } = cellsOf(inNeed, some, opened);
      return differences(expected, inMemory).length > 0;
    };
    const flipped = <T>(list: T[], one: T | undefined, other: T, what: string, wrong: () => boolean): void => {
      const place = one === undefined ? -1 : list.indexOf(one);
      if (place >= 0) list.splice(place, 1);
      else list.push(other);
      tried += 1;
      if (!wrong()) survivors.push(what);
      if (place >= 0) list.splice(place, 0, other);
      else list.pop();
    };
    for (const { actor, role } of callers) {
      const { kind } = actor.agency;
      const rows = mayBreakGlass as { kind: AgencyKind; role: Role }[];
      const row = rows.find((one) => one.kind === kind && one.role === role);
      // Whose role reads something opens nothing, whatever stands there: a row for them would say nothing.
      if (!policy.some((one) => one.kind === kind && one.role === role))
        flipped(rows, row, row ?? { kind, role }, `${kind} ${role} breaks glass`, isWrong);
      const told = supervises as Partial<Record<AgencyKind, Role[]>>;
      const list = (told[kind] ??= []);
      flipped(list, list.includes(role) ? role : undefined, role, `${kind} ${role} is told`, isWrong);
    }
    const sections = OPENED_IN_AN_EMERGENCY as Section[];
    for (const section of Object.values(Section))
      flipped(
        sections,
        sections.includes(section) ? section : undefined,
        section,
        `${section} is opened`,
        opensWrongly,
      );
    expect(isWrong() || opensWrongly()).toBe(false);
    console.info(`${tried} mutants of the rule for emergencies: ${survivors.length} survive`);
    expect(survivors).toEqual([]);
  }, 240_000);
});
