import { decisionBehind } from '../../access/decisions.js';
import { openOffersTo } from '../../access/standing.js';
import type { Rule } from '../pathway.js';
import type { Offer, ReferralContext } from '../referral-context.js';

/** Whoever decided to share may decide otherwise until the offer is answered: then nobody joins on what no longer holds. */
export const stillShared = (kind: Offer['kind']): Rule<ReferralContext> => ({
  id: `handrail.${kind.toLowerCase()}-still-shared`,
  refuse: (context, actor) =>
    openOffersTo(context, actor.agencyId).some((offer) => offer.kind === kind && !decisionBehind(offer, context))
      ? 'The agency that asked yours has since decided not to share what your agency would have to see, or withdrew its decision. Ask it, or decline.'
      : undefined,
});
