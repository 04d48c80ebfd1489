import { born } from '../harness/incidents.js';
import { type HiddenDifference, intelligence, takes } from './hidden-differences.js';
import type { Blind } from './pairs.js';
import { done, refused, type Standing } from './walks.js';
import { sharing } from './sayings.js';

const DSL = 'dsl@northgate.example';
const OFFICER = 'officer@gmp.example';
const SHORT = 'Seen.';
const LONG = 'Not known to us before, and not a word of it is for anybody but those who work on it. '.repeat(20);

/** One thing in one world, another in the other, by people of whom each sees both: an agency's version counts the one as the other. */
function either(
  name: string,
  one: [by: string, action: string, change?: object],
  other: [by: string, action: string, change?: object],
  where: (standing: Standing) => boolean = () => true,
): HiddenDifference {
  return {
    name,
    hiddenFrom: (_agency, standing) => where(standing),
    happens: takes(...one),
    otherwise: takes(...other),
  };
}
const words = (name: string, by: string, action: string, field: string, same: object = {}): HiddenDifference =>
  either(name, [by, action, { ...same, [field]: SHORT }], [by, action, { ...same, [field]: LONG }]);
/** Something that one of the agency does, and in the other world does not. */
const only = (name: string, by: string, action: string, change: object = {}): HiddenDifference => ({
  name,
  hiddenFrom: () => true,
  happens: takes(by, action, change),
});

const OWN = { audience: 'OWN_AGENCY' };
const ownNotes = (one: string, other: string): HiddenDifference[] => [
  words(`what ${one} noted`, one, 'addNote', 'text', OWN),
  either(
    `whether ${one} or ${other} noted it`,
    [one, 'addNote', { ...OWN, text: SHORT }],
    [other, 'addNote', { ...OWN, text: SHORT }],
  ),
  either(`a note, or to whom it was allocated`, [one, 'addNote', { ...OWN, text: SHORT }], [one, 'allocate']),
];
const feedbackToReferrer = 'Thank you, we are looking after it.';
const records: readonly HiddenDifference[] = [
  either(
    'what police decided',
    [OFFICER, 'recordPoliceDecision', { route: 'DIVERSION', rationale: SHORT, feedbackToReferrer }],
    [OFFICER, 'recordPoliceDecision', { route: 'NO_FURTHER_ACTION', rationale: LONG, feedbackToReferrer }],
    // Whoever holds the risk sees each deadline, by the contract; here one begins, by which a harmed child is told.
    ({ custodian }) => custodian !== 'northgate',
  ),
  words('why police decided it', OFFICER, 'recordPoliceDecision', 'rationale', {
    route: 'DIVERSION',
    feedbackToReferrer,
  }),
  words('the police triage', 'triage@gmp.example', 'recordTriage', 'rationale'),
  either(
    'what social care decided',
    ['decision@csc.example', 'recordSocialCareDecision', { decision: 'ADVICE', rationale: SHORT, feedbackToReferrer }],
    [
      'decision@csc.example',
      'recordSocialCareDecision',
      { decision: 'FAMILY_HELP', rationale: LONG, feedbackToReferrer },
    ],
  ),
];

/** The holder decides about one agency or about another, and the school that reported it reads of either. */
const aboutWhom: HiddenDifference = (() => {
  const decides =
    (recipient: string): HiddenDifference['happens'] =>
    async (world, id, _standing, chance) =>
      !refused(
        await done(
          world,
          DSL,
          id,
          'recordSharingDecision',
          sharing(recipient, chance, { decision: 'DO_NOT_SHARE', sections: null }),
        ),
      );
  return {
    name: 'with whom the school decided not to share',
    hiddenFrom: (_agency: string, { custodian, parts }: Standing) =>
      custodian === 'northgate' && !('survivors' in parts) && !('riverside' in parts),
    happens: decides('survivors'),
    otherwise: decides('riverside'),
  };
})();
const child = (givenName: string): object => ({
  kind: 'NEW_CHILD',
  note: 'Told today.',
  party: { role: 'CHILD_DEPICTED', givenName, familyName: `${givenName}-Demo`, dateOfBirth: born(13) },
});

const ofTheSchool: readonly HiddenDifference[] = [
  words('what is noted for all', DSL, 'addNote', 'text', { audience: 'ALL_PARTICIPANTS' }),
  words('what came to be known', DSL, 'reportNewInformation', 'note', { kind: 'OTHER' }),
  either(
    'who a further child is',
    [DSL, 'reportNewInformation', child('Mina')],
    [DSL, 'reportNewInformation', child('Wilhelmina')],
  ),
  either(
    'how a child is supported',
    [DSL, 'recordSupport', { status: 'OFFERED' }],
    [DSL, 'recordSupport', { status: 'IN_PLACE', note: LONG }],
  ),
  words('what a child said', DSL, 'recordVoice', 'words'),
  either(
    'a take-down, or words to all',
    [DSL, 'recordTakedown', { status: 'CHILD_REPORTED' }],
    [DSL, 'addNote', { audience: 'ALL_PARTICIPANTS' }],
  ),
  aboutWhom,
];

/** Whoever sees no referral at all is told nothing of what their own agency does with it either. */
const anythingOfPolice: readonly HiddenDifference[] = [
  only('a note of police', OFFICER, 'addNote', OWN),
  only('a note for all', OFFICER, 'addNote', { audience: 'ALL_PARTICIPANTS' }),
  only('a police triage', 'triage@gmp.example', 'recordTriage'),
  only('a police decision', OFFICER, 'recordPoliceDecision'),
  only('a question of police', OFFICER, 'requestInformation', { toAgency: 'northgate' }),
  only('to whom police allocated it', 'supervisor@gmp.example', 'allocate'),
  only('a decision of police to share', OFFICER, 'recordSharingDecision'),
  only('that police joined', 'supervisor@gmp.example', 'acceptInvitation'),
  only('what the school noted', DSL, 'addNote', OWN),
];

/** Roles that read less than others of their agency do, with what only those others may see. */
export const BLIND_ROLES: readonly Blind[] = [
  {
    agency: 'northgate',
    callers: ['head@northgate.example'],
    hidden: [...ownNotes(DSL, 'deputy@northgate.example'), ...records],
  },
  {
    agency: 'northgate',
    callers: ['teacher@northgate.example'],
    hidden: [...ownNotes(DSL, 'deputy@northgate.example'), ...records, ...ofTheSchool],
  },
  { agency: 'gmp', callers: [OFFICER, 'triage@gmp.example', 'supervisor@gmp.example'], hidden: [intelligence] },
  { agency: 'gmp', callers: ['intel@gmp.example', 'mosovo@gmp.example'], hidden: anythingOfPolice },
  { agency: 'gmp', callers: ['auditor@gmp.example'], hidden: anythingOfPolice },
  { agency: 'gmp', callers: ['admin@gmp.example'], hidden: anythingOfPolice },
  { agency: 'university', callers: ['researcher@university.example'], hidden: anythingOfPolice },
];
