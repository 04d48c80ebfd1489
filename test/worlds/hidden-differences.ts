import { born, PARTIES } from '../harness/incidents.js';
import type { Chance } from './chance.js';
import { agencyOf, inputFor, sharing, words } from './sayings.js';
import { ANSWERS, done, entryOf, refused, type Standing, STAFF, submittedIn, viewOf } from './walks.js';
import type { World } from './world.js';

/** What happened in one world and not, or otherwise, in the other. */
export interface HiddenDifference {
  name: string;
  /** By the contract's words, whether this agency may see nothing of it. Worked out here, not by the policy that is tried. */
  hiddenFrom(agency: string, standing: Standing): boolean;
  /** @returns whether it was done; what is refused has changed nothing. */
  happens(world: World, id: string, standing: Standing, chance: Chance): Promise<boolean>;
  /** Agency whose answer it is, which the main way may be waiting for. */
  answers?: string;
  /** Agency that takes part by it. */
  joins?: string;
  /** Where the other world is not simply without it. */
  otherwise?(world: World, id: string, standing: Standing, chance: Chance): Promise<boolean>;
}

const holds = (agency: string, { custodian }: Standing): boolean => agency === custodian;
const sees = (agency: string, { parts }: Standing): boolean => agency in parts;
const takesPart = (agency: string, { parts }: Standing): boolean =>
  (parts[agency] ?? []).some((relation) => !['OFFERED', 'INVITED', 'INFORMED'].includes(relation));
/** Neither the writer, nor whoever holds the risk, nor whom something was opened for the time to come, or held it and keeps what came with it. */
const outside =
  (...writers: string[]) =>
  (agency: string, standing: Standing): boolean =>
    !writers.includes(agency) && !holds(agency, standing) && !standing.ongoingTo.includes(agency);
const notTheReferrer = (agency: string): boolean => agency !== 'northgate';

/** One of an agency's people takes the action, if they may now and see what it needs. */
export const takes =
  (by: string | ((standing: Standing, chance: Chance) => string | undefined), action: string, change: object = {}) =>
  async (world: World, id: string, standing: Standing, chance: Chance): Promise<boolean> => {
    const who = typeof by === 'string' ? by : by(standing, chance);
    const view = who && sees(agencyOf(who), standing) ? await viewOf(world, who, id) : null;
    if (!who || !view?.availableActions.some(({ name, allowed }) => name === action && allowed)) return false;
    const input = inputFor(action, who, view, chance, Object.keys(ANSWERS));
    return input !== null && !refused(await done(world, who, id, action, { ...input, ...change }));
  };
const someoneOf =
  (...agencies: string[]) =>
  (standing: Standing, chance: Chance): string | undefined => {
    const there = STAFF.filter((one) => agencies.includes(agencyOf(one)) && sees(agencyOf(one), standing));
    return there.length > 0 ? chance.one(there.filter((one) => !one.startsWith('head@'))) : undefined;
  };
const ownNote = (agency: string): HiddenDifference => ({
  name: `a note of ${agency}'s own`,
  hiddenFrom: (blind) => blind !== agency,
  happens: takes(someoneOf(agency), 'addNote', { audience: 'OWN_AGENCY' }),
});
const otherWords: HiddenDifference = {
  name: 'other words in a note of police',
  hiddenFrom: (blind) => blind !== 'gmp',
  happens: takes('officer@gmp.example', 'addNote', { audience: 'OWN_AGENCY', text: 'Known.' }),
  otherwise: takes('officer@gmp.example', 'addNote', {
    audience: 'OWN_AGENCY',
    text: 'Not known to us before. '.repeat(40),
  }),
};
const whoActed: HiddenDifference = {
  name: 'who of police acted',
  hiddenFrom: (blind) => blind !== 'gmp',
  happens: takes('officer@gmp.example', 'addNote', { audience: 'OWN_AGENCY', text: 'Seen.' }),
  otherwise: takes('triage@gmp.example', 'addNote', { audience: 'OWN_AGENCY', text: 'Seen.' }),
};

/** The holder decides to share with an agency that is not there yet, and asks it. */
function asking(kind: 'offerHandoff' | 'inviteContributor', toAgency: string): HiddenDifference {
  return {
    name: kind === 'offerHandoff' ? 'an offer to another agency' : 'an invitation of another agency',
    hiddenFrom: (blind, standing) => outside(toAgency)(blind, standing),
    happens: async (world, id, standing, chance) => {
      if (sees(toAgency, standing) || toAgency === standing.custodian) return false;
      const by = ANSWERS[standing.custodian] ?? '';
      const decided = await done(world, by, id, 'recordSharingDecision', sharing(toAgency, chance));
      if (refused(decided)) return false;
      const about = { toAgency, sharingDecisionId: entryOf(decided) };
      // Refused, the decision still stands, which nobody else reads either.
      await done(
        world,
        by,
        id,
        kind,
        kind === 'offerHandoff' ? { ...about, reason: words(chance) } : { ...about, ask: words(chance) },
      );
      return true;
    },
  };
}
const answered = (agency: string, action: string): HiddenDifference => ({
  name: `another agency's answer: ${action}`,
  answers: agency,
  joins: action === 'acceptInvitation' ? agency : undefined,
  // Who asked is whoever held it then: an agency that held it once may have.
  hiddenFrom: (blind, standing) => outside(agency)(blind, standing) && !standing.helds.includes(blind),
  happens: takes(ANSWERS[agency] ?? '', action),
});
const notShared = (agency: string, recipientAgency: string): HiddenDifference => ({
  name: 'a decision not to share',
  answers: recipientAgency,
  hiddenFrom: outside(agency, recipientAgency),
  happens: (world, id, standing, chance) =>
    takes(
      ANSWERS[agency] ?? '',
      'recordSharingDecision',
      sharing(recipientAgency, chance, { decision: 'DO_NOT_SHARE', sections: null }),
    )(world, id, standing, chance),
});
const rationale =
  (said: string): HiddenDifference['happens'] =>
  async (world, id, standing, chance) => {
    const by = ANSWERS[standing.custodian] ?? '';
    const [recipient] = Object.keys(standing.parts).filter((one) => one !== standing.custodian);
    if (!recipient) return false;
    const change = {
      sections: ['SUMMARY'],
      rationale: said,
      necessity: said,
      proportionality: said,
      consent: 'NOT_SOUGHT',
      consentNotSoughtReason: said,
      purpose: 'To keep them safe',
      familyInformed: false,
      familyNotInformedReason: said,
    };
    return !refused(await done(world, by, id, 'recordSharingDecision', sharing(recipient, chance, change)));
  };
/** Not to share, with whoever holds the risk or not: the reasons differ, and how many there are. */
const reasonsNotTo =
  (notSharedReasons: string[]): HiddenDifference['happens'] =>
  async (world, id, standing, chance) => {
    const by = ANSWERS[standing.custodian] ?? '';
    const [recipient] = Object.keys(standing.parts).filter((one) => one !== standing.custodian);
    if (!recipient) return false;
    const change = { decision: 'DO_NOT_SHARE', sections: null, purpose: 'Asked for', rationale: 'Weighed.' };
    const input = sharing(recipient, chance, { ...change, notSharedReasons });
    return !refused(await done(world, by, id, 'recordSharingDecision', input));
  };
/** What is found of it: who decided is somebody else of the same agency, so only where two of them decide. */
const reviewed = (by: string, agrees: boolean, note: string): HiddenDifference['happens'] =>
  takes(by, 'reviewSharingDecision', { agrees, note });
const question = (from: string, toAgency: string): HiddenDifference => ({
  name: 'a question between two others',
  hiddenFrom: outside(from, toAgency),
  happens: (world, id, standing, chance) =>
    sees(toAgency, standing)
      ? takes(ANSWERS[from] ?? '', 'requestInformation', { toAgency })(world, id, standing, chance)
      : Promise.resolve(false),
});
const part = (name: string, by: string, action: string, change: object = {}): HiddenDifference => ({
  name,
  hiddenFrom: outside(agencyOf(by)),
  happens: takes(by, action, change),
});
/** What is answered to the school that referred is the school's to read. */
const withFeedback = (name: string, by: string, action: string): HiddenDifference => ({
  ...part(name, by, action),
  hiddenFrom: (blind, standing) => notTheReferrer(blind) && outside(agencyOf(by))(blind, standing),
});

/** No action writes intelligence yet, so the row that a later one will write is laid there. */
export const intelligence: HiddenDifference = {
  name: 'intelligence',
  hiddenFrom: () => true,
  happens: async (world, id, _standing, chance) => {
    await world.stored(
      `with written as (
         insert into entry (referral_id, id, seq, at, action, agency_id, actor_id, actor_name, section, audience, reported_by, visible_to, value_sections)
         select r.referral_id, gen_random_uuid(), r.seq, now(), 'recordIntelligence', a.id, p.id, p.name, 'INTELLIGENCE', 'ORDINARY', r.reported_by, array[a.id], '{INTELLIGENCE}'
         from referral r, agency a join person p on p.agency_id = a.id and p.email = 'intel@gmp.example' where r.referral_id = $1 returning *)
       insert into content_intelligence (referral_id, id, entry_id, seq, name, title, value, place, writer, audience, visible_to, reported_by)
       select referral_id, gen_random_uuid(), id, seq, 'text', 'Intelligence', $2, 0, agency_id, audience, visible_to, reported_by from written`,
      [id, words(chance)],
    );
    return true;
  },
};
/** Another school reports the same children, by their names. */
const twin: HiddenDifference = {
  name: 'a second referral of another school with the same names',
  hiddenFrom: (blind) => blind !== 'riverside',
  happens: async (world, _id, _standing, chance) => {
    await submittedIn(world, 'dsl@riverside.example', PARTIES, words(chance));
    return true;
  },
};
/** A third child is known in one world, and another one in the other: neither is this agency's to see. */
const anotherChild =
  (givenName: string): HiddenDifference['happens'] =>
  async (world, id, standing, chance) => {
    const party = {
      role: 'CHILD_DEPICTED',
      givenName,
      familyName: `${givenName}-Demo`,
      dateOfBirth: born(13),
      contact: `${givenName}@home.example`,
    };
    return takes(someoneOf('csc', 'gmp', 'lff', 'survivors'), 'reportNewInformation', {
      kind: 'NEW_CHILD',
      note: 'Told today.',
      party,
    })(world, id, standing, chance);
  };

/** What is new is danger: the school that referred and whoever held the risk are told of it too. */
const news = (kind: 'OTHER' | 'SUICIDE_RISK', by: string): HiddenDifference => ({
  name: kind === 'OTHER' ? 'something new' : 'that a child may die',
  // That a child may die is a state as well: whoever takes part and is told of the risk sees it.
  hiddenFrom: (blind, standing) =>
    notTheReferrer(blind) &&
    !standing.helds.includes(blind) &&
    outside(agencyOf(by))(blind, standing) &&
    (kind === 'OTHER' || !(takesPart(blind, standing) && standing.riskTo.includes(blind))),
  happens: takes(by, 'reportNewInformation', { kind, note: 'Told today.', party: null }),
});

/** Of these kinds nothing follows but that they ran out: their agency and whoever holds the risk are told. */
const LONE_CLOCKS = [
  'crimeRecord',
  'policeFirstDecision',
  'victimTold',
  'charityFirstContact',
  'assessment',
  'section47',
];
const clock = (agency: string): HiddenDifference => ({
  name: 'a deadline of another agency that ran out',
  hiddenFrom: outside(agency),
  happens: (world, id) => world.runsOut(id, agency, LONE_CLOCKS),
});

const OTHERS = ['gmp', 'csc', 'lff', 'riverside', 'survivors'];
export const HIDDEN: readonly HiddenDifference[] = [
  ...['northgate', ...OTHERS].map(ownNote),
  otherWords,
  whoActed,
  intelligence,
  twin,
  ...['gmp', 'csc', 'lff', 'survivors'].map(clock),
  ...OTHERS.map((agency) => asking('inviteContributor', agency)),
  ...['gmp', 'csc', 'riverside'].map((agency) => asking('offerHandoff', agency)),
  ...OTHERS.flatMap((agency) =>
    ['acceptInvitation', 'declineInvitation', 'declineHandoff'].map((name) => answered(agency, name)),
  ),
  ...['northgate', 'gmp', 'csc', 'lff'].flatMap((agency) =>
    ['csc', 'survivors', 'riverside'].filter((one) => one !== agency).map((one) => notShared(agency, one)),
  ),
  {
    name: 'why it was decided to share',
    hiddenFrom: (blind, standing) => outside()(blind, standing),
    happens: rationale('It is needed.'),
    otherwise: rationale(
      'A brother of somebody else would hear of it otherwise, and that is not for this agency to know.',
    ),
  },
  {
    name: 'why it was decided not to share',
    hiddenFrom: (blind, standing) => outside()(blind, standing),
    happens: reasonsNotTo(['OTHER']),
    otherwise: reasonsNotTo(['MORE_DETRIMENTAL_TO_CHILD', 'PREJUDICE_TO_INVESTIGATION', 'IDENTITY_AT_RISK']),
  },
  ...['deputy@northgate.example', 'officer@gmp.example'].flatMap((by): HiddenDifference[] => [
    {
      name: 'that a decision was reviewed',
      hiddenFrom: outside(agencyOf(by)),
      happens: reviewed(by, true, 'As I would have.'),
    },
    {
      name: 'what was found of a decision',
      hiddenFrom: outside(agencyOf(by)),
      happens: reviewed(by, true, 'As I would have.'),
      otherwise: reviewed(by, false, 'The brother is named in it, and nothing there calls for that. '.repeat(9)),
    },
  ]),
  question('gmp', 'csc'),
  question('csc', 'gmp'),
  question('lff', 'northgate'),
  question('northgate', 'gmp'),
  part('police triage', 'triage@gmp.example', 'recordTriage'),
  withFeedback('a police decision', 'officer@gmp.example', 'recordPoliceDecision'),
  withFeedback('a police outcome', 'supervisor@gmp.example', 'recordPoliceOutcome'),
  withFeedback('a social care record', 'decision@csc.example', 'recordSocialCareDecision'),
  withFeedback('an acknowledgement', 'supervisor@gmp.example', 'acknowledge'),
  ...['gmp', 'csc', 'lff', 'northgate'].map((agency): HiddenDifference => ({
    name: 'whom another agency allocated it to',
    hiddenFrom: (blind) => blind !== agency,
    happens: takes(ANSWERS[agency] ?? '', 'allocate'),
  })),
  ...['gmp', 'lff'].map((agency): HiddenDifference => ({
    name: 'which service of another agency has it',
    hiddenFrom: (blind) => blind !== agency,
    happens: takes(ANSWERS[agency] ?? '', 'passToService'),
  })),
  part('work with a child', 'coordinator@lff.example', 'startIntervention'),
  part('a session and its notes', 'practitioner@lff.example', 'recordSession'),
  ...['csc', 'lff', 'gmp'].map((agency) =>
    part("a child's words", agency === 'gmp' ? 'officer@gmp.example' : (ANSWERS[agency] ?? ''), 'recordVoice'),
  ),
  // Who takes part and reads of the risk sees how far support and take-down have come, as states.
  ...[
    part("a child's support", 'dsl@northgate.example', 'recordSupport', { status: 'IN_PLACE' }),
    part('a take-down', 'dsl@northgate.example', 'recordTakedown'),
  ].map((one): HiddenDifference => ({
    ...one,
    hiddenFrom: (blind, standing) => !takesPart(blind, standing) && one.hiddenFrom(blind, standing),
  })),
  ...['officer@gmp.example', 'decision@csc.example', 'coordinator@lff.example'].flatMap((by) => [
    news('OTHER', by),
    news('SUICIDE_RISK', by),
  ]),
  {
    name: 'who a further child is',
    hiddenFrom: (blind, standing) =>
      notTheReferrer(blind) && outside('csc', 'gmp', 'lff', 'survivors')(blind, standing),
    happens: anotherChild('Mina'),
    otherwise: anotherChild('Wilhelmina'),
  },
];
