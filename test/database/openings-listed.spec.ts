import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoId } from '../../src/agencies/demo-people.js';
import { FIRST_ID } from '../../src/database/ids.js';
import { WAITING_LISTED } from '../../src/referrals/emergency-openings.js';
import { HandrailBeside } from '../harness/beside.js';
import { submitted } from '../harness/incidents.js';
import { rowsRead } from '../harness/rows-read.js';

describe('What waits to be judged', () => {
  const [gmp, northgate, csc] = [demoId('gmp'), demoId('northgate'), demoId('csc')];
  let handrail: HandrailBeside;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    const id = await submitted(await handrail.as('dsl@northgate.example'));
    await handrail.store.asSuperuser(async (client) => {
      const openings = [
        // Opened by police: judged, or waiting; then what they held, and what was passed on to them.
        [gmp, northgate, null, 2000, true],
        [gmp, northgate, null, 2, false],
        [csc, gmp, null, 2000, true],
        [csc, gmp, null, 3, false],
        [csc, northgate, gmp, 2000, true],
        [csc, northgate, gmp, 4, false],
        [csc, northgate, null, 2000, false],
        // Opened by police and held by them: in the list by both, and there once.
        [gmp, gmp, null, 5, false],
      ] as const;
      for (const values of openings)
        await client.query(
          `insert into emergency_opening (referral_id, id, reference, agency_id, person_id, person_name, emergency, reason, opened_at, until,
             own_supervisors, custodian_id, custodian_supervisors, later_custodian_id, later_supervisors, judged_at, overdue_told_at)
           select $1, gen_random_uuid(), 'A', $2, gen_random_uuid(), 'Invented', 'THREAT_TO_LIFE', 'Invented', now(), now(), '{SUPERVISOR}', $3,
             '{SUPERVISOR}', $4, '{SUPERVISOR}', case when $6 then now() end, now() from generate_series(1, $5)`,
          [id, ...values],
        );
      await client.query('analyze emergency_opening');
    });
  });
  afterAll(() => handrail.stop());

  it('is found without reading what was judged, or concerns other agencies', async () => {
    const read = await handrail.store.asSuperuser(async (client) => {
      await client.query(`begin; set local role handrail_app;
        set local handrail.actor = '${demoId('supervisor@gmp.example')}'; set local handrail.agency = '${gmp}'; set local handrail.roles = '{SUPERVISOR}';
        set local handrail.barred = '{}'; set local handrail.services = '{}'; set local handrail.actor_kind = 'PERSON';
        set local handrail.actor_name = 'Sam Demo'; set local handrail.on_behalf_of = ''; set local handrail.purpose = 'safeguarding'`);
      try {
        return await rowsRead(client, 'emergency_opening', WAITING_LISTED.text, [gmp, FIRST_ID, 26]);
      } finally {
        await client.query('rollback');
      }
    });
    expect(read).toBe(2 + 3 + 4 + 2 * 5);
  });

  it('comes page by page, each once, by whichever way it is in the list', async () => {
    const supervisor = await handrail.as('supervisor@gmp.example');
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data, errors } = await supervisor.ask(
        `query($after: String) { emergencyOpenings(judged: false, first: 3, after: $after) {
          edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      expect(errors).toEqual([]);
      const page = data?.emergencyOpenings as {
        edges: { node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      ids.push(...page.edges.map(({ node }) => node.id));
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect([ids.length, new Set(ids).size]).toEqual([14, 14]);
    expect(ids).toEqual([...ids].sort());
  });
});
