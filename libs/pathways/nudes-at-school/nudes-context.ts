import { children } from '../common/rules.js';
import type { Participation, ReferralContext } from '../referral-context.js';

export interface NudesContext extends ReferralContext {
  /** Initial review that counts; null before it, and again when new information overtook it. */
  review: { criteria: string[]; typology: string; adult: boolean; forced: boolean } | null;
  /** The main way's active state, set on entry: a rule sees the context only. */
  main: string;
  /** Who chose the local response: never the same person co-signs. */
  localChosenBy: string | null;
  /** Answers of the two statutory agencies since the referral was last forced on. */
  answers: { police: 'ACCEPTED' | 'DECLINED' | null; socialCare: 'ACCEPTED' | 'DECLINED' | null };
  roundSeq: number;
  roundAt: string;
  police: { triaged: boolean; route: string | null; outcome: number | null; victimTold: boolean };
  socialCare: { decision: string | null; ranOut: boolean };
  takedown: string | null;
  support: Record<string, string>;
  immediateSafety: boolean;
  /** A later review found it stable, and nothing new was reported since. */
  stable: boolean;
  laterReviews: number;
}

export const takingPart = ({ participations }: ReferralContext, kind: Participation['kind']): Participation[] =>
  participations.filter((part) => part.kind === kind && part.takesPart.some((span) => span.until === null));

const SETTLED_TAKEDOWN: readonly (string | null)[] = ['NOT_NEEDED', 'ADVISED', 'REMOVED'];
const SETTLED_SUPPORT: readonly (string | undefined)[] = ['COMPLETE', 'DECLINED'];

export const takedownSettled = ({ takedown }: NudesContext): boolean => SETTLED_TAKEDOWN.includes(takedown);
export const supportSettled = (context: NudesContext): boolean =>
  children(context).every(({ id }) => SETTLED_SUPPORT.includes(context.support[id]));
/** An agency that never accepted has no open part. */
export const policeSettled = (context: NudesContext): boolean =>
  takingPart(context, 'POLICE').length === 0 || context.police.outcome !== null;
/** Any decision settles it. Its one working day, run out, lets the referral go on, but leaves the part open. */
export const socialCareSettled = (context: NudesContext): boolean =>
  takingPart(context, 'SOCIAL_CARE').length === 0 || context.socialCare.decision !== null;

/** A recorded decision not to share with that kind of agency, since the referral was last forced on, that still counts. */
export function notShared(context: NudesContext, kind: Participation['kind']): boolean {
  const recipients = new Set(
    context.decisions
      .filter((one) => one.recipientKind === kind && one.seq > context.roundSeq)
      .map((one) => one.recipientAgency),
  );
  return [...recipients].some(
    (recipient) =>
      context.decisions.filter((one) => one.recipientAgency === recipient).at(-1)?.outcome === 'DO_NOT_SHARE',
  );
}
const silent = (context: NudesContext, kind: Participation['kind']): boolean =>
  context.offers.some((offer) => offer.toKind === kind && offer.status === 'OVERDUE');

/** Police and social care have answered, as far as one of the two really did. */
export function bothAnswered(context: NudesContext): boolean {
  const { answers, socialCare } = context;
  const police = answers.police !== null || silent(context, 'POLICE') || notShared(context, 'POLICE');
  const decided = socialCare.decision !== null || answers.socialCare === 'DECLINED';
  const care = decided || socialCare.ranOut || silent(context, 'SOCIAL_CARE') || notShared(context, 'SOCIAL_CARE');
  return police && care && (answers.police !== null || answers.socialCare !== null);
}

/** What came before no longer counts, and stays on record. */
export function newRound(context: NudesContext, seq: number, at: string): void {
  const still = (kind: Participation['kind']): 'ACCEPTED' | null =>
    takingPart(context, kind).length > 0 ? 'ACCEPTED' : null;
  context.roundSeq = seq;
  context.roundAt = at;
  context.review = null;
  context.localChosenBy = null;
  context.answers = { police: still('POLICE'), socialCare: still('SOCIAL_CARE') };
  context.police = { triaged: false, route: null, outcome: null, victimTold: false };
  context.socialCare = { decision: null, ranOut: false };
  context.stable = false;
  context.forcedOn = true;
  context.status = 'OPEN';
}
