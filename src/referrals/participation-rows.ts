import type { Relation } from '../../libs/access/vocabulary.js';
import { agenciesOn } from '../../libs/access/standing.js';
import type { Identity, ParticipationRow, State } from './stored-rows.js';
import { looksTheSame, nextDeadlineOf, viewOf, waitsFor } from './who-may-know.js';

/** All that an agency is whose part has ended, also while it is asked back. */
const STAYED_OUT: readonly Relation[] = ['INFORMED', 'INVITED', 'OFFERED'];

/** Each agency's part after the event, where it is another than before. A version counts the changes that its agency can see, so that the secret work of others neither shows nor collides. */
export function participationRows(
  identity: Identity,
  before: State | null,
  after: State,
  earlier: readonly ParticipationRow[],
  touched: ReadonlySet<string>,
): ParticipationRow[] {
  const { pathway } = identity;
  const { context } = after;
  const agencies = new Set([...earlier.map((row) => row.agency_id), ...agenciesOn(context)]);
  return [...agencies].flatMap((agency): ParticipationRow[] => {
    const was = earlier.find((row) => row.agency_id === agency);
    const [viewed, view] = [before && viewOf(agency, pathway, before), viewOf(agency, pathway, after)];
    const moved = touched.has(agency) || viewed === null || !looksTheSame(viewed, view);
    const { relations } = view;
    const active = relations.some((relation) => relation !== 'INFORMED');
    // Where the referral goes is no news to who has left; nor by the end of an asking that it did not take up.
    const stayedOut = was && viewed && view.hasLeft && viewed.relations.every((one) => STAYED_OUT.includes(one));
    const { status, custodian_id, states } = stayedOut ? was : { ...view, custodian_id: view.custodian };
    // While it was asked, the packet showed more than it keeps.
    const { sections } = stayedOut && viewed.hasLeft ? was : view;
    const now: ParticipationRow = {
      agency_id: agency,
      status,
      custodian_id,
      relations,
      states,
      sections,
      version: was ? was.version + (moved ? 1 : 0) : 1,
      waiting_for_us: waitsFor(agency, after),
      next_deadline_at: nextDeadlineOf(view.clocks),
      open: context.status === 'OPEN' && active,
      seen: relations.length > 0,
    };
    return was && samePart(was, now) ? [] : [now];
  });
}

/** The database says an instant in words of its own, and keeps the keys of `sections` in another order. */
function samePart(was: ParticipationRow, now: ParticipationRow): boolean {
  const words = (part: ParticipationRow): string =>
    JSON.stringify([
      part.version,
      part.status,
      part.custodian_id,
      part.relations,
      part.states,
      Object.entries(part.sections).sort(([a], [b]) => (a < b ? -1 : 1)),
      part.waiting_for_us,
      part.next_deadline_at === 'infinity' ? null : Date.parse(part.next_deadline_at),
      part.open,
      part.seen,
    ]);
  return words(was) === words(now);
}
