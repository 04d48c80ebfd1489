import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, review, reviewed, submitted } from '../harness/incidents.js';

interface Entry {
  action: string;
  title: string;
  text: string;
  actorName: string | null;
  otherAgency: { key: string } | null;
  values: { name: string; title: string; value: string; words: string; partyId: string | null }[];
}

describe('The timeline can be read at an inspection, and', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  async function entries(person: Person, id: string): Promise<Entry[]> {
    const answer = await person.ask(
      `query($id: ID!) { referral(id: $id) { timeline(first: 100) { edges { node {
        action title text actorName otherAgency { key } values { name title value words partyId } } } } } }`,
      { id },
    );
    expect(answer.errors).toEqual([]);
    const { timeline } = answer.data?.referral as { timeline: { edges: { node: Entry }[] } };
    return timeline.edges.map(({ node }) => node);
  }
  const entry = async (person: Person, id: string, action: string): Promise<Entry> => {
    const found = (await entries(person, id)).filter((one) => one.action === action).at(-1);
    if (!found) throw new Error(`${person.email} reads no ${action}`);
    return found;
  };
  const said = ({ values }: Entry): string[] => values.map(({ title, words }) => `${title}=${words}`);

  it('names each child before what is said of them', async () => {
    const id = await reviewed(by.dsl);
    const seen = await by.dsl.see(id);
    const plans = ['CHILD_DEPICTED', 'CHILD_SHARED'].map((role) => ({
      partyId: party(seen, role),
      plan: 'Checked on daily',
    }));
    await by.dsl.act(id, 'chooseLocalResponse', { rationale: 'No criterion applies', safetyPlans: plans });
    const chosen = await entry(by.dsl, id, 'chooseLocalResponse');
    expect(said(chosen)).toEqual([
      'Why the school can respond itself=No criterion applies',
      'Child=Ayla Ayla-Demo',
      'Plan=Checked on daily',
      'Child=Kofi Kofi-Demo',
      'Plan=Checked on daily',
    ]);
    expect(chosen.values.at(-1)?.partyId).toBe(party(seen, 'CHILD_SHARED'));
  });

  it('names no child to a reader who may not see that child, though they read what was said', async () => {
    const id = await reviewed(by.dsl);
    const sections = ['SUMMARY', 'SUBJECT_IDENTITY', 'SESSIONS'];
    const narrow = await invited(by.dsl, id, 'survivors', { sections: ['SUMMARY', 'SESSIONS'], ongoing: true });
    const survivors = await handrail.as('coordinator@survivors.example');
    await survivors.act(id, 'acceptInvitation', { invitationId: narrow });
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', { sections }) });
    const partyId = party(await by.lff.see(id), 'CHILD_SHARED');
    const course = { partyId, programme: 'Inform Young People', plannedSessions: 3 };
    const interventionId = await by.lff.act(id, 'startIntervention', course);
    await by.practitioner.act(id, 'recordSession', { interventionId, occurredOn: '2026-11-02', attended: true });

    expect(said(await entry(by.lff, id, 'startIntervention'))[0]).toBe('For whom=Kofi Kofi-Demo');
    expect((await entry(by.lff, id, 'recordSession')).values).toContainEqual(
      expect.objectContaining({ value: '2026-11-02', words: '2 November 2026', partyId }),
    );
    const hidden = await entry(survivors, id, 'startIntervention');
    expect(said(hidden)).toEqual(['Programme=Inform Young People', 'Sessions planned=3']);
    expect(hidden.values.map((one) => one.partyId)).toEqual([null, null]);
  });

  it('says in the past tense what was done, and with which agency', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'declineHandoff', { handoffId, reason: 'Not ours' });
    expect(await entry(by.dsl, id, 'recordSharingDecision')).toMatchObject({
      title: 'Decision about sharing with Greater Manchester Police (demo) recorded',
      otherAgency: { key: 'gmp' },
    });
    expect((await entry(by.dsl, id, 'offerHandoff')).text).toMatch(
      /^Hand-off offered to Greater Manchester Police \(demo\), by /,
    );
    expect((await entry(by.dsl, id, 'declineHandoff')).otherAgency).toEqual({ key: 'northgate' });
    expect((await entry(by.dsl, id, 'recordInitialReview')).title).toBe('Initial review held');
  });

  it('shows codes as they were sent and in words, and that no criterion applied', async () => {
    const id = await reviewed(by.dsl, review());
    const { values } = await entry(by.dsl, id, 'recordInitialReview');
    expect(values).toContainEqual(expect.objectContaining({ name: 'criteria', value: 'none' }));
    expect(values).toContainEqual(
      expect.objectContaining({ value: 'EXPERIMENTAL_ROMANTIC', words: 'Experimental romantic' }),
    );
  });

  it('puts the question beside its answer', async () => {
    const id = await reviewed(by.dsl);
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
    const question = {
      toAgency: 'northgate',
      question: 'Do they share a class?',
      respondBy: '2027-01-08T10:00:00.000Z',
    };
    const requestId = await by.lff.act(id, 'requestInformation', question);
    await by.dsl.act(id, 'provideInformation', { requestId, answer: 'They do not' });
    expect(said(await entry(by.lff, id, 'provideInformation'))).toEqual([
      'Question=Do they share a class?',
      'Answer=They do not',
    ]);
    expect((await entry(by.lff, id, 'requestInformation')).values).toContainEqual(
      expect.objectContaining({ words: '8 January 2027 at 10:00' }),
    );
  });

  it('takes no question whose answer was needed by a moment that has passed, though nothing happened since', async () => {
    const id = await reviewed(by.dsl);
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
    const asked = await by.lff.ask(
      'query($id: ID!) { referral(id: $id) { timeline(first: 100) { edges { node { at } } } } }',
      { id },
    );
    const { timeline } = asked.data?.referral as { timeline: { edges: { node: { at: string } }[] } };
    const last = Date.parse(timeline.edges.at(-1)?.node.at ?? '');
    await handrail.advance('PT2H');
    const ask = (respondBy: number): ReturnType<Person['try']> =>
      by.lff.try(id, 'requestInformation', {
        toAgency: 'northgate',
        question: 'Do they share a class?',
        respondBy: new Date(respondBy).toISOString(),
      });
    expect((await ask(last + 3_600_000)).errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'respondBy' }],
    });
    expect((await ask(last + 4 * 3_600_000)).errors).toEqual([]);
  });

  it('tells whom a question was put to only to those who may know of that agency’s part', async () => {
    const id = await reviewed(by.dsl);
    const all = ['SUMMARY', 'NARRATIVE'];
    await by.care.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'csc', { sections: all }) });
    await by.dsl.act(id, 'requestInformation', { toAgency: 'csc', question: 'Is there a plan already?' });
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', { sections: all }) });
    expect(await entry(by.lff, id, 'requestInformation')).toMatchObject({
      title: 'Question put to another agency',
      otherAgency: null,
    });
    expect((await entry(by.care, id, 'requestInformation')).otherAgency).toEqual({ key: 'csc' });
  });

  it('names the person for whom a partner’s system acted', async () => {
    const id = await reviewed(by.dsl);
    const invitationId = await invited(by.dsl, id, 'lff');
    const client = await handrail.as('lff-case-system');
    await client.act(id, 'acceptInvitation', { invitationId, onBehalfOf: 'coordinator@lff.example' });
    expect((await entry(by.dsl, id, 'acceptInvitation')).actorName).toMatch(/, for coordinator@lff\.example$/);
  });

  it('keeps no sections of a decision that shares nothing', async () => {
    const id = await submitted(by.dsl);
    await by.dsl.act(id, 'recordSharingDecision', decision('csc', { decision: 'DO_NOT_SHARE', sections: ['SUMMARY'] }));
    const { values } = await entry(by.dsl, id, 'recordSharingDecision');
    expect(values.map(({ name }) => name)).not.toContain('sections');
  });

  it('names as whose the deadline is whoever holds the risk now, and not whoever handed it on', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const answer = await by.officer.ask(
      'query($id: ID!) { referral(id: $id) { deadlines { kind agency { key } status } } }',
      { id },
    );
    const { deadlines } = answer.data?.referral as { deadlines: { kind: string }[] };
    expect(deadlines.filter(({ kind }) => kind === 'custodianReview')).toEqual([
      { kind: 'custodianReview', agency: { key: 'gmp' }, status: 'RUNNING' },
    ]);
  });

  it('says which deadline ran out, and whose it was', async () => {
    const id = await reviewed(by.dsl);
    await offered(by.dsl, id, 'gmp');
    const answer = await by.dsl.ask('query($id: ID!) { referral(id: $id) { deadlines { kind agency { key } } } }', {
      id,
    });
    expect(answer.data?.referral).toMatchObject({
      deadlines: expect.arrayContaining([
        { kind: 'offerResponse', agency: { key: 'gmp' } },
        { kind: 'custodianReview', agency: { key: 'northgate' } },
      ]),
    });
    await handrail.advance('P10D');
    expect(await entry(by.dsl, id, 'offerResponse')).toMatchObject({
      title: 'A deadline ran out: the answer to a hand-off or an invitation',
      text: 'A deadline ran out: the answer to a hand-off or an invitation, for Greater Manchester Police (demo).',
      otherAgency: { key: 'gmp' },
    });
  });
});
