import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOn } from '../../libs/access/audience.js';
import { pathways } from '../../libs/pathways/index.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import type { KeptItem } from '../../src/referrals/stored-rows.js';
import type { World } from './world.js';

// Before anything of the server is loaded.
jest.unstable_mockModule('../../src/referrals/new-id.js', () => import('./ids-in-order.js'));
const { Past } = await import('./past.js');
const { Chance } = await import('./chance.js');
const { inputFor, agencyOf } = await import('./sayings.js');
const { ANSWERS, done, refused, viewOf } = await import('./walks.js');
const { standing } = await import('../../src/referrals/item-readers.js');

const REFERRALS = 12;
const STEPS = 14;
/** What decides about sharing, asks on it, and answers. */
const SHARING = [
  'recordSharingDecision',
  'recordSharingDecision',
  'withdrawSharingDecision',
  'inviteContributor',
  'offerHandoff',
  'acceptInvitation',
  'acceptHandoff',
  'declineInvitation',
  'endContribution',
  'addNote',
  'recordTakedown',
  'askOnwardSharing',
  'agreeOnwardSharing',
];

/*
 * A data protection officer asks by decision what was received on it: whatever was decided, asked and answered meanwhile, each section that
 * somebody reads on a decision has its line there.
 */
describe('What was received on a decision', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-received-'));
  let past: Awaited<ReturnType<typeof Past.of>>;
  let world: World;
  beforeAll(async () => {
    const asked = { PORT: '0', HANDRAIL_DATA_DIR: dataDir, LOG_LEVEL: 'silent', HANDRAIL_ROLE: 'api' };
    past = await Past.of(readConfiguration(asked), REFERRALS, new Chance(20261130));
    const [one, other] = await past.worlds();
    world = one;
    await other.ended();
  }, 180_000);
  afterAll(async () => {
    await world.ended();
    await past.forgotten();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function step(id: string, by: string, chance: InstanceType<typeof Chance>): Promise<boolean> {
    const view = await viewOf(world, by, id);
    const may = view?.availableActions.filter(({ name, allowed }) => allowed && SHARING.includes(name)) ?? [];
    if (!view || may.length === 0) return false;
    const { name } = chance.one(may);
    const input = inputFor(name, by, view, chance, Object.keys(ANSWERS));
    return input !== null && !refused(await done(world, by, id, name, input));
  }

  it('stands under it in every section, after any walk', async () => {
    const chance = new Chance(7);
    const counted = { steps: 0, expected: 0, missing: [] as string[] };
    for (const id of past.ids)
      for (let steps = 0; steps < STEPS; steps += 1) {
        const by = chance.one(Object.values(ANSWERS));
        if (!(await step(id, by, chance))) continue;
        counted.steps += 1;
        const [row] = await world.stored<{ stored: StoredReferral; items: KeptItem[]; lines: string[] | null }>(
          `select r.stored, referral_items(r.referral_id) as items, (select array_agg(distinct d.decision_id || ' ' || d.section)
             from disclosure d where d.referral_id = r.referral_id and d.decision_id is not null) as lines
           from referral r where r.referral_id = $1`,
          [id],
        );
        if (!row) throw new Error('There is no such referral');
        const context = pathways.get(row.stored.pathway)?.contextOf(row.stored);
        const items = standing(row.items).filter(({ audience }) => audience !== 'BOTH_ENDS');
        for (const decision of context?.decisions ?? [])
          for (const section of new Set(
            items.filter((item) => context && readOn(decision, item, context)).map((one) => one.section),
          )) {
            counted.expected += 1;
            if (!row.lines?.includes(`${decision.id} ${section}`))
              counted.missing.push(`${agencyOf(by)}: ${section} on ${decision.id}`);
          }
      }
    console.info(`${counted.steps} steps, ${counted.expected} sections received on a decision`);
    expect(counted.missing).toEqual([]);
    expect(counted.expected).toBeGreaterThan(300);
  }, 240_000);
});
