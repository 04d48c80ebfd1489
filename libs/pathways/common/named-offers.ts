import { isOpen } from '../../access/standing.js';
import type { ActionDeclaration, InputRule } from '../pathway.js';
import type { Offer, ReferralContext } from '../referral-context.js';
import { fault, type Input } from './rules.js';

/** Whether an agency may do with an offer what the action does. */
type MayTouch = (offer: Offer, context: ReferralContext, agencyId: string) => boolean;
interface NamedOffer {
  isNamed: InputRule<ReferralContext, Input>;
  noLongerOpen: NonNullable<ActionDeclaration['noLongerOpen']>;
}

const WORDS = { HANDOFF: 'hand-off', INVITATION: 'invitation' };

/** An offer that is not the caller's to touch is no offer: only then is asked whether it is still open. */
const namedOffer = (field: string, kind: Offer['kind'], mayTouch: MayTouch, otherwise: string): NamedOffer => {
  const named = (input: Input, context: ReferralContext, agencyId: string): Offer | undefined =>
    context.offers.find(
      (offer) => offer.id === input[field] && offer.kind === kind && mayTouch(offer, context, agencyId),
    );
  return {
    isNamed: {
      id: `handrail.names-${kind.toLowerCase()}`,
      faults: (input, context, actor) =>
        named(input, context, actor.agencyId) ? [] : [fault(field, `This names no ${WORDS[kind]} ${otherwise}`)],
    },
    noLongerOpen: (input, context, actor) => {
      const offer = named(input, context, actor.agencyId);
      return offer && !isOpen(offer) ? `This ${WORDS[kind]} is no longer open.` : undefined;
    },
  };
};

/** Only the agency that was asked answers: nobody else takes part, or declines, in its name. */
export const offerToUs = (field: string, kind: Offer['kind']): NamedOffer =>
  namedOffer(
    field,
    kind,
    ({ toAgency }, _context, agencyId) => toAgency === agencyId,
    'to your agency. Choose one that your agency is asked to answer.',
  );

/** Who offered it takes it back, and so does whoever holds the risk now. */
export const offerToTakeBack = (field: string, kind: Offer['kind']): NamedOffer =>
  namedOffer(
    field,
    kind,
    ({ fromAgency }, { custodian }, agencyId) => [fromAgency, custodian].includes(agencyId),
    'that your agency may take back. Choose one that is open.',
  );
