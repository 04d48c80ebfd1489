import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, people, reviewed, submitted } from '../harness/incidents.js';

describe('What a list tells', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const found = async (who: Person, filter: object): Promise<string[]> => {
    const answer = await who.ask(
      'query($filter: WorklistFilter) { worklist(first: 100, filter: $filter) { edges { node { id } } } }',
      { filter },
    );
    expect(answer.errors).toEqual([]);
    return (answer.data?.worklist as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
  };

  it('is nothing of states and deadlines to a member of staff, by filter, order or cursor', async () => {
    const ids = [await submitted(by.teacher), await submitted(by.teacher), await submitted(by.teacher)];
    // Other deadlines than when they were reported: an order by deadline would be another.
    await by.dsl.act(ids[0] ?? '', 'openInitialReview');
    const { reference, version } = await by.teacher.see(ids[0] ?? '');
    expect([version, (await by.dsl.see(ids[0] ?? '')).version]).toEqual([1, 2]);
    expect(await found(by.teacher, { reference })).toEqual([ids[0]]);
    for (const hidden of [
      { state: 'initialReview' },
      { state: 'reported' },
      { overdue: true },
      { waitingForUs: true },
    ]) {
      expect(await found(by.teacher, { reference, ...hidden })).toEqual([]);
    }
    for (const nothing of [{ overdue: false }, { waitingForUs: false }])
      expect(await found(by.teacher, { reference, ...nothing })).toEqual([ids[0]]);
    await handrail.advance('P10D');
    expect(await found(by.teacher, { reference, overdue: true })).toEqual([]);

    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const answer = await by.teacher.ask(
        'query($after: String) { worklist(first: 1, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      const page = answer.data?.worklist as {
        edges: { node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.endCursor;
      const { deadlines } = await by.dsl.see(page.edges[0]?.node.id ?? '');
      const told = Buffer.from(after, 'base64url').toString();
      for (const { dueAt } of deadlines) expect(told).not.toContain(dueAt.slice(0, 19).replace('T', ' '));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(ids);
  });

  it('is no state of a section that the role does not read, whatever its agency was opened', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await by.officer.act(id, 'recordSharingDecision', decision('northgate', { sections: ['POLICE_RECORD'] }));
    const policeStates = (await by.dsl.see(id)).state.filter((state) => state.startsWith('police.'));
    expect(policeStates).toHaveLength(1);
    const [state] = policeStates;
    const head = await by.head.see(id);
    expect(head.state).toContain('immediateReferral');
    expect(head.state.join()).not.toContain('police');
    expect(await found(by.dsl, { state })).toContain(id);
    expect(await found(by.head, { state })).not.toContain(id);
    expect(await found(by.head, { state: 'immediateReferral' })).toContain(id);
  });

  it('is the same in a cursor of the timeline as in its entry', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await invited(by.dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    const question = `query($id: ID!, $after: String) { referral(id: $id) { timeline(first: 1, after: $after) {
      edges { cursor node { id at action } } pageInfo { hasNextPage } } } }`;
    type Edge = { cursor: string; node: { id: string; at: string; action: string } };
    const edges: Edge[] = [];
    for (let after: string | undefined; ;) {
      const answer = await by.lff.ask(question, { id, after });
      const { timeline } = answer.data?.referral as {
        timeline: { edges: [Edge]; pageInfo: { hasNextPage: boolean } };
      };
      edges.push(timeline.edges[0]);
      after = timeline.edges[0].cursor;
      if (!timeline.pageInfo.hasNextPage) break;
    }
    expect(edges.map(({ node }) => node.action)).toEqual([
      'submitReferral',
      'recordSharingDecision',
      'inviteContributor',
    ]);
    for (const { cursor, node } of edges)
      expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toEqual(['timeline', node.at, node.id, id]);
  });

  it('is feedback after the act that gave it, though both are of one instant', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await by.officer.act(id, 'recordPoliceDecision', {
      route: 'DIVERSION',
      rationale: 'x',
      feedbackToReferrer: 'It went to diversion.',
    });
    const { timeline } = await by.officer.see(id);
    expect(timeline.edges.slice(-2).map(({ node }) => node.action)).toEqual([
      'recordPoliceDecision',
      'feedbackToReferrer',
    ]);
  });

  it('is of a decision to share its purpose, and to its recipient neither why nor why the family was not told', async () => {
    const id = await reviewed(by.dsl);
    await invited(by.dsl, id, 'lff', {
      sections: ['SUMMARY'],
      rationale: 'The reasons behind it',
      familyInformed: false,
      familyNotInformedReason: 'A brother of somebody else would hear',
    });
    const theirs = JSON.stringify(await by.lff.see(id));
    expect(theirs).toContain('To keep both children safe');
    expect(theirs).not.toMatch(/The reasons behind it|A brother of somebody else/);
    expect(JSON.stringify((await by.dsl.see(id)).timeline)).toContain('A brother of somebody else');
  });
});
