import type { PathwayEvent, ReferralContext } from './referral-context.js';
import { partiesOf, type PartyCode } from './party.js';

/**
 * XState makes a beginning of its own, from nothing, whenever it makes a step, and drops it again. It is refused with an error that is
 * at hand: one that is made anew, with its trace, costs more than the step.
 */
const NOTHING_BEGINS = new Error('A referral begins with its submission');

/** A referral as it begins: who submits it holds the risk until another agency accepts it. */
export function begun(event: PathwayEvent | undefined): ReferralContext {
  if (!event) throw NOTHING_BEGINS;
  const { by } = event;
  if (!by) throw new Error('A referral is submitted by somebody');
  return {
    seq: event.seq,
    at: event.at,
    startedAt: event.at,
    status: 'OPEN',
    custodian: by.agencyId,
    referrer: by.agencyId,
    reportedBy: by.personId,
    parties: partiesOf(event.payload.parties as unknown as PartyCode[], event.seq, by.agencyId),
    participations: [
      {
        agencyId: by.agencyId,
        kind: by.agencyKind,
        isReferrer: true,
        isContributor: false,
        custody: [{ from: event.seq, until: null, decisionId: null }],
        takesPart: [{ from: event.seq, until: null }],
        endedSeq: null,
      },
    ],
    offers: [],
    decisions: [],
    requests: [],
    interventions: [],
    voices: [],
    forcedOn: false,
    acceptedElsewhere: false,
    custodianActedAt: event.at,
  };
}
