import type { Configuration } from '../../src/operations/configuration.js';
import type { Chance } from './chance.js';
import { idsMade, idsSince } from './ids-in-order.js';
import { walked } from './walks.js';
import { World } from './world.js';

/** What two worlds have in common: referrals that several agencies have worked with. */
export class Past {
  private constructor(
    private readonly world: World,
    readonly ids: readonly string[],
    readonly references: readonly string[],
    /** The last id that they have in common. */
    readonly lastId: string,
  ) {}

  static async of(configuration: Configuration, referrals: number, chance: Chance, seldom = ''): Promise<Past> {
    const world = await World.begun(configuration, new Date(Math.floor(Date.now() / 1000) * 1000));
    const ids: string[] = [];
    while (ids.length < referrals) ids.push(await walked(world, chance, seldom));
    const rows = await world.stored<{ reference: string }>('select reference from referral');
    await world.close();
    return new Past(
      world,
      ids,
      rows.map(({ reference }) => reference),
      idsSince(idsMade() - 1)[0] ?? '',
    );
  }

  /** Two worlds that begin here. */
  worlds(): Promise<[World, World]> {
    return this.world.parted();
  }
  forgotten(): Promise<void> {
    return this.world.store.drop();
  }
}
