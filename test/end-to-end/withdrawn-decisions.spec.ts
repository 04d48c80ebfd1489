import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person, type Seen, SEEN } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

const REASON = 'The father works there';
const CHILD_SEEN = { sections: ['SUMMARY', 'SUBJECT_IDENTITY'], ongoing: true };

describe('A decision to share that is withdrawn', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const all = async (who: Person, id: string): Promise<string> => JSON.stringify(await who.read(id));
  const newest = (seen: Seen): string => seen.sharingDecisions.at(-1)?.id ?? '';
  const says = async (who: Person, id: string, childs: string, words: string): Promise<unknown> =>
    who.act(id, 'recordVoice', { partyId: childs, asked: true, words, toldAboutSharing: true });
  const withdraws = async (who: Person, id: string): Promise<string> => {
    const sharingDecisionId = newest(await who.see(id));
    await who.act(id, 'withdrawSharingDecision', { sharingDecisionId, reason: REASON });
    return sharingDecisionId;
  };
  const withdrawal = (seen: Seen): Seen['timeline']['edges'][number]['node'] | undefined =>
    seen.timeline.edges.map(({ node }) => node).find(({ action }) => action === 'withdrawSharingDecision');
  async function withCharity(): Promise<{ id: string; kofi: string }> {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', CHILD_SEEN) });
    return { id, kofi: party(await by.dsl.see(id), 'CHILD_SHARED') };
  }

  it('opens nothing that is added from then on; what the other agency had received it keeps', async () => {
    const { id, kofi } = await withCharity();
    await says(by.dsl, id, kofi, 'Said while it stood');
    await withdraws(by.dsl, id);
    await says(by.dsl, id, kofi, 'Said afterwards');
    const seen = await all(by.lff, id);
    expect(seen).toContain('Said while it stood');
    expect(seen).toContain('Kofi');
    expect(seen).not.toContain('Said afterwards');
    const access = (await by.lff.see(id)).sections.find(({ section }) => section === 'SUBJECT_IDENTITY')?.access;
    expect(access).toBe('PACKET');
  });

  it('shows no more how the parts of its sections stand, unless another decision opens them', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const risk = { sections: ['SUMMARY', 'RISK'] };
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', risk) });
    const takedown = async (): Promise<string[]> =>
      (await by.lff.see(id)).state.filter((state) => state.startsWith('takedown.'));
    await by.dsl.act(id, 'recordTakedown', { status: 'ADVISED' });
    expect(await takedown()).toEqual(['takedown.advised']);
    await withdraws(by.dsl, id);
    expect(await takedown()).toEqual([]);
    const { version, state } = await by.lff.see(id);
    expect(state).toContain('immediateReferral');
    await by.dsl.act(id, 'recordTakedown', { status: 'REMOVED' });
    expect((await by.lff.see(id)).version).toBe(version);
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', risk));
    expect(await takedown()).toEqual(['takedown.removed']);
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', { sections: ['SUMMARY'] }));
    expect(await takedown()).toEqual([]);
  });

  it('stands in the timeline at both ends with what the other agency already has; why, only at the end that withdrew it', async () => {
    const { id } = await withCharity();
    await withdraws(by.dsl, id);
    const ours = withdrawal(await by.dsl.see(id));
    expect(ours?.text).toMatch(/^Decision about sharing with .* withdrawn, by /);
    expect(ours?.values).toEqual([
      { name: 'reason', value: REASON },
      { name: 'alreadyHas', value: 'SUMMARY, SUBJECT_IDENTITY' },
    ]);
    const theirs = withdrawal(await by.lff.see(id));
    expect(theirs?.values).toEqual([{ name: 'alreadyHas', value: 'SUMMARY, SUBJECT_IDENTITY' }]);
    expect(await all(by.lff, id)).not.toContain(REASON);
    for (const who of [by.dsl, by.lff]) {
      const { data } = await who.ask('query($id: ID!) { referral(id: $id) { sharingDecisions { withdrawnAt } } }', {
        id,
      });
      expect(data).toMatchObject({ referral: { sharingDecisions: [{ withdrawnAt: expect.any(String) as unknown }] } });
    }
  });

  it('is nothing new to an agency that had ended its part', async () => {
    const { id } = await withCharity();
    await by.lff.act(id, 'endContribution', { reason: 'Nothing to do here' });
    const theirs = async (): Promise<string> =>
      (await by.lff.ask(`query { referral(id: "${id}") { ${SEEN} sharingDecisions { purpose withdrawnAt } } }`)).raw;
    const before = await theirs();
    await withdraws(by.dsl, id);
    expect(await theirs()).toBe(before);
  });

  it('gave nothing away when the other agency was never asked', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'recordSharingDecision', decision('survivors'));
    await withdraws(by.dsl, id);
    expect(withdrawal(await by.dsl.see(id))?.values).toContainEqual({ name: 'alreadyHas', value: 'none' });
  });

  it.each(['handoff', 'invitation'] as const)(
    'leaves nothing in the packet of an open %s, which cannot be accepted until there is a new one',
    async (kind) => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      const offer = await (kind === 'handoff' ? offered : invited)(by.dsl, id, 'csc');
      const accept = kind === 'handoff' ? 'acceptHandoff' : 'acceptInvitation';
      expect(await all(by.care, id)).toMatch(/Kofi.*group chat|group chat.*Kofi/);
      await withdraws(by.dsl, id);
      const seen = await by.care.see(id);
      expect(JSON.stringify(seen)).not.toMatch(/Kofi|Ayla|group chat|passed on/);
      expect([...seen.handoffs, ...seen.invitations].map((one) => one.id)).toEqual([offer]);
      expect(await by.care.refused(id, accept, { [`${kind}Id`]: offer })).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason: expect.stringContaining('withdrew its decision') as unknown,
      });
      await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
      expect(await all(by.care, id)).toContain('Kofi');
      await by.care.act(id, accept, { [`${kind}Id`]: offer });
    },
  );

  it('changes nothing for the agency that accepted the risk on it, and goes on holding it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const before = await by.triage.see(id);
    await withdraws(by.dsl, id);
    await says(by.dsl, id, party(await by.dsl.see(id), 'CHILD_SHARED'), 'Said to the school afterwards');
    const after = await by.triage.see(id);
    expect(after.sections).toEqual(before.sections);
    expect(after.parties).toEqual(before.parties);
    expect(after.narrative).toBe(before.narrative);
    expect(await all(by.triage, id)).toContain('Said to the school afterwards');
  });

  it.each(['offerHandoff', 'inviteContributor'])('carries no %s, and neither does an older one', async (name) => {
    const id = await reviewed(by.dsl);
    const older = await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    const newer = await withdraws(by.dsl, id);
    for (const sharingDecisionId of [older, newer]) {
      const words = name === 'offerHandoff' ? { reason: 'x' } : { ask: 'x' };
      const refused = await by.dsl.refused(id, name, { toAgency: 'csc', sharingDecisionId, ...words });
      expect(refused.code).toBe('SHARING_DECISION_REQUIRED');
    }
  });

  it('is withdrawn once, and only while it is its agency’s newest for that recipient', async () => {
    const id = await reviewed(by.dsl);
    const older = await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    const newer = await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
    const refused = (sharingDecisionId: string): Promise<object> =>
      by.dsl.refused(id, 'withdrawSharingDecision', { sharingDecisionId, reason: REASON });
    const reason = (words: string): unknown => expect.stringContaining(words);
    expect(await refused(older)).toMatchObject({ code: 'ACTION_NOT_AVAILABLE', reason: reason('newer decision') });
    await withdraws(by.dsl, id);
    const { version } = await by.dsl.see(id);
    expect(await refused(newer)).toMatchObject({ code: 'ACTION_NOT_AVAILABLE', reason: reason('withdrawn already') });
    expect((await by.dsl.see(id)).version).toBe(version);
  });

  it('is withdrawn again by the same command without a second effect', async () => {
    const { id } = await withCharity();
    const { version: expectedVersion, sharingDecisions } = await by.dsl.see(id);
    const command = { referralId: id, expectedVersion, idempotencyKey: newKey() };
    const input = { ...command, sharingDecisionId: sharingDecisions[0]?.id, reason: REASON };
    const first = await by.dsl.send('withdrawSharingDecision', input);
    const second = await by.dsl.send('withdrawSharingDecision', input);
    expect(first.errors).toEqual([]);
    expect(second.data).toEqual(first.data);
  });

  it('is one of the agency’s own: another agency’s names nothing, and neither does one that there is not', async () => {
    const { id } = await withCharity();
    const theirs = newest(await by.dsl.see(id));
    await by.lff.act(id, 'recordSharingDecision', decision('survivors', { sections: ['SUMMARY'] }));
    for (const [who, sharingDecisionId] of [
      [by.lff, theirs],
      [by.dsl, '00000000-0000-7000-8000-000000000000'],
      [by.dsl, 'no id'],
    ] as const) {
      const refused = await who.refused(id, 'withdrawSharingDecision', { sharingDecisionId, reason: REASON });
      expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'sharingDecisionId' }] });
    }
    expect(await by.head.refused(id, 'withdrawSharingDecision', { sharingDecisionId: theirs, reason: REASON })).toEqual(
      {
        code: 'FORBIDDEN',
      },
    );
  });

  it('is offered to be withdrawn only where the agency has one that still counts, and says why not', async () => {
    const { id } = await withCharity();
    const whyNot = async (who: Person): Promise<string | null | undefined> =>
      (await who.see(id)).availableActions.find(({ name }) => name === 'withdrawSharingDecision')?.reason;
    expect(await whyNot(by.dsl)).toBeNull();
    expect(await whyNot(by.lff)).toBe('Your agency has recorded no decision about sharing here.');
    const sharingDecisionId = newest(await by.dsl.see(id));
    expect(await by.lff.refused(id, 'withdrawSharingDecision', { sharingDecisionId, reason: REASON })).toEqual({
      code: 'ACTION_NOT_AVAILABLE',
      reason: 'Your agency has recorded no decision about sharing here.',
    });
    await withdraws(by.dsl, id);
    expect(await whyNot(by.dsl)).toContain('withdrawn already');
  });

  it('is no answer any more, where it was not to share', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.dsl.act(id, 'recordSharingDecision', decision('gmp', { decision: 'DO_NOT_SHARE', sections: null }));
    await withdraws(by.dsl, id);
    const invitationId = await invited(by.dsl, id, 'csc');
    await by.care.act(id, 'declineInvitation', { invitationId, reason: 'Known to another team' });
    expect((await by.dsl.see(id)).state).toContain('immediateReferral');
  });
});
