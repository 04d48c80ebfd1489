import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canBreakGlass } from '../../libs/access/break-glass.js';
import { policy, sectionsFor } from '../../libs/access/policy.js';
import { TrainingStatus } from '../../libs/access/training.js';
import { Handrail } from '../harness/http.js';
import { type Caller, everyCaller, everyMember } from './actors.js';
import { asTheServerBegins, lookedAt, type Trained, trainedUntil } from './begun.js';
import { opensInAnEmergency } from './expected-sight.js';
import { ASKED, readOverGraphQL } from './read-over-graphql.js';
import {
  asTheApplication,
  cellsOf,
  differences,
  MARKED,
  openedOf,
  seenInDatabase,
  seenNow,
  settingsOf,
  shutTo,
} from './sight.js';
import { signedIn } from '../harness/signed-in.js';
import { storePeople } from './stored-people.js';
import { storeBars, storeWorlds } from './stored-worlds.js';
import { everyWorld, PARTS, type World } from './worlds.js';

const worlds = everyWorld();

/** Where an answer differs from what is expected, in words. */
function inWords(markers: readonly string[], { actor, role, reported }: Caller): string[] {
  const of = (marker: string): string => {
    for (const { id, part, walled, status, sharing, theirKind, things } of worlds) {
      const where = `${part} ${walled ? 'of a service' : ''} ${status} ${theirKind} shares ${sharing.sections.join()} ${sharing.ongoing ? 'with what is added' : ''}`;
      if (id === marker) return `the referral: ${where}`;
      const thing = things.find((one) => one.marker === marker);
      if (thing) return `${thing.belongs} ${JSON.stringify(thing.cell)}: ${where}`;
    }
    return marker;
  };
  const who = `${actor.agency.kind} ${role} ${actor.services.map(({ key }) => key).join('')}${reported ? ', who reported it' : ''}`;
  return markers.slice(0, 3).map((marker) => `${who}: ${of(marker)}`);
}

/*
 * Every role of every kind of agency, every relation, every section, shared or not, with what is added or not, in every status, trained
 * or not, reported by the caller or not, with a part of the agency's own service, of another or of none: what is expected, what the policy answers in memory, and what the database answers under the
 * role that serves, one statement a caller.
 */
describe('who sees what', () => {
  let handrail: Handrail;
  /** What the database answered, by what row security looks at. */
  const answers = new Map<string, Set<string>>();
  /** What each should see. */
  const expectations = new Map<Caller, Set<string>>();
  const each = worlds.reduce((sum, { things }) => sum + things.length + 1, 0);
  beforeAll(async () => {
    handrail = await Handrail.start();
    await handrail.store.asSuperuser(async (client) => {
      await storePeople(client);
      await storeWorlds(client, worlds);
      await client.query('analyze');
    });
  }, 120_000);
  afterAll(() => handrail.stop());

  it('has a row of every table that holds anything of a referral', async () => {
    const counted = await handrail.store.asSuperuser(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname = c.relname || '_is_read'`,
      );
      return rows.map(({ name }) => name);
    });
    expect(counted.sort()).toEqual([...MARKED.keys()].sort());
  });

  it('is what is expected, in memory and in the database', async () => {
    const wrong: string[] = [];
    let seen = 0;
    let statements = 0;
    await handrail.store.asSuperuser(async (client) => {
      const answered = new Map<string, Set<string>>();
      for (const caller of [...everyCaller, ...everyMember]) {
        // Whoever is not trained any more has the same settings here; what the server lets them begin with is asked below.
        const settings = settingsOf(caller);
        const same = settings.join();
        const inDatabase =
          answered.get(same) ??
          (await asTheApplication(client, async () => {
            const seen = await seenInDatabase(client, settings);
            answers.set(await lookedAt(client), seen);
            return seen;
          }));
        answered.set(same, inDatabase);
        const { expected, inMemory } = cellsOf(caller, worlds);
        expectations.set(caller, expected);
        seen += expected.size;
        wrong.push(...inWords(differences(inMemory, expected), caller).map((one) => `in memory, ${one}`));
        wrong.push(...inWords(differences(inDatabase, expected), caller).map((one) => `in the database, ${one}`));
      }
      statements = answered.size;
    });
    console.info(
      `${each * (everyCaller.length + everyMember.length)} cells of sight in memory, ${each * statements} in the database by ${statements} statements (${everyCaller.length + everyMember.length} callers, ${worlds.length} referrals); ${seen} are seen`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(each * everyCaller.length).toBeGreaterThan(75_000);
  }, 600_000);

  it('is what is expected of those who read on, in the thirty days after their training ran out, and nothing after that, in the database', async () => {
    const callers = everyCaller.filter(
      ({ actor, role, reported, trained }) =>
        trained && (!reported || (actor.agency.kind === 'SCHOOL' && role === 'STAFF_REFERRER')),
    );
    const wrong: string[] = [];
    const seen: Record<Trained, number> = { CURRENT: 0, READ_ONLY: 0, EXPIRED: 0 };
    const before = answers.size;
    await handrail.store.asSuperuser(async (client) => {
      for (const caller of callers) {
        const cells = expectations.get(caller) ?? cellsOf(caller, worlds).expected;
        for (const training of TrainingStatus) {
          const { refused, answer } = await asTheServerBegins(client, caller, training, async () => {
            const settings = await lookedAt(client);
            const inDatabase = answers.get(settings) ?? (await seenNow(client));
            answers.set(settings, inDatabase);
            return inDatabase;
          });
          const expected = training === 'EXPIRED' ? new Set<string>() : cells;
          if (refused !== (training === 'EXPIRED')) wrong.push(`${training} ${inWords([''], caller).join()}`);
          wrong.push(...inWords(differences(answer, expected), caller).map((one) => `${training}, ${one}`));
          seen[training] += answer.size;
        }
      }
    });
    console.info(
      `${each * callers.length} cells for each training, of ${callers.length} callers, by ${answers.size - before} statements more: ` +
        TrainingStatus.map((training) => `${seen[training]} are seen ${training}`).join(', '),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(seen.READ_ONLY).toBe(seen.CURRENT);
    expect(seen.READ_ONLY).toBeGreaterThan(10_000);
  }, 240_000);

  it('is what is expected of those who opened some in an emergency, in memory and in the database', async () => {
    const opened = openedOf(worlds);
    const inNeed = [...everyCaller, ...everyMember].filter(({ actor, role }) => {
      expect([actor.agency.kind, role, canBreakGlass(actor)]).toEqual([
        actor.agency.kind,
        role,
        opensInAnEmergency(actor.agency.kind, role),
      ]);
      expect(canBreakGlass({ ...actor, kind: 'CLIENT' })).toBe(false);
      return canBreakGlass(actor);
    });
    const wrong: string[] = [];
    let more = 0;
    await handrail.store.asSuperuser(async (client) => {
      for (const caller of inNeed) {
        const { expected, inMemory } = cellsOf(caller, worlds, opened);
        const inDatabase = await asTheApplication(client, () => seenInDatabase(client, settingsOf(caller, opened)));
        more += expected.size - cellsOf(caller, worlds).expected.size;
        wrong.push(...inWords(differences(inMemory, expected), caller).map((one) => `in memory, ${one}`));
        wrong.push(...inWords(differences(inDatabase, expected), caller).map((one) => `in the database, ${one}`));
      }
    });
    console.info(`${each * inNeed.length} cells of an emergency; ${more} are seen by it`);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(inNeed.length).toBeGreaterThan(6);
    expect(more).toBeGreaterThan(1000);
  }, 240_000);

  it('is what is expected of those to whom some are shut by a restriction or a conflict of interest, in memory and in the database', async () => {
    const callers = everyCaller.filter(
      ({ actor, role, reported, trained }) =>
        trained &&
        (policy.some((row) => row.role === role && row.kind === actor.agency.kind && !reported) ||
          (actor.agency.kind === 'POLICE' && role === 'AUDITOR' && !reported) ||
          (actor.agency.kind === 'SCHOOL' && role === 'STAFF_REFERRER')),
    );
    const wrong: string[] = [];
    let fewer = 0;
    await handrail.store.asSuperuser(async (client) => {
      for (const caller of callers) {
        const opened = canBreakGlass(caller.actor) ? openedOf(worlds) : new Set<string>();
        const shut = shutTo(caller, worlds);
        const { expected, inMemory } = cellsOf(caller, worlds, opened, shut);
        // What is shut is asked of the tables, as a transaction begins, by the function that serves.
        await client.query('begin');
        await storeBars(client, shut);
        await client.query('set local role handrail_app');
        await seenInDatabase(client, settingsOf(caller, opened), ['participation']);
        await client.query(`select set_config('handrail.barred', referrals_barred()::text, true)`);
        const inDatabase = await seenNow(client);
        await client.query('rollback');
        fewer += cellsOf(caller, worlds, opened).expected.size - expected.size;
        wrong.push(...inWords(differences(inMemory, expected), caller).map((one) => `in memory, ${one}`));
        wrong.push(...inWords(differences(inDatabase, expected), caller).map((one) => `in the database, ${one}`));
      }
    });
    console.info(`${each * callers.length} cells of ${callers.length} callers; ${fewer} are shut`);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(fewer).toBeGreaterThan(3000);
  }, 240_000);

  it('is nothing at all where nobody was asked what is shut to the caller', async () => {
    const [caller] = everyCaller.filter(({ role, actor }) => role === 'SUPERVISOR' && actor.agency.kind === 'POLICE');
    if (!caller) throw new Error('Nobody supervises');
    await handrail.store.asSuperuser((client) =>
      asTheApplication(client, async () => {
        expect((await seenInDatabase(client, settingsOf(caller))).size).toBeGreaterThan(100);
        expect(await seenInDatabase(client, [...settingsOf(caller).slice(0, -1), ''])).toEqual(new Set());
      }),
    );
  });

  async function readOver(caller: Caller, email: string, sample: readonly World[], training: Trained = 'CURRENT') {
    const { cells, seen, different } = await readOverGraphQL(await signedIn(handrail, email), caller, sample, training);
    return { cells, seen, wrong: inWords(different, caller).map((one) => `${training}, ${one}`) };
  }
  /** One referral in every relation, others for each caller. */
  const inEveryRelation = (from: number): World[] =>
    PARTS.flatMap((part, place) => {
      const those = worlds.filter((world) => world.part === part);
      return those[((from * PARTS.length + place + 1) * 7) % those.length] ?? [];
    });

  it('is what is expected over GraphQL of those who read on once their training ran out, and of those who do not any more', async () => {
    const callers = everyCaller.filter(({ reported, trained }) => !reported && trained);
    const people = callers.map(({ actor }) => actor.id);
    const wrong: string[] = [];
    const told = [];
    for (const training of ['READ_ONLY', 'EXPIRED'] as const) {
      await handrail.store.asSuperuser((client) => trainedUntil(client, people, training));
      let [cells, seen] = [0, 0];
      for (const [place, caller] of callers.entries()) {
        const reads = sectionsFor(caller.actor.agency.kind, [caller.role]).length > 0 || caller.role === 'AUDITOR';
        const answered = await readOver(
          caller,
          caller.actor.email ?? '',
          inEveryRelation(place).filter((_one, at) => reads || at === place % PARTS.length),
          training,
        );
        cells += answered.cells;
        seen += answered.seen;
        wrong.push(...answered.wrong);
      }
      told.push({ cells, seen });
    }
    await handrail.store.asSuperuser((client) =>
      client.query(`update training set expires_on = '2046-01-01' where person_id = any ($1)`, [people]),
    );
    const [readOnly, expired] = told;
    console.info(
      `${readOnly?.cells} cells over GraphQL for each training: ${readOnly?.seen} are seen READ_ONLY, ${expired?.seen} EXPIRED`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(readOnly?.seen).toBeGreaterThan(1000);
    expect(expired).toEqual({ cells: readOnly?.cells, seen: 0 });
  }, 240_000);

  it('is what is expected over GraphQL of those to whom some are shut', async () => {
    const leads = everyCaller.filter(
      ({ trained, role, reported }) =>
        trained && !reported && ['SAFEGUARDING_LEAD', 'SUPERVISOR', 'PRACTITIONER'].includes(role),
    );
    const wrong: string[] = [];
    let shutOut = 0;
    for (const caller of leads.filter(({ actor, role }) => sectionsFor(actor.agency.kind, [role]).length > 0)) {
      const sample = worlds.filter((_one, place) => place % 5 === 0);
      const shut = shutTo(caller, sample);
      await handrail.store.asSuperuser((client) => storeBars(client, shut));
      const person = await signedIn(handrail, caller.actor.email ?? '');
      const { expected } = cellsOf(caller, sample, new Set(), shut);
      for (const world of sample) {
        const { raw, errors } = await person.ask(ASKED, { id: world.id });
        expect(errors).toEqual([]);
        if (raw.includes(world.id) !== expected.has(world.id)) wrong.push(...inWords([world.id], caller));
        shutOut += shut.toCaller.has(world.id) && raw === '{"data":{"referral":null}}\n' ? 1 : 0;
      }
      await handrail.store.asSuperuser((client) =>
        client.query('delete from restriction; delete from conflict_of_interest'),
      );
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(shutOut).toBeGreaterThan(50);
  }, 240_000);

  it('is what is expected over GraphQL, for a sample that has every caller in every relation', async () => {
    const wrong: string[] = [];
    let cells = 0;
    const read = async (caller: Caller, email: string, sample: readonly World[]): Promise<void> => {
      const answered = await readOver(caller, email, sample);
      cells += answered.cells;
      wrong.push(...answered.wrong);
    };
    const callers = [...everyCaller, ...everyMember].filter(({ reported, trained }) => !reported && trained);
    for (const [place, caller] of callers.entries())
      await read(caller, caller.actor.email ?? '', inEveryRelation(place));
    const reported = everyCaller.find(
      ({ reported: is, actor, role }) => is && actor.agency.kind === 'SCHOOL' && role === 'STAFF_REFERRER',
    );
    if (reported)
      await read(
        reported,
        'reporter@access.example',
        worlds.filter((_one, index) => index % 3 === 0),
      );
    console.info(`${cells} cells of sight over GraphQL`);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(cells).toBeGreaterThan(15_000);
  }, 600_000);
});
