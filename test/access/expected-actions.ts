import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import { partiesOfAgency, readsDanger } from '../../libs/pathways/common/parties-seen.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { toldOfDanger, underCondition } from './expected-sharing.js';
import { sectionsOfRole } from './expected-sight.js';

/*
 * Who may do what and when, written from the contract's tables of actions without a look at the declarations. The access matrix holds
 * what the pathway answers, in every state that is reached, and what the door answers against it.
 */

/** The referral as one person comes to it. */
export interface Standing {
  context: NudesContext;
  agencyId: string;
  kind: AgencyKind;
  personId: string;
}
export interface Expected {
  who: string;
  when(standing: Standing): boolean;
}

const ACCEPT =
  'POLICE TRIAGE_OFFICER, POLICE SUPERVISOR, SCHOOL SAFEGUARDING_LEAD, SOCIAL_CARE DECISION_MAKER, CHARITY SERVICE_COORDINATOR, CHARITY INTEGRATION';
const OFFER =
  'SCHOOL SAFEGUARDING_LEAD, POLICE CASE_WORKER, POLICE SUPERVISOR, SOCIAL_CARE DECISION_MAKER, CHARITY SERVICE_COORDINATOR, CHARITY INTEGRATION';
const ACT = `${ACCEPT}, SCHOOL SCHOOL_LEADER, POLICE CASE_WORKER, CHARITY PRACTITIONER`;
const LEAD = 'SCHOOL SAFEGUARDING_LEAD';

const open = ({ context }: Standing): boolean => context.status === 'OPEN';
const holds = ({ context, agencyId }: Standing): boolean => context.custodian === agencyId;
const takesPart = ({ context, agencyId }: Standing): boolean =>
  context.participations.some(
    (part) => part.agencyId === agencyId && part.takesPart.some(({ until }) => until === null),
  );
const referred = (standing: Standing): boolean =>
  standing.context.referrer === standing.agencyId && takesPart(standing);
const waiting = (context: NudesContext, kind: 'HANDOFF' | 'INVITATION'): NudesContext['offers'] =>
  context.offers.filter((offer) => offer.kind === kind && ['OFFERED', 'OVERDUE'].includes(offer.status));
const asked = ({ context, agencyId }: Standing, kind: 'HANDOFF' | 'INVITATION'): NudesContext['offers'] =>
  waiting(context, kind).filter(({ toAgency }) => toAgency === agencyId);
const taking = (standing: Standing): boolean => open(standing) && takesPart(standing);
const holding = (standing: Standing): boolean => open(standing) && holds(standing);

/** Nobody joins on a decision that has been taken back since; who takes the risk must see it. */
const decisionStands = (standing: Standing, kind: 'HANDOFF' | 'INVITATION'): boolean =>
  asked(standing, kind).every(({ fromAgency, toAgency }) => {
    const newest = standing.context.decisions
      .filter((one) => one.byAgency === fromAgency && one.recipientAgency === toAgency)
      .at(-1);
    if (!newest || newest.outcome === 'DO_NOT_SHARE' || newest.withdrawnSeq !== undefined) return false;
    return kind === 'INVITATION' || (newest.sections.includes('SUMMARY') && newest.sections.includes('RISK'));
  });
const question = ({ context, agencyId }: Standing): boolean =>
  context.requests.some(({ toAgency, answered }) => toAgency === agencyId && !answered);
const agreementAsked = ({ context, agencyId }: Standing): boolean =>
  (context.onward ?? []).some(({ originator, answer }) => originator === agencyId && answer === null);
/** It was agreed, not taken back since, and the decision that it is about was neither withdrawn nor replaced since. */
const someAgreementCounts = ({ context, agencyId }: Standing): boolean =>
  (context.onward ?? []).some(
    ({ originator, byAgency, answer, answeredSeq, withdrawnSeq }) =>
      originator === agencyId &&
      answer === 'AGREED' &&
      withdrawnSeq === undefined &&
      context.decisions.some((set) => {
        const agreed = answeredSeq ?? 0;
        const later = context.decisions.some(
          (other) => other.byAgency === agencyId && other.recipientAgency === set.recipientAgency && other.seq > agreed,
        );
        const binds = set.byAgency === agencyId && set.handling === 'C' && set.seq < agreed;
        const reaches = underCondition({
          context: { ...context, decisions: onlyUnder(context, set) },
          agencyId: byAgency,
        });
        return binds && !later && (set.withdrawnSeq ?? 0) < agreed && reaches;
      }),
  );
/** As if no other decision of the referral were under a condition. */
const onlyUnder = ({ decisions }: NudesContext, set: NudesContext['decisions'][number]): NudesContext['decisions'] =>
  decisions.map((one) => (one === set ? one : { ...one, handling: undefined }));
const runs = ({ context, agencyId }: Standing): boolean =>
  context.interventions.some((one) => one.agencyId === agencyId && one.completion === null);
const kindTakesPart = ({ context }: Standing, kind: AgencyKind, but = ''): boolean =>
  context.participations.some(
    (part) => part.kind === kind && part.agencyId !== but && part.takesPart.some(({ until }) => until === null),
  );

const childrenOf = (context: NudesContext): string[] =>
  context.parties.filter(({ role }) => role.startsWith('CHILD_')).map(({ id }) => id);
/** Who sees whom is held against the sight matrix, not here. */
const seesParty = (context: NudesContext, agencyId: string, partyId: string): boolean =>
  partiesOfAgency(context, agencyId).some(({ id }) => id === partyId);

/** "Not while a part that only this agency can do is open." */
function ownPartDone(standing: Standing): boolean {
  const { context, kind, agencyId } = standing;
  if (runs(standing)) return false;
  const broughtIn = context.parties.filter(({ bySeqAgency }) => bySeqAgency === agencyId).map(({ id }) => id);
  const waits = childrenOf(context).filter(
    (id) => !['COMPLETE', 'DECLINED'].includes(context.support[id] ?? '') || !context.voices.includes(id),
  );
  const told = context.decisions
    .filter(({ byAgency }) => byAgency === agencyId)
    .map(({ recipientAgency }) => recipientAgency)
    .filter((other) => takesPart({ ...standing, agencyId: other }));
  if (waits.some((id) => broughtIn.includes(id) && !told.some((one) => seesParty(context, one, id)))) return false;
  if (kind === 'POLICE') return context.police.outcome !== null;
  if (kind === 'SOCIAL_CARE')
    return ['NO_FURTHER_ACTION', 'ADVICE', 'FAMILY_HELP'].includes(context.socialCare.decision ?? '');
  if (kind !== 'SCHOOL' || kindTakesPart(standing, 'SCHOOL', agencyId)) return true;
  return context.main === 'closureCheck' && context.stable;
}

/** "Nobody closes while a part, an intervention or immediateSafety is open, while a child's voice is missing." */
function settled(standing: Standing): boolean {
  const { context } = standing;
  const childIds = childrenOf(context);
  return (
    context.main === 'closureCheck' &&
    context.stable &&
    !context.immediateSafety &&
    (!kindTakesPart(standing, 'POLICE') || context.police.outcome !== null) &&
    (!kindTakesPart(standing, 'SOCIAL_CARE') || context.socialCare.decision !== null) &&
    childIds.every((id) => ['COMPLETE', 'DECLINED'].includes(context.support[id] ?? '')) &&
    ['NOT_NEEDED', 'ADVISED', 'REMOVED'].includes(context.takedown ?? '') &&
    context.interventions.every(({ completion }) => completion !== null) &&
    childIds.every((id) => context.voices.includes(id))
  );
}
/** Of its own decisions about each agency only the newest counts, and once. */
const someDecisionStands = ({ context, agencyId }: Standing): boolean =>
  context.decisions.some(
    (one) =>
      one.byAgency === agencyId &&
      one.withdrawnSeq === undefined &&
      !context.decisions.some(
        (other) => other.byAgency === agencyId && other.recipientAgency === one.recipientAgency && other.seq > one.seq,
      ),
  );
/** Once each, and by nobody who made it. */
const someDecisionWaits = ({ context, agencyId, personId }: Standing): boolean =>
  context.decisions.some(
    ({ byAgency, decidedBy, reviewedSeq }) =>
      byAgency === agencyId && decidedBy !== personId && reviewedSeq === undefined,
  );
const lasting = ({ context }: Standing): boolean => context.status === 'OPEN' || context.status === 'CLOSED';
const mayRespondLocally = ({ context: { main, review } }: Standing): boolean =>
  main === 'initialReview' && review !== null && review.criteria.length === 0 && !review.adult && !review.forced;

export const expectedActions: Readonly<Record<string, Expected>> = {
  acknowledge: { who: ACCEPT, when: (one) => open(one) && (holds(one) || asked(one, 'HANDOFF').length > 0) },
  requestInformation: {
    who: ACT,
    when: (one) =>
      open(one) && (takesPart(one) || asked(one, 'HANDOFF').length > 0 || asked(one, 'INVITATION').length > 0),
  },
  provideInformation: { who: ACT, when: (one) => open(one) && question(one) },
  recordSharingDecision: { who: OFFER, when: taking },
  withdrawSharingDecision: {
    who: OFFER,
    when: (one) => lasting(one) && takesPart(one) && someDecisionStands(one),
  },
  reviewSharingDecision: { who: OFFER, when: (one) => lasting(one) && takesPart(one) && someDecisionWaits(one) },
  askOnwardSharing: { who: OFFER, when: (one) => taking(one) && underCondition(one) },
  agreeOnwardSharing: { who: OFFER, when: (one) => taking(one) && agreementAsked(one) },
  refuseOnwardSharing: { who: OFFER, when: (one) => taking(one) && agreementAsked(one) },
  withdrawOnwardAgreement: {
    who: OFFER,
    when: (one) => lasting(one) && takesPart(one) && someAgreementCounts(one),
  },
  offerHandoff: { who: OFFER, when: (one) => holding(one) && waiting(one.context, 'HANDOFF').length === 0 },
  acceptHandoff: {
    who: ACCEPT,
    when: (one) => open(one) && asked(one, 'HANDOFF').length > 0 && decisionStands(one, 'HANDOFF'),
  },
  declineHandoff: { who: ACCEPT, when: (one) => open(one) && asked(one, 'HANDOFF').length > 0 },
  withdrawHandoff: { who: OFFER, when: (one) => holding(one) && waiting(one.context, 'HANDOFF').length > 0 },
  inviteContributor: { who: OFFER, when: holding },
  acceptInvitation: {
    who: ACCEPT,
    when: (one) => open(one) && asked(one, 'INVITATION').length > 0 && decisionStands(one, 'INVITATION'),
  },
  declineInvitation: { who: ACCEPT, when: (one) => open(one) && asked(one, 'INVITATION').length > 0 },
  withdrawInvitation: { who: OFFER, when: (one) => holding(one) && waiting(one.context, 'INVITATION').length > 0 },
  endContribution: {
    who: ACCEPT,
    when: (one) =>
      taking(one) &&
      !holds(one) &&
      !question(one) &&
      !agreementAsked(one) &&
      asked(one, 'HANDOFF').length + asked(one, 'INVITATION').length === 0 &&
      ownPartDone(one),
  },
  allocate: { who: ACCEPT, when: taking },
  // Not of the contract, and as allocating: whoever may accept work passes it on within the agency.
  passToService: { who: ACCEPT, when: taking },
  addNote: { who: ACT, when: taking },
  restrictReferral: { who: OFFER, when: (one) => lasting(one) && takesPart(one) },
  liftRestriction: {
    who: OFFER,
    when: (one) => lasting(one) && (one.context.restrictions ?? []).some(({ agencyId }) => agencyId === one.agencyId),
  },
  declareConflict: {
    who: ACT.replace(', CHARITY INTEGRATION', ''),
    when: (one) =>
      lasting(one) &&
      (one.context.participations.some(({ agencyId }) => agencyId === one.agencyId) ||
        asked(one, 'HANDOFF').length + asked(one, 'INVITATION').length > 0),
  },
  endConflict: {
    who: `${LEAD}, POLICE SUPERVISOR, SOCIAL_CARE DECISION_MAKER, CHARITY SERVICE_COORDINATOR`,
    when: (one) => lasting(one) && (one.context.conflicts ?? []).some(({ agencyId }) => agencyId === one.agencyId),
  },
  recordVoice: {
    who: `${LEAD}, POLICE CASE_WORKER, SOCIAL_CARE DECISION_MAKER, CHARITY SERVICE_COORDINATOR, CHARITY PRACTITIONER, CHARITY INTEGRATION`,
    when: taking,
  },
  // Whether it may be done tells whether there is a danger.
  confirmSafe: { who: OFFER, when: (one) => taking(one) && one.context.immediateSafety && toldOfDanger(one) },
  close: { who: OFFER, when: (one) => holding(one) && settled(one) },
  reopen: { who: OFFER, when: (one) => one.context.status === 'CLOSED' && holds(one) },
  withdraw: {
    who: `${LEAD}, CHARITY SERVICE_COORDINATOR, CHARITY INTEGRATION`,
    when: (one) =>
      holding(one) && one.context.referrer === one.agencyId && !one.context.forcedOn && !one.context.acceptedElsewhere,
  },
  markEnteredInError: {
    who: `POLICE SUPERVISOR, ${LEAD}`,
    when: (one) => lasting(one) && (holds(one) || referred(one)),
  },
  openInitialReview: { who: LEAD, when: (one) => open(one) && referred(one) && one.context.main === 'reported' },
  recordInitialReview: {
    who: LEAD,
    when: (one) => open(one) && referred(one) && one.context.main === 'initialReview' && one.context.review === null,
  },
  chooseLocalResponse: {
    who: LEAD,
    // A plan for every child on the referral: for none who is not seen, and so not where nobody is.
    when: (one) =>
      holding(one) &&
      mayRespondLocally(one) &&
      one.context.localChosenBy === null &&
      (childrenOf(one.context).length === 0 ||
        childrenOf(one.context).some((id) => seesParty(one.context, one.agencyId, id))),
  },
  coSignLocalResponse: {
    who: 'SCHOOL SCHOOL_LEADER',
    when: (one) =>
      holding(one) &&
      mayRespondLocally(one) &&
      one.context.localChosenBy !== null &&
      one.context.localChosenBy !== one.personId,
  },
  reportNewInformation: { who: ACT, when: (one) => lasting(one) && takesPart(one) },
  recordTriage: { who: 'POLICE TRIAGE_OFFICER', when: taking },
  recordPoliceDecision: { who: 'POLICE CASE_WORKER', when: taking },
  recordPoliceOutcome: {
    who: 'POLICE CASE_WORKER, POLICE SUPERVISOR',
    when: (one) => taking(one) && one.context.police.route !== null,
  },
  recordSocialCareDecision: {
    who: 'SOCIAL_CARE DECISION_MAKER',
    when: (one) =>
      taking(one) &&
      ((one.context.socialCare.news ?? []).some(
        ({ seq, by, beganDanger }) =>
          readsDanger(one.context, one.agencyId, seq, by) ||
          (beganDanger === true && one.context.immediateSafety && toldOfDanger(one)),
      ) ||
        [null, 'ASSESSMENT', 'SECTION_47'].some((decision) => decision === one.context.socialCare.decision)),
  },
  recordTakedown: { who: `${LEAD}, POLICE CASE_WORKER`, when: taking },
  recordSupport: { who: LEAD, when: taking },
  startIntervention: { who: 'CHARITY SERVICE_COORDINATOR, CHARITY INTEGRATION', when: taking },
  recordSession: { who: 'CHARITY PRACTITIONER, CHARITY INTEGRATION', when: (one) => taking(one) && runs(one) },
  completeIntervention: {
    who: 'CHARITY PRACTITIONER, CHARITY SERVICE_COORDINATOR, CHARITY INTEGRATION',
    when: (one) => taking(one) && runs(one),
  },
  recordLaterReview: {
    who: LEAD,
    when: (one) =>
      taking(one) &&
      (one.context.main === 'laterReview' || (one.context.main === 'closureCheck' && !one.context.stable)),
  },
};

/** Whether a role of a kind of agency may ever do it. */
export const mayEver = ({ who }: Expected, kind: AgencyKind, role: Role): boolean =>
  who.split(', ').includes(`${kind} ${role}`);

/** Who comes to the door: in which role, trained or not, as who reported it or not, knowing the newest version or an older one. */
export interface Comes {
  role: Role;
  trained: boolean;
  reported: boolean;
  upToDate: boolean;
}
/** What the door answers to an action of which only the input is wrong: the first check that fails, in the contract's order. */
export type DoorAnswer =
  'NOT_FOUND' | 'FORBIDDEN' | 'TRAINING_EXPIRED' | 'VERSION_CONFLICT' | 'ACTION_NOT_AVAILABLE' | 'BAD_USER_INPUT';
export function expectedAtTheDoor(expected: Expected, standing: Standing, comes: Comes): DoorAnswer {
  if (!seesReferral(standing, comes)) return 'NOT_FOUND';
  if (!mayEver(expected, standing.kind, comes.role)) return 'FORBIDDEN';
  if (!comes.trained) return 'TRAINING_EXPIRED';
  if (!comes.upToDate) return 'VERSION_CONFLICT';
  return expected.when(standing) ? 'BAD_USER_INPUT' : 'ACTION_NOT_AVAILABLE';
}

/**
 * "Seeing a referral needs a role that may act on it", and an agency that takes part, did so, or is asked now; who reported it sees it
 * too. Entered in error, "only the custodian and auditors see it".
 */
function seesReferral(standing: Standing, { role, reported }: Comes): boolean {
  const { context, agencyId, kind } = standing;
  // Who comes to the door is among no named colleagues.
  if ((context.restrictions ?? []).some((one) => one.agencyId === agencyId)) return false;
  const wrong = context.status === 'ENTERED_IN_ERROR';
  const tookPart = context.participations.some((one) => one.agencyId === agencyId && one.takesPart.length > 0);
  const isAsked = asked(standing, 'HANDOFF').length + asked(standing, 'INVITATION').length > 0;
  if (wrong ? !holds(standing) : !tookPart && !(open(standing) && isAsked)) return false;
  return sectionsOfRole(kind, role).length > 0 || reported || (wrong && role === 'AUDITOR');
}
