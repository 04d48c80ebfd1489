import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, PARTIES, submitted } from '../harness/incidents.js';

const ALL = `query($id: ID!) { referral(id: $id) { version relations narrative parties { givenName }
  sections { section access } invitations { status declineReason toAgency { key } }
  interventions { attendedSessions completion } } }`;
interface Shown {
  version: number;
  narrative: string | null;
  parties: object[];
  invitations: { status: string; declineReason: string | null; toAgency: { key: string } }[];
  interventions: { attendedSessions: number; completion: string | null }[];
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

  it('is shown an invitation as it stood when it handed on the risk, or left, and hears of no answer', async () => {
    const id = await submitted(by.dsl, { parties: [...PARTIES] });
    await handedTo(id, by.dsl, by.care, 'csc');
    const invitationId = await invited(by.care, id, 'survivors');
    await by.care.act(id, 'recordSocialCareDecision', {
      decision: 'NO_FURTHER_ACTION',
      rationale: 'Help is in place.',
      feedbackToReferrer: 'Thank you.',
    });
    await handedTo(id, by.care, by.triage, 'gmp');
    await handedTo(id, by.officer, by.riverside, 'riverside');
    await by.care.act(id, 'endContribution', { reason: 'Nothing more to do.' });
    const before = [await shown(by.care, id), await shown(by.officer, id)];
    expect(before.map(toSurvivors)).toMatchObject(Array(2).fill({ status: 'OFFERED', declineReason: null }));

    await survivors.act(id, 'declineInvitation', { invitationId, reason: 'Our waiting list is full.' });
    expect([await shown(by.care, id), await shown(by.officer, id)]).toEqual(before);
    const { raw } = await by.care.ask('{ notices(first: 100) { edges { node { kind } } } }');
    expect(raw).not.toContain('invitation.declined');
    expect(toSurvivors(await shown(by.riverside, id))).toMatchObject({
      status: 'DECLINED',
      declineReason: 'Our waiting list is full.',
    });
  });
});
