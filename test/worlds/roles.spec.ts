import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import type { Compared } from './pairs.js';

// Before anything of the server is loaded.
jest.unstable_mockModule('../../src/referrals/new-id.js', () => import('./ids-in-order.js'));
const { PairOfWorlds } = await import('./pairs.js');
const { BLIND_ROLES } = await import('./hidden-from-roles.js');
const { Past } = await import('./past.js');
const { Chance } = await import('./chance.js');

const SEED = Number(process.env.SEED ?? 20261128);
const REFERRALS = Number(process.env.ROLE_REFERRALS ?? 9);

/*
 * The same within one agency: what a role may not see of what its colleagues see changes nothing of what it is answered, byte for byte.
 * Of what a colleague does, an agency's version counts that it was done, whoever of the agency asks; so there something else was done
 * in the other world. Whoever sees no referral at all is told nothing of whether anything was done.
 */
describe('Two worlds that differ only in what one role of an agency may not see', () => {
  let configuration: Configuration;
  let past: Awaited<ReturnType<typeof Past.of>>;
  beforeAll(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-roles-'));
    const asked = { PORT: '0', HANDRAIL_DATA_DIR: dataDir, LOG_LEVEL: 'silent', HANDRAIL_ROLE: 'api' };
    configuration = readConfiguration(asked);
    past = await Past.of(configuration, REFERRALS, new Chance(SEED));
  }, 120_000);
  afterAll(async () => {
    await past.forgotten();
    rmSync(configuration.dataDir, { recursive: true, force: true });
  });

  it('are the same to it', async () => {
    const all: Compared[] = [];
    for (const [place, blind] of BLIND_ROLES.entries())
      all.push(
        await new PairOfWorlds(blind, ...(await past.worlds()), past, new Chance(SEED).fork(place)).compared(false),
      );
    const tried = new Map<string, number>();
    for (const { difference } of all.flatMap(({ pairs }) => pairs))
      tried.set(difference, (tried.get(difference) ?? 0) + 1);
    const told = BLIND_ROLES.map(({ callers }, place) => `${all[place]?.pairs.length ?? 0} to ${callers.join(', ')}`);
    console.info(
      `${all.flatMap(({ pairs }) => pairs).length} pairs of worlds, ${all.reduce((sum, { answers }) => sum + answers, 0)} answers compared: ` +
        `${told.join('; ')}\n${[...tried].map(([name, times]) => `${times} ${name}`).join('\n')}`,
    );
    expect(all.flatMap(({ leaks }) => leaks)).toEqual([]);
    for (const { pairs } of all) expect(pairs.length).toBeGreaterThan(REFERRALS / 4);
  }, 600_000);

  it('would not be, with the wall around own notes down', async () => {
    const worlds = await past.worlds();
    for (const world of worlds)
      await world.stored(
        `drop policy content_own_notes_is_read on content_own_notes;
         create policy content_own_notes_is_read on content_own_notes for select to handrail_app using (true);
         drop policy entry_is_read on entry; create policy entry_is_read on entry for select to handrail_app using (true)`,
      );
    const [head] = BLIND_ROLES;
    if (!head) throw new Error('Nobody is blind');
    const { leaks } = await new PairOfWorlds(head, ...worlds, past, new Chance(SEED)).compared(false);
    expect(leaks.length).toBeGreaterThan(0);
  }, 120_000);
});
