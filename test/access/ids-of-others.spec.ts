import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { demoId } from '../../src/agencies/demo-people.js';
import { cursorOf, type Listed } from '../../src/referrals/cursor.js';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';
import { everyMutation, idsOfInput, inputFor } from './schema-fields.js';

/** Read out of everything that the referral's own school sees of it. */
const EVERY_ID = `query($id: ID!) { referral(id: $id) { id parties { id } handoffs { id } invitations { id } sharingDecisions { id }
  interventions { id } deadlines { id } timeline(first: 100) { edges { cursor node { id } } } } worklist { edges { cursor } } }`;

/*
 * Two incidents that have no agency in common. Whoever works on the one puts the ids of the other into every argument of every mutation of
 * the committed schema that takes an id: the answer is the very one that an id which nobody has gets.
 */
describe("an id of another agency's referral", () => {
  let handrail: Handrail;
  let own: string;
  let callers: Person[];
  let riverside: Person;
  let theirs: string[];
  let theirCursors: string[];
  const mutations = everyMutation().filter(({ name }) => name !== 'submitReferral');

  beforeAll(async () => {
    handrail = await Handrail.start();
    const { dsl, triage, lff, practitioner, care, ...others } = await people(handrail);
    riverside = others.riverside;
    const other = await reviewed(dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(dsl, other, 'gmp');
    const invitationId = await invited(dsl, other, 'survivors');
    const survivors = await handrail.as('coordinator@survivors.example');
    await survivors.act(other, 'acceptInvitation', { invitationId });
    await dsl.act(other, 'requestInformation', { toAgency: 'survivors', question: 'Is anybody with them?' });
    await triage.act(other, 'acceptHandoff', { handoffId });
    theirs = (await everyIdOf(dsl, other)).filter((id) => /^[0-9a-f]{8}-/.test(id));
    // A service that none of the callers' agencies has.
    theirs.push(demoId('offender-management'));
    theirCursors = (await everyIdOf(dsl, other)).filter((id) => !/^[0-9a-f]{8}-/.test(id));

    own = await reviewed(riverside);
    const joined = await invited(riverside, own, 'lff', {
      sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'],
      ongoing: true,
      handlingConditions: 'Ask us first.',
    });
    await lff.act(own, 'acceptInvitation', { invitationId: joined });
    await lff.act(own, 'startIntervention', {
      partyId: party(await lff.see(own), 'CHILD_SHARED'),
      programme: 'Inform Young People',
      plannedSessions: 2,
    });
    await riverside.act(own, 'requestInformation', { toAgency: 'lff', question: 'How is the work going?' });
    await lff.act(own, 'askOnwardSharing', {
      originator: 'riverside',
      toAgency: 'csc',
      reason: 'They know the family',
    });
    const agreed = { originator: 'riverside', toAgency: 'survivors', reason: 'They work with the family' };
    const requestId = await lff.act(own, 'askOnwardSharing', agreed);
    await riverside.act(own, 'agreeOnwardSharing', { requestId, reason: 'The family knows' });
    // Decided by their system, so that the coordinator may review it.
    const system = await handrail.as('lff-case-system');
    await system.act(own, 'recordSharingDecision', { ...decision('survivors'), onBehalfOf: 'Lou Demo' });
    await offered(riverside, own, 'csc');
    await invited(riverside, own, 'gmp');
    callers = [riverside, lff, practitioner, care];
  }, 120_000);
  afterAll(() => handrail.stop());

  const riversideOf = async (): Promise<{ agency: { id: string } }> =>
    (await riverside.ask('{ me { agency { id } } }')).data?.me as { agency: { id: string } };
  /** Of the list that is asked: a cursor of another list is refused for that alone. */
  const placesIn = (listed: Listed): string[] =>
    theirCursors.map((cursor) => {
      const [, at = '', id = ''] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
      return cursorOf(listed, at, id);
    });
  async function everyIdOf(by: Person, id: string): Promise<string[]> {
    const { raw } = await by.ask(EVERY_ID, { id });
    return [...raw.matchAll(/"(?:id|cursor)":"([^"]+)"/g)].map(([, found]) => found ?? '');
  }

  it('is as good as one that nobody has, in every mutation and field that takes one', async () => {
    expect(theirs.length).toBeGreaterThan(10);
    const unlike: string[] = [];
    const refused = new Set<string>();
    let asked = 0;
    for (const caller of callers) {
      const { version } = await caller.see(own);
      for (const mutation of mutations) {
        for (const field of idsOfInput(mutation)) {
          const answerTo = async (id: string): Promise<string> => {
            const input = inputFor(mutation, { [field]: id });
            const command = { referralId: own, expectedVersion: version, idempotencyKey: newKey() };
            const { raw, errors } = await caller.send(mutation.name, { ...input, ...command });
            const faults = errors[0]?.extensions.fields as { path: string }[] | undefined;
            const undecided = errors[0]?.extensions.code === 'SHARING_DECISION_REQUIRED';
            if (undecided || faults?.some(({ path }) => path === field)) refused.add(`${mutation.name}.${field}`);
            asked += 1;
            return errors.length === 0 ? 'done' : raw;
          };
          const ofNobody = await answerTo(randomUUID());
          for (const id of theirs) {
            const answer = await answerTo(id);
            if (answer !== ofNobody || answer === 'done')
              unlike.push(`${caller.email} ${mutation.name} ${field}: ${answer}`);
          }
        }
      }
      expect((await caller.see(own)).version).toBe(version);
    }
    console.info(`${asked} questions, ${theirs.length} ids: looked at in ${[...refused].sort().join(', ')}`);
    expect(unlike).toEqual([]);
    // Where a field came to be looked at, which it does only where the action may be taken now.
    expect([...refused]).toEqual(
      expect.arrayContaining([
        'acceptHandoff.handoffId',
        'agreeOnwardSharing.requestId',
        'completeIntervention.interventionId',
        'declineHandoff.handoffId',
        'inviteContributor.sharingDecisionId',
        'passToService.service',
        'provideInformation.requestId',
        'recordSession.interventionId',
        'recordSupport.partyId',
        'recordVoice.partyId',
        'reviewSharingDecision.sharingDecisionId',
        'startIntervention.partyId',
        'refuseOnwardSharing.requestId',
        'withdrawHandoff.handoffId',
        'withdrawInvitation.invitationId',
        'withdrawSharingDecision.sharingDecisionId',
        'withdrawOnwardAgreement.requestId',
      ]),
    );
  }, 240_000);

  it('has no record for whoever oversees the people of another agency, as a referral, a person or a cursor', async () => {
    const RECORD_OF = `query($id: ID!, $person: ID, $after: String) { recordOf(referralId: $id, personId: $person, after: $after) {
      edges { node { id referralIds agency { id } } } } }`;
    const mine = (await riversideOf()).agency.id;
    for (const caller of callers) {
      const answer = async (variables: object): Promise<string> =>
        (await caller.ask(RECORD_OF, { id: own, ...variables })).raw;
      const [ofNobody, aboutNobody] = [await answer({ id: randomUUID() }), await answer({ person: randomUUID() })];
      for (const id of theirs) {
        expect(await answer({ id })).toBe(ofNobody);
        expect(await answer({ person: id })).toBe(aboutNobody);
      }
    }
    for (const after of placesIn('record')) {
      const { data } = await riverside.ask(RECORD_OF, { id: own, after });
      const found = (data?.recordOf as { edges: { node: { agency: { id: string } } }[] } | undefined)?.edges ?? [];
      expect(found.filter(({ node }) => node.agency.id !== mine)).toEqual([]);
    }
  });

  it('leads nowhere as a cursor: a page of the own list begins there, and shows what is the own', async () => {
    for (const caller of callers) {
      for (const cursor of placesIn('worklist')) {
        const { data, errors } = await caller.ask(
          'query($after: String) { worklist(first: 50, after: $after) { edges { node { id } } } }',
          { after: cursor },
        );
        const found = (data?.worklist as { edges: { node: { id: string } }[] } | undefined)?.edges ?? [];
        expect(errors).toEqual([]);
        expect(found.filter(({ node }) => node.id !== own)).toEqual([]);
      }
    }
  });
});
