import { isWithdrawn } from '../../access/decisions.js';
import { seesStatesOf } from '../../access/state-sight.js';
import { isOpen, partOf } from '../../access/standing.js';
import type { Telling } from '../../access/vocabulary.js';
import { children } from '../common/rules.js';
import type { AgencyId, Offer, Participation, ReferralContext } from '../referral-context.js';

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
  /** Since when what is recorded counts: new information overtook what was before. Absent: since the beginning. */
  newsSeq?: number;
  police: { triaged: boolean; route: string | null; outcome: number | null; victimTold: boolean };
  /** News: what was reported after the decision, which counts on until there is another. Absent: nothing. */
  socialCare: { decision: string | null; ranOut: boolean; news?: News[] };
  /** The same, as each agency recorded it itself. Absent: nothing. */
  own?: Record<AgencyId, OwnRecord>;
  takedown: string | null;
  support: Record<string, string>;
  immediateSafety: boolean;
  /** A later review found it stable, and nothing was reported since after which another one is needed. */
  stable: boolean;
  laterReviews: number;
}

/** What one police force, or one social care authority, has recorded itself. */
export type OwnRecord = Pick<NudesContext, 'police' | 'socialCare'>;
export const nothingRecorded = (): OwnRecord => ({
  police: { triaged: false, route: null, outcome: null, victimTold: false },
  socialCare: { decision: null, ranOut: false },
});

export interface News {
  seq: number;
  by: AgencyId;
  /** It began the immediate danger, which whoever sees that state knows of without reading what was reported. */
  beganDanger?: true;
}

export const takingPart = ({ participations }: ReferralContext, kind: Participation['kind']): Participation[] =>
  participations.filter((part) => part.kind === kind && part.takesPart.some((span) => span.until === null));

/** What is new is told as danger is, and so is that a child may die. */
export const NEWS: Telling = { section: 'RISK', isDanger: true };
export const isToldOfNews = (context: NudesContext, agencyId: string): boolean => seesStatesOf(NEWS, agencyId, context);

const SETTLED_TAKEDOWN: readonly (string | null)[] = ['NOT_NEEDED', 'ADVISED', 'REMOVED'];
const SETTLED_SUPPORT: readonly (string | undefined)[] = ['COMPLETE', 'DECLINED'];

export const takedownSettled = ({ takedown }: NudesContext): boolean => SETTLED_TAKEDOWN.includes(takedown);
export const isSupported = ({ support }: NudesContext, childId: string): boolean =>
  SETTLED_SUPPORT.includes(support[childId]);
export const supportSettled = (context: NudesContext): boolean =>
  children(context).every(({ id }) => isSupported(context, id));
/** An agency that never accepted has no open part. */
export const policeSettled = (context: NudesContext): boolean =>
  takingPart(context, 'POLICE').length === 0 || context.police.outcome !== null;
/** Any decision settles it. Its one working day, run out, lets the referral go on, but leaves the part open. */
export const socialCareSettled = (context: NudesContext): boolean =>
  takingPart(context, 'SOCIAL_CARE').length === 0 || context.socialCare.decision !== null;

/**
 * A recorded decision not to share with that kind of agency that still counts: one that new information did not overtake. Whether one is asked
 * is for who holds or held the risk, or made the referral: what another agency shares of its own is not.
 */
export function notShared(context: NudesContext, kind: Participation['kind']): boolean {
  const decisions = context.decisions.filter(
    ({ recipientKind, byAgency, seq }) => recipientKind === kind && mayAskFor(context, byAgency, seq),
  );
  return decisions.some(({ recipientAgency, seq }) => {
    const newest = decisions.filter((one) => one.recipientAgency === recipientAgency).at(-1);
    return seq > (context.newsSeq ?? 0) && newest?.outcome === 'DO_NOT_SHARE' && !isWithdrawn(newest);
  });
}
const mayAskFor = (context: NudesContext, agencyId: string, seq: number): boolean => {
  const part = partOf(context, agencyId);
  return part !== undefined && (part.isReferrer || part.custody.some(({ from }) => from <= seq));
};
const silent = (context: NudesContext, kind: Participation['kind']): boolean =>
  context.offers.some((offer) => offer.toKind === kind && offer.status === 'OVERDUE');

/** The two that a referral which is forced on waits for. */
const STATUTORY = ['POLICE', 'SOCIAL_CARE'] as const;
export type Statutory = (typeof STATUTORY)[number];
export const isStatutory = (kind: Participation['kind']): kind is Statutory =>
  kind === 'POLICE' || kind === 'SOCIAL_CARE';

const answered = (context: NudesContext, kind: Statutory): boolean => {
  const { answers, socialCare } = context;
  const answer =
    kind === 'POLICE'
      ? answers.police !== null
      : socialCare.decision !== null || answers.socialCare === 'DECLINED' || socialCare.ranOut;
  return answer || silent(context, kind) || notShared(context, kind);
};
/** One of the two said yes or no: the silence of both leaves the referral where it is. */
const oneReallyAnswered = ({ answers }: NudesContext): boolean =>
  answers.police !== null || answers.socialCare !== null;
export const unanswered = (context: NudesContext): Statutory[] => STATUTORY.filter((kind) => !answered(context, kind));
/** Police and social care have answered, as far as one of the two really did. */
export const bothAnswered = (context: NudesContext): boolean =>
  unanswered(context).length === 0 && oneReallyAnswered(context);
export const isForcedOn = ({ main }: NudesContext): boolean => main === 'immediateReferral' || main === 'adultInvolved';
/** Asked, and neither answered nor taken back. */
export const isAsked = ({ offers }: NudesContext, kind: Participation['kind']): boolean =>
  offers.some((offer) => offer.toKind === kind && isOpen(offer));
/**
 * What it waits for comes only when its holder asks: nobody has anything left to answer in time, and one of the two was never asked,
 * or neither said yes or no.
 */
export function mustBeAsked(context: NudesContext): boolean {
  const inTime = ({ toKind, status }: Offer): boolean => isStatutory(toKind) && status === 'OFFERED';
  if (!isForcedOn(context) || context.offers.some(inTime)) return false;
  const reached = (kind: Statutory): boolean => isAsked(context, kind) || takingPart(context, kind).length > 0;
  return (
    unanswered(context).some((kind) => !reached(kind)) || (!oneReallyAnswered(context) && !STATUTORY.some(reached))
  );
}

/** From now police and social care are waited for. Their silence was about what was known before: it answers nothing of what is new. */
export function forceOn(context: NudesContext, seq: number, at: string): void {
  context.forcedOn = true;
  context.roundSeq = seq;
  context.roundAt = at;
  context.socialCare.ranOut = false;
  for (const offer of context.offers.filter(({ toKind, status }) => isStatutory(toKind) && status === 'OVERDUE'))
    Object.assign(offer, { status: 'OFFERED', askedAnewAt: at });
}
/** What came before no longer counts, and stays on record. */
export function newRound(context: NudesContext, seq: number, at: string): void {
  const still = (kind: Participation['kind']): 'ACCEPTED' | null =>
    takingPart(context, kind).length > 0 ? 'ACCEPTED' : null;
  context.review = null;
  context.localChosenBy = null;
  context.answers = { police: still('POLICE'), socialCare: still('SOCIAL_CARE') };
  Object.assign(context, nothingRecorded());
  // What is left out of a context XState keeps as it was.
  context.own = {};
  context.stable = false;
  context.status = 'OPEN';
  context.newsSeq = seq;
  forceOn(context, seq, at);
}
