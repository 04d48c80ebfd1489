import { CUSTODIAN_READS, NEVER_SHARED } from '../../access/section-sight.js';
import { LawfulBasis, Section } from '../../access/vocabulary.js';
import type { InputRule } from '../pathway.js';
import type { ReferralContext } from '../referral-context.js';
import { regimeOf, whyNoBasis } from './lawful-bases.js';
import { fault, type Input, text } from './rules.js';
import { conditionsFor } from './schedule-8.js';

type Grounds = InputRule<ReferralContext, Input>;

/** Whether consent was sought, as the information-sharing advice and the ICO's data sharing code ask to be recorded. */
export const CONSENT = ['SOUGHT_AND_GIVEN', 'SOUGHT_AND_REFUSED', 'NOT_SOUGHT'] as const;

/**
 * Why something is not shared. Children Act 2004, s.16LA: information goes to another body so far as it may help that body's functions,
 * unless that would be more detrimental to the child than not. Identities at risk: information-sharing advice, fifth golden rule.
 */
export const NOT_SHARED = [
  'MORE_DETRIMENTAL_TO_CHILD',
  'NOT_RELEVANT_TO_RECIPIENT',
  'NO_LAWFUL_BASIS',
  'PREJUDICE_TO_INVESTIGATION',
  'IDENTITY_AT_RISK',
  'OTHER',
] as const;

export const shares = (input: Input): boolean => input.decision !== 'DO_NOT_SHARE';
const given = (value: unknown): boolean => value !== undefined && value !== null;
const basisIn = ({ lawfulBasis }: Input): LawfulBasis | undefined =>
  Object.values(LawfulBasis).find((one) => one === lawfulBasis);

/** Of the sections, those that a decision can open to another agency. */
export const MAY_LEAVE: readonly Section[] = Object.values(Section).filter((one) => !NEVER_SHARED.includes(one));
export const sectionsThatMayLeave: Grounds = {
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
export const restsOnTheLaw: Grounds = {
  id: 'sharing.basis',
  faults: (input, _context, { agencyKind }, { today }) => {
    const basis = basisIn(input);
    const why = basis && whyNoBasis(basis, agencyKind, today);
    return why === undefined ? [] : [fault('lawfulBasis', why)];
  },
};

export const conditionOfLawEnforcement: Grounds = {
  id: 'sharing.schedule-8',
  faults: (input, _context, { agencyKind }, { today }) => {
    const basis = basisIn(input);
    if (!given(input.schedule8Condition) || !basis) return [];
    if (regimeOf(basis) !== 'LAW_ENFORCEMENT')
      return [fault('schedule8Condition', 'Only law-enforcement processing has one: Data Protection Act 2018, s.35.')];
    const offered: readonly unknown[] = conditionsFor(agencyKind, today);
    return offered.includes(input.schedule8Condition)
      ? []
      : [fault('schedule8Condition', 'This is no condition in law for your agency: Data Protection Act 2018, s.35.')];
  },
};

/** Consent carries a decision to share only where it was given: UK GDPR Article 4(11) and Article 7. */
export const consentAsItWas: Grounds = {
  id: 'sharing.consent',
  faults: (input) => [
    ...(given(input.consent) && shares(input) && input.lawfulBasis === 'CONSENT' && input.consent !== CONSENT[0]
      ? [fault('consent', 'Consent is a basis only where it was given: UK GDPR Article 7. Another basis may do.')]
      : []),
    ...(given(input.consentNotSoughtReason) && input.consent !== 'NOT_SOUGHT'
      ? [fault('consentNotSoughtReason', 'Only where consent was not sought.')]
      : []),
  ],
};

export const reasonsForNotSharing: Grounds = {
  id: 'sharing.not-shared',
  faults: (input) => {
    if (!Array.isArray(input.notSharedReasons)) return [];
    if (shares(input)) return [fault('notSharedReasons', 'Only of a decision not to share.')];
    return input.notSharedReasons.length === 0
      ? [fault('notSharedReasons', 'Name at least one, or leave them out.')]
      : [];
  },
};

/** Source: 3x5x2 intelligence report, handling codes P and C: a condition has something that it is a condition of. */
export const conditionsOfWhatIsShared: Grounds = {
  id: 'handrail.handling-conditions',
  faults: (input, { custodian }) => {
    if (text(input, 'handlingConditions') === '') return [];
    if (!shares(input))
      return [fault('handlingConditions', 'A decision not to share opens nothing on which a condition could lie.')];
    const { sections, ongoing } = input;
    // What is added once somebody else holds the risk, and all other sections, it binds.
    const bindsNothing =
      Array.isArray(sections) &&
      sections.length > 0 &&
      sections.every((one) => CUSTODIAN_READS.includes(one as Section)) &&
      ongoing !== true;
    return custodian !== text(input, 'recipientAgency') || !bindsNothing
      ? []
      : [
          fault(
            'handlingConditions',
            'The agency that holds the risk reads these sections whatever is decided: a condition would bind it to nothing. Leave it out, and ask that agency.',
          ),
        ];
  },
};
