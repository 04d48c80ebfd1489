import { readOn } from '../../../access/audience.js';
import { isWithdrawn, newestDecision } from '../../../access/decisions.js';
import { NEVER_SHARED } from '../../../access/section-sight.js';
import { type AgencyKind, LawfulBasis, Section } from '../../../access/vocabulary.js';
import { choice, choices, field, id, text, yesNo } from '../../field.js';
import type { ActionDeclaration, InputRule } from '../../pathway.js';
import type { DecisionToShare, ReferralContext } from '../../referral-context.js';
import {
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustLast,
  mustTakePart,
  namesAnotherAgency,
  text as textOf,
} from '../rules.js';
import { basesFor, whyNoBasis } from '../lawful-bases.js';
import { whoMayOffer } from '../who-may.js';

const NOT_READ_ELSEWHERE = 'The other agency does not read this. Name no other child in it.';
const shares = (input: Input): boolean => input.decision !== 'DO_NOT_SHARE';

/** What the information-sharing advice asks to be recorded, shared or not. Source: ICO data sharing code; HMG advice for practitioners. */
export class RecordSharingDecisionInput {
  @field('Agency that the decision is about', id('agency')) recipientAgency!: string;
  @field('Decision', choice('SharingOutcome', ['SHARE', 'SHARE_PART', 'DO_NOT_SHARE'])) decision!: string;
  @field('For what purpose', text(2000), { hint: 'The other agency reads this. Name no other child in it.' })
  purpose!: string;
  @field('Lawful basis', choice('LawfulBasis', Object.keys(LawfulBasis)), {
    hint: 'One that the law gives to this kind of agency.',
    offeredTo: basesFor,
  })
  lawfulBasis!: string;
  @field('Why this is necessary and proportionate', text(4000), {
    hint: NOT_READ_ELSEWHERE,
  })
  rationale!: string;
  @field('Sections that are opened', choices('Section', Object.keys(Section)), {
    requiredWhen: { field: 'decision', isNot: 'DO_NOT_SHARE' },
    onlyWhenNeeded: true,
  })
  sections?: string[];
  @field('Open what is added later too', yesNo(), { optional: true, default: false }) ongoing?: boolean;
  @field('Was the family told?', yesNo()) familyInformed!: boolean;
  @field('Why the family was not told', text(2000), {
    requiredWhen: { field: 'familyInformed', is: false },
    hint: NOT_READ_ELSEWHERE,
  })
  familyNotInformedReason?: string;
  @field('Conditions on sharing it on', text(2000), {
    optional: true,
    codedAs: 'conditional',
    hint: 'Only when there are any: then it is shared under handling code C, and the other agency may pass it on only to whom your agency has agreed. It reads this. Name no other child in it.',
  })
  handlingConditions?: string;
}
/** Source: 3x5x2 intelligence report, handling codes P and C: a condition has something that it is a condition of. */
const conditionsOfWhatIsShared: InputRule<ReferralContext, Input> = {
  id: 'handrail.handling-conditions',
  faults: (input) =>
    !shares(input) && textOf(input, 'handlingConditions') !== ''
      ? [fault('handlingConditions', 'A decision not to share opens nothing on which a condition could lie.')]
      : [],
};
const sectionsThatMayLeave: InputRule<ReferralContext, Input> = {
  id: 'handrail.never-shared',
  faults: (input) => {
    const sections = Array.isArray(input.sections) ? (input.sections as Section[]) : [];
    if (sections.some((section) => NEVER_SHARED.includes(section)))
      return [fault('sections', 'Own notes and intelligence never leave the agency.')];
    return shares(input) && Array.isArray(input.sections) && sections.length === 0
      ? [fault('sections', 'Name at least one section.')]
      : [];
  },
};
/** What the law gives to another kind of agency, or only from another day on, is no basis here. */
const restsOnTheLaw: InputRule<ReferralContext, Input> = {
  id: 'sharing.basis',
  faults: ({ lawfulBasis }, _context, { agencyKind }, { today }) => {
    const basis = Object.values(LawfulBasis).find((one) => one === lawfulBasis);
    const why = basis && whyNoBasis(basis, agencyKind, today);
    return why === undefined ? [] : [fault('lawfulBasis', why)];
  },
};
export const recordSharingDecision: ActionDeclaration = declareAction({
  name: 'recordSharingDecision',
  title: 'Record a decision to share, or not to',
  done: 'Decision about sharing with {agency} recorded',
  description:
    'What may be shared with one agency, why, and on what lawful basis. A decision not to share is recorded too.',
  takenBy: whoMayOffer,
  input: RecordSharingDecisionInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input) => textOf(input, 'recipientAgency'),
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [namesAnotherAgency('recipientAgency'), sectionsThatMayLeave, restsOnTheLaw, conditionsOfWhatIsShared],
  effect: (context, event) => {
    const { payload } = event;
    context.decisions.push({
      id: event.entryId,
      seq: event.seq,
      byAgency: event.by?.agencyId ?? '',
      recipientAgency: textOf(payload, 'recipientAgency'),
      recipientKind: payload.recipientAgencyKind as AgencyKind,
      outcome: payload.decision as DecisionToShare['outcome'],
      // Events from before each section was named only once are replayed as well.
      sections: payload.decision === 'DO_NOT_SHARE' ? [] : [...new Set((payload.sections ?? []) as Section[])],
      lawfulBasis: payload.lawfulBasis as LawfulBasis,
      ongoing: payload.ongoing === true,
      ...(payload.conditional === true ? { handling: 'C' as const } : {}),
    });
  },
});

export class WithdrawSharingDecisionInput {
  @field('Decision that is withdrawn', id('decision')) sharingDecisionId!: string;
  @field('Why it is withdrawn', text(4000), { hint: NOT_READ_ELSEWHERE }) reason!: string;
}
/** What has been read cannot be unread: who withdraws a decision must know what it gave away. */
class AlreadyRead {
  @field('What the other agency already has', choices('Section', Object.keys(Section))) alreadyHas!: Section[];
}
const ours = (input: Input, { decisions }: ReferralContext, agencyId: string): DecisionToShare | undefined =>
  decisions.find((one) => one.id === input.sharingDecisionId && one.byAgency === agencyId);

export const withdrawSharingDecision: ActionDeclaration = declareAction({
  name: 'withdrawSharingDecision',
  title: 'Withdraw a decision about sharing',
  done: 'Decision about sharing with {agency} withdrawn',
  description:
    'Ends what the decision opens from then on: what is added later, and the packet of an offer that is not answered yet. What the other agency has received it keeps, and the timeline says what that is.',
  takenBy: whoMayOffer,
  input: WithdrawSharingDecisionInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, { decisions }) =>
    decisions.find((one) => one.id === input.sharingDecisionId)?.recipientAgency ?? null,
  // Of a closed referral too: what is reported there is still opened by a decision that is ongoing.
  refusedWhen: [mustLast, mustTakePart],
  inputMust: [
    {
      id: 'handrail.names-own-decision',
      faults: (input, context, actor) =>
        ours(input, context, actor.agencyId)
          ? []
          : [fault('sharingDecisionId', 'This names no decision of your agency. Choose one that it recorded here.')],
    },
  ],
  noLongerOpen: (input, context, actor) => {
    const decision = ours(input, context, actor.agencyId);
    if (!decision) return undefined;
    if (isWithdrawn(decision)) return 'This decision was withdrawn already.';
    return newestDecision(context, decision.byAgency, decision.recipientAgency) === decision
      ? undefined
      : 'A newer decision of your agency about that agency has taken its place. Withdraw that one.';
  },
  alsoSays: {
    fields: AlreadyRead,
    of: (input, context, kept) => {
      const decision = context.decisions.find((one) => one.id === input.sharingDecisionId);
      const had = decision ? kept.filter((item) => readOn(decision, item, context)) : [];
      return { alreadyHas: Object.values(Section).filter((section) => had.some((item) => item.section === section)) };
    },
  },
  effect: (context, event) => {
    const decision = context.decisions.find((one) => one.id === event.payload.sharingDecisionId);
    if (decision) decision.withdrawnSeq = event.seq;
  },
});
