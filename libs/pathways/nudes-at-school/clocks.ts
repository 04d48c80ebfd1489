import { text as textOf } from '../common/rules.js';
import { isOpen } from '../../access/standing.js';
import type { AgencyKind, Role } from '../../access/vocabulary.js';
import type { ClockRunning } from '../clock-keeping.js';
import type { PathwayEvent } from '../referral-context.js';
import { isStatutory, mustBeAsked, type NudesContext, notShared, takingPart } from './nudes-context.js';

/** A duty with a deadline, declared: when it runs, who must meet it, what meets it. Counting and rules stand in `rules-in-force.ts`. */
interface ClockDeclaration {
  kind: string;
  /** What meets it; anything else that ends it cancels it. */
  metBy: string[];
  running: (context: NudesContext) => ClockRunning[];
}

/** Who is called when a deadline runs out. In a school its leader too: the safeguarding lead is who missed it. */
const SUPERVISORS: Role[] = [
  'SUPERVISOR',
  'SAFEGUARDING_LEAD',
  'SCHOOL_LEADER',
  'DECISION_MAKER',
  'SERVICE_COORDINATOR',
];
const called = (...agencyIds: string[]): ClockRunning['escalateTo'] =>
  [...new Set(agencyIds)].map((agencyId) => ({ agencyId, roles: SUPERVISORS }));
/** Whoever waits for an answer is at work on it: a case worker too. */
const waiting = (agencyId: string): ClockRunning['escalateTo'][number] => ({
  agencyId,
  roles: [...SUPERVISORS, 'CASE_WORKER'],
});
const when = (is: boolean, clock: () => ClockRunning): ClockRunning[] => (is ? [clock()] : []);
const held = (context: NudesContext, rule: string, about: string | null = null): ClockRunning => ({
  about,
  agencyId: context.custodian,
  rule,
  escalateTo: called(context.custodian),
});

/** Agencies of that kind that were asked and have not said no. */
const reached = (context: NudesContext, kind: AgencyKind): string[] => [
  ...new Set([
    ...context.offers.filter((offer) => offer.toKind === kind && isOpen(offer)).map(({ toAgency }) => toAgency),
    ...takingPart(context, kind).map(({ agencyId }) => agencyId),
  ]),
];
/** When it reached that agency: by the offer or invitation, whenever it was answered. */
const reachedAt = (context: NudesContext, agencyId: string): string =>
  context.offers.find((offer) => offer.toAgency === agencyId && (isOpen(offer) || offer.status === 'ACCEPTED'))
    ?.offeredAt ?? context.startedAt;
/** The same, or when the referral was forced on anew after it. */
const toldAt = (context: NudesContext, agencyId: string): string => {
  const first = reachedAt(context, agencyId);
  return first > context.roundAt ? first : context.roundAt;
};
const harmed = ({ parties }: NudesContext): NudesContext['parties'] =>
  parties.filter(({ role }) => role === 'CHILD_DEPICTED' || role === 'CHILD_HARMED');
/** What the school offered, or the child declined, is on record; or a charity was asked and told who the child is, so that it can. */
const supportAsked = (context: NudesContext): boolean =>
  harmed(context).every(({ id }) => context.support[id] !== undefined) ||
  context.offers.some(
    (offer) =>
      offer.toKind === 'CHARITY' &&
      offer.status !== 'WITHDRAWN' &&
      context.decisions.find(({ id }) => id === offer.decisionId)?.sections.includes('HARMED_PERSON'),
  );

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
        arrives: true,
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
    // Anew whenever nobody is left who could answer: after a withdrawal, a decline, or when one of the two was never asked.
    running: (context) => when(mustBeAsked(context), () => held(context, 'first-offer', String(context.roundSeq))),
  },
  {
    kind: 'offerResponse',
    metBy: ['acceptHandoff', 'declineHandoff', 'acceptInvitation', 'declineInvitation'],
    running: ({ offers }) =>
      offers.filter(isOpen).map((offer) => ({
        about: offer.id,
        agencyId: offer.toAgency,
        rule: isStatutory(offer.toKind) ? 'statutory-answer' : 'partner-answer',
        from: offer.offeredAt,
        arrives: true,
        escalateTo: called(offer.fromAgency, offer.toAgency),
      })),
  },
  {
    kind: 'socialCareDecision',
    metBy: ['recordSocialCareDecision', 'declineInvitation', 'declineHandoff'],
    running: (context) => {
      if (context.socialCare.decision !== null) return [];
      return reached(context, 'SOCIAL_CARE').map((agencyId) => ({
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
    metBy: ['recordSocialCareDecision'],
    running: (context) => {
      const going = context.socialCare.decision === (kind === 'assessment' ? 'ASSESSMENT' : 'SECTION_47');
      return takingPart(context, 'SOCIAL_CARE')
        .filter(() => going)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: kind === 'assessment' ? 'assessment' : 'section-47',
          ...(kind === 'assessment' ? { from: reachedAt(context, agencyId), arrives: true } : {}),
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
    kind: 'crimeRecord',
    metBy: ['recordTriage', 'recordPoliceDecision'],
    running: (context) =>
      context.police.triaged || context.police.route !== null
        ? []
        : reached(context, 'POLICE').map((agencyId) => ({
            about: `${agencyId}:${context.roundSeq}`,
            agencyId,
            rule: 'crime-record',
            from: toldAt(context, agencyId),
            escalateTo: called(agencyId),
          })),
  },
  {
    kind: 'victimSupport',
    metBy: ['inviteContributor', 'recordSharingDecision', 'recordSupport'],
    running: (context) =>
      takingPart(context, 'POLICE')
        .filter(({ agencyId }) => agencyId === context.custodian)
        .filter(() => !supportAsked(context) && !notShared(context, 'CHARITY'))
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'victim-support',
          from: toldAt(context, agencyId),
          escalateTo: called(agencyId),
        })),
  },
  {
    kind: 'victimTold',
    metBy: ['recordPoliceOutcome'],
    running: (context) => {
      const { route, outcome, victimTold } = context.police;
      const known = outcome !== null || route === 'NO_FURTHER_ACTION';
      return takingPart(context, 'POLICE')
        .filter(() => known && !victimTold && harmed(context).length > 0)
        .map(({ agencyId }) => ({
          about: `${agencyId}:${context.roundSeq}`,
          agencyId,
          rule: 'victim-told',
          escalateTo: called(agencyId),
        }));
    },
  },
  {
    kind: 'charityFirstContact',
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
  const asked = context.onward?.find(({ id }) => clockId === `onwardAgreement:${id}`);
  if (asked) asked.overdueSeq = event.seq;
}
