import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, PARTIES, submitted } from '../harness/incidents.js';

const ALL = `query($id: ID!) { referral(id: $id) { version relations narrative parties { givenName }
  sections { section access } invitations { status declineReason toAgency { key } }
  interventions { attendedSessions completion } state
  disclosures { recipientAgency { key } section firstAt latestAt } } }`;
const NOTICES = '{ notices(first: 100) { edges { node { kind } } } }';
const NOTHING_FOLLOWS = {
  decision: 'NO_FURTHER_ACTION',
  rationale: 'Help is in place.',
  feedbackToReferrer: 'Thank you.',
};
interface Shown {
  version: number;
  narrative: string | null;
  parties: object[];
  invitations: { status: string; declineReason: string | null; toAgency: { key: string } }[];
  interventions: { attendedSessions: number; completion: string | null }[];
  state: string[];
  disclosures: { recipientAgency: { key: string }; section: string; firstAt: string; latestAt: string }[];
}

describe('Whoever is not told what is new', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let survivors: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    survivors = await handrail.as('coordinator@survivors.example');
  });
  afterAll(() => handrail.stop());

  const shown = async (person: Person, id: string): Promise<Shown> =>
    (await person.ask(ALL, { id })).data?.referral as Shown;
  const toSurvivors = (seen: Shown): object | undefined =>
    seen.invitations.find(({ toAgency }) => toAgency.key === 'survivors');
  async function handedTo(id: string, from: Person, to: Person, agency: string, change: object = {}): Promise<void> {
    const handoffId = await offered(from, id, agency, { ...change });
    await to.act(id, 'acceptHandoff', { handoffId });
  }
  async function joined(id: string, from: Person, to: Person, agency: string, sections: string[]): Promise<void> {
    const invitationId = await invited(from, id, agency, { sections });
    await to.act(id, 'acceptInvitation', { invitationId });
  }

  it('reads nothing by a decision that was made before its agency read it itself, whatever became of that decision', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES], narrative: 'What was said.' });
    await handedTo(id, by.dsl, by.triage, 'gmp', { sections: ['SUMMARY', 'RISK'] });
    await joined(id, by.officer, by.lff, 'lff', ['SUMMARY', 'NARRATIVE', 'SUBJECT_IDENTITY', 'HARMED_PERSON']);
    await joined(id, by.officer, survivors, 'survivors', ['SUMMARY', 'NARRATIVE', 'HARMED_PERSON']);
    await survivors.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    const before = [await shown(by.lff, id), await shown(survivors, id)];
    expect(before).toMatchObject(Array(2).fill({ narrative: null, parties: [] }));

    await by.dsl.act(id, 'recordSharingDecision', decision('gmp'));
    expect((await shown(by.officer, id)).narrative).toBe('What was said.');
    expect([await shown(by.lff, id), await shown(survivors, id)]).toEqual(before);
    await by.officer.act(id, 'recordSharingDecision', decision('lff', { sections: ['NARRATIVE'] }));
    expect(await shown(by.lff, id)).toMatchObject({ narrative: 'What was said.', parties: [] });
  });

  it('is shown work with somebody as it stood in the packet, or when it left or handed on the risk', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await joined(id, by.dsl, by.lff, 'lff', ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON']);
    const partyId = party(await by.lff.see(id), 'CHILD_SHARED');
    const course = { partyId, programme: 'Inform', plannedSessions: 3 };
    const interventionId = await by.lff.act(id, 'startIntervention', course);
    const attended = { interventionId, occurredOn: '2026-01-05', attended: true };
    await by.practitioner.act(id, 'recordSession', attended);
    await joined(id, by.dsl, survivors, 'survivors', ['SUMMARY', 'SESSIONS']);
    await survivors.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    await invited(by.dsl, id, 'csc', { sections: ['SUMMARY', 'SESSIONS'] });
    await handedTo(id, by.dsl, by.triage, 'gmp', { sections: ['SUMMARY', 'RISK'] });
    const before = await Promise.all([survivors, by.care, by.dsl].map((one) => shown(one, id)));
    expect(before.map(({ interventions }) => interventions)).toEqual(
      Array(3).fill([{ attendedSessions: 1, completion: null }]),
    );

    await by.practitioner.act(id, 'recordSession', attended);
    await by.lff.act(id, 'completeIntervention', { interventionId, completion: 'COMPLETED', summary: 'Went well.' });
    expect(await Promise.all([survivors, by.care, by.dsl].map((one) => shown(one, id)))).toEqual(before);
    const after = [{ attendedSessions: 2, completion: 'COMPLETED' }];
    expect(
      (await Promise.all([by.lff, by.officer].map((one) => shown(one, id)))).map((one) => one.interventions),
    ).toEqual([after, after]);
  });

  it('is told how many sessions were attended of those that it reads of', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await joined(id, by.dsl, by.lff, 'lff', ['SUMMARY', 'SUBJECT_IDENTITY']);
    await joined(id, by.dsl, by.care, 'csc', ['SUMMARY', 'RISK']);
    const going = { sections: ['SUMMARY', 'SESSIONS'], ongoing: true };
    await by.lff.act(id, 'recordSharingDecision', decision('csc', going));
    const course = { partyId: party(await by.lff.see(id), 'CHILD_SHARED'), programme: 'Inform', plannedSessions: 3 };
    const interventionId = await by.lff.act(id, 'startIntervention', course);
    const attends = (): Promise<string> =>
      by.practitioner.act(id, 'recordSession', { interventionId, occurredOn: '2026-01-05', attended: true });
    await attends();
    await by.care.act(id, 'recordSocialCareDecision', NOTHING_FOLLOWS);
    await by.care.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    await attends();
    await joined(id, by.dsl, by.care, 'csc', ['SUMMARY', 'RISK']);
    await attends();
    const counted = await Promise.all([by.care, by.dsl].map((one) => shown(one, id)));
    expect(counted.map(({ interventions }) => interventions.map((one) => one.attendedSessions))).toEqual([[2], [3]]);
  });

  it('is shown an invitation as it stood when it handed on the risk, or left, and hears of no answer', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await handedTo(id, by.dsl, by.care, 'csc');
    const invitationId = await invited(by.care, id, 'survivors');
    await by.care.act(id, 'recordSocialCareDecision', NOTHING_FOLLOWS);
    await handedTo(id, by.care, by.triage, 'gmp');
    await handedTo(id, by.officer, by.riverside, 'riverside');
    await by.care.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    const before = [await shown(by.care, id), await shown(by.officer, id)];
    expect(before.map(toSurvivors)).toMatchObject(Array(2).fill({ status: 'OFFERED', declineReason: null }));

    await survivors.act(id, 'declineInvitation', { invitationId, reason: 'Our waiting list is full.' });
    expect([await shown(by.care, id), await shown(by.officer, id)]).toEqual(before);
    const [left, holding] = await Promise.all([by.care, by.riverside].map((one) => one.ask(NOTICES)));
    expect(left?.raw).not.toContain('invitation.declined');
    expect(holding?.raw).toContain('invitation.declined');
    expect(toSurvivors(await shown(by.riverside, id))).toMatchObject({
      status: 'DECLINED',
      declineReason: 'Our waiting list is full.',
    });
  });

  it('is told of nothing that others have received since it handed on the risk, or left', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await handedTo(id, by.dsl, by.care, 'csc');
    await joined(id, by.care, by.triage, 'gmp', ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'HARMED_PERSON']);
    await joined(id, by.care, by.lff, 'lff', ['SUMMARY']);
    await by.care.act(id, 'recordSharingDecision', decision('lff', { sections: ['SUMMARY', 'RISK'], ongoing: true }));
    const going = { sections: ['POLICE_RECORD', 'HARMED_PERSON'], ongoing: true };
    await by.officer.act(id, 'recordSharingDecision', decision('lff', going));
    await handedTo(id, by.care, by.riverside, 'riverside', { sections: ['SUMMARY', 'RISK'] });
    await by.care.act(id, 'recordSocialCareDecision', NOTHING_FOLLOWS);
    const partyId = party(await by.officer.see(id), 'CHILD_DEPICTED');
    const seen = await shown(by.care, id);
    await by.officer.act(id, 'recordPoliceDecision', {
      route: 'NO_FURTHER_ACTION',
      rationale: 'Nothing for police.',
      feedbackToReferrer: 'Thank you.',
    });
    expect((await shown(by.care, id)).disclosures).toEqual(seen.disclosures);
    await by.care.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    const left = await shown(by.care, id);
    expect(left.disclosures).toEqual(seen.disclosures);
    const words = { asked: true, words: 'I want to go back to school.', toldAboutSharing: true };
    await by.officer.act(id, 'recordVoice', { partyId, ...words });
    await by.riverside.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'It goes round again.' });
    expect(await shown(by.care, id)).toEqual(left);
    const lines = (await shown(by.riverside, id)).disclosures.map((one) => `${one.recipientAgency.key} ${one.section}`);
    expect(lines).toEqual(expect.arrayContaining(['lff POLICE_RECORD', 'lff HARMED_PERSON']));
  });

  it('sees neither sections nor how a part stands by a decision of who came to read them later', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await handedTo(id, by.dsl, by.triage, 'gmp');
    await joined(id, by.officer, by.lff, 'lff', ['SUMMARY']);
    await joined(id, by.officer, survivors, 'survivors', ['SUMMARY']);
    await by.officer.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'He said that he cannot go on.' });
    const sections = ['SUMMARY', 'RISK', 'POLICE_RECORD'];
    await by.lff.act(id, 'recordSharingDecision', decision('survivors', { sections, ongoing: true }));
    const before = await shown(survivors, id);
    await by.officer.act(id, 'recordSharingDecision', decision('lff', { sections }));
    expect((await shown(by.lff, id)).state).toContain('immediateSafety');
    expect(await shown(survivors, id)).toEqual(before);
    await by.officer.act(id, 'confirmSafe', { what: 'He is with his family.' });
    expect(await shown(survivors, id)).toEqual(before);
  });
});
