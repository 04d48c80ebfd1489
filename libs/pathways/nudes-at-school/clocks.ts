import { isOpen } from '../../access/standing.js';
import type { ClockRunning } from '../clock-keeping.js';
import type { ClockWords } from '../pathway.js';
import { whoSeesTo } from '../common/offers.js';
import { text as textOf } from '../common/rules.js';
import type { PathwayEvent } from '../referral-context.js';
import { called, type ClockDeclaration, held, reached, toldAt, waiting, when } from './clock-declaration.js';
import { isStatutory, isToldOfNews, mustBeAsked, type NudesContext, takingPart } from './nudes-context.js';
import { asKnownTo } from './own-records.js';
import { policeClocks } from './police-clocks.js';

const declared: ClockDeclaration[] = [
  {
    kind: 'initialReview',
    title: 'the initial review',
    rules: ['initial-review'],
    whose: 'the school that made the referral',
    runs: 'from the report, until the review is recorded or the referral is forced on',
    metBy: ['recordInitialReview'],
    running: (context) =>
      when(context.main === 'reported' || (context.main === 'initialReview' && !context.review), () => ({
        about: null,
        agencyId: context.referrer,
        rule: 'initial-review',
        from: context.startedAt,
        arrives: true,
        escalateTo: called(context.referrer, context.custodian),
      })),
  },
  {
    kind: 'schoolDecision',
    title: 'the school’s decision how to respond',
    rules: ['school-decision'],
    whose: 'whoever holds the risk',
    runs: 'after a review that forces nothing on, until the school chooses its response or a hand-off is offered',
    metBy: ['chooseLocalResponse', 'offerHandoff'],
    running: (context) => {
      const handedOn = context.offers.some((offer) => offer.kind === 'HANDOFF' && isOpen(offer));
      const undecided =
        context.main === 'initialReview' && context.review !== null && !context.localChosenBy && !handedOn;
      return when(undecided, () => held(context, 'school-decision'));
    },
  },
  {
    kind: 'coSignature',
    title: 'the co-signature of the response within the school',
    rules: ['co-signature'],
    whose: 'whoever holds the risk',
    runs: 'once the school has chosen to respond itself',
    metBy: ['coSignLocalResponse'],
    running: (context) =>
      when(context.main === 'initialReview' && context.localChosenBy !== null, () => held(context, 'co-signature')),
  },
  {
    kind: 'firstOffer',
    title: 'asking police and social care',
    rules: ['first-offer'],
    whose: 'whoever holds the risk',
    runs: 'while a referral was forced on and police or social care must still be asked',
    metBy: ['offerHandoff', 'inviteContributor', 'recordSharingDecision'],
    // Anew whenever nobody is left who could answer: after a withdrawal, a decline, or when one of the two was never asked.
    running: (context) => when(mustBeAsked(context), () => held(context, 'first-offer', String(context.roundSeq))),
  },
  {
    kind: 'offerResponse',
    title: 'the answer to a hand-off or an invitation',
    rules: ['statutory-answer', 'partner-answer'],
    whose: 'the agency that was asked',
    runs: 'from each offer or invitation, until it is answered or taken back; anew where it had run out for police or social care when the referral was forced on anew; the first rule for these two',
    metBy: ['acceptHandoff', 'declineHandoff', 'acceptInvitation', 'declineInvitation'],
    running: (context) =>
      context.offers.filter(isOpen).map((offer) => ({
        about: offer.id,
        agencyId: offer.toAgency,
        rule: isStatutory(offer.toKind) ? 'statutory-answer' : 'partner-answer',
        from: offer.askedAnewAt ?? offer.offeredAt,
        arrives: true,
        escalateTo: called(whoSeesTo(offer, context), offer.toAgency),
      })),
  },
  {
    kind: 'socialCareDecision',
    title: 'social care’s decision',
    rules: ['social-care-decision'],
    whose: 'social care',
    runs: 'from the offer or invitation, or from when the referral was forced on anew, until there is a decision',
    metBy: ['recordSocialCareDecision', 'declineInvitation', 'declineHandoff'],
    running: (context) => {
      const undecided = reached(context, 'SOCIAL_CARE').filter(
        (agencyId) => asKnownTo(context, agencyId).socialCare.decision === null,
      );
      return undecided.map((agencyId) => ({
        about: `${agencyId}:${context.roundSeq}`,
        agencyId,
        rule: 'social-care-decision',
        from: toldAt(context, agencyId),
        arrives: true,
        escalateTo: called(agencyId, context.custodian),
      }));
    },
  },
  ...(['assessment', 'section47'] as const).map((kind): ClockDeclaration => ({
    kind,
    title: kind === 'assessment' ? 'the assessment by social care' : 'the enquiry under section 47',
    rules: [kind === 'assessment' ? 'assessment' : 'section-47'],
    whose: 'social care',
    runs:
      kind === 'assessment'
        ? 'while their decision is `ASSESSMENT`; counted from the offer or invitation, or from when the referral was forced on anew'
        : 'from when their decision is `SECTION_47`',
    metBy: ['recordSocialCareDecision'],
    running: (context) => {
      const going = kind === 'assessment' ? 'ASSESSMENT' : 'SECTION_47';
      return takingPart(context, 'SOCIAL_CARE')
        .filter(({ agencyId }) => asKnownTo(context, agencyId).socialCare.decision === going)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: kind === 'assessment' ? 'assessment' : 'section-47',
          ...(kind === 'assessment' ? { from: toldAt(context, agencyId), arrives: true } : {}),
          escalateTo: called(agencyId),
        }));
    },
  })),
  ...policeClocks,
  {
    kind: 'charityFirstContact',
    title: 'a charity’s first contact',
    rules: ['charity-contact'],
    whose: 'each charity',
    runs: 'from when it takes part, until it has started an intervention',
    metBy: ['startIntervention'],
    running: (context) =>
      takingPart(context, 'CHARITY')
        .filter(
          ({ agencyId, isReferrer }) => !isReferrer && !context.interventions.some((one) => one.agencyId === agencyId),
        )
        .map(({ agencyId }) => ({ about: agencyId, agencyId, rule: 'charity-contact', escalateTo: called(agencyId) })),
  },
  {
    kind: 'informationRequest',
    title: 'the answer to a question',
    rules: ['question'],
    whose: 'the agency that was asked',
    runs: 'until the time that a question named, if it named one',
    metBy: ['provideInformation'],
    running: ({ requests }) =>
      requests
        .filter((request) => !request.answered && request.respondBy !== null)
        .map((request) => ({
          about: request.id,
          agencyId: request.toAgency,
          rule: 'question',
          dueAt: request.respondBy ?? undefined,
          escalateTo: called(request.byAgency, request.toAgency),
        })),
  },
  {
    // Who waits for it may have to hold the risk until then. Running out decides nothing: silence is no agreement.
    kind: 'onwardAgreement',
    title: 'the answer whether something may be shared on',
    rules: ['onward-agreement'],
    whose: 'the agency that set the condition',
    runs: 'from when it is asked',
    metBy: ['agreeOnwardSharing', 'refuseOnwardSharing'],
    running: ({ onward }) =>
      (onward ?? [])
        .filter(({ answer }) => answer === null)
        .map(({ id, byAgency, originator }) => ({
          about: id,
          agencyId: originator,
          rule: 'onward-agreement',
          arrives: true,
          escalateTo: [waiting(byAgency), ...called(originator)],
        })),
  },
  {
    kind: 'immediateSafety',
    title: 'making a child in danger safe',
    rules: ['immediate-safety'],
    whose: 'whoever holds the risk',
    runs: 'while a child is in danger',
    metBy: ['confirmSafe'],
    running: (context) => when(context.immediateSafety, () => held(context, 'immediate-safety')),
  },
  {
    kind: 'laterReview',
    title: 'the later review',
    rules: ['later-review'],
    whose:
      'the school that made the referral; without one another school, or whoever holds the risk, to bring one in. After something new a school that is told of it',
    runs: 'in `laterReview`, and in `closureCheck` after something new; anew after a review that was not stable',
    metBy: ['recordLaterReview'],
    running: (context) => {
      const isFirst = context.main === 'laterReview';
      const due = isFirst || (context.main === 'closureCheck' && !context.stable);
      const schools = takingPart(context, 'SCHOOL').filter(
        ({ agencyId }) => isFirst || isToldOfNews(context, agencyId),
      );
      const school = schools.find(({ isReferrer }) => isReferrer) ?? schools[0];
      const agencyId = school?.agencyId ?? context.custodian;
      return when(due, () => ({
        about: String(context.laterReviews),
        agencyId,
        rule: 'later-review',
        escalateTo: called(agencyId, context.custodian),
      }));
    },
  },
  {
    kind: 'closing',
    title: 'closing the referral',
    rules: ['closing'],
    whose: 'whoever holds the risk',
    runs: 'in `closureCheck` after a stable review, while no child is in danger',
    metBy: ['close'],
    running: (context) =>
      when(context.main === 'closureCheck' && context.stable && !context.immediateSafety, () =>
        held(context, 'closing'),
      ),
  },
  {
    // In every open state somebody must look again, so that nothing lies unseen.
    kind: 'custodianReview',
    title: 'another look by whoever holds the risk',
    rules: ['custodian-review'],
    whose: 'whoever holds the risk',
    runs: 'in every open state; anew from each act of theirs, and from when the referral is opened again',
    metBy: [],
    running: (context) => [{ ...held(context, 'custodian-review'), from: context.custodianActedAt }],
  },
];

export const clockKinds: readonly string[] = declared.map(({ kind }) => kind);
export const clockWords: readonly ClockWords[] = declared.map(({ rules, ...clock }) => ({
  ...clock,
  rules: rules.map((id) => `nudes.${id}`),
}));

export const clocksOf = (
  context: NudesContext,
): { kind: string; rules: string[]; metBy: string[]; running: ClockRunning[] }[] =>
  declared.map(({ kind, rules, metBy, running }) => ({
    kind,
    rules,
    metBy,
    running: context.status === 'OPEN' ? running(context) : [],
  }));

/** What a clock that runs out changes: silence counts as an answer, and an offer stays acceptable. */
export function clockRanOut(context: NudesContext, event: PathwayEvent): void {
  const clockId = textOf(event.payload, 'clockId');
  if (event.type === 'offerResponse') {
    const offer = context.offers.find((one) => clockId === `offerResponse:${one.id}`);
    if (offer?.status === 'OFFERED') offer.status = 'OVERDUE';
  }
  if (event.type === 'socialCareDecision') context.socialCare.ranOut = true;
  const asked = context.onward?.find(({ id }) => clockId === `onwardAgreement:${id}`);
  if (asked) asked.overdueSeq = event.seq;
}
