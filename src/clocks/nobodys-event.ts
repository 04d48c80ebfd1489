import type { PoolClient } from 'pg';
import { pathways } from '../../libs/pathways/index.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { Calendar } from '../../libs/working-time/calendar.js';
import { changeOf, keptAsFarAsNeeded } from '../referrals/carried-change.js';
import { type KeptOfReferral, keptOf, loadedOf, type LoadedRow } from '../referrals/door-transactions.js';
import { type EntryOf, entryItem } from '../referrals/entries.js';
import { instantAfter } from '../referrals/event-instant.js';
import { newId } from '../referrals/new-id.js';

/** What happens to a referral in nobody's name. */
interface Happening extends Pick<PathwayEvent, 'type' | 'payload'> {
  /** Whom it is about, as the record names it. */
  agencyId: string;
  entry: Omit<EntryOf, 'event'>;
}

type Asked = Happening | undefined;

/**
 * Loads one referral under its lock, asks what happens to it as it stands, and stores that, all in the caller's transaction.
 * @returns whether something happened
 */
export async function happens(
  client: PoolClient,
  { referralId, calendar }: { referralId: string; calendar: Calendar },
  what: (stored: StoredReferral, context: ReferralContext, now: string) => Asked | Promise<Asked>,
): Promise<boolean> {
  const { rows } = await client.query<LoadedRow>('select * from clock_load($1)', [referralId]);
  const { referral, now } = loadedOf(rows);
  const pathway = referral && pathways.get(referral.pathway);
  if (!pathway) return false;
  const before = { stored: referral.stored, context: pathway.contextOf(referral.stored) };
  const happening = await what(before.stored, before.context, now);
  if (!happening) return false;
  const { type, payload, agencyId, entry } = happening;
  const event: PathwayEvent = {
    type,
    seq: referral.seq + 1,
    at: instantAfter(before.context.at, now),
    entryId: newId(),
    by: null,
    calendar: calendar.version,
    payload,
  };
  const after = pathway.advance(referral.stored, event, calendar);
  const kept = await keptAsFarAsNeeded(before.context, after.context, async () => {
    const found = await client.query<KeptOfReferral>('select clock_items($1) as items, clock_rows($1) as rows', [
      referralId,
    ]);
    return keptOf(found.rows, referral);
  });
  const { change } = changeOf({
    identity: { referralId, reference: referral.reference, pathway },
    event,
    before,
    after,
    loaded: referral,
    newItems: [entryItem({ event, ...entry })],
    ...kept,
    words: {},
  });
  const record = [{ id: newId(), person_ids: [], sections: [] }];
  const { stored, nextDueAt, wakeAt } = change;
  await client.query('select clock_store($1, $2, $3, $4, $5, $6, $7)', [
    referralId,
    JSON.stringify(event),
    JSON.stringify(stored),
    nextDueAt,
    wakeAt,
    agencyId,
    JSON.stringify({ ...change.rows, record }),
  ]);
  return true;
}
