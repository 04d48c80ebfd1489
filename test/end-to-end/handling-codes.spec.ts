import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person, type Seen } from '../harness/http.js';
import { decision, invited, offered, people, reviewed } from '../harness/incidents.js';

const CONDITIONS = 'Not beyond police until the parents have been spoken to.';
const WHY = 'They offer work with the child.';
const MARKED = `query($id: ID!) { referral(id: $id) { summary narrative parties { givenName }
  handlingConditions { section originator { key } conditions }
  sharingDecisions { recipientAgency { key } handling handlingConditions }
  timeline(first: 100) { edges { node { action handling handlingConditions { section originator { key } conditions } values { name value words } } } } } }`;
const PREVIEW = `query($id: ID!, $input: PreviewPacketInput!) { previewPacket(referralId: $id, input: $input) {
  sections summary narrative parties { givenName } entries { action handling } leftOut { section originator { key } conditions } } }`;
const EVERYTHING = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];

interface Condition {
  section: string;
  originator: { key: string };
  conditions: string;
}
interface Marked {
  summary: string | null;
  narrative: string | null;
  parties: { givenName: string }[];
  handlingConditions: Condition[];
  sharingDecisions: { recipientAgency: { key: string }; handling: string; handlingConditions: string | null }[];
  timeline: {
    edges: {
      node: {
        action: string;
        handling: string;
        handlingConditions: Condition[];
        values: { name: string; value: string; words: string }[];
      };
    }[];
  };
}

describe('What is shared under a condition', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let survivors: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    survivors = await handrail.as('coordinator@survivors.example');
  });
  afterAll(() => handrail.stop());

  const marked = async (who: Person, id: string): Promise<Marked> => {
    const { data, errors } = await who.ask(MARKED, { id });
    expect(errors).toEqual([]);
    return data?.referral as Marked;
  };
  const entry = (seen: Marked, action: string): Marked['timeline']['edges'][number]['node'] | undefined =>
    seen.timeline.edges.map(({ node }) => node).find((one) => one.action === action);
  const preview = async (who: Person, id: string, recipientAgency: string): Promise<Record<string, unknown>> => {
    const { data, errors } = await who.ask(PREVIEW, { id, input: { recipientAgency, sections: EVERYTHING } });
    expect(errors).toEqual([]);
    return data?.previewPacket as Record<string, unknown>;
  };
  const underCondition = (sections: string[]): Condition[] =>
    sections.map((section) => ({ section, originator: { key: 'northgate' }, conditions: CONDITIONS }));
  /** The school hands the risk to police under a condition; the police write something of their own. */
  async function handedToPolice(change: Record<string, unknown> = { handlingConditions: CONDITIONS }): Promise<string> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp', change) });
    await by.officer.act(id, 'recordTakedown', { status: 'ADVISED', note: 'Police advised on it' });
    return id;
  }
  const joinedBy = async (who: Person, id: string, change: Record<string, unknown> = {}): Promise<void> => {
    const key = who === by.lff ? 'lff' : who === by.care ? 'csc' : 'survivors';
    await who.act(id, 'acceptInvitation', { invitationId: await invited(by.officer, id, key, change) });
  };
  const asks = (who: Person, id: string, toAgency: string, reason = WHY): Promise<string> =>
    who.act(id, 'askOnwardSharing', { originator: 'northgate', toAgency, reason });
  const agreed = async (id: string, toAgency: string, asker = by.officer): Promise<void> => {
    const requestId = await asks(asker, id, toAgency);
    await by.dsl.act(id, 'agreeOnwardSharing', { requestId, reason: 'The family has been told.' });
  };

  it('is said with the decision, and read by who receives it: code C, the condition, and on what it lies', async () => {
    const id = await handedToPolice();
    const seen = await marked(by.officer, id);
    expect(seen.sharingDecisions).toEqual([
      { recipientAgency: { key: 'gmp' }, handling: 'C', handlingConditions: CONDITIONS },
    ]);
    expect(seen.handlingConditions).toEqual(underCondition(EVERYTHING));
    expect(entry(seen, 'submitReferral')).toMatchObject({
      handling: 'C',
      handlingConditions: underCondition(['SUMMARY', 'NARRATIVE']),
    });
    expect(entry(seen, 'recordInitialReview')).toMatchObject({ handling: 'C' });
    expect(entry(seen, 'recordTakedown')).toMatchObject({ handling: 'P', handlingConditions: [] });
    expect(entry(seen, 'recordSharingDecision')?.values).toContainEqual(
      expect.objectContaining({ name: 'handlingConditions', value: CONDITIONS }),
    );
    // Who wrote it has it under no condition, nor of anybody else.
    const own = await marked(by.dsl, id);
    expect(own.handlingConditions).toEqual([]);
    expect(own.timeline.edges.filter(({ node }) => node.handling === 'C')).toEqual([]);
  });

  it('is shared under code P when no condition is named, and goes on as ever', async () => {
    const id = await handedToPolice({});
    const seen = await marked(by.officer, id);
    expect(seen.sharingDecisions).toMatchObject([{ handling: 'P', handlingConditions: null }]);
    expect(seen.handlingConditions).toEqual([]);
    expect(seen.timeline.edges.filter(({ node }) => node.handling === 'C')).toEqual([]);
    expect(await preview(by.officer, id, 'lff')).toMatchObject({
      leftOut: [],
      narrative: expect.any(String) as unknown,
    });
    await offered(by.officer, id, 'csc');
    expect((await marked(by.care, id)).parties).toHaveLength(3);
  });

  it('is left out of what its recipient opens to a third agency, and the preview says so and on whose word', async () => {
    const id = await handedToPolice();
    const looked = await preview(by.officer, id, 'lff');
    expect(looked).toMatchObject({ sections: ['RISK'], summary: null, narrative: null, parties: [] });
    expect(looked.entries).toEqual([{ action: 'recordTakedown', handling: 'P' }]);
    expect(looked.leftOut).toEqual(underCondition(EVERYTHING));
    await joinedBy(by.lff, id, { ongoing: true });
    const seen = await marked(by.lff, id);
    expect(seen).toMatchObject({ summary: null, narrative: null, parties: [], handlingConditions: [] });
    expect(entry(seen, 'recordTakedown')?.values[0]?.value).toBe('ADVISED');
    expect(entry(seen, 'recordInitialReview')).toBeUndefined();
    expect(JSON.stringify(seen)).not.toContain(CONDITIONS);
    // What the school adds afterwards stays with who holds the risk, too.
    await by.dsl.act(id, 'recordTakedown', { status: 'CHILD_REPORTED', note: 'The school heard' });
    expect(JSON.stringify(await marked(by.officer, id))).toContain('The school heard');
    expect(JSON.stringify(await marked(by.lff, id))).not.toContain('The school heard');
  });

  it('goes back to its originator without anybody’s agreement, and danger is under no condition', async () => {
    const id = await handedToPolice();
    await joinedBy(by.lff, id, { ongoing: true });
    await by.officer.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'Learnt by police' });
    await by.dsl.act(id, 'reportNewInformation', { kind: 'SUICIDE_RISK', note: 'Reported by the school' });
    const news = (await marked(by.lff, id)).timeline.edges.filter(({ node }) => node.action === 'reportNewInformation');
    expect(news.map(({ node }) => [node.handling, node.values.find(({ name }) => name === 'note')?.value])).toEqual([
      ['P', 'Learnt by police'],
      ['P', 'Reported by the school'],
    ]);
    await by.dsl.act(id, 'acceptHandoff', { handoffId: await offered(by.officer, id, 'northgate') });
    expect((await by.dsl.see(id)).custodian.key).toBe('northgate');
  });

  it('is opened to the third agency once its originator has agreed, under the same condition, and not before', async () => {
    const id = await handedToPolice();
    await joinedBy(by.lff, id);
    const requestId = await asks(by.officer, id, 'lff');
    const asked = entry(await marked(by.dsl, id), 'askOnwardSharing');
    expect(asked?.values).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'toAgency', value: 'lff', words: 'Lucy Faithfull Foundation (demo)' }),
        expect.objectContaining({ name: 'reason', value: WHY }),
      ]),
    );
    const before = await by.lff.see(id);
    expect(before.state).toEqual(['immediateReferral']);
    await by.dsl.act(id, 'agreeOnwardSharing', { requestId, reason: 'The family has been told.' });
    // Nothing is opened by the agreement alone, and who is spoken of learns nothing of it.
    expect(await by.lff.see(id)).toEqual(before);
    expect(await preview(by.officer, id, 'lff')).toMatchObject({ leftOut: [], sections: EVERYTHING });
    expect((await preview(by.officer, id, 'survivors')).leftOut).toEqual(underCondition(EVERYTHING));
    await by.officer.act(id, 'recordSharingDecision', decision('lff'));
    expect((await by.lff.see(id)).state).toContain('takedown.advised');
    const seen = await marked(by.lff, id);
    expect(seen.parties).toHaveLength(3);
    expect(seen.handlingConditions).toEqual(underCondition(EVERYTHING));
    expect(entry(seen, 'recordInitialReview')).toMatchObject({
      handling: 'C',
      handlingConditions: underCondition(['RISK']),
    });
    expect(seen.sharingDecisions.map(({ recipientAgency }) => recipientAgency.key)).toEqual(['lff', 'lff']);
    const told = JSON.stringify(seen);
    for (const word of [WHY, 'The family has been told.', 'askOnwardSharing', 'agreeOnwardSharing'])
      expect(told).not.toContain(word);
  });

  it('is under the same condition for whoever it reaches: they ask its originator, not who passed it on', async () => {
    const id = await handedToPolice();
    await agreed(id, 'lff');
    await joinedBy(by.lff, id);
    await joinedBy(by.care, id);
    expect((await preview(by.lff, id, 'csc')).leftOut).toEqual(underCondition(EVERYTHING));
    await by.lff.act(id, 'recordSharingDecision', decision('csc'));
    expect(await marked(by.care, id)).toMatchObject({ narrative: null, parties: [], handlingConditions: [] });
    expect(
      await by.lff.refused(id, 'askOnwardSharing', { originator: 'gmp', toAgency: 'csc', reason: WHY }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'originator' }] });
    await agreed(id, 'csc', by.lff);
    await by.lff.act(id, 'recordSharingDecision', decision('csc'));
    expect((await marked(by.care, id)).handlingConditions).toEqual(underCondition(EVERYTHING));
  });

  it('stays left out when its originator refuses', async () => {
    const id = await handedToPolice();
    const requestId = await asks(by.officer, id, 'lff');
    await by.dsl.act(id, 'refuseOnwardSharing', { requestId, reason: 'The parents do not know yet.' });
    expect(entry(await marked(by.officer, id), 'refuseOnwardSharing')?.values).toMatchObject([
      { name: 'requestId', value: requestId },
      { name: 'reason', value: 'The parents do not know yet.' },
    ]);
    await joinedBy(by.lff, id);
    expect((await marked(by.lff, id)).narrative).toBeNull();
    const again = await asks(by.officer, id, 'lff', 'They know now.');
    await by.dsl.act(id, 'agreeOnwardSharing', { requestId: again, reason: 'Yes.' });
    expect(await preview(by.officer, id, 'lff')).toMatchObject({ leftOut: [] });
  });

  it('is not handed on with the risk to somebody to whom its originator has not agreed: the refusal says whom to ask', async () => {
    const id = await handedToPolice();
    const sharingDecisionId = await by.officer.act(id, 'recordSharingDecision', decision('csc'));
    const offer = { toAgency: 'csc', reason: 'Social care must hold it', sharingDecisionId };
    const { errors } = await by.officer.try(id, 'offerHandoff', offer);
    expect(errors).toMatchObject([{ extensions: { code: 'SHARING_DECISION_REQUIRED' } }]);
    expect(errors[0]?.message).toMatch(/condition.*askOnwardSharing/);
    await agreed(id, 'csc');
    await by.care.act(id, 'acceptHandoff', { handoffId: await by.officer.act(id, 'offerHandoff', offer) });
    const seen = await marked(by.care, id);
    expect(seen).toMatchObject({
      narrative: expect.any(String) as unknown,
      handlingConditions: underCondition(EVERYTHING),
    });
    // Who holds it now is bound as the one before was.
    const next = await by.care.act(id, 'recordSharingDecision', decision('riverside'));
    const on = { toAgency: 'riverside', reason: 'They moved', sharingDecisionId: next };
    expect(await by.care.refused(id, 'offerHandoff', on)).toMatchObject({ code: 'SHARING_DECISION_REQUIRED' });
    const back = await by.care.act(id, 'recordSharingDecision', decision('northgate'));
    await by.care.act(id, 'offerHandoff', { toAgency: 'northgate', reason: 'Back', sharingDecisionId: back });
  });

  it('goes on no longer once its originator has withdrawn the decision; who received it keeps it', async () => {
    const id = await handedToPolice();
    await agreed(id, 'lff');
    await agreed(id, 'csc');
    await joinedBy(by.lff, id);
    const [first] = (await by.dsl.see(id)).sharingDecisions;
    await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId: first?.id, reason: 'Too far' });
    expect((await preview(by.officer, id, 'csc')).leftOut).toEqual(underCondition(EVERYTHING));
    expect((await marked(by.lff, id)).parties).toHaveLength(3);
    expect((await marked(by.officer, id)).parties).toHaveLength(3);
  });

  it('is free once its originator shares the same without a condition', async () => {
    const id = await handedToPolice();
    await by.dsl.act(id, 'recordSharingDecision', decision('gmp'));
    expect((await marked(by.officer, id)).handlingConditions).toEqual([]);
    expect(await preview(by.officer, id, 'lff')).toMatchObject({ leftOut: [], sections: EVERYTHING });
    await offered(by.officer, id, 'csc');
    expect((await marked(by.care, id)).narrative).not.toBeNull();
  });

  it('moves the version of a third agency when what it received comes free', async () => {
    const id = await handedToPolice();
    await agreed(id, 'lff');
    await joinedBy(by.lff, id, { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    const bound = await by.lff.see(id);
    expect((await marked(by.lff, id)).handlingConditions).not.toEqual([]);
    await by.dsl.act(id, 'addNote', { text: 'Ours', audience: 'OWN_AGENCY' });
    expect((await by.lff.see(id)).version).toBe(bound.version);
    await by.dsl.act(id, 'recordSharingDecision', decision('gmp'));
    expect((await marked(by.lff, id)).handlingConditions).toEqual([]);
    expect((await by.lff.see(id)).version).toBe(bound.version + 1);
  });

  it('tells who must answer, and who asked', async () => {
    const id = await handedToPolice();
    const kinds = async (who: Person): Promise<string[]> => {
      const { data } = await who.ask('{ notices(first: 100) { edges { node { kind referral { id } } } } }');
      const { edges } = data?.notices as { edges: { node: { kind: string; referral: { id: string } | null } }[] };
      return edges.filter(({ node }) => node.referral?.id === id).map(({ node }) => node.kind);
    };
    const requestId = await asks(by.officer, id, 'lff');
    expect(await kinds(by.dsl)).toContain('onwardSharing.asked');
    await by.dsl.act(id, 'agreeOnwardSharing', { requestId, reason: 'Yes.' });
    expect(await kinds(by.officer)).toContain('onwardSharing.agreed');
  });

  it.each([
    [
      'a condition of what is not shared',
      'dsl',
      'recordSharingDecision',
      { ...decision('csc', { decision: 'DO_NOT_SHARE', sections: [] }), handlingConditions: CONDITIONS },
      'handlingConditions',
    ],
    [
      'an agency that set no condition',
      'officer',
      'askOnwardSharing',
      { originator: 'csc', toAgency: 'lff', reason: WHY },
      'originator',
    ],
    [
      'the originator as the third agency',
      'officer',
      'askOnwardSharing',
      { originator: 'northgate', toAgency: 'northgate', reason: WHY },
      'toAgency',
    ],
    [
      'the own agency as the third',
      'officer',
      'askOnwardSharing',
      { originator: 'northgate', toAgency: 'gmp', reason: WHY },
      'toAgency',
    ],
    [
      'an agency where nobody accepts',
      'officer',
      'askOnwardSharing',
      { originator: 'northgate', toAgency: 'university', reason: WHY },
      'toAgency',
    ],
  ] as const)('is refused with the field’s path where an input names %s', async (_, who, action, input, path) => {
    const id = await handedToPolice();
    expect(await by[who].refused(id, action, input)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  it('is asked once, answered once, and only by whom it is asked of', async () => {
    const id = await handedToPolice();
    const nothing = await by.dsl.refused(id, 'askOnwardSharing', { originator: 'gmp', toAgency: 'lff', reason: WHY });
    expect(nothing).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    const early = await by.dsl.refused(id, 'agreeOnwardSharing', { requestId: id, reason: 'Yes.' });
    expect(early).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    const requestId = await asks(by.officer, id, 'lff');
    const twice = { originator: 'northgate', toAgency: 'lff', reason: WHY };
    expect(await by.officer.refused(id, 'askOnwardSharing', twice)).toMatchObject({ fields: [{ path: 'toAgency' }] });
    expect(await by.officer.refused(id, 'agreeOnwardSharing', { requestId, reason: 'Yes.' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
    const other = await asks(by.officer, id, 'csc');
    await by.dsl.act(id, 'refuseOnwardSharing', { requestId, reason: 'No.' });
    expect(await by.dsl.refused(id, 'agreeOnwardSharing', { requestId, reason: 'Yes.' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: expect.stringContaining('answered already') as unknown,
    });
    for (const who of [by.riverside, survivors])
      expect(await who.refused(id, 'agreeOnwardSharing', { requestId: other, reason: 'Yes.' })).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect(await by.head.refused(id, 'agreeOnwardSharing', { requestId: other, reason: 'Yes.' })).toEqual(
      await by.head.refused(id, 'refuseOnwardSharing', { requestId: other, reason: 'Yes.' }),
    );
  });

  it('waits for an answer as long as its referral is open, and holds up nothing else', async () => {
    const id = await handedToPolice();
    await asks(by.officer, id, 'csc');
    const actions = (seen: Seen): Map<string, boolean> =>
      new Map(seen.availableActions.map(({ name, allowed }) => [name, allowed]));
    const holder = actions(await by.officer.see(id));
    for (const name of ['recordSharingDecision', 'offerHandoff', 'inviteContributor', 'reportNewInformation'])
      expect([name, holder.get(name)]).toEqual([name, true]);
    await by.triage.act(id, 'requestInformation', { toAgency: 'northgate', question: 'Who else knows?' });
    await invited(by.officer, id, 'csc');
    expect((await by.care.see(id)).invitations).toHaveLength(1);
  });
});
