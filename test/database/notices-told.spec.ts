import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { demoId } from '../../src/agencies/demo-people.js';
import { BEFORE_ALL } from '../../src/database/ids.js';
import { NOTICES_PAGE } from '../../src/outbox/notices.js';
import { titleOfNotice } from '../../src/referrals/entry-words.js';
import { HandrailBeside } from '../harness/beside.js';
import { submitted } from '../harness/incidents.js';
import { rowsRead } from '../harness/rows-read.js';

describe('What somebody is told', () => {
  const gmp = demoId('gmp');
  let handrail: HandrailBeside;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    const id = await submitted(await handrail.as('dsl@northgate.example'));
    await handrail.store.asSuperuser(async (client) => {
      const told = [
        [gmp, '{SUPERVISOR}', 2000],
        [gmp, '{TRIAGE_OFFICER,SUPERVISOR}', 3],
        [gmp, '{CASE_WORKER,TRIAGE_OFFICER}', 2],
        [demoId('csc'), '{TRIAGE_OFFICER}', 5],
      ] as const;
      for (const values of told)
        await client.query(
          `insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
           select referral_id, gen_random_uuid(), 1, now(), 'referral.closed', $2, $3, reference, array[$2::uuid] from referral, generate_series(1, $4)
           where referral_id = $1`,
          [id, ...values],
        );
    });
  });
  afterAll(() => handrail.stop());

  /** As a triage officer of the police. */
  const asTriage = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    handrail.store.asSuperuser(async (client) => {
      await client.query(`begin; set local role handrail_app; set local enable_seqscan = off;
        set local handrail.actor = '${demoId('triage@gmp.example')}'; set local handrail.agency = '${gmp}'; set local handrail.roles = '{TRIAGE_OFFICER}';
        set local handrail.barred = '{}'; set local handrail.services = '{}'; set local handrail.actor_kind = 'PERSON';
        set local handrail.actor_name = 'Tess Demo'; set local handrail.on_behalf_of = ''; set local handrail.purpose = 'safeguarding'`);
      try {
        return await work(client);
      } finally {
        await client.query('rollback');
      }
    });

  it('lies where the roles lie that are told of it, each combination of the own agency once', async () => {
    const { rows } = await asTriage((client) =>
      client.query<{ tells: string }>('select tells from notices_tell() order by 1'),
    );
    expect(rows.map(({ tells }) => tells)).toEqual(['CASE_WORKER TRIAGE_OFFICER', 'TRIAGE_OFFICER SUPERVISOR']);
  });

  it('is found without reading what only others of the agency are told', async () => {
    const read = await asTriage((client) => rowsRead(client, 'notice', NOTICES_PAGE.text, [gmp, ...BEFORE_ALL, 26]));
    expect(read).toBe(5);
  });

  it('has words of its own, also where the database writes it by itself', () => {
    const functions = readFileSync('src/database/functions.sql', 'utf8');
    const kinds = [...functions.matchAll(/'((?!handrail)[a-zA-Z]+\.[a-zA-Z]+)'/g)].map(([, kind]) => kind ?? '');
    expect(new Set(kinds)).toEqual(
      new Set([
        'emergency.opened',
        'emergency.judged',
        'emergencyJudgement.overdue',
        'work.toMove',
        'workToMove.overdue',
      ]),
    );
    for (const kind of kinds) expect(titleOfNotice(kind)).not.toMatch(/something/i);
  });
});
