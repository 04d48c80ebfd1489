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
  mustTakePart,
  namesAnotherAgency,
  text as textOf,
} from '../rules.js';
import { whoMayOffer } from '../who-may.js';

const NOT_READ_ELSEWHERE = 'The other agency does not read this. Name no other child in it.';
const shares = (input: Input): boolean => input.decision !== 'DO_NOT_SHARE';

/** What the information-sharing advice asks to be recorded, shared or not. Source: ICO data sharing code; HMG advice for practitioners. */
export class RecordSharingDecisionInput {
  @field('Agency that the decision is about', id('agency')) recipientAgency!: string;
  @field('Decision', choice('SharingOutcome', ['SHARE', 'SHARE_PART', 'DO_NOT_SHARE'])) decision!: string;
  @field('For what purpose', text(2000), { hint: 'The other agency reads this. Name no other child in it.' })
  purpose!: string;
  @field('Lawful basis', choice('LawfulBasis', Object.keys(LawfulBasis))) lawfulBasis!: string;
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
}
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
  inputMust: [namesAnotherAgency('recipientAgency'), sectionsThatMayLeave],
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
    });
  },
});
