import { restrictedTo, restrictionOf } from '../../access/barred.js';
import type { PathwayEvent, ReferralContext } from '../referral-context.js';
import { text } from './rules.js';

/**
 * Happens by itself when none of those to whom an agency restricted a referral can go on with it: who decides is gone, or nobody of them may
 * answer what the agency was asked, or judge an opening in an emergency in time. Who answers for them sees it from then on.
 */
export const RESTRICTION_PASSED_ON = 'restrictionPassedOn';

/** Whose side passes on, and to which of its people: ids, so that a replay asks no directory. */
export const passedOn = (agencyId: string, personIds: readonly string[]): PathwayEvent['payload'] => ({
  agencyId,
  personIds: [...personIds],
});
export const agencyOfPassing = ({ type, payload }: PathwayEvent): string =>
  type === RESTRICTION_PASSED_ON ? text(payload, 'agencyId') : '';

/** Those who were named stay so: whoever comes back sees it again. Nobody else is let in, and no conflict of interest ends. */
export function passOn(context: ReferralContext, event: PathwayEvent): void {
  const agencyId = agencyOfPassing(event);
  const restriction = restrictionOf(context, agencyId);
  if (!restriction) return;
  const people = [...new Set([...restriction.people, ...(event.payload.personIds as string[])])];
  context.restrictions = restrictedTo(context, agencyId, people);
}
