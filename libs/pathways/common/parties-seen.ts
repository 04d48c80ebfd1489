import { isReadBy, type Item, readOn } from '../../access/audience.js';
import { sectionsFor } from '../../access/policy.js';
import { takesPart } from '../../access/standing.js';
import type { AgencyId, EventActor, PartyOnReferral, ReferralContext } from '../referral-context.js';

const itemOf = ({ addedSeq, section, bySeqAgency }: PartyOnReferral): Item => ({
  ...{ seq: addedSeq, section, writer: bySeqAgency },
  ...{ audience: 'ORDINARY', otherEnd: null, notFor: null },
});

/** Whether an agency sees a child or an adult. */
export const seesParty = (context: ReferralContext, agencyId: AgencyId, party: PartyOnReferral): boolean =>
  isReadBy(agencyId, itemOf(party), context);

/** Children and adults whom an agency sees. */
export const partiesOfAgency = (context: ReferralContext, agencyId: AgencyId): PartyOnReferral[] =>
  context.parties.filter((party) => seesParty(context, agencyId, party));

/** Whether an agency has shown somebody, by a decision of its own, to another one that takes part still. */
export const hasShown = (context: ReferralContext, agencyId: AgencyId, party: PartyOnReferral): boolean =>
  context.decisions.some(
    (decision) =>
      decision.byAgency === agencyId &&
      takesPart(context, decision.recipientAgency) &&
      readOn(decision, itemOf(party), context),
  );

/** Whether an agency reads a report of danger, by whom and when it was made. */
export const readsDanger = (context: ReferralContext, agencyId: AgencyId, seq: number, writer: AgencyId): boolean =>
  isReadBy(agencyId, { seq, section: 'RISK', writer, audience: 'DANGER', otherEnd: null, notFor: null }, context);

/** Those whom the caller sees: of their agency's, those in a section that their roles read. */
export function partiesSeen(context: ReferralContext, { agencyId, agencyKind, roles }: EventActor): PartyOnReferral[] {
  const sections = sectionsFor(agencyKind, roles);
  return partiesOfAgency(context, agencyId).filter(({ section }) => sections.includes(section));
}
