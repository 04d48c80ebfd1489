import { decisionBehind } from '../../access/decisions.js';
import { mayHandOn } from '../../access/handling.js';
import { openOffersTo } from '../../access/standing.js';
import type { Rule } from '../pathway.js';
import type { Offer, ReferralContext } from '../referral-context.js';

/**
 * Whoever decided to share may decide otherwise until the offer is answered: then nobody joins on what no longer holds. Nor does anybody
 * take the risk who would not see it, because an originator has taken its agreement back. Which of these it was the answer does not say.
 */
export const stillShared = (kind: Offer['kind']): Rule<ReferralContext> => ({
  id: `handrail.${kind.toLowerCase()}-still-shared`,
  needs: 'the decision to share still stands',
  refuse: (context, actor) =>
    openOffersTo(context, actor.agencyId).some((offer) => offer.kind === kind && !stillStands(offer, context))
      ? 'The agency that asked yours has since decided not to share what your agency would have to see, withdrew its decision, or may share it no longer. Ask it, or decline.'
      : undefined,
});
const stillStands = (offer: Offer, context: ReferralContext): boolean =>
  decisionBehind(offer, context) !== undefined &&
  (offer.kind === 'INVITATION' || mayHandOn(context, offer.toAgency, offer.offeredSeq));
