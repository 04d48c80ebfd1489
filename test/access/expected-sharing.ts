import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';

// What decisions to share have made of a referral, written from the contract and decision 36 without a look at `libs/access`.

interface Standing {
  context: NudesContext;
  agencyId: string;
}

/** What another agency shared under a condition, with this one, or with whoever it agreed may share it on to this one. */
export function underCondition({ context, agencyId }: Standing): boolean {
  return context.decisions.some((set) => {
    if (set.handling !== 'C') return false;
    const has = [set.recipientAgency];
    for (const one of has)
      for (const { originator, byAgency, toAgency, answer } of context.onward ?? []) {
        const shared = context.decisions.some(
          (on) =>
            on.byAgency === one &&
            on.recipientAgency === toAgency &&
            on.sections.some((section) => set.sections.includes(section)),
        );
        if (shared && originator === set.byAgency && byAgency === one && answer === 'AGREED' && !has.includes(toAgency))
          has.push(toAgency);
      }
    return has.includes(agencyId);
  });
}

/**
 * Whoever holds or held the risk; and to whom somebody who is told has opened the risk, by the newest decision of theirs that it was asked
 * on or that was made while it took part. Under no condition.
 */
export function toldOfDanger({ context, agencyId }: Standing, through: readonly string[] = []): boolean {
  const part = context.participations.find((one) => one.agencyId === agencyId);
  if (!part?.takesPart.some(({ until }) => until === null)) return false;
  if (part.custody.length > 0) return true;
  return context.participations.some(({ agencyId: giver }) => {
    if (giver === agencyId || through.includes(giver)) return false;
    const made = context.decisions.filter((one) => one.byAgency === giver && one.recipientAgency === agencyId);
    const newest = made.at(-1);
    if (!newest || newest.outcome === 'DO_NOT_SHARE' || newest.withdrawnSeq !== undefined) return false;
    const reached =
      part.takesPart.some(({ from, until }) => from <= newest.seq && (until === null || newest.seq <= until)) ||
      context.offers.some((one) => one.fromAgency === giver && one.toAgency === agencyId && one.status === 'ACCEPTED');
    return (
      reached && newest.sections.includes('RISK') && toldOfDanger({ context, agencyId: giver }, [...through, agencyId])
    );
  });
}
