import { audienceOf } from '../../access/audience.js';
import { sectionsFor } from '../../access/policy.js';
import type { EventActor, PartyOnReferral, ReferralContext } from '../referral-context.js';

/** Children and adults whom the caller sees: the agency's audience, and the sections of the caller's roles. */
export function partiesSeen(context: ReferralContext, actor: EventActor): PartyOnReferral[] {
  const sections = sectionsFor(actor.agencyKind, actor.roles);
  return context.parties.filter(
    ({ addedSeq, section, bySeqAgency }) =>
      sections.includes(section) &&
      audienceOf(
        { seq: addedSeq, section, writer: bySeqAgency, audience: 'ORDINARY', otherEnd: null, notFor: null },
        context,
      ).includes(actor.agencyId),
  );
}
