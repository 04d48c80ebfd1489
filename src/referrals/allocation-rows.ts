import { worksOn } from '../../libs/access/standing.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';

/** Who came to work on it by one event, for the agency that said so; and the agencies whose work on it ended, or is with nobody now. */
export function allocationRows(
  { seq }: PathwayEvent,
  before: ReferralContext | undefined,
  after: ReferralContext,
): { allocation: object[]; allocation_ended: string[] } {
  const made = (after.allocations ?? []).filter((one) => one.seq === seq);
  const ended = (before?.participations ?? []).filter(
    ({ agencyId }) => before && worksOn(before, agencyId) && !worksOn(after, agencyId),
  );
  const taken = (before?.allocations ?? []).filter(
    ({ agencyId }) => !after.allocations?.some((one) => one.agencyId === agencyId),
  );
  return {
    allocation: made.map(({ personId }) => ({ person_id: personId })),
    allocation_ended: [...new Set([...ended, ...taken].map(({ agencyId }) => agencyId))],
  };
}
