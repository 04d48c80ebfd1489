import { isKnownToTakePart } from '../../access/known-there.js';
import type { AgencyKind } from '../../access/vocabulary.js';
import { children } from '../common/rules.js';
import { hasShown, partiesOfAgency, partiesSeen } from '../common/parties-seen.js';
import { PARTY_WORDS } from '../party.js';
import type { Rule } from '../pathway.js';
import type { EventActor } from '../referral-context.js';
import {
  isAsked,
  isForcedOn,
  isToldOfNews,
  type NudesContext,
  policeSettled,
  socialCareSettled,
  type Statutory,
  isSupported,
  supportSettled,
  takedownSettled,
  takingPart,
  unanswered,
} from './nudes-context.js';
import { asKnownTo } from './own-records.js';

const NAMES: Record<Statutory, string> = { POLICE: 'police', SOCIAL_CARE: 'social care' };
/**
 * Why a referral that was forced on goes no further. Who was asked is for the agency that holds the risk, and asks them: to any
 * other the state says that not both have answered, and no more.
 */
function waitsForAnswers(context: NudesContext, { agencyId }: EventActor): string {
  if (agencyId !== context.custodian)
    return 'Police and social care have not both answered yet. The agency that holds the risk asks them.';
  const waiting = unanswered(context);
  if (waiting.length === 0)
    return 'Police and social care: one of the two must accept or decline. Offer it to them, or invite them.';
  return waiting.map((kind) => waitsFor(context, kind)).join(' ');
}
function waitsFor(context: NudesContext, kind: Statutory): string {
  const name = NAMES[kind];
  if (takingPart(context, kind).length > 0) return `Waiting for ${name} to decide.`;
  return isAsked(context, kind)
    ? `Waiting for ${name} to accept or decline.`
    : `Ask ${name}: offer it to them, invite them, or record a decision not to share with them.`;
}
/**
 * Only a school records support, and only of a child whom it sees: where none sees one, whoever does must share who the child is. That there is
 * a child whom it does not see an agency learns once those whom it sees are supported, since it must know it to go on.
 */
function supportOpen(context: NudesContext, actor: EventActor): string {
  const generally = 'support for every child';
  const open = children(context).filter((child) => !isSupported(context, child.id));
  const bySchools = takingPart(context, 'SCHOOL').flatMap(({ agencyId }) => partiesOfAgency(context, agencyId));
  const unknown = open.filter((child) => !bySchools.includes(child));
  if (unknown.length === 0) return generally;
  const seen = partiesSeen(context, actor);
  if (unknown.some((child) => seen.includes(child)))
    return `${generally}: a school records it, once it was shared with it who the child is`;
  return open.some((child) => seen.includes(child))
    ? generally
    : 'support for a child whom only another agency sees: ask it to share with a school who the child is';
}
/** What `active` waits for. What other agencies recorded is for the agency that holds the risk. */
function waitsForParts(context: NudesContext, actor: EventActor): string {
  const open = [
    ...(policeSettled(context) ? [] : ['the police outcome']),
    ...(takedownSettled(context) ? [] : ['the take-down']),
    ...(supportSettled(context) ? [] : [supportOpen(context, actor)]),
  ];
  return actor.agencyId === context.custodian
    ? `Still open: ${open.join(', ')}.`
    : 'It comes when the police outcome, support for every child and the take-down are settled.';
}
/** Why the later review is not due yet. */
function notReviewedYet(context: NudesContext, actor: EventActor): string {
  if (isForcedOn(context)) return waitsForAnswers(context, actor);
  if (context.main === 'active') return waitsForParts(context, actor);
  return context.main === 'localResponse'
    ? 'It comes when support for every child and the take-down are settled.'
    : 'The school’s response comes first.';
}

const inClosureCheck: Rule<NudesContext> = {
  id: 'nudes.closure-check',
  needs: 'the later review found it stable',
  refuse: (context, actor) => {
    if (context.main === 'closureCheck') return undefined;
    const why = context.main === 'laterReview' ? 'Record that review.' : notReviewedYet(context, actor);
    return `A referral is closed only after its later review found it stable. ${why}`;
  },
};
const safe: Rule<NudesContext> = {
  id: 'nudes.safe-before-closing',
  needs: 'no child is in danger',
  refuse: ({ immediateSafety }) =>
    immediateSafety ? 'A child may be in danger: confirm first that the child is safe.' : undefined,
};
const partsSettled: Rule<NudesContext> = {
  id: 'nudes.parts-settled',
  needs: 'every part is settled',
  refuse: (context, actor) => {
    if (!policeSettled(context)) return 'The police outcome is open.';
    if (!socialCareSettled(context)) return 'Social care have not decided.';
    if (!supportSettled(context)) return `Still open: ${supportOpen(context, actor)}.`;
    if (!takedownSettled(context)) return 'The take-down is not settled.';
    return context.interventions.some(({ completion }) => completion === null)
      ? 'An intervention is under way.'
      : undefined;
  },
};
const everyVoice: Rule<NudesContext> = {
  id: 'nudes.every-voice',
  needs: 'every child’s voice is recorded',
  refuse: (context, actor) => {
    const unheard = children(context).filter(({ id }) => !context.voices.includes(id));
    if (unheard.length === 0) return undefined;
    const seen = partiesSeen(context, actor).filter((party) => unheard.includes(party));
    // Of children whom the agency does not see, it learns that some are there, which it must know to go on, and not how many.
    const hidden = seen.length < unheard.length ? ['a child whom only another agency sees: ask it to record that'] : [];
    const whom = [...seen.map(({ role }) => `the ${PARTY_WORDS[role]}`), ...hidden].join(', ');
    return `What a child wants is missing, or why the child was not asked: for ${whom}.`;
  },
};
const reviewedSince: Rule<NudesContext> = {
  id: 'nudes.reviewed-since',
  needs: 'nothing was reported since the later review after which another one is needed',
  refuse: (context) => {
    if (context.stable) return undefined;
    const why = 'Something new was reported: a later review is needed after it';
    return takingPart(context, 'SCHOOL').some(({ agencyId }) => isToldOfNews(context, agencyId))
      ? `${why}.`
      : `${why}. No school that takes part reads of the risk: share it with one, on ongoing terms, first.`;
  },
};
/** Nobody closes while a part is open, a voice is missing or a child may be in danger. */
export const closing: Rule<NudesContext>[] = [inClosureCheck, safe, partsSettled, everyVoice, reviewedSince];

/** Once it was held it is due again only after something new: who is not told of that learns nothing of it by what it may do. */
const isDueAgain = (context: NudesContext, agencyId: string): boolean =>
  context.main === 'closureCheck' && !context.stable && isToldOfNews(context, agencyId);

export const laterReviewIsDue: Rule<NudesContext> = {
  id: 'nudes.later-review',
  needs: 'the later review is due',
  refuse: (context, actor) => {
    if (context.main === 'laterReview' || isDueAgain(context, actor.agencyId)) return undefined;
    return context.main === 'closureCheck'
      ? 'The later review is recorded.'
      : `The later review is not due yet. ${notReviewedYet(context, actor)}`;
  },
};

/**
 * A child that this agency brought in and has itself shown to nobody who takes part: without it the referral could never be closed. What
 * others shared of that child, and what they did, it does not learn by this; a school has recorded support and the child's voice itself.
 */
const isLeftAlone = (context: NudesContext, agencyId: string, agencyKind: AgencyKind): boolean =>
  children(context).some(
    (child) =>
      child.bySeqAgency === agencyId &&
      !(agencyKind === 'SCHOOL' && isSupported(context, child.id) && context.voices.includes(child.id)) &&
      !hasShown(context, agencyId, child),
  );

/** An agency leaves no part behind that, as far as it knows, only it can do. */
export const ownPartSettled: Rule<NudesContext> = {
  id: 'nudes.own-part',
  needs:
    'no part is open that only this agency can do, nor support or voice of a child whom it brought in and has shown to nobody',
  refuse: (context, { agencyId, agencyKind }) => {
    const { police, socialCare } = asKnownTo(context, agencyId);
    if (context.interventions.some((one) => one.agencyId === agencyId && one.completion === null))
      return 'Your intervention is under way.';
    if (agencyKind === 'POLICE' && police.outcome === null) return 'The police outcome is open.';
    if (
      agencyKind === 'SOCIAL_CARE' &&
      !['NO_FURTHER_ACTION', 'ADVICE', 'FAMILY_HELP'].includes(socialCare.decision ?? '')
    ) {
      return socialCare.decision === null
        ? 'Record social care’s decision first.'
        : 'An assessment or section 47 enquiry goes on: record the decision that ends it first.';
    }
    if (isLeftAlone(context, agencyId, agencyKind)) {
      const first =
        agencyKind === 'SCHOOL' ? 'record it, or share who the child is' : 'share with a school who the child is';
      return `Support for a child whom your agency brought in and has shown to nobody, or what the child wants, may be open: ${first}, first.`;
    }
    const ours =
      agencyKind === 'SCHOOL' &&
      takingPart(context, 'SCHOOL').every(
        (one) => one.agencyId === agencyId || !isKnownToTakePart(one.agencyId, agencyId, context),
      );
    return ours && (context.main !== 'closureCheck' || isDueAgain(context, agencyId))
      ? 'Support, take-down and later review are your school’s part.'
      : undefined;
  },
};
