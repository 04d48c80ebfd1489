import type { AgencyId, Offer } from '../pathways/referral-context.js';
import { isOpen, type Ledger, partOf, stillTakesPart } from './standing.js';

/** Offers that an agency knows of: its own, those to it, and all while it holds the risk. */
const offersKnown = (asking: AgencyId, { custodian, offers }: Ledger): Offer[] =>
  offers.filter(({ fromAgency, toAgency }) => [custodian, fromAgency, toAgency].includes(asking));

/**
 * Whether one agency knows that another takes part now. Who holds the risk and who referred are no secret; of others it knows who dealt
 * with it here in the open, by an offer, an invitation or a decision about it, for as long as that part of theirs lasts. Whom somebody else
 * has asked back since they left it does not learn; its own decision about another one makes that no better known.
 */
export function isKnownToTakePart(other: AgencyId, asking: AgencyId, ledger: Ledger): boolean {
  if (other === ledger.custodian) return true;
  const part = partOf(ledger, other);
  const met = offersKnown(asking, ledger).flatMap(({ fromAgency, toAgency, status, offeredSeq, answeredSeq }) =>
    fromAgency === other
      ? [offeredSeq]
      : toAgency === other && status === 'ACCEPTED' && answeredSeq !== null
        ? [answeredSeq]
        : [],
  );
  const told = ledger.decisions.filter((one) => one.byAgency === other && one.recipientAgency === asking);
  const referred = part?.isReferrer ? [1] : [];
  return [...referred, ...met, ...told.map(({ seq }) => seq)].some((seq) => stillTakesPart(ledger, other, seq));
}

/** Whether one agency knows that another one is asked to take part and has not answered. */
export const isKnownToBeAsked = (other: AgencyId, asking: AgencyId, ledger: Ledger): boolean =>
  offersKnown(asking, ledger).some((offer) => offer.toAgency === other && isOpen(offer));
