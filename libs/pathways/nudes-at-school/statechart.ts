import { and, assign, setup } from 'xstate';
import { begun } from '../begun.js';
import { copied } from '../copied.js';
import { passOn, RESTRICTION_PASSED_ON } from '../common/restriction-passed-on.js';
import type { PathwayEvent } from '../referral-context.js';
import { actions } from './actions.js';
import { FORCES_ON } from './actions/new-information.js';
import { findsAdult, findsForce } from './actions/review.js';
import { clockKinds, clockRanOut } from './clocks.js';
import {
  bothAnswered,
  nothingRecorded,
  type NudesContext,
  policeSettled,
  supportSettled,
  takedownSettled,
} from './nudes-context.js';
import {
  policeStage,
  socialCareStage,
  takedownStage,
  POLICE_STAGES,
  SOCIAL_CARE_STAGES,
  TAKEDOWN_STAGES,
} from './stages.js';

export const machineOf = () =>
  setup({
    types: { context: {} as NudesContext, events: {} as PathwayEvent, input: {} as PathwayEvent },
    actions: {
      /** The event's effect, once however many regions take it. That the number moved says that the event was taken. */
      apply: assign(({ context, event }) => applied(context, event)),
    },
    guards: {
      allowed: ({ context, event }) => allowed(context, event),
      adultFound: ({ event }) => findsAdult(event.payload),
      forcedOn: ({ event }) => findsForce(event.payload),
      byPoliceOrSocialCare: ({ event }) => event.by?.agencyKind === 'POLICE' || event.by?.agencyKind === 'SOCIAL_CARE',
      adultReported: ({ event }) => event.payload.kind === 'ADULT_INVOLVED',
      forcingReported: ({ event }) => FORCES_ON.includes(event.payload.kind),
      dangerAfterClosing: ({ context, event }) => context.status === 'CLOSED' && event.payload.kind === 'SUICIDE_RISK',
      stableReported: ({ event }) => event.payload.stable === true,
      bothAnswered: ({ context }) => bothAnswered(context),
      activeSettled: ({ context }) => policeSettled(context) && supportSettled(context) && takedownSettled(context),
      localSettled: ({ context }) => supportSettled(context) && takedownSettled(context),
      supportSettled: ({ context }) => supportSettled(context),
      inDanger: ({ context }) => context.immediateSafety,
      policeIs: ({ context }, { stage }: { stage: string }) => policeStage(context) === stage,
      socialCareIs: ({ context }, { stage }: { stage: string }) => socialCareStage(context) === stage,
      takedownIs: ({ context }, { stage }: { stage: string }) => takedownStage(context) === stage,
    },
  });

function applied(context: NudesContext, event: PathwayEvent): NudesContext {
  if (context.seq === event.seq) return context;
  const next = copied(context);
  next.seq = event.seq;
  next.at = event.at;
  if (event.by?.agencyId === context.custodian) next.custodianActedAt = event.at;
  const action = actions.get(event.type);
  if (action) action.effect(next, event);
  else if (event.type === RESTRICTION_PASSED_ON) passOn(next, event);
  else clockRanOut(next, event);
  noteAnswer(next, event);
  const openedAgain = context.status !== 'OPEN' && next.status === 'OPEN';
  if (next.custodian !== context.custodian || openedAgain) next.custodianActedAt = event.at;
  // Both signatures are of the school that holds the risk: another one chooses for itself, with plans of its own.
  if (next.custodian !== context.custodian) next.localChosenBy = null;
  return next;
}

const ANSWERS: Record<string, 'ACCEPTED' | 'DECLINED'> = {
  acceptHandoff: 'ACCEPTED',
  acceptInvitation: 'ACCEPTED',
  declineHandoff: 'DECLINED',
  declineInvitation: 'DECLINED',
};
/** Police and social care are waited for: what they answer is remembered. */
function noteAnswer(context: NudesContext, { type, by }: PathwayEvent): void {
  const answer = ANSWERS[type];
  if (!answer) return;
  if (by?.agencyKind === 'POLICE') context.answers.police = answer;
  if (by?.agencyKind === 'SOCIAL_CARE') context.answers.socialCare = answer;
}

/** A guard says nothing of its own: it asks the action's rules, which can also say why not. */
function allowed(context: NudesContext, event: PathwayEvent): boolean {
  const action = actions.get(event.type);
  const { by } = event;
  if (!action || !by) return false;
  const input = event.payload;
  return (
    action.refusedWhen.every((rule) => rule.refuse(context, by) === undefined) &&
    action.noLongerOpen?.(input, context, by) === undefined
  );
}

const chart = machineOf();
type EventGuard =
  | 'adultFound'
  | 'forcedOn'
  | 'byPoliceOrSocialCare'
  | 'adultReported'
  | 'forcingReported'
  | 'dangerAfterClosing'
  | 'stableReported';
const ifAllowed = (...guards: EventGuard[]) =>
  and<NudesContext, PathwayEvent, ('allowed' | EventGuard)[]>(['allowed', ...guards]);
const BOTH_ANSWERED = 'police and social care have answered';
const WAITS_FOR_ANSWERS =
  'Waits for police and social care. Police answer by accepting or declining, social care by a decision or by declining. An offer or invitation that is overdue, social care’s one working day run out, or a recorded decision not to share counts as an answer too, as long as one of the two accepted or declined. Whoever holds the risk asks them.';
/** What an event must say for a guard to let it through, for whoever looks at the picture. */
const SAYING: Record<EventGuard, string> = {
  adultFound: 'an adult is involved',
  forcedOn: 'a criterion applies or harm was meant',
  byPoliceOrSocialCare: 'by police or social care',
  adultReported: 'ADULT_INVOLVED',
  forcingReported: 'RISK_UP, RESPREAD, NEW_CHILD or EXTORTION',
  dangerAfterClosing: 'SUICIDE_RISK on a closed referral',
  stableReported: 'stable',
};
const moves = <T extends string>(target: T, ...guards: EventGuard[]) => ({
  target,
  description: guards.map((guard) => SAYING[guard]).join(', '),
  guard: ifAllowed(...guards),
  actions: 'apply' as const,
});
const enters = (main: string) => assign<NudesContext, PathwayEvent, undefined, PathwayEvent, never>({ main });

const acceptedByThem = { acceptHandoff: moves('immediateReferral', 'byPoliceOrSocialCare') };
const endings = { withdraw: moves('.withdrawn'), markEnteredInError: moves('.enteredInError') };

/** A region that follows what is recorded: from each stage it goes on to whichever the record now says. */
const following = (
  guard: 'policeIs' | 'socialCareIs' | 'takedownIs',
  stages: Readonly<Record<string, readonly string[]>>,
) => ({
  initial: Object.keys(stages)[0] ?? '',
  states: Object.fromEntries(
    Object.entries(stages).map(([stage, next]) => [
      stage,
      { always: next.map((other) => ({ target: other, guard: { type: guard, params: { stage: other } } })) },
    ]),
  ),
});

/** Always a step on the main way; every other action may also change no more than what is recorded. */
const ONLY_MAIN: readonly string[] = [
  'openInitialReview',
  'coSignLocalResponse',
  'close',
  'reopen',
  'withdraw',
  'markEnteredInError',
];

/** The main way, and the regions beside it. Contract, `nudes-at-school`; facts from the domain reference, 12(a). */
export const statechart = chart.createMachine({
  id: 'nudes-at-school',
  type: 'parallel',
  context: ({ input }) => ({
    ...begun(input),
    review: null,
    localChosenBy: null,
    main: 'reported',
    answers: { police: null, socialCare: null },
    roundSeq: 0,
    roundAt: input.at,
    ...nothingRecorded(),
    takedown: null,
    support: {},
    immediateSafety: false,
    stable: false,
    laterReviews: 0,
  }),
  on: Object.fromEntries<{ guard?: 'allowed'; actions: 'apply' }>([
    ...[...actions.keys()]
      .filter((name) => !ONLY_MAIN.includes(name))
      .map((name) => [name, { guard: 'allowed' as const, actions: 'apply' as const }] as const),
    ...[...clockKinds, RESTRICTION_PASSED_ON].map((kind) => [kind, { actions: 'apply' as const }] as const),
  ]),
  states: {
    main: {
      initial: 'reported',
      on: {
        ...endings,
        reportNewInformation: [
          moves('.adultInvolved', 'adultReported'),
          moves('.immediateReferral', 'forcingReported'),
          moves('.laterReview', 'dangerAfterClosing'),
        ],
      },
      states: {
        reported: { entry: enters('reported'), on: { openInitialReview: moves('initialReview'), ...acceptedByThem } },
        initialReview: {
          entry: enters('initialReview'),
          on: {
            recordInitialReview: [moves('adultInvolved', 'adultFound'), moves('immediateReferral', 'forcedOn')],
            coSignLocalResponse: moves('localResponse'),
            ...acceptedByThem,
          },
        },
        immediateReferral: {
          description: WAITS_FOR_ANSWERS,
          entry: enters('immediateReferral'),
          always: { target: 'active', guard: 'bothAnswered', description: BOTH_ANSWERED },
        },
        adultInvolved: {
          description: WAITS_FOR_ANSWERS,
          entry: enters('adultInvolved'),
          always: { target: 'active', guard: 'bothAnswered', description: BOTH_ANSWERED },
        },
        localResponse: {
          description: 'The school responds itself, until support and take-down are settled as in `active`.',
          entry: enters('localResponse'),
          on: acceptedByThem,
          always: { target: 'laterReview', guard: 'localSettled', description: 'support and take-down are settled' },
        },
        active: {
          description:
            'Waits until the parts are settled: police, when they take part, by an outcome; support by `COMPLETE` or `DECLINED` for every child; the take-down by `NOT_NEEDED`, `ADVISED` or `REMOVED`.',
          entry: enters('active'),
          always: {
            target: 'laterReview',
            guard: 'activeSettled',
            description: 'police outcome, support and take-down are settled',
          },
        },
        laterReview: {
          entry: enters('laterReview'),
          on: { recordLaterReview: moves('closureCheck', 'stableReported') },
        },
        closureCheck: {
          entry: enters('closureCheck'),
          on: {
            close: moves('closed'),
            recordLaterReview: [{ guard: ifAllowed('stableReported'), actions: 'apply' }, moves('laterReview')],
          },
        },
        closed: { entry: enters('closed'), on: { reopen: moves('laterReview') } },
        withdrawn: { entry: enters('withdrawn') },
        enteredInError: { entry: enters('enteredInError') },
      },
    },
    police: following('policeIs', POLICE_STAGES),
    socialCare: following('socialCareIs', SOCIAL_CARE_STAGES),
    takedown: following('takedownIs', TAKEDOWN_STAGES),
    support: {
      initial: 'open',
      states: {
        open: { always: { target: 'settled', guard: 'supportSettled' } },
        settled: {
          always: { target: 'open', guard: ({ context }: { context: NudesContext }) => !supportSettled(context) },
        },
      },
    },
    immediateSafety: {
      initial: 'off',
      states: {
        off: { always: { target: 'on', guard: 'inDanger' } },
        on: { always: { target: 'off', guard: ({ context }: { context: NudesContext }) => !context.immediateSafety } },
      },
    },
  },
});
