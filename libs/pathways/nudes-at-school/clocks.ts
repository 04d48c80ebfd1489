import { text as textOf } from '../common/rules.js';
import { isOpen } from '../../access/standing.js';
import type { AgencyKind, Role } from '../../access/vocabulary.js';
import type { ClockRunning } from '../clock-keeping.js';
import type { PathwayEvent } from '../referral-context.js';
import { type NudesContext, takingPart } from './nudes-context.js';

/** A duty with a deadline, declared: when it runs, who must meet it, what meets it. Counting and rules stand in `rules-in-force.ts`. */
interface ClockDeclaration {
  kind: string;
  /** What meets it; anything else that ends it cancels it. */
  metBy: string[];
  running: (context: NudesContext) => ClockRunning[];
}

const SUPERVISORS: Role[] = ['SUPERVISOR', 'SAFEGUARDING_LEAD', 'DECISION_MAKER', 'SERVICE_COORDINATOR'];
const called = (...agencyIds: string[]): ClockRunning['escalateTo'] =>
  [...new Set(agencyIds)].map((agencyId) => ({ agencyId, roles: SUPERVISORS }));
const STATUTORY: readonly AgencyKind[] = ['POLICE', 'SOCIAL_CARE'];
const when = (is: boolean, clock: () => ClockRunning): ClockRunning[] => (is ? [clock()] : []);
const held = (context: NudesContext, rule: string, about: string | null = null): ClockRunning => ({
  about,
  agencyId: context.custodian,
  rule,
  escalateTo: called(context.custodian),
});

const declared: ClockDeclaration[] = [
  {
    kind: 'initialReview',
    metBy: ['recordInitialReview'],
    running: (context) =>
      when(context.main === 'reported' || (context.main === 'initialReview' && !context.review), () => ({
        about: null,
        agencyId: context.referrer,
        rule: 'initial-review',
        from: context.startedAt,
        escalateTo: called(context.referrer, context.custodian),
      })),
  },
  {
    kind: 'schoolDecision',
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
    metBy: ['coSignLocalResponse'],
    running: (context) =>
      when(context.main === 'initialReview' && context.localChosenBy !== null, () => held(context, 'co-signature')),
  },
  {
    kind: 'firstOffer',
    metBy: ['offerHandoff', 'inviteContributor', 'recordSharingDecision'],
    running: (context) => {
      const forced = context.main === 'immediateReferral' || context.main === 'adultInvolved';
      const offered = context.offers.some((offer) => offer.offeredSeq > context.roundSeq || isOpen(offer));
      const nobody = context.answers.police === null && context.answers.socialCare === null;
      return when(forced && nobody && !offered, () => held(context, 'first-offer', String(context.roundSeq)));
    },
  },
  {
    kind: 'offerResponse',
    metBy: ['acceptHandoff', 'declineHandoff', 'acceptInvitation', 'declineInvitation'],
    running: ({ offers }) =>
      offers.filter(isOpen).map((offer) => ({
        about: offer.id,
        agencyId: offer.toAgency,
        rule: STATUTORY.includes(offer.toKind) ? 'statutory-answer' : 'partner-answer',
        from: offer.offeredAt,
        escalateTo: called(offer.fromAgency, offer.toAgency),
      })),
  },
  {
    kind: 'socialCareDecision',
    metBy: ['recordSocialCareDecision', 'declineInvitation', 'declineHandoff'],
    running: (context) => {
      if (context.socialCare.decision !== null) return [];
      const asked = context.offers
        .filter((offer) => offer.toKind === 'SOCIAL_CARE' && isOpen(offer))
        .map((offer) => offer.toAgency);
      const agencies = new Set([...asked, ...takingPart(context, 'SOCIAL_CARE').map(({ agencyId }) => agencyId)]);
      return [...agencies].map((agencyId) => {
        const first =
          context.offers.find((offer) => offer.toAgency === agencyId && (isOpen(offer) || offer.status === 'ACCEPTED'))
            ?.offeredAt ?? context.startedAt;
        return {
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'social-care-decision',
          from: first > context.roundAt ? first : context.roundAt,
          escalateTo: called(agencyId, context.custodian),
        };
      });
    },
  },
  ...(['assessment', 'section47'] as const).map((kind): ClockDeclaration => ({
    kind,
    metBy: ['recordSocialCareDecision'],
    running: (context) => {
      const going = context.socialCare.decision === (kind === 'assessment' ? 'ASSESSMENT' : 'SECTION_47');
      return takingPart(context, 'SOCIAL_CARE')
        .filter(() => going)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: kind === 'assessment' ? 'assessment' : 'section-47',
          ...(kind === 'assessment'
            ? {
                from:
                  context.offers.find((offer) => offer.toAgency === agencyId && offer.status === 'ACCEPTED')
                    ?.offeredAt ?? context.startedAt,
              }
            : {}),
          escalateTo: called(agencyId),
        }));
    },
  })),
  {
    kind: 'policeFirstDecision',
    metBy: ['recordPoliceDecision'],
    running: (context) =>
      context.police.route !== null
        ? []
        : takingPart(context, 'POLICE').map(({ agencyId }) => ({
            about: `${agencyId}:${context.roundSeq}`,
            agencyId,
            rule: 'police-decision',
            escalateTo: called(agencyId, context.custodian),
          })),
  },
  {
    kind: 'charityFirstContact',
    metBy: ['startIntervention', 'endContribution'],
    running: (context) =>
      takingPart(context, 'CHARITY')
        .filter(
          ({ agencyId, isReferrer }) => !isReferrer && !context.interventions.some((one) => one.agencyId === agencyId),
        )
        .map(({ agencyId }) => ({ about: agencyId, agencyId, rule: 'charity-contact', escalateTo: called(agencyId) })),
  },
  {
    kind: 'informationRequest',
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
    kind: 'immediateSafety',
    metBy: ['confirmSafe'],
    running: (context) => when(context.immediateSafety, () => held(context, 'immediate-safety')),
  },
  {
    kind: 'laterReview',
    metBy: ['recordLaterReview'],
    running: (context) => {
      const due = context.main === 'laterReview' || (context.main === 'closureCheck' && !context.stable);
      const school =
        takingPart(context, 'SCHOOL').find(({ isReferrer }) => isReferrer) ?? takingPart(context, 'SCHOOL')[0];
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
    metBy: ['close'],
    running: (context) => when(context.main === 'closureCheck' && context.stable, () => held(context, 'closing')),
  },
  {
    // In every open state somebody must look again, so that nothing lies unseen.
    kind: 'custodianReview',
    metBy: [],
    running: (context) => [{ ...held(context, 'custodian-review'), from: context.custodianActedAt }],
  },
];

export const clockKinds: readonly string[] = declared.map(({ kind }) => kind);

export const clocksOf = (context: NudesContext): { kind: string; metBy: string[]; running: ClockRunning[] }[] =>
  declared.map(({ kind, metBy, running }) => ({
    kind,
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
}
