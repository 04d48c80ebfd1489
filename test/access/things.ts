import type { Item } from '../../libs/access/audience.js';
import { MOMENT } from '../../libs/access/example-part.js';
import { type Role, Section } from '../../libs/access/vocabulary.js';
import type { Special, When } from './expected-sight.js';

export type Belongs =
  | 'value'
  | 'entry'
  | 'party'
  | 'offer'
  | 'sharing_decision'
  | 'sharing_rationale'
  | 'handling_condition'
  | 'disclosure'
  | 'deadline'
  | 'intervention'
  | 'allocation'
  | 'notice';
/** Of which section, written when (an entry: at any time); or what travels by a rule of its own. */
export type Cell = { section: Section; when: When | 'EVER' } | { section: Section; special: Special };
type Who = 'US' | 'THEM' | 'ELSE';
interface Place {
  belongs: Belongs;
  sections: readonly Section[];
  roles: readonly Role[];
  writer: Who;
  otherEnd: Who | null;
  notFor: Who | null;
  audience: Item['audience'];
  seq: number;
  cell: Cell;
  /** Kept by that kind of agency only. */
  keeper: 'POLICE' | 'SOCIAL_CARE' | null;
}
const SEQ: Record<When, number> = {
  EARLIER: MOMENT.EARLIER,
  MEANWHILE: MOMENT.MEANWHILE,
  AFTERWARDS: MOMENT.AFTERWARDS,
  OURS: MOMENT.OURS,
};
const OF_OTHERS: readonly When[] = ['EARLIER', 'MEANWHILE', 'AFTERWARDS'];
const KEEPER: Partial<Record<Section, Place['keeper']>> = {
  POLICE_RECORD: 'POLICE',
  SOCIAL_CARE_RECORD: 'SOCIAL_CARE',
};

const ordinary = (section: Section, when: When, belongs: Belongs = 'value'): Place => ({
  belongs,
  sections: [section],
  roles: [],
  writer: when === 'OURS' ? 'US' : 'THEM',
  otherEnd: null,
  notFor: null,
  audience: 'ORDINARY',
  seq: SEQ[when],
  cell: { section, when },
  keeper: when === 'OURS' ? null : (KEEPER[section] ?? null),
});
const special = (
  name: Special,
  section: Section,
  audience: Item['audience'],
  seq: number,
  change: Partial<Place> = {},
): Place => ({
  ...ordinary(section, 'MEANWHILE'),
  audience,
  seq,
  cell: { section, special: name },
  ...change,
});

const { ASKED, MEANWHILE, AFTERWARDS } = MOMENT;
const VALUES: readonly Place[] = [
  ...Object.values(Section).flatMap((section) =>
    [...OF_OTHERS, 'OURS' as const].map((when) => ordinary(section, when)),
  ),
  special('DANGER_MEANWHILE', 'RISK', 'DANGER', MEANWHILE),
  special('DANGER_AFTERWARDS', 'RISK', 'DANGER', AFTERWARDS),
  special('FEEDBACK_MEANWHILE', 'SUMMARY', 'FEEDBACK', MEANWHILE),
  special('FEEDBACK_AFTERWARDS', 'SUMMARY', 'FEEDBACK', AFTERWARDS),
  special('ABOUT_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { otherEnd: 'US' }),
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, { otherEnd: 'ELSE' }),
  special('REASONS_KEPT_FROM_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { otherEnd: 'US', notFor: 'US' }),
  special('QUESTION_TO_US', 'NARRATIVE', 'QUESTION', MEANWHILE, { otherEnd: 'US' }),
];
/** Not what the sections' decisions open: in a packet too, when it stood there before. */
const TO_ALL: readonly Place[] = [
  special('TO_ALL_MEANWHILE', 'SUMMARY', 'ALL_TAKING_PART', MEANWHILE),
  special('TO_ALL_AFTERWARDS', 'SUMMARY', 'ALL_TAKING_PART', AFTERWARDS),
];

/** All that stands on every referral of the access matrix. */
export const PLACES: readonly Place[] = [
  ...VALUES,
  ...TO_ALL,
  // An entry for what goes by a rule of its own, one for all that was written in a section, and some of two sections.
  ...[...VALUES.filter(({ cell }) => 'special' in cell), ...TO_ALL].map((place): Place => ({
    ...place,
    belongs: 'entry',
  })),
  ...Object.values(Section).map((section): Place => ({
    ...ordinary(section, 'OURS', 'entry'),
    cell: { section, when: 'EVER' },
  })),
  { ...ordinary('RISK', 'EARLIER', 'entry'), sections: ['RISK', 'POLICE_RECORD'] },
  { ...ordinary('RISK', 'EARLIER', 'entry'), sections: ['POLICE_RECORD', 'OWN_NOTES'] },
  ...(['SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE'] as const).flatMap((section) => [
    ordinary(section, 'EARLIER', 'party'),
    ordinary(section, 'AFTERWARDS', 'party'),
  ]),
  special('ABOUT_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { belongs: 'offer', otherEnd: 'US' }),
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, { belongs: 'offer', otherEnd: 'ELSE' }),
  special('ABOUT_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { belongs: 'sharing_decision', otherEnd: 'US' }),
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, { belongs: 'sharing_decision', otherEnd: 'ELSE' }),
  special('REASONS_KEPT_FROM_US', 'SUMMARY', 'BOTH_ENDS', ASKED, {
    belongs: 'sharing_rationale',
    otherEnd: 'US',
    notFor: 'US',
  }),
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, { belongs: 'sharing_rationale', otherEnd: 'ELSE' }),
  special('ABOUT_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { belongs: 'handling_condition', otherEnd: 'US' }),
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, { belongs: 'handling_condition', otherEnd: 'ELSE' }),
  special('ABOUT_US', 'SUMMARY', 'BOTH_ENDS', ASKED, { belongs: 'disclosure', otherEnd: 'US' }),
  // Received of a section that not everybody reads who reads the summary.
  special('ABOUT_ANOTHER', 'SUMMARY', 'BOTH_ENDS', MEANWHILE, {
    belongs: 'disclosure',
    otherEnd: 'ELSE',
    sections: ['SUMMARY', 'POLICE_RECORD'],
  }),
  special('OUR_DEADLINE', 'SUMMARY', 'ORDINARY', MEANWHILE, { belongs: 'deadline', writer: 'US' }),
  special('THEIR_DEADLINE', 'SUMMARY', 'ORDINARY', MEANWHILE, { belongs: 'deadline' }),
  ...OF_OTHERS.map((when) => ordinary('SESSIONS', when, 'intervention')),
  ordinary('OWN_NOTES', 'OURS', 'allocation'),
  special('OUR_NOTICE', 'SUMMARY', 'ORDINARY', MEANWHILE, {
    belongs: 'notice',
    sections: [],
    roles: ['SAFEGUARDING_LEAD', 'TRIAGE_OFFICER', 'DECISION_MAKER', 'SERVICE_COORDINATOR'],
  }),
];
