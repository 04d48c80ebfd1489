import { born } from '../harness/incidents.js';
import type { Chance } from './chance.js';

/** What somebody sees before they act, as far as an input needs it. */
export interface View {
  version: number;
  custodian: { key: string };
  parties: { id: string; role: string }[];
  handoffs: { id: string; status: string; toAgency: { key: string } }[];
  invitations: { id: string; status: string; toAgency: { key: string } }[];
  sharingDecisions: { id: string; decision: string; recipientAgency: { key: string } }[];
  interventions: { id: string; completion: string | null }[];
  availableActions: { name: string; allowed: boolean }[];
  timeline: { edges: { node: { id: string; action: string; agency: { key: string } | null } }[] };
}
export const VIEW = `query($id: ID!) { referral(id: $id) { version custodian { key } parties { id role }
  handoffs { id status toAgency { key } } invitations { id status toAgency { key } }
  sharingDecisions { id decision recipientAgency { key } } interventions { id completion } availableActions { name allowed }
  timeline(first: 100) { edges { node { id action agency { key } } } } } }`;

type Input = Record<string, unknown>;
const SECTIONS = ['SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE'];
export const agencyOf = (email: string): string =>
  email === 'lff-case-system' ? 'lff' : email.slice(email.indexOf('@') + 1).replace('.example', '');
const COLLEAGUES: Record<string, string> = {
  northgate: 'deputy@northgate.example',
  gmp: 'officer@gmp.example',
  csc: 'decision@csc.example',
  lff: 'practitioner@lff.example',
  riverside: 'dsl@riverside.example',
  survivors: 'coordinator@survivors.example',
};

const SERVICES: Record<string, string> = { gmp: 'offender-management', lff: 'survivor-support' };

/** Words of any length, so that a length that tells something shows. */
export function words(chance: Chance): string {
  const said = [
    'Spoken to at school.',
    'Nothing new since Monday.',
    'A call with the family is agreed for the week.',
    'Seen.',
  ];
  return chance.some(said, 1 + Math.floor(chance.next() * 3)).join(' ');
}

/** A decision to share opens what an offer needs, and by chance who the children are and what was told. */
export function sharing(recipientAgency: string, chance: Chance, change: Input = {}): Input {
  return {
    recipientAgency,
    decision: 'SHARE_PART',
    sections: ['SUMMARY', ...(chance.is(0.8) ? ['RISK'] : []), ...SECTIONS.filter(() => chance.is(0.5))],
    purpose: words(chance),
    lawfulBasis: 'PUBLIC_TASK',
    rationale: words(chance),
    familyInformed: true,
    ...(chance.is(0.25) ? { handlingConditions: words(chance) } : {}),
    ...change,
  };
}

/** An input that could be right for what this person sees; null where they see nothing that it could name. */
export function inputFor(
  action: string,
  by: string,
  view: View,
  chance: Chance,
  others: readonly string[],
): Input | null {
  const said = words(chance);
  const us = agencyOf(by);
  const open = (list: View['handoffs'], to: (key: string) => boolean): string | undefined =>
    list.find(({ status, toAgency }) => (status === 'OFFERED' || status === 'OVERDUE') && to(toAgency.key))?.id;
  const naming = (field: string, id: string | undefined, rest: Input = {}): Input | null =>
    id ? { [field]: id, ...rest } : null;
  const some = (list: readonly { id: string }[]): string | undefined =>
    list.length > 0 ? chance.one(list).id : undefined;
  const someoneElse = (): string => chance.one(others.filter((one) => one !== us));
  const asked = (by: string): string | undefined =>
    view.timeline.edges.find(({ node }) => node.action === by && node.agency?.key !== us)?.node.id;
  const children = view.parties.filter(({ role }) => role.startsWith('CHILD_'));
  const decided = view.sharingDecisions.filter(({ decision }) => decision !== 'DO_NOT_SHARE');
  switch (action) {
    case 'recordInitialReview':
      return {
        criteria: chance.is(0.5) ? [] : ['COERCION_OR_CAPACITY'],
        typology: 'EXPERIMENTAL_OTHER',
        spread: 'CONTAINED',
        imageryViewed: false,
        parents: 'INFORMED',
        rationale: said,
      };
    case 'chooseLocalResponse':
      return { rationale: said, safetyPlans: children.map(({ id }) => ({ partyId: id, plan: said })) };
    case 'recordVoice':
      return naming('partyId', some(children), { asked: true, words: said, toldAboutSharing: true });
    case 'recordSupport':
      return naming('partyId', some(children), { status: chance.one(['OFFERED', 'IN_PLACE', 'COMPLETE']), note: said });
    case 'recordSharingDecision':
      return sharing(someoneElse(), chance);
    case 'withdrawSharingDecision':
      return naming('sharingDecisionId', some(decided), { reason: said });
    case 'askOnwardSharing':
      return { originator: someoneElse(), toAgency: someoneElse(), reason: said };
    case 'agreeOnwardSharing':
    case 'refuseOnwardSharing':
    case 'withdrawOnwardAgreement':
      return naming('requestId', asked('askOnwardSharing'), { reason: said });
    case 'reviewSharingDecision':
      return naming('sharingDecisionId', some(view.sharingDecisions), { agrees: chance.is(0.7), note: said });
    case 'offerHandoff':
    case 'inviteContributor': {
      const decision = decided.at(-1);
      const rest = action === 'offerHandoff' ? { reason: said } : { ask: said };
      return decision ? { toAgency: decision.recipientAgency.key, sharingDecisionId: decision.id, ...rest } : null;
    }
    case 'acceptHandoff':
      return naming(
        'handoffId',
        open(view.handoffs, (key) => key === us),
      );
    case 'declineHandoff':
      return naming(
        'handoffId',
        open(view.handoffs, (key) => key === us),
        { reason: said },
      );
    case 'withdrawHandoff':
      return naming(
        'handoffId',
        open(view.handoffs, () => true),
        { reason: said },
      );
    case 'acceptInvitation':
      return naming(
        'invitationId',
        open(view.invitations, (key) => key === us),
      );
    case 'declineInvitation':
      return naming(
        'invitationId',
        open(view.invitations, (key) => key === us),
        { reason: said },
      );
    case 'withdrawInvitation':
      return naming(
        'invitationId',
        open(view.invitations, () => true),
        { reason: said },
      );
    case 'requestInformation':
      return { toAgency: someoneElse(), question: said };
    case 'provideInformation':
      return naming('requestId', asked('requestInformation'), { answer: said });
    case 'allocate':
      return { personEmail: COLLEAGUES[us] ?? by };
    case 'passToService':
      return naming('service', SERVICES[us]);
    case 'addNote':
      return { text: said, audience: chance.is(0.5) ? 'OWN_AGENCY' : 'ALL_PARTICIPANTS' };
    case 'restrictReferral':
      return by.includes('@') && COLLEAGUES[us]
        ? { people: [by, COLLEAGUES[us]].map((personEmail) => ({ personEmail })), reason: said }
        : null;
    case 'declareConflict':
      return by === 'dsl@northgate.example' ? { personEmail: 'head@northgate.example', reason: said } : null;
    case 'endConflict':
      return us === 'northgate' ? { personEmail: 'head@northgate.example', reason: said } : null;
    case 'recordTriage':
      return {
        ...Object.fromEntries(
          ['threat', 'harm', 'risk', 'investigation', 'vulnerability', 'engagement'].map((one) => [one, said]),
        ),
        priority: 'STANDARD',
        rationale: said,
      };
    case 'recordPoliceDecision':
      return { route: 'DIVERSION', rationale: said, feedbackToReferrer: said };
    case 'recordPoliceOutcome':
      return { outcomeCode: 20, rationale: said, feedbackToReferrer: said };
    case 'recordSocialCareDecision':
      return {
        decision: chance.one(['ADVICE', 'FAMILY_HELP', 'ASSESSMENT']),
        rationale: said,
        feedbackToReferrer: said,
      };
    case 'recordTakedown':
      return { status: chance.one(['NOT_NEEDED', 'ADVISED', 'CHILD_REPORTED', 'REMOVED']), note: said };
    case 'startIntervention':
      return naming('partyId', some(children), { programme: said, plannedSessions: 3 });
    case 'recordSession':
      return naming('interventionId', some(view.interventions.filter(({ completion }) => completion === null)), {
        occurredOn: '2026-11-20',
        attended: true,
        notes: said,
      });
    case 'completeIntervention':
      return naming('interventionId', some(view.interventions), { completion: 'COMPLETED', summary: said });
    case 'recordLaterReview':
      return { stable: true, rationale: said };
    case 'reportNewInformation':
      return chance.is(0.7)
        ? { kind: 'OTHER', note: said }
        : {
            kind: 'NEW_CHILD',
            note: said,
            party: { role: 'CHILD_DEPICTED', givenName: 'Mina', dateOfBirth: born(14) },
          };
    case 'confirmSafe':
      return { what: said };
    case 'close':
      return { outcome: said, riskNote: said, feedbackToReferrer: said };
    case 'endContribution':
    case 'liftRestriction':
    case 'reopen':
    case 'withdraw':
    case 'markEnteredInError':
      return { reason: said, ...(action === 'reopen' ? { riskNote: said } : {}) };
    default:
      return {};
  }
}
