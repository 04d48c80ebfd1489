import { isBarred } from '../../libs/access/barred.js';
import { takesPart } from '../../libs/access/standing.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import { CRITERIA } from '../../libs/pathways/nudes-at-school/actions/review.js';
import { NEW_INFORMATION } from '../../libs/pathways/nudes-at-school/actions/new-information.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import type { ActionDeclaration, StoredReferral } from '../../libs/pathways/pathway.js';
import type { EventActor, JsonValue } from '../../libs/pathways/referral-context.js';
import {
  addressOf,
  CHARITY,
  everybody,
  factsWith,
  OTHER_SCHOOL,
  POLICE,
  SCHOOL,
  SOCIAL_CARE,
  TEAMS,
  uuid,
} from './agencies-and-people.js';

type Payload = Record<string, JsonValue>;
export interface Move {
  by: EventActor;
  name: string;
  payload: Payload;
}
/** Whom to share with, to ask or to invite. A school again only when the one that reported has ended its part. */
const othersOn = (context: NudesContext): string[] => [
  POLICE,
  SOCIAL_CARE,
  CHARITY,
  ...(takesPart(context, SCHOOL) ? [] : [SCHOOL, OTHER_SCHOOL]),
];
const OPENED = ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'HARMED_PERSON'];

const colleaguesOf = (by: EventActor): string[] =>
  everybody.filter((one) => one.agencyId === by.agencyId && one !== by).map(addressOf);

/** What an input of this action could say here, in codes. */
export function inputsOf(name: string, context: NudesContext, by: EventActor): Payload[] {
  const { parties, offers, requests, onward, interventions, decisions } = context;
  const named = (field: string, list: readonly { id: string }[], rest: Payload = {}): Payload[] =>
    list.map(({ id }) => ({ [field]: id, ...rest }));
  const newest = (toAgency: string): Payload[] =>
    named('sharingDecisionId', decisions.filter((one) => one.recipientAgency === toAgency).slice(-2), { toAgency });
  const each = (field: string, options: readonly JsonValue[]): Payload[] => options.map((one) => ({ [field]: one }));
  switch (name) {
    case 'recordInitialReview':
      return [[], ['COERCION_OR_CAPACITY'], [CRITERIA[0] ?? '']].map((criteria) => ({
        criteria,
        typology: 'EXPERIMENTAL_OTHER',
      }));
    case 'chooseLocalResponse':
      return [{ safetyPlans: named('partyId', parties) }];
    case 'recordVoice':
      return named('partyId', parties, { asked: true });
    case 'recordSharingDecision':
      return othersOn(context).flatMap((recipientAgency): Payload[] => [
        { recipientAgency, decision: 'SHARE', sections: OPENED, lawfulBasis: 'PUBLIC_TASK' },
        { recipientAgency, decision: 'SHARE', sections: OPENED, lawfulBasis: 'PUBLIC_TASK', conditional: true },
        { recipientAgency, decision: 'DO_NOT_SHARE', lawfulBasis: 'PUBLIC_TASK' },
      ]);
    case 'withdrawSharingDecision':
      return named('sharingDecisionId', decisions);
    case 'askOnwardSharing':
      return [...new Set(decisions.filter(({ handling }) => handling === 'C').map(({ byAgency }) => byAgency))].flatMap(
        (originator) => othersOn(context).map((toAgency) => ({ originator, toAgency })),
      );
    case 'agreeOnwardSharing':
    case 'refuseOnwardSharing':
    case 'withdrawOnwardAgreement':
      return named('requestId', onward ?? []);
    case 'reviewSharingDecision':
      return named('sharingDecisionId', decisions, { agrees: true });
    case 'offerHandoff':
    case 'inviteContributor':
      return othersOn(context).flatMap(newest);
    case 'acceptHandoff':
    case 'declineHandoff':
    case 'withdrawHandoff':
      return named('handoffId', offers);
    case 'acceptInvitation':
    case 'declineInvitation':
    case 'withdrawInvitation':
      return named('invitationId', offers);
    case 'requestInformation':
      return othersOn(context).map((toAgency) => ({
        toAgency,
        respondBy: new Date(Date.parse(context.at) + 7_200_000).toISOString(),
      }));
    case 'provideInformation':
      return named('requestId', requests);
    case 'recordPoliceDecision':
      return each('route', ['DIVERSION']);
    case 'recordPoliceOutcome':
      return each('outcomeCode', [20, 22]);
    case 'recordSocialCareDecision':
      return each('decision', ['FAMILY_HELP', 'ASSESSMENT', 'SECTION_47']);
    case 'recordTakedown':
      return each('status', ['NOT_NEEDED', 'ADVISED', 'CHILD_REPORTED', 'REMOVED', 'RECURRING']);
    case 'recordSupport':
      return [
        ...named('partyId', parties, { status: 'COMPLETE' }),
        ...named('partyId', parties, { status: 'IN_PLACE' }),
      ];
    case 'startIntervention':
      return named('partyId', parties, { plannedSessions: 3 });
    case 'recordSession':
      return named('interventionId', interventions, { attended: true });
    case 'completeIntervention':
      return named('interventionId', interventions, { completion: 'COMPLETED' });
    case 'restrictReferral': {
      const all = everybody.filter(({ agencyId }) => agencyId === by.agencyId);
      return [all, all.slice(0, 1), [by]].map((named) => ({
        people: named.map((one) => ({ personEmail: addressOf(one) })),
      }));
    }
    case 'passToService':
      return named('service', TEAMS);
    case 'allocate':
      return each('personEmail', [addressOf(by), ...colleaguesOf(by).slice(0, 1)]);
    case 'declareConflict':
      return [{}, ...each('personEmail', colleaguesOf(by))];
    case 'endConflict':
      return each('personEmail', colleaguesOf(by));
    case 'recordLaterReview':
      return each('stable', [true, false]);
    case 'reportNewInformation':
      return NEW_INFORMATION.map((kind): Payload =>
        kind === 'NEW_CHILD' ? { kind, party: { id: uuid(200 + parties.length), role: 'CHILD_DEPICTED' } } : { kind },
      );
    default:
      return [{}];
  }
}

/** Every step that somebody may take now, of those that are wanted, with an input that the pathway has nothing against. */
export function movesOf(
  stored: StoredReferral,
  people: readonly EventActor[] = everybody,
  wanted: (move: Move) => boolean = () => true,
): Move[] {
  const context = nudesAtSchool.contextOf(stored);
  const there = people.filter(({ personId: id, agencyId }) => !isBarred(context, { id, agencyId }));
  return there.flatMap((by) =>
    nudesAtSchool
      .available(stored, by)
      .filter(({ allowed }) => allowed)
      .flatMap(({ action }) => movesWith(stored, by, action, wanted)),
  );
}

/** Those of one action that is allowed. */
export function movesWith(
  stored: StoredReferral,
  by: EventActor,
  action: ActionDeclaration,
  wanted: (move: Move) => boolean = () => true,
): Move[] {
  const context = nudesAtSchool.contextOf(stored);
  const facts = factsWith(
    context.parties.map(({ id }) => id),
    by.agencyId,
  );
  return inputsOf(action.name, context, by)
    .filter(
      (payload) =>
        wanted({ by, name: action.name, payload }) &&
        action.noLongerOpen?.(payload, context, by) === undefined &&
        nudesAtSchool.inputFaults(stored, action, by, payload, facts).length === 0 &&
        !action.leavesNobody?.(context, by, facts)(payload) &&
        !action.sharingDecisionMissing?.(payload, context, by),
    )
    .map((payload) => ({ by, name: action.name, payload }));
}
