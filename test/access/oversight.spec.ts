import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { oversightOf } from '../../libs/access/oversight.js';
import { readerOf } from '../../libs/access/reading.js';
import { recordRule } from '../../libs/access/row-rules.js';
import type { Section } from '../../libs/access/vocabulary.js';
import { type TestDatabase, testDatabase } from '../harness/database.js';
import { type Caller, everyCaller } from './actors.js';
import { mutantsOf } from './mutants.js';
import { asTheApplication, settingsOf } from './sight.js';
import { elsewhere, KINDS, ours } from './worlds.js';

const OF_MANY = '00000000-0000-0000-0000-000000000000';
const [ASKED, OTHER] = [randomUUID(), randomUUID()];
const NONE: ReadonlySet<string> = new Set();
/** What may be shut to whoever asks: nothing, what they ask about, what stands beside it in an entry. */
const SHUT: readonly ReadonlySet<string>[] = [NONE, new Set([ASKED]), new Set([OTHER])];
/** Written down here once more, by the words of docs/access.md: the policy that is tried is not asked. */
const SUPERVISORS: Record<string, string> = {
  SCHOOL: 'SAFEGUARDING_LEAD',
  POLICE: 'SUPERVISOR',
  SOCIAL_CARE: 'DECISION_MAKER',
  CHARITY: 'SERVICE_COORDINATOR',
};

interface Recorded {
  id: string;
  agencyId: string;
  actorKind: string;
  purpose: string;
  sections: readonly Section[];
  referralIds: readonly string[];
}
/** Entries of every agency: of a person, a client and a clock, for each purpose, in each kind of section, of this referral, another, or both. */
const ordinary: Recorded[] = [...KINDS.map((kind) => ours[kind]), elsewhere].flatMap((agencyId) =>
  ['PERSON', 'CLIENT', 'CLOCK'].flatMap((actorKind) =>
    ['safeguarding', 'emergency', 'oversight'].flatMap((purpose) =>
      [[], ['SUMMARY'], ['OWN_NOTES', 'RISK'], ['INTELLIGENCE'], ['INTELLIGENCE', 'SUMMARY']].flatMap((sections) =>
        [[ASKED], [OTHER], [ASKED, OTHER]].map((referralIds): Recorded => ({
          id: randomUUID(),
          agencyId,
          actorKind,
          purpose,
          sections: sections as Section[],
          referralIds,
        })),
      ),
    ),
  ),
);

/** An id is whatever somebody else's entry says: an agency's own among the referrals of another's makes that entry nobody else's. */
const entries: Recorded[] = [
  ...ordinary,
  ...KINDS.map((kind): Recorded => ({
    id: randomUUID(),
    agencyId: elsewhere,
    actorKind: 'PERSON',
    purpose: 'safeguarding',
    sections: ['SUMMARY'],
    referralIds: [ASKED, ours[kind]],
  })),
];

/** Of an entry that names a referral that is shut to the caller nothing shows, whatever else it names. */
function expectedFor({ actor, role }: Caller, shut = NONE): Set<string> {
  const reads = ({ purpose, sections }: Recorded): boolean =>
    role === 'AUDITOR' ||
    (SUPERVISORS[actor.agency.kind] === role && purpose !== 'oversight' && !sections.includes('INTELLIGENCE'));
  const own = entries.filter(
    (one) => one.agencyId === actor.agency.id && one.actorKind !== 'CLOCK' && one.referralIds.includes(ASKED),
  );
  const open = own.filter(({ referralIds }) => !referralIds.some((id) => shut.has(id)));
  return new Set(open.filter(reads).map(({ id }) => id));
}

async function seenBy(client: pg.Client, caller: Caller, of: string, shut = NONE): Promise<Set<string>> {
  await client.query(
    `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true), set_config('handrail.roles', $3, true),
       set_config('handrail.sections', $4, true), set_config('handrail.auditor', $5, true), set_config('handrail.opened', $6, true),
       set_config('handrail.services', $7, true), set_config('handrail.barred', $8, true), set_config('handrail.oversees', $9, true),
       set_config('handrail.record_of', $10, true)`,
    [...settingsOf(caller, NONE, shut), oversightOf(caller.actor) ?? '', of],
  );
  const { rows } = await client.query<{ id: string }>('select id from record_entry');
  return new Set(rows.map(({ id }) => id));
}
const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

/*
 * Every role of every kind of agency, and entries of every agency: what is expected, what the policy answers in memory, and what the database
 * answers under the role that serves.
 */
const rowOf = ({ agencyId, actorKind, referralIds, ...one }: Recorded): Record<string, unknown> => ({
  ...one,
  agency_id: agencyId,
  actor_kind: actorKind,
  referral_ids: referralIds,
});

describe('who reads the record of who looked', () => {
  let store: TestDatabase;
  const callers = everyCaller.filter(({ reported, trained }) => !reported && trained);
  beforeAll(async () => {
    store = await testDatabase('empty');
    await store.asSuperuser((client) =>
      client.query(
        `insert into record_entry (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, referral_ids, sections)
         select case when cardinality(r.referral_ids) = 1 then r.referral_ids[1] else $2 end, r.id, now(), 'CONSULTATION', r.id, r.actor_kind,
           'Invented', r.agency_id, r.purpose, 'referral', r.referral_ids, r.sections
         from jsonb_to_recordset($1) as r (id uuid, agency_id uuid, actor_kind text, purpose text, sections text[], referral_ids uuid[])`,
        [JSON.stringify(entries.map(rowOf)), OF_MANY],
      ),
    );
  }, 60_000);
  afterAll(() => store.drop());

  it('is what is expected, in memory and in the database', async () => {
    let seen = 0;
    await store.asSuperuser(async (client) => {
      for (const caller of callers) {
        const { actor, role } = caller;
        const who = `${actor.agency.kind} ${role}`;
        const expected = sorted(expectedFor(caller));
        const reader = readerOf(actor, { barred: [], record: { oversees: oversightOf(actor), of: ASKED } });
        const inMemory = entries.filter((one) => recordRule.holds(rowOf(one), reader));
        expect([who, sorted(inMemory.map(({ id }) => id))]).toEqual([who, expected]);
        const inDatabase = await asTheApplication(client, () => seenBy(client, caller, `{${ASKED}}`));
        expect([who, sorted(inDatabase)]).toEqual([who, expected]);
        seen += expected.length;
      }
    });
    console.info(`${callers.length * entries.length} cells of the record; ${seen} are seen`);
    expect(seen).toBeGreaterThan(300);
  }, 120_000);

  it('is nobody to whom a referral is shut that an entry names', async () => {
    let [seen, hidden] = [0, 0];
    await store.asSuperuser(async (client) => {
      for (const caller of callers)
        for (const shut of SHUT) {
          const expected = sorted(expectedFor(caller, shut));
          const record = { oversees: oversightOf(caller.actor), of: ASKED };
          const reader = readerOf(caller.actor, { record, barred: [...shut] });
          const inMemory = entries.filter((one) => recordRule.holds(rowOf(one), reader));
          expect(sorted(inMemory.map(({ id }) => id))).toEqual(expected);
          expect(sorted(await asTheApplication(client, () => seenBy(client, caller, `{${ASKED}}`, shut)))).toEqual(
            expected,
          );
          seen += expected.length;
          hidden += expectedFor(caller).size - expected.length;
        }
    });
    expect(seen).toBeGreaterThan(300);
    expect(hidden).toBeGreaterThan(300);
  }, 120_000);

  it('is nobody who asks about no referral, or about several at once', async () => {
    const found = await store.asSuperuser(async (client) => {
      const all = [];
      for (const caller of callers.filter(({ actor }) => oversightOf(actor) !== null))
        for (const about of ['', '{}', `{${ASKED},${OTHER}}`])
          all.push(...(await asTheApplication(client, () => seenBy(client, caller, about))));
      return all;
    });
    expect(found).toEqual([]);
  });

  it('is found to be otherwise, wherever the compiled SQL is changed', async () => {
    const survivors: string[] = [];
    const mutants = mutantsOf(recordRule.sql);
    await store.asSuperuser(async (client) => {
      for (const { what, sql } of mutants) {
        await client.query('begin');
        await client.query(`alter policy record_entry_is_overseen on record_entry using (${sql})`);
        await client.query('set local role handrail_app');
        let found = false;
        for (const caller of callers) {
          for (const about of [`{${ASKED}}`, `{${ASKED},${OTHER}}`])
            for (const shut of SHUT) {
              const expected = about.includes(',') ? [] : sorted(expectedFor(caller, shut));
              found ||= sorted(await seenBy(client, caller, about, shut)).join() !== expected.join();
            }
          if (found) break;
        }
        if (!found) survivors.push(what);
        await client.query('rollback');
      }
    });
    console.info(`${mutants.length} mutants of the compiled SQL: ${survivors.length} survive`);
    expect(survivors).toEqual([]);
    expect(mutants.length).toBeGreaterThan(15);
  }, 240_000);
});
