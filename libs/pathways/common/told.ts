import { reached } from '../../access/decisions.js';
import { rolesThatRead } from '../../access/policy.js';
import { agenciesOn, isOpen, partOf, takesPart } from '../../access/standing.js';
import type { AgencyKind, Role } from '../../access/vocabulary.js';
import type { ClockChange, ClockWords, TakenBy } from '../pathway.js';
import type { AgencyId, Offer, PathwayEvent, ReferralContext } from '../referral-context.js';
import { whoSeesTo } from './offers.js';
import { agencyOfPassing, RESTRICTION_PASSED_ON } from './restriction-passed-on.js';
import { mayOffer, schoolLeader, whoMayAccept, whoMayOffer, whoMaySupervise } from './who-may.js';

/** Who must hear that something happened: an agency and some of its roles. The kind is a code; no word of the case stands in it. */
export interface Told {
  kind: string;
  agencyId: AgencyId;
  roles: Role[];
}
interface Happened {
  event: PathwayEvent;
  after: ReferralContext;
  clockChanges: readonly ClockChange[];
  /** Agencies that read the event's entry. */
  readers: readonly AgencyId[];
  /** And those that read what was told the referrer with it; nobody where nothing was. */
  feedbackReaders: readonly AgencyId[];
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ['referral.submitted', 'A colleague reported something: take it on'],
  ['coSignature.asked', 'A response within the school waits for your co-signature'],
  ['handoff.offered', 'A hand-off is offered to your agency'],
  ['handoff.accepted', 'A hand-off was accepted'],
  ['handoff.declined', 'A hand-off was declined'],
  ['handoff.withdrawn', 'A hand-off is no longer offered'],
  ['invitation.offered', 'Your agency is invited to take part'],
  ['invitation.accepted', 'An invitation was accepted'],
  ['invitation.declined', 'An invitation was declined'],
  ['invitation.withdrawn', 'An invitation is no longer open'],
  ['sharingDecision.withdrawn', 'A decision to share with your agency was withdrawn'],
  ['sharingDecision.renewed', 'What your agency is offered, or invited to, was decided anew'],
  ['information.requested', 'Your agency is asked a question'],
  ['information.provided', 'A question was answered'],
  ['onwardSharing.asked', 'Your agency is asked to agree that something is shared on'],
  ['onwardSharing.agreed', 'It was agreed that something is shared on'],
  ['onwardSharing.refused', 'It was refused that something is shared on'],
  ['onwardSharing.withdrawn', 'An agreement that something is shared on was taken back'],
  ['newInformation.reported', 'New information was reported'],
  ['danger.over', 'A child in danger was confirmed safe'],
  ['feedback.given', 'The referrer was told how it goes on'],
  ['deadline.set', 'A deadline began for your agency'],
  ['service.passed', 'Work was passed to your service'],
  ['referral.closed', 'The referral was closed'],
  ['referral.reopened', 'The referral was opened again'],
  ['referral.enteredInError', 'The referral was entered in error and is ended'],
  ['work.toMove', 'Whoever works on the referral can no longer do so: allocate it to somebody else'],
  ['workToMove.overdue', 'Work that nobody can go on with was not moved in time: allocate it to somebody else'],
  ['conflict.declared', 'A colleague has a conflict of interest: see who holds the work now'],
  ['restriction.passedOn', 'Nobody named can go on with a restricted referral: see who works on it now'],
  [
    'emergency.opened',
    'Somebody opened the referral in an emergency: whoever supervises where the risk is held judges whether it had to be',
  ],
  ['emergency.judged', 'An opening in an emergency was judged'],
  ['emergencyJudgement.overdue', 'An opening in an emergency was not judged in time: judge it now'],
]);
export const noticeKinds: readonly string[] = [...TITLES.keys()];
const OVERDUE = /^(\w+)\.overdue$/;

/** What a notice says in words, whichever referral it is about. */
export function titleOfNotice(kind: string, clocks: readonly ClockWords[]): string {
  const [, clock] = OVERDUE.exec(kind) ?? [];
  const title = TITLES.get(kind);
  if (title !== undefined || clock === undefined) return title ?? 'Something happened on a referral';
  return `A deadline ran out: ${clocks.find((one) => one.kind === clock)?.title ?? 'something had to be done'}`;
}

/** Everybody who must hear of one event; not the agency that did it, save where colleagues must hear of it. */
export function toldOf(happened: Happened): Told[] {
  const { event, after } = happened;
  const on = agenciesOn(after);
  const told = [
    ...ofServices(event, after),
    ...ofDeadlines(happened).filter(({ agencyId }) => on.includes(agencyId)),
    ...ofOffers(event, after),
    ...ofTheRest(happened),
  ];
  // Once for each agency: who is told of the event looks, and finds these.
  for (const [kind, agencies] of [
    ['feedback.given', happened.feedbackReaders],
    ['deadline.set', dutiesBegun(happened)],
  ] as const)
    told.push(
      ...tellOthers(
        happened,
        kind,
        agencies.filter((id) => !told.some(({ agencyId }) => agencyId === id)),
      ),
    );
  return told;
}

/** By what another agency did, or by time: who must act hears of it while there is time, also where it reads nothing of the cause. */
const dutiesBegun = ({ clockChanges }: Happened): AgencyId[] =>
  clockChanges.filter(({ change }) => change === 'STARTED').map(({ clock }) => clock.agencyId);

/** Its own agency did that: whoever may accept in the service that has it from now on. */
const ofServices = ({ by, payload: { service } }: PathwayEvent, after: ReferralContext): Told[] =>
  by && typeof service === 'string' && partOf(after, by.agencyId)?.serviceId === service
    ? [{ kind: 'service.passed', agencyId: by.agencyId, roles: roles(whoMayAccept, by.agencyKind) }]
    : [];

/** A deadline that ran out calls those whom it names, as far as such a role works with referrals at an agency of that kind. */
const ofDeadlines = ({ clockChanges, after }: Happened): Told[] =>
  clockChanges
    .filter(({ change }) => change === 'OVERDUE')
    .flatMap(({ clock }) =>
      clock.escalateTo.map(({ agencyId, roles }) => ({
        kind: `${clock.kind}.overdue`,
        agencyId,
        roles: roles.filter((role) => workThere(role, kindOf(agencyId, after))),
      })),
    )
    .filter(({ roles }) => roles.length > 0);
const workThere = (role: Role, kind: AgencyKind | undefined): boolean =>
  kind !== undefined && rolesThatRead(kind).includes(role);

/** Who is asked hears of it, and who asked, or sees to it since that left, hears the answer. An offer that ends with its referral is heard of at both ends. */
const ofOffers = (event: PathwayEvent, after: ReferralContext): Told[] =>
  after.offers.flatMap((offer) => {
    const kind = `${offer.kind.toLowerCase()}.${offer.status.toLowerCase()}`;
    const asked = { kind, agencyId: offer.toAgency, roles: roles(whoMayAccept, offer.toKind) };
    const asking = whoSeesTo(offer, after);
    const both = [asked, { kind, agencyId: asking, roles: casework(kindOf(asking, after)) }];
    const told = offer.answeredSeq === event.seq ? both : offer.offeredSeq === event.seq ? [asked] : [];
    return told.filter(({ agencyId }) => agencyId !== event.by?.agencyId);
  });

const tellOthers = ({ event, after }: Happened, kind: string, agencies: readonly AgencyId[]): Told[] =>
  [...new Set(agencies)]
    .filter((agencyId) => agencyId !== event.by?.agencyId)
    .map((agencyId) => ({ kind, agencyId, roles: casework(kindOf(agencyId, after)) }));

/** Colleagues, of what one of them did that waits for them. */
const tellColleagues = ({ by }: PathwayEvent, kind: string, who: readonly TakenBy[]): Told[] =>
  by ? [{ kind, agencyId: by.agencyId, roles: roles(who, by.agencyKind) }] : [];

const ofTheRest = (happened: Happened): Told[] => {
  const { event, after, readers } = happened;
  const tell = (kind: string, agencies: readonly AgencyId[]): Told[] => tellOthers(happened, kind, agencies);
  const taking = (): AgencyId[] => agenciesOn(after).filter((agencyId) => takesPart(after, agencyId));
  const request = after.requests.find(({ id }) => id === event.entryId || id === event.payload.requestId);
  const onward = after.onward?.find(({ id }) => id === event.entryId || id === event.payload.requestId);
  switch (event.type) {
    // The lead hears of a report at once, whoever else wrote it down (KCSIE; Sharing nudes and semi-nudes).
    case 'submitReferral':
      return event.by && mayOffer(event.by.agencyKind, event.by.roles)
        ? []
        : tellColleagues(event, 'referral.submitted', whoMayAccept);
    case 'chooseLocalResponse':
      return tellColleagues(event, 'coSignature.asked', schoolLeader);
    case 'confirmSafe':
      return tell('danger.over', readers);
    case 'requestInformation':
      return tell('information.requested', request ? [request.toAgency] : []);
    case 'provideInformation':
      return tell('information.provided', request ? [request.byAgency] : []);
    case 'askOnwardSharing':
      return tell('onwardSharing.asked', onward ? [onward.originator] : []);
    case 'agreeOnwardSharing':
      return tell('onwardSharing.agreed', onward ? [onward.byAgency] : []);
    case 'refuseOnwardSharing':
      return tell('onwardSharing.refused', onward ? [onward.byAgency] : []);
    case 'withdrawOnwardAgreement':
      return tell('onwardSharing.withdrawn', onward ? [onward.byAgency] : []);
    case 'reportNewInformation':
      return tell('newInformation.reported', readers);
    case 'recordSharingDecision':
      return tell('sharingDecision.renewed', askedOn(happened));
    case 'withdrawSharingDecision':
      return tell('sharingDecision.withdrawn', withdrawnFrom(happened));
    case 'close':
      return tell('referral.closed', taking());
    case 'reopen':
      return tell('referral.reopened', taking());
    // Of these only who held the risk sees it any more; the others learn by this that it is gone, and not by their mistake.
    case 'markEnteredInError':
      return tell(
        'referral.enteredInError',
        after.participations.map(({ agencyId }) => agencyId).filter((agencyId) => takesPart(after, agencyId)),
      );
    case RESTRICTION_PASSED_ON: {
      const agencyId = agencyOfPassing(event);
      return [{ kind: 'restriction.passedOn', agencyId, roles: roles(whoMaySupervise, kindOf(agencyId, after)) }];
    }
    // To one's own agency: whoever answers for the colleague sees that the work has passed on.
    case 'declareConflict':
      return tellColleagues(event, 'conflict.declared', whoMaySupervise);
    default:
      return [];
  }
};

/** Whoever is asked already and has not answered: an offer that stood on nothing may be accepted now, or stands on nothing from now on. */
function askedOn({ event, after }: Happened): AgencyId[] {
  const recipient = after.decisions.find(({ id }) => id === event.entryId)?.recipientAgency;
  const isAsked = after.offers.some(
    (offer) => isOpen(offer) && offer.fromAgency === event.by?.agencyId && offer.toAgency === recipient,
  );
  return isAsked && recipient !== undefined ? [recipient] : [];
}

/** Whoever had something on it, or is asked on it and has not answered: for the others nothing changes. */
const withdrawnFrom = ({ event, after, readers }: Happened): AgencyId[] =>
  after.decisions
    .filter((one) => one.withdrawnSeq === event.seq && reached(one, after))
    .map(({ recipientAgency }) => recipientAgency)
    .filter((agencyId) => readers.includes(agencyId));

const roles = (who: readonly TakenBy[], kind: AgencyKind | undefined): Role[] =>
  who.filter(({ agencyKind }) => agencyKind === kind).map(({ role }) => role);
/** Whoever carries the agency's cases. */
const casework = (kind: AgencyKind | undefined): Role[] => [
  ...new Set([...roles(whoMayOffer, kind), ...roles(whoMayAccept, kind)]),
];
const kindOf = (agency: AgencyId, after: ReferralContext): AgencyKind | undefined =>
  partOf(after, agency)?.kind ?? after.offers.find((offer: Offer) => offer.toAgency === agency)?.toKind;
