import type { AgencyId } from '../pathways/referral-context.js';
import { agenciesOn, type Ledger, partOf, takesPart } from './standing.js';

/** Of a line that says who received what: who learned of it as it happened. */
export interface Heard {
  /** Each once, in order. */
  told: AgencyId[];
  /** Event number with which the agency that held the risk then had come to hold it. */
  heldSince: number;
}

/**
 * Who received it, the agency on whose decision (null: on none) while that takes part, and whoever holds the risk. What happens when it is
 * others is a line of its own: the time of the latest moves on, and would tell whoever has left.
 */
export function heardOf(recipient: AgencyId, decidedBy: AgencyId | null, ledger: Ledger): Heard {
  const decider = decidedBy !== null && takesPart(ledger, decidedBy) ? [decidedBy] : [];
  const holding = partOf(ledger, ledger.custodian)?.custody.find(({ until }) => until === null);
  return {
    told: [...new Set([recipient, ledger.custodian, ...decider])].sort(),
    heldSince: holding?.from ?? ledger.seq,
  };
}

/** Who was told, and whoever held the risk then or came to hold it: of these, who still sees the referral at all. In order. */
export function whoKnows({ told, heldSince }: Heard, ledger: Ledger): AgencyId[] {
  const hasHeld = (agency: AgencyId): boolean =>
    partOf(ledger, agency)?.custody.some(({ from }) => from >= heldSince) ?? false;
  return agenciesOn(ledger)
    .filter((agency) => told.includes(agency) || hasHeld(agency))
    .sort();
}
