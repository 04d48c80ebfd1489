import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfiguration } from '../../src/operations/configuration.js';
import { PARTIES } from '../harness/incidents.js';
import { Chance } from './chance.js';
import { RECORD_OF, REFERRAL, TIMELINE, WORKLIST } from './every-field.js';
import { listsAsked } from './interrogation.js';
import { ANSWERS, done, entryOf, submittedIn } from './walks.js';
import { sharing } from './sayings.js';
import { World } from './world.js';

const ABSENT = '018f0000-0000-7000-8000-000000000000';
const REFERENCE = [
  'agency:',
  'person:',
  'person_role:',
  'training:',
  'machine_client:',
  'service:',
  'person_service:',
  'calendar_entry:',
  'domain_clock:',
  'frozen_time:',
];
/** What one statement did: its text, and for each table how many rows were looked at and how many came out. */
interface Work {
  statement: string;
  scans: string[];
}
interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

/** What the database itself says that each statement did, also inside the door's functions. */
async function explained(world: World): Promise<void> {
  const name = world.store.name;
  // As with many referrals, whose tables are read by their indexes.
  await world.stored(`alter database ${name} set enable_seqscan = off`);
  await world.stored(`alter database ${name} set session_preload_libraries = 'auto_explain'`);
  for (const [setting, value] of [
    ['log_min_duration', '0'],
    ['log_analyze', 'on'],
    ['log_timing', 'off'],
    ['log_nested_statements', 'on'],
    ['log_format', 'json'],
    ['log_level', 'notice'],
  ])
    await world.stored(`alter database ${name} set auto_explain.${setting} = '${value}'`);
}

const plansOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(plansOf)];
function workOf(message: string): Work | undefined {
  const json = message.slice(message.indexOf('{'));
  if (!message.includes('plan:')) return undefined;
  const { 'Query Text': statement, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: Plan };
  const scans = plansOf(plan).flatMap((node) => {
    const table = node['Relation Name'];
    if (!table) return [];
    const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    return [`${table}: ${(node['Actual Rows'] + removed) * node['Actual Loops']} read`];
  });
  return { statement, scans };
}

const wordsOf = ({ statement, scans }: Work): string => [statement, ...scans].join('\n');

/*
 * Time tells too: what is hidden must cost what is absent costs.
 */
describe('What is hidden, to whoever asks, costs', () => {
  let world: World;
  let hidden: string;
  let seen: string;
  const notices: string[] = [];
  const connect = Reflect.get(pg.Client.prototype, 'connect') as (...args: unknown[]) => unknown;
  beforeAll(async () => {
    pg.Client.prototype.connect = function (this: pg.Client, ...args: unknown[]) {
      this.on('notice', ({ message }) => notices.push(message ?? ''));
      return connect.apply(this, args);
    } as never;
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-work-'));
    const configuration = readConfiguration({
      PORT: '0',
      HANDRAIL_DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      HANDRAIL_ROLE: 'api',
    });
    const first = await World.begun(configuration, new Date());
    hidden = await submittedIn(first, 'dsl@northgate.example', PARTIES, 'Told at registration.');
    seen = await submittedIn(first, 'dsl@northgate.example', PARTIES, 'Told at lunch.');
    const decided = await done(
      first,
      'dsl@northgate.example',
      seen,
      'recordSharingDecision',
      sharing('lff', new Chance(1), { handlingConditions: undefined }),
    );
    const about = { toAgency: 'lff', ask: 'Please help.', sharingDecisionId: entryOf(decided) };
    const invitationId = entryOf(await done(first, 'dsl@northgate.example', seen, 'inviteContributor', about));
    await done(first, 'coordinator@lff.example', seen, 'acceptInvitation', { invitationId });
    await explained(first);
    await first.close();
    world = await World.on(first.store, configuration, first.now);
    // Each session plans its statements once, at the first of each kind.
    for (const id of [ABSENT, seen]) await asked(id);
  }, 60_000);
  afterAll(async () => {
    await world.ended();
    pg.Client.prototype.connect = connect as never;
    rmSync(world.configuration.dataDir, { recursive: true, force: true });
  });

  const lff = ANSWERS.lff ?? '';
  async function asked(id: string): Promise<void> {
    await world.ask(lff, REFERRAL, { id });
    await world.ask(lff, TIMELINE, { id });
    await world.ask(lff, RECORD_OF, { id });
    await world.ask(lff, WORKLIST, { filter: {}, first: 100 });
    for (const action of ['addNote', 'acceptInvitation', 'reportNewInformation']) {
      const input: Record<string, object> = {
        addNote: { text: 'x', audience: 'OWN_AGENCY' },
        acceptInvitation: { invitationId: id },
        reportNewInformation: { kind: 'OTHER', note: 'x' },
      };
      await world.send(lff, action, { referralId: id, expectedVersion: 0, ...input[action] });
    }
  }
  async function workOn(work: () => Promise<unknown>): Promise<Work[]> {
    notices.length = 0;
    await work();
    // What one answer needs side by side comes in any order; who people and agencies are is kept for some seconds, whatever is asked.
    return notices
      .flatMap((message) => workOf(message) ?? [])
      .filter(({ scans }) => scans.some((scan) => !REFERENCE.some((table) => scan.startsWith(table))))
      .sort((one, other) => wordsOf(one).localeCompare(wordsOf(other)));
  }

  it('what is absent costs: the same statements, and in each the same rows read', async () => {
    const [there, absent] = [await workOn(() => asked(hidden)), await workOn(() => asked(ABSENT))];
    expect(absent.length).toBeGreaterThanOrEqual(10);
    console.info(`${absent.length} statements of each, ${absent.flatMap(({ scans }) => scans).length} scans`);
    expect(there).toEqual(absent);
  });

  it('what is absent costs to who breaks glass by its reference: the work of an id that nobody has', async () => {
    const teacher = 'teacher@northgate.example';
    const dsl = 'dsl@northgate.example';
    const [elsewhere, shut] = [
      await submittedIn(world, 'dsl@riverside.example', PARTIES, 'Told at the other school.'),
      await submittedIn(world, dsl, PARTIES, 'Told at noon.'),
    ];
    await done(world, dsl, shut, 'declareConflict', { personEmail: teacher });
    const stored = await world.stored<{ id: string; reference: string }>(
      'select referral_id as id, reference from referral where referral_id = any ($1)',
      [[elsewhere, shut]],
    );
    const referenceOf = (id: string): string => stored.find((one) => one.id === id)?.reference ?? '';
    let raw = '';
    const breaks = async (by: string, its: object): Promise<void> => {
      const input = { emergency: 'MISSING_CHILD', reason: 'Gone since noon.', ...its };
      ({ raw } = await world.send(by, 'breakGlass', input, 'id reference'));
    };
    // Who opens in an emergency, and who reads by their role and has nothing to do with it.
    for (const by of [teacher, dsl, lff]) {
      const closed = by === teacher ? [elsewhere, shut] : [elsewhere];
      const asked = [
        { reference: 'GM-0000-0000-0000-0' },
        ...closed.flatMap((id) => [{ reference: referenceOf(id) }, { referralId: id }]),
      ];
      for (const its of [{ referralId: ABSENT }, ...asked]) await breaks(by, its);
      const absent = await workOn(() => breaks(by, { referralId: ABSENT }));
      const answer = raw;
      expect(answer).toContain('NOT_FOUND');
      expect(absent.flatMap(({ scans }) => scans).length).toBeGreaterThan(1);
      for (const its of asked) {
        expect([by, its, await workOn(() => breaks(by, its))]).toEqual([by, its, absent]);
        expect(raw).toBe(answer);
      }
    }
  });

  it('nothing in lists, however many referrals there are that are not theirs', async () => {
    const before = await workOn(() => listsAsked(world, lff, []));
    for (let more = 0; more < 5; more += 1)
      await submittedIn(world, 'dsl@riverside.example', PARTIES, 'Told at the other school.');
    expect(await workOn(() => listsAsked(world, lff, []))).toEqual(before);
  });

  /*
   * On a referral that they see, what is hidden is not free: the timeline's statement looks at each entry of the referral and asks its row
   * who may read it. So for each hidden entry one more row of `entry` is looked at, in one statement, and nothing else: none of what it
   * says, which stands in tables that are asked for by the entries that are theirs. It tells nothing. The answer is the same to the byte;
   * and one more row, read with its neighbours out of the same pages and compared in memory, is lost in an answer that waits for its look
   * to be committed. An index that carries who may read would have to list every reader of every entry, and be written with
   * each of them: dearer for everybody, at every action, than what it would hide.
   * Not so where a condition lies on what they have: which conditions those are is worked out of everything that stands, what is hidden
   * included, whose rows are looked at as well.
   */
  it('on what they see under no condition the same statements, the same answer, and one row looked at for each hidden entry', async () => {
    const readOf = (scan: string): number => Number(/: (\d+) read$/.exec(scan)?.[1]);
    const looked = async (): Promise<{ work: Work[]; raw: string }> => {
      let raw = '';
      const work = await workOn(async () => ({ raw } = await world.ask(lff, REFERRAL, { id: seen })));
      return { work, raw };
    };
    const before = await looked();
    for (const hiddenEntries of [1, 2, 3, 4]) {
      const note = { text: 'Ours. '.repeat(hiddenEntries * 100), audience: 'OWN_AGENCY' };
      await done(world, 'dsl@northgate.example', seen, 'addNote', note);
      const after = await looked();
      expect(after.raw).toBe(before.raw);
      expect(after.work.map(({ statement }) => statement)).toEqual(before.work.map(({ statement }) => statement));
      const more = after.work.flatMap(({ scans }, place) =>
        scans.flatMap((scan, at) => {
          const was = before.work[place]?.scans[at] ?? '';
          return scan === was ? [] : [`${scan.split(':')[0]}: ${readOf(scan) - readOf(was)} more`];
        }),
      );
      expect(more).toEqual([`entry: ${hiddenEntries} more`]);
    }
  });
});
