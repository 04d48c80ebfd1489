import { isOpen, takesPart } from '../../libs/access/standing.js';
import { children } from '../../libs/pathways/common/rules.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import type { DecisionToShare } from '../../libs/pathways/referral-context.js';

/**
 * Where a referral stands: what decides which ways to closing there are from here. Left out are times and ids, the order of children
 * and offers, what only `withdraw` and `endContribution` ask about, and what is done beside the pathway: notes, questions, triage.
 */
export function situationOf(context: NudesContext): string {
  const { main, police, socialCare, answers, offers } = context;
  const deciding = main === 'reported' || main === 'initialReview';
  const open = offers.filter(isOpen).map(({ kind, toAgency, status }) => `${kind} ${toAgency} ${status}`);
  return JSON.stringify([
    context.status,
    main,
    context.custodian,
    deciding && [context.review !== null, context.localChosenBy !== null],
    [answers.police, police.route !== null, police.outcome !== null],
    [answers.socialCare, socialCare.decision !== null, socialCare.ranOut],
    context.takedown,
    context.immediateSafety,
    context.stable,
    childrenOf(context),
    partsOf(context),
    [...new Set(open)].sort(),
    decisionsOf(context),
    context.interventions.some(({ completion }) => completion === null),
  ]);
}

const childrenOf = (context: NudesContext): string[] =>
  children(context)
    .map(({ id }) => `${context.support[id] ?? ''} ${context.voices.includes(id)}`)
    .sort();
const partsOf = (context: NudesContext): string[] =>
  context.participations
    .map(({ agencyId, isContributor, endedSeq }) =>
      [agencyId, takesPart(context, agencyId), isContributor && endedSeq === null].join(' '),
    )
    .sort();

/** Only an agency's newest decision for another counts; and as an answer, whosever it is, the newest of all since the last round. */
function decisionsOf({ decisions, roundSeq }: NudesContext): string[] {
  const newest = new Map<string, string>();
  const said = ({ outcome, sections }: DecisionToShare): string => `${outcome} ${[...sections].sort().join()}`;
  for (const one of decisions) {
    newest.set(`${one.byAgency} for ${one.recipientAgency}`, said(one));
    newest.set(`for ${one.recipientAgency}`, `${one.outcome} ${one.seq > roundSeq}`);
  }
  return [...newest].map((one) => one.join(' ')).sort();
}

/** What somebody who looks at it sees: coarser, so that the graph of two regions stays small. */
export function viewOf({ value, context }: { value: unknown; context: NudesContext }): string {
  const { main, review, localChosenBy, offers, decisions } = context;
  const waiting = main === 'immediateReferral' || main === 'adultInvolved';
  const kept = decisions.filter(({ outcome }) => waiting && outcome === 'DO_NOT_SHARE');
  return JSON.stringify([
    value,
    context.custodian,
    main === 'initialReview' && [review !== null, localChosenBy !== null],
    context.stable,
    children(context)
      .map(({ id }) => context.support[id] === 'COMPLETE')
      .sort(),
    [...new Set(offers.filter(isOpen).map(({ kind, toKind }) => `${kind} ${toKind}`))].sort(),
    [...new Set(kept.map(({ recipientAgency }) => recipientAgency))].sort(),
    context.participations.map(({ agencyId }) => takesPart(context, agencyId)),
    [...new Set(context.interventions.map(({ completion }) => completion !== null))].sort(),
    context.requests.filter(({ answered }) => !answered).length > 0,
  ]);
}
