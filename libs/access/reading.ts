import type { Actor } from './actor.js';
import { type Oversight } from './oversight.js';
import { type Sight, sightOf } from './sight.js';
import type { Role } from './vocabulary.js';

/** Whoever asks, with what their roles let them read, and what stands between them and some referrals. */
export interface Reader extends Sight {
  id: string;
  agencyId: string;
  services: readonly string[];
  roles: readonly Role[];
  /** Referrals that they have open in an emergency. */
  opened: readonly string[];
  /** Referrals that are shut to them; null where nobody asked, and nothing is read. */
  barred: readonly string[] | null;
  /** As what they oversee the record, and of which referral they ask. */
  record: { oversees: Oversight | null; of: string } | null;
}
export const readerOf = (
  actor: Actor,
  { opened = [], barred = null, record = null }: Partial<Pick<Reader, 'opened' | 'barred' | 'record'>> = {},
): Reader => ({
  id: actor.id,
  agencyId: actor.agency.id,
  services: actor.services.map(({ id }) => id),
  roles: actor.roles,
  ...sightOf(actor),
  opened,
  barred,
  record,
});
