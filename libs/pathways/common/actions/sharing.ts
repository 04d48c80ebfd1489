import { type AgencyKind, LawfulBasis, Section } from '../../../access/vocabulary.js';
import { choice, choices, field, id, text, yesNo } from '../../field.js';
import type { ActionDeclaration } from '../../pathway.js';
import { type DecisionToShare, SHARING_OUTCOMES } from '../../referral-context.js';
import { basesFor } from '../lawful-bases.js';
import { declareAction, mustBeOpen, mustTakePart, namesAnotherAgency, text as textOf } from '../rules.js';
import { conditionRules, conditionsFor } from '../schedule-8.js';
import {
  conditionOfLawEnforcement,
  conditionsOfWhatIsShared,
  CONSENT,
  consentAsItWas,
  NOT_SHARED,
  reasonsForNotSharing,
  restsOnTheLaw,
  MAY_LEAVE,
  sectionsThatMayLeave,
} from '../sharing-grounds.js';
import { whoMayOffer } from '../who-may.js';

const SCHEDULE_8 = conditionRules.map(({ condition }) => condition);

/** What the information-sharing advice asks to be recorded, shared or not. Source: ICO data sharing code; HMG advice for practitioners. */
export class RecordSharingDecisionInput {
  @field('Agency that the decision is about', id('agency')) recipientAgency!: string;
  @field('Decision', choice('SharingOutcome', SHARING_OUTCOMES)) decision!: string;
  @field('For what purpose', text(2000), { hint: 'The other agency reads this. Name no other child in it.' })
  purpose!: string;
  @field('Lawful basis', choice('LawfulBasis', Object.keys(LawfulBasis)), {
    hint: 'One that the law gives to this kind of agency.',
    offeredTo: basesFor,
  })
  lawfulBasis!: string;
  @field('Condition of sensitive processing', choice('Schedule8Condition', SCHEDULE_8), {
    optional: true,
    hint: 'Only of a law-enforcement task: Data Protection Act 2018, Schedule 8.',
    offeredTo: conditionsFor,
  })
  schedule8Condition?: string;
  @field('Why this is necessary and proportionate', text(4000), { notForOtherEnd: true })
  rationale!: string;
  @field('Why the purpose cannot be met with less', text(2000), { optional: true, notForOtherEnd: true })
  necessity?: string;
  @field('Why it is in proportion to the risk', text(2000), { optional: true, notForOtherEnd: true })
  proportionality?: string;
  @field('Consent', choice('ConsentSought', CONSENT), {
    optional: true,
    hint: 'The other agency reads this. Where a child is at risk consent is not needed.',
  })
  consent?: string;
  @field('Why consent was not sought', text(2000), {
    requiredWhen: { field: 'consent', is: 'NOT_SOUGHT' },
    notForOtherEnd: true,
  })
  consentNotSoughtReason?: string;
  @field('Why it is not shared', choices('NotSharedReason', NOT_SHARED), {
    optional: true,
    hint: 'Only of a decision not to share.',
    notForOtherEnd: true,
  })
  notSharedReasons?: string[];
  @field('Sections that are opened', choices('Section', Object.keys(Section)), {
    requiredWhen: { field: 'decision', isNot: 'DO_NOT_SHARE' },
    onlyWhenNeeded: true,
    hint: 'Own notes and intelligence never leave the agency.',
    offeredTo: () => MAY_LEAVE,
  })
  sections?: string[];
  @field('Open what is added later too', yesNo(), { optional: true, default: false }) ongoing?: boolean;
  @field('Was the family told?', yesNo()) familyInformed!: boolean;
  @field('Why the family was not told', text(2000), {
    requiredWhen: { field: 'familyInformed', is: false },
    notForOtherEnd: true,
  })
  familyNotInformedReason?: string;
  @field('Conditions on sharing it on', text(2000), {
    optional: true,
    codedAs: 'conditional',
    hint: 'Only when there are any: then it is shared under handling code C, and the other agency may pass it on only to whom your agency has agreed. It reads this. Name no other child in it.',
  })
  handlingConditions?: string;
}
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
  inputMust: [
    namesAnotherAgency('recipientAgency'),
    sectionsThatMayLeave,
    restsOnTheLaw,
    conditionOfLawEnforcement,
    consentAsItWas,
    reasonsForNotSharing,
    conditionsOfWhatIsShared,
  ],
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
      decidedBy: event.by?.personId ?? '',
    });
  },
});
