import { isOpen, takesPart } from '../../libs/access/standing.js';
import { children } from '../../libs/pathways/common/rules.js';
import {
  type NudesContext,
  notShared,
  takedownSettled,
  takingPart,
} from '../../libs/pathways/nudes-at-school/nudes-context.js';

/** Forced on, and police and social care have not both answered yet. */
export const isWaiting = ({ main }: NudesContext): boolean => main === 'immediateReferral' || main === 'adultInvolved';

/**
 * Where a referral stands: what decides which ways to closing there are from here. Left out are times and ids, the order of children
 * and offers, what only other actions ask about, and what is done beside the pathway: notes, questions, triage. What was answered,
 * offered and decided about sharing matters while it waits for answers; nothing but new information makes it wait again.
 */
export function situationOf(context: NudesContext): string {
  const { main, police, socialCare, answers } = context;
  const deciding = main === 'reported' || main === 'initialReview';
  return JSON.stringify([
    context.status,
    main,
    context.custodian,
    deciding && [context.review !== null, context.localChosenBy !== null],
    [police.route !== null, police.outcome !== null],
    socialCare.decision !== null,
    takedownSettled(context),
    context.immediateSafety,
    context.stable,
    children(context)
      .map(({ id }) => `${['COMPLETE', 'DECLINED'].includes(context.support[id] ?? '')} ${context.voices.includes(id)}`)
      .sort(),
    partsOf(context),
    context.interventions.filter(({ completion }) => completion === null).length,
    isWaiting(context) && [answers.police, answers.socialCare, socialCare.ranOut],
    (isWaiting(context) || takingPart(context, 'SCHOOL').length === 0) && [offersOf(context), decisionsOf(context)],
  ]);
}

/** A charity is waited for only until its own intervention has ended. */
const partsOf = (context: NudesContext): string[] =>
  context.participations
    .filter(({ agencyId, kind }) => kind !== 'CHARITY' && takesPart(context, agencyId))
    .map(({ agencyId }) => agencyId)
    .sort();
const offersOf = ({ offers }: NudesContext): string[] =>
  [
    ...new Set(
      offers
        .filter((one) => isOpen(one) && one.toKind !== 'CHARITY')
        .map(({ kind, toAgency, status }) => `${kind} ${toAgency} ${status}`),
    ),
  ].sort();

/** What that agency last decided about sharing with that other. */
export const lastDecided = ({ decisions }: NudesContext, by: string, recipient: string): string | undefined =>
  [decisions.filter((one) => one.byAgency === by && one.recipientAgency === recipient).at(-1)].find(
    (newest) => newest?.withdrawnSeq === undefined,
  )?.outcome;

/** What its holder last decided to share with each; and which kinds of agency it was decided not to share with. */
function decisionsOf(context: NudesContext): string[] {
  const { decisions, custodian } = context;
  const recipients = [
    ...new Set(decisions.filter(({ recipientKind }) => recipientKind !== 'CHARITY').map((one) => one.recipientAgency)),
  ].sort();
  return [
    ...recipients.map((one) => `${one} ${lastDecided(context, custodian, one)}`),
    ...(['POLICE', 'SOCIAL_CARE'] as const).map((kind) => `${kind} ${notShared(context, kind)}`),
  ];
}

/** What somebody who looks at it sees: coarser, so that the graph of two regions stays small. */
export function viewOf({ value, context }: { value: unknown; context: NudesContext }): string {
  const { main, review, localChosenBy, offers, decisions } = context;
  const kept = decisions.filter(
    ({ outcome, withdrawnSeq }) => isWaiting(context) && outcome === 'DO_NOT_SHARE' && withdrawnSeq === undefined,
  );
  return JSON.stringify([
    value,
    context.custodian,
    main === 'initialReview' && [review !== null, localChosenBy !== null],
    context.stable,
    (context.socialCare.news ?? []).length > 0,
    children(context)
      .map(({ id }) => context.support[id] === 'COMPLETE')
      .sort(),
    [...new Set(offers.filter(isOpen).map(({ kind, toKind }) => `${kind} ${toKind}`))].sort(),
    [...new Set(kept.map(({ recipientAgency }) => recipientAgency))].sort(),
    context.participations.map(({ agencyId }) => takesPart(context, agencyId)),
    [...new Set(context.interventions.map(({ completion }) => completion !== null))].sort(),
    context.requests.filter(({ answered }) => !answered).length > 0,
    context.onward?.some(({ answer }) => answer === null) ?? false,
    context.onward?.some(({ answer, withdrawnSeq }) => answer === 'AGREED' && withdrawnSeq === undefined) ?? false,
  ]);
}
