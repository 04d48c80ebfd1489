import { registerEnumType } from '@nestjs/graphql';
import { TrainingStatus as trainingStatus } from '../../libs/access/training.js';
import { conditionRules } from '../../libs/pathways/common/schedule-8.js';
import { CONSENT, NOT_SHARED } from '../../libs/pathways/common/sharing-grounds.js';
import { COMPLETIONS, SHARING_OUTCOMES } from '../../libs/pathways/referral-context.js';
import { AgencyKind, LawfulBasis, PartyRole, Relation, Role, Section } from '../../libs/access/vocabulary.js';

type Names = Record<string, string>;
const made = new Map<string, Names>();

/**
 * The GraphQL enum of that name: registered once, whoever asks for it first. Clients tolerate new values.
 * @throws Error where two give it other values: one of them would be offered nowhere
 */
export function enumOf(name: string, values: readonly string[] | Names, description?: string): Names {
  const names = Array.isArray(values)
    ? Object.fromEntries(values.map((value: string) => [value, value]))
    : (values as Names);
  const known = made.get(name);
  if (known) {
    if (Object.values(known).join() !== Object.values(names).join()) throw new Error(`${name} has two lists of values`);
    return known;
  }
  registerEnumType(names, { name, description });
  made.set(name, names);
  return names;
}

/** The values that an enum of the schema has; none when there is no such enum. */
export const valuesOfEnum = (name: string): string[] => Object.keys(made.get(name) ?? {});

enumOf('Role', Role, 'What a person does in their agency.');
enumOf('AgencyKind', AgencyKind);
enumOf('PartyRole', PartyRole, 'A person’s part in the incident.');
enumOf('LawfulBasis', LawfulBasis, 'Lawful basis of a sharing decision.');
enumOf('Section', Section, 'Part of a referral that is opened or withheld as one.');
enumOf('AgencyRelation', Relation, 'An agency’s part in a referral, strongest first.');
export const ReferralStatus = enumOf('ReferralStatus', ['OPEN', 'CLOSED', 'WITHDRAWN', 'ENTERED_IN_ERROR']);
export const HandoffStatus = enumOf('HandoffStatus', ['OFFERED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'OVERDUE']);
export const DeadlineStatus = enumOf('DeadlineStatus', ['RUNNING', 'PAUSED', 'MET', 'OVERDUE', 'CANCELLED']);
export const SectionSight = enumOf(
  'SectionSight',
  ['FULL', 'PACKET', 'NONE'],
  'FULL: also what is added; PACKET: what was opened; NONE: withheld, whether or not anything stands there.',
);
export const Handling = enumOf(
  'Handling',
  ['P', 'C'],
  'Handling codes of the 3x5x2 model. P: lawful sharing permitted; C: with conditions, and on to others only when the originator agrees.',
);
export const SharingOutcome = enumOf('SharingOutcome', SHARING_OUTCOMES);
export const ProcessingRegime = enumOf(
  'ProcessingRegime',
  ['GENERAL', 'LAW_ENFORCEMENT'],
  'GENERAL: UK GDPR; LAW_ENFORCEMENT: Part 3 of the Data Protection Act 2018, for competent authorities.',
);
export const Schedule8Condition = enumOf(
  'Schedule8Condition',
  conditionRules.map(({ condition }) => condition),
  'Condition of sensitive processing for law enforcement: Data Protection Act 2018, Schedule 8.',
);
export const ConsentSought = enumOf('ConsentSought', CONSENT);
export const NotSharedReason = enumOf('NotSharedReason', NOT_SHARED, 'Why something is not shared.');
export const InterventionCompletion = enumOf('InterventionCompletion', COMPLETIONS);
export const TrainingStatus = enumOf(
  'TrainingStatus',
  trainingStatus,
  'READ_ONLY: it ran out within the last thirty days, and what is there can be read; EXPIRED: nothing can.',
);
