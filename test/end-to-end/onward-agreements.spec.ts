import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person, type Seen } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

const CONDITIONS = 'Not beyond police until the parents have been spoken to.';
const WHY = 'They offer work with the child.';
const BACK = 'The mother works there.';
const EVERYTHING = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];

/** What the school shares with police under a condition goes on to others as far, and as long, as the school agrees. */
describe('An agreement that something is shared on', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  async function handedToPolice(change: object = { handlingConditions: CONDITIONS, ongoing: true }): Promise<string> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp', { ...change }) });
    return id;
  }
  const asks = (who: Person, id: string, toAgency: string): Promise<string> =>
    who.act(id, 'askOnwardSharing', { originator: 'northgate', toAgency, reason: WHY });
  async function agreed(id: string, toAgency: string): Promise<string> {
    const requestId = await asks(by.officer, id, toAgency);
    await by.dsl.act(id, 'agreeOnwardSharing', { requestId, reason: 'The family has been told.' });
    return requestId;
  }
  const takesBack = (id: string, requestId: string): Promise<string> =>
    by.dsl.act(id, 'withdrawOnwardAgreement', { requestId, reason: BACK });
  const says = async (id: string, words: string): Promise<void> => {
    const partyId = party(await by.dsl.see(id), 'CHILD_SHARED');
    await by.dsl.act(id, 'recordVoice', { partyId, asked: true, words, toldAboutSharing: true });
  };
  const all = async (who: Person, id: string): Promise<string> => JSON.stringify(await who.read(id));
  const entryOf = (seen: Seen, action: string): Seen['timeline']['edges'][number]['node'] | undefined =>
    seen.timeline.edges.map(({ node }) => node).find((one) => one.action === action);
  const leftOut = async (id: string, recipientAgency: string): Promise<string[]> => {
    const { data } = await by.officer.ask(
      'query($id: ID!, $input: PreviewPacketInput!) { previewPacket(referralId: $id, input: $input) { leftOut { section } } }',
      { id, input: { recipientAgency, sections: EVERYTHING } },
    );
    return (data?.previewPacket as { leftOut: { section: string }[] }).leftOut.map(({ section }) => section);
  };
  const told = async (who: Person, id: string): Promise<string[]> => {
    const { data } = await who.ask('{ notices(first: 100) { edges { node { kind referral { id } } } } }');
    const { edges } = data?.notices as { edges: { node: { kind: string; referral: { id: string } | null } }[] };
    return edges.filter(({ node }) => node.referral?.id === id).map(({ node }) => node.kind);
  };

  describe('that is taken back', () => {
    it('lets nothing on that is added afterwards; what the third agency had received it keeps, and is told nothing of it', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'lff');
      await by.lff.act(id, 'acceptInvitation', {
        invitationId: await invited(by.officer, id, 'lff', { ongoing: true }),
      });
      await says(id, 'Added while it stood');
      const before = await by.lff.see(id);
      expect(JSON.stringify(before)).toContain('Added while it stood');
      expect(before.state).toContain('takedown.notRecorded');
      await takesBack(id, requestId);
      // How the parts stand is shown as it is now or not at all: that is what can be noticed.
      const { state, version, ...afterwards } = await by.lff.see(id);
      expect(afterwards).toEqual({ ...before, state: undefined, version: undefined });
      expect(state).toEqual(['immediateReferral']);
      expect(version).toBe(before.version + 1);
      await says(id, 'Added afterwards');
      expect(await all(by.officer, id)).toContain('Added afterwards');
      await by.dsl.act(id, 'recordTakedown', { status: 'ADVISED' });
      expect(await by.lff.see(id)).toEqual({ ...afterwards, state, version });
      expect(await leftOut(id, 'lff')).toEqual(EVERYTHING);
      await by.officer.act(id, 'recordSharingDecision', decision('lff', { ongoing: true }));
      expect(await all(by.lff, id)).not.toContain('Added afterwards');
    });

    it('says to both ends what the third agency already has, and why; whoever asked gets a notice', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'lff');
      const shared = { sections: ['NARRATIVE', 'RISK'] };
      await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.officer, id, 'lff', shared) });
      await takesBack(id, requestId);
      for (const who of [by.dsl, by.officer])
        expect(entryOf(await who.see(id), 'withdrawOnwardAgreement')?.values).toEqual([
          { name: 'requestId', value: requestId },
          { name: 'reason', value: BACK },
          { name: 'alreadyHas', value: 'NARRATIVE, RISK' },
        ]);
      expect(entryOf(await by.dsl.see(id), 'withdrawOnwardAgreement')?.text).toMatch(
        /^Agreement with .*Police.* that it is shared on taken back, by /,
      );
      expect(await told(by.officer, id)).toContain('onwardSharing.withdrawn');
      expect(await told(by.lff, id)).not.toContain('onwardSharing.withdrawn');
      expect(await all(by.lff, id)).not.toContain(BACK);
    });

    it('gave nothing away when nothing had been shared on', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'lff');
      await takesBack(id, requestId);
      expect(entryOf(await by.dsl.see(id), 'withdrawOnwardAgreement')?.values).toContainEqual({
        name: 'alreadyHas',
        value: 'none',
      });
    });

    it('is taken out of the packet of an invitation that waits, which can be accepted with what is left', async () => {
      const id = await handedToPolice();
      await by.officer.act(id, 'recordTakedown', { status: 'ADVISED', note: 'The police’s own' });
      const requestId = await agreed(id, 'lff');
      const invitationId = await invited(by.officer, id, 'lff');
      expect(await all(by.lff, id)).toMatch(/Kofi.*group chat|group chat.*Kofi/);
      await takesBack(id, requestId);
      expect(entryOf(await by.dsl.see(id), 'withdrawOnwardAgreement')?.values).toContainEqual({
        name: 'alreadyHas',
        value: EVERYTHING.join(', '),
      });
      expect(await all(by.lff, id)).not.toMatch(/Kofi|Ayla|group chat|passed on/);
      expect(await all(by.lff, id)).toContain('The police’s own');
      await by.lff.act(id, 'acceptInvitation', { invitationId });
      expect(await all(by.lff, id)).not.toMatch(/Kofi|Ayla|group chat|passed on/);
    });

    it('lets nobody take the risk who would not see it: it is offered again when there is another agreement', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'csc');
      const handoffId = await offered(by.officer, id, 'csc');
      await takesBack(id, requestId);
      const refused = await by.care.refused(id, 'acceptHandoff', { handoffId });
      expect(refused).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason: expect.stringContaining('may share it no longer') as unknown,
      });
      await agreed(id, 'csc');
      expect(await by.care.refused(id, 'acceptHandoff', { handoffId })).toEqual(refused);
      await by.officer.act(id, 'withdrawHandoff', { handoffId, reason: 'Offered again' });
      await by.care.act(id, 'acceptHandoff', { handoffId: await offered(by.officer, id, 'csc') });
      expect(await all(by.care, id)).toContain('group chat');
    });

    it('counts no more, in what waits too, once its agency decides not to share at all', async () => {
      const id = await handedToPolice();
      await agreed(id, 'csc');
      await agreed(id, 'lff');
      const handoffId = await offered(by.officer, id, 'csc');
      await invited(by.officer, id, 'lff');
      expect(await all(by.lff, id)).toContain('group chat');
      const not = { decision: 'DO_NOT_SHARE', sections: null, notSharedReasons: ['OTHER'] };
      await by.dsl.act(id, 'recordSharingDecision', decision('gmp', not));
      for (const who of [by.care, by.lff]) expect(await all(who, id)).not.toMatch(/Kofi|Ayla|group chat|passed on/);
      expect(await by.care.refused(id, 'acceptHandoff', { handoffId })).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    });

    it('is taken back once, by its own agency, and by the same command without a second effect', async () => {
      const id = await handedToPolice();
      const unanswered = await asks(by.officer, id, 'csc');
      const nothing = await by.dsl.refused(id, 'withdrawOnwardAgreement', { requestId: unanswered, reason: BACK });
      expect(nothing).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason: 'Your agency has agreed to nothing that still counts.',
      });
      const requestId = await agreed(id, 'lff');
      const refused = (who: Person, named: string): Promise<object> =>
        who.refused(id, 'withdrawOnwardAgreement', { requestId: named, reason: BACK });
      const reason = (words: string): unknown => expect.stringContaining(words);
      expect(await refused(by.dsl, unanswered)).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason: reason('not answered yet'),
      });
      expect(await refused(by.dsl, id)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'requestId' }] });
      expect(await refused(by.officer, requestId)).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
      expect(await refused(by.head, requestId)).toMatchObject({ code: 'FORBIDDEN' });
      const again = await agreed(id, 'survivors');
      const command = { referralId: id, expectedVersion: (await by.dsl.see(id)).version, idempotencyKey: newKey() };
      const first = await by.dsl.send('withdrawOnwardAgreement', { ...command, requestId, reason: BACK });
      const second = await by.dsl.send('withdrawOnwardAgreement', { ...command, requestId, reason: BACK });
      expect(first.errors).toEqual([]);
      expect(second.data).toEqual(first.data);
      expect(await refused(by.dsl, requestId)).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason: reason('taken back already'),
      });
      expect(await leftOut(id, 'survivors')).toEqual([]);
      await takesBack(id, again);
    });

    it('is none any more when the decision itself was withdrawn', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'lff');
      const other = await by.dsl.act(id, 'recordSharingDecision', decision('csc', { handlingConditions: CONDITIONS }));
      expect(other).not.toBe('');
      const [first] = (await by.dsl.see(id)).sharingDecisions;
      await by.dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId: first?.id, reason: 'Too far' });
      const { availableActions } = await by.dsl.see(id);
      expect(availableActions.find(({ name }) => name === 'withdrawOnwardAgreement')?.allowed).toBe(false);
      expect(await by.dsl.refused(id, 'withdrawOnwardAgreement', { requestId, reason: BACK })).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
      });
    });

    it('is not asked for again while it stands, and can be afterwards', async () => {
      const id = await handedToPolice();
      const requestId = await agreed(id, 'lff');
      const again = { originator: 'northgate', toAgency: 'lff', reason: WHY };
      expect(await by.officer.refused(id, 'askOnwardSharing', again)).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'toAgency', messages: ['This was agreed to already, and still counts.'] }],
      });
      await takesBack(id, requestId);
      await agreed(id, 'lff');
      expect(await leftOut(id, 'lff')).toEqual([]);
    });
  });

  describe('that is not given', () => {
    const overdue = async (who: Person, id: string): Promise<Seen['deadlines']> =>
      (await who.see(id)).deadlines.filter(({ kind }) => kind === 'onwardAgreement');
    const times = (kinds: string[]): number => kinds.filter((kind) => kind === 'onwardAgreement.overdue').length;

    it('is due within one working day: then both agencies are told, nothing is decided, and it can still be given', async () => {
      const id = await handedToPolice();
      const requestId = await asks(by.officer, id, 'lff');
      const [deadline] = await overdue(by.dsl, id);
      expect(deadline).toMatchObject({
        status: 'RUNNING',
        source: 'Local agreement; until there is one, Handrail default',
      });
      expect(deadline?.explanation).toContain('answers within one working day whether something may be shared on');
      expect(await overdue(by.officer, id)).toEqual([deadline]);
      await handrail.advance('P5D');
      for (const who of [by.dsl, by.deputy, by.head, by.officer, by.supervisor])
        expect([who.email, times(await told(who, id))]).toEqual([who.email, 1]);
      for (const who of [by.triage, by.lff]) expect(times(await told(who, id))).toBe(0);
      expect(await overdue(by.dsl, id)).toMatchObject([{ status: 'OVERDUE' }]);
      const ranOut = entryOf(await by.dsl.see(id), 'onwardAgreement');
      expect(ranOut?.text).toContain('A deadline ran out: the answer whether something may be shared on');
      expect(await leftOut(id, 'lff')).toEqual(EVERYTHING);
      await by.dsl.act(id, 'agreeOnwardSharing', { requestId, reason: 'Late, and yes.' });
      expect(await leftOut(id, 'lff')).toEqual([]);
      const answered = await overdue(by.dsl, id);
      expect(answered.filter(({ status }) => status === 'OVERDUE' || status === 'RUNNING')).toEqual([]);
    });

    it('is no matter for the agency that is spoken of, also when that holds the risk', async () => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      const under = { handlingConditions: CONDITIONS };
      await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', under) });
      await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
      const before = await by.officer.see(id);
      await asks(by.lff, id, 'gmp');
      expect(await by.officer.see(id)).toEqual(before);
      expect(await overdue(by.officer, id)).toEqual([]);
      await asks(by.lff, id, 'csc');
      expect(await overdue(by.officer, id)).toHaveLength(1);
      await handrail.advance('P5D');
      expect(times(await told(by.lff, id))).toBe(2);
      expect(await overdue(by.dsl, id)).toHaveLength(2);
      const entries = (seen: Seen): number =>
        seen.timeline.edges.filter(({ node }) => node.action === 'onwardAgreement').length;
      expect(entries(await by.dsl.see(id))).toBe(2);
      expect(entries(await by.officer.see(id))).toBe(1);
      // Looked at again whenever sight changes.
      await by.officer.act(id, 'recordSharingDecision', decision('csc'));
      expect(entries(await by.officer.see(id))).toBe(1);
      expect(await overdue(by.officer, id)).toHaveLength(1);
    });
  });
});
