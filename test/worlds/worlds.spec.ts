import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import type { Compared } from './pairs.js';

// Before anything of the server is loaded.
jest.unstable_mockModule('../../src/referrals/new-id.js', () => import('./ids-in-order.js'));
const { blindAgency, CALLERS, PairOfWorlds } = await import('./pairs.js');
const { Past } = await import('./past.js');
const { Chance } = await import('./chance.js');

const WORLDS = Number(process.env.WORLDS ?? 200);
const SEED = Number(process.env.SEED ?? 20261125);
/** Referrals that each agency is asked about; not on each can something be hidden from it. */
const REFERRALS = 42;
/** For a machine that does other work beside; alone it takes a tenth of this. */
const LONG = 90_000 + WORLDS * 8_000;

/*
 * No interference: what somebody may not see changes nothing of what they are answered, byte for byte.
 */
describe('Two worlds that differ only in what somebody may not see', () => {
  let configuration: Configuration;
  beforeAll(() => {
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-worlds-'));
    configuration = readConfiguration({
      PORT: '0',
      HANDRAIL_DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      HANDRAIL_ROLE: 'api',
    });
  });
  afterAll(() => rmSync(configuration.dataDir, { recursive: true, force: true }));

  it(
    `are the same to them, in ${WORLDS} pairs`,
    async () => {
      const all: Compared[] = [];
      const pairs = (): number => all.flatMap((one) => one.pairs).length;
      for (let round = 0; pairs() < WORLDS; round += 1) {
        const past = await Past.of(
          configuration,
          Math.min(REFERRALS, Math.ceil(WORLDS / 5.6)),
          new Chance(SEED + round),
        );
        for (const [place, blind] of Object.keys(CALLERS).entries()) {
          if (pairs() >= WORLDS) break;
          const worlds = new PairOfWorlds(
            blindAgency(blind),
            ...(await past.worlds()),
            past,
            new Chance(SEED + round).fork(place),
          );
          // The first two agencies over sockets, the others in this process.
          all.push(await worlds.compared(place < 2));
        }
        await past.forgotten();
      }
      const tried = new Map<string, number>();
      for (const { difference } of all.flatMap((one) => one.pairs))
        tried.set(difference, (tried.get(difference) ?? 0) + 1);
      const sum = (of: 'answers' | 'toldByClocks' | 'movedOn'): number =>
        all.reduce((total, one) => total + one[of], 0);
      console.info(
        `${pairs()} pairs of worlds, ${sum('answers')} answers compared; ${sum('movedOn')} more were none, for what was tried moved the ` +
          `referral on; ${sum('toldByClocks')} told apart later by a deadline that changes what everybody sees\n` +
          [...tried]
            .sort(([, a], [, b]) => b - a)
            .map(([name, times]) => `${times} ${name}`)
            .join('\n'),
      );
      expect(all.flatMap((one) => one.leaks)).toEqual([]);
    },
    LONG,
  );

  it('would not be, with one wall down', async () => {
    const past = await Past.of(configuration, 6, new Chance(SEED));
    const worlds = await past.worlds();
    // Whoever reads a referral at all now has every entry listed; what entries say keeps its own walls.
    for (const world of worlds)
      await world.stored(
        `drop policy entry_is_read on entry; create policy entry_is_read on entry for select to handrail_app using (true)`,
      );
    const { leaks } = await new PairOfWorlds(blindAgency('lff'), ...worlds, past, new Chance(SEED)).compared(false);
    await past.forgotten();
    expect(leaks.length).toBeGreaterThan(0);
  }, 120_000);
});
