import type { Handrail, Person, Seen } from './http.js';
import { newKey } from './http.js';

export const born = (years: number): string => {
  const today = new Date();
  return `${today.getUTCFullYear() - years}-01-15`;
};
const child = (role: string, givenName: string, age = 15): object => ({
  role,
  givenName,
  familyName: `${givenName}-Demo`,
  dateOfBirth: born(age),
});
export const PARTIES = [
  child('CHILD_DEPICTED', 'Ayla'),
  child('CHILD_SHARED', 'Kofi'),
  { role: 'PARENT_OR_CARER', givenName: 'Noor', relatedTo: 0 },
];

/** A referral, reported by a safeguarding lead unless somebody else is named. */
export async function submitted(by: Person, input: Record<string, unknown> = {}): Promise<string> {
  const answer = await by.send('submitReferral', {
    idempotencyKey: newKey(),
    pathway: 'nudes-at-school',
    summary: 'A picture of a pupil was passed on.',
    narrative: 'It went round a group chat on Sunday.',
    parties: PARTIES,
    ...input,
  });
  if (answer.errors.length > 0) throw new Error(answer.raw);
  return (answer.data?.submitReferral as { referral: { id: string } }).referral.id;
}

export const review = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  criteria: [],
  typology: 'EXPERIMENTAL_ROMANTIC',
  spread: 'CONTAINED',
  imageryViewed: false,
  parents: 'INFORMED',
  rationale: 'Recorded at the initial review.',
  ...change,
});

export async function reviewed(
  dsl: Person,
  change: Record<string, unknown> = {},
  input: Record<string, unknown> = {},
): Promise<string> {
  const id = await submitted(dsl, input);
  await dsl.act(id, 'openInitialReview');
  await dsl.act(id, 'recordInitialReview', review(change));
  return id;
}

export const decision = (recipientAgency: string, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  recipientAgency,
  decision: 'SHARE',
  sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'],
  purpose: 'To keep both children safe',
  lawfulBasis: 'PUBLIC_TASK',
  rationale: 'Necessary and proportionate.',
  familyInformed: true,
  ...change,
});

export async function offered(
  by: Person,
  id: string,
  toAgency: string,
  change: Record<string, unknown> = {},
): Promise<string> {
  const sharingDecisionId = await by.act(id, 'recordSharingDecision', decision(toAgency, change));
  return by.act(id, 'offerHandoff', { toAgency, reason: 'It needs more than a school can do', sharingDecisionId });
}

export async function invited(
  by: Person,
  id: string,
  toAgency: string,
  change: Record<string, unknown> = {},
): Promise<string> {
  const sharingDecisionId = await by.act(id, 'recordSharingDecision', decision(toAgency, change));
  return by.act(id, 'inviteContributor', { toAgency, ask: 'Please take part', sharingDecisionId });
}

/** The usual people, signed in. */
export async function people(
  handrail: Handrail,
): Promise<
  Record<
    | 'dsl'
    | 'deputy'
    | 'head'
    | 'teacher'
    | 'triage'
    | 'officer'
    | 'supervisor'
    | 'care'
    | 'lff'
    | 'practitioner'
    | 'riverside',
    Person
  >
> {
  const as = (email: string): Promise<Person> => handrail.as(email);
  return {
    dsl: await as('dsl@northgate.example'),
    deputy: await as('deputy@northgate.example'),
    head: await as('head@northgate.example'),
    teacher: await as('teacher@northgate.example'),
    triage: await as('triage@gmp.example'),
    officer: await as('officer@gmp.example'),
    supervisor: await as('supervisor@gmp.example'),
    care: await as('decision@csc.example'),
    lff: await as('coordinator@lff.example'),
    practitioner: await as('practitioner@lff.example'),
    riverside: await as('dsl@riverside.example'),
  };
}

export const party = (seen: Seen, role: string): string => {
  const found = seen.parties.find((one) => one.role === role);
  if (!found) throw new Error(`No ${role} is seen`);
  return found.id;
};

/** A response within the school that only waits to be closed. */
export async function answeredWithinTheSchool(by: Awaited<ReturnType<typeof people>>): Promise<string> {
  const id = await reviewed(by.dsl);
  const seen = await by.dsl.see(id);
  const children = ['CHILD_DEPICTED', 'CHILD_SHARED'].map((role) => party(seen, role));
  await by.dsl.act(id, 'chooseLocalResponse', {
    rationale: 'Both families agree',
    safetyPlans: children.map((partyId) => ({ partyId, plan: 'A named adult each day' })),
  });
  await by.head.act(id, 'coSignLocalResponse', { rationale: 'I agree' });
  await by.dsl.act(id, 'recordTakedown', { status: 'NOT_NEEDED' });
  for (const partyId of children) {
    await by.dsl.act(id, 'recordSupport', { partyId, status: 'COMPLETE' });
    await by.dsl.act(id, 'recordVoice', { partyId, asked: false, notAskedBecause: 'Away', toldAboutSharing: false });
  }
  await by.dsl.act(id, 'recordLaterReview', { stable: true, rationale: 'Settled' });
  return id;
}
