import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, party, people, reviewed } from '../harness/incidents.js';

const voice = (partyId: string, words: string): Record<string, unknown> => ({
  partyId,
  asked: true,
  words,
  toldAboutSharing: true,
});
const notToShare = (agency: string): Record<string, unknown> =>
  decision(agency, { decision: 'DO_NOT_SHARE', sections: null });

describe('What a decision to share opens', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let survivors: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    survivors = await handrail.as('coordinator@survivors.example');
  });
  afterAll(() => handrail.stop());

  const all = async (who: Person, id: string): Promise<string> => JSON.stringify(await who.read(id));
  const joined = async (who: Person, id: string, agency: string, change: Record<string, unknown>): Promise<void> => {
    await who.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, agency, change) });
  };

  it('does not reach what was written while the agency was away, when it comes back on less', async () => {
    const id = await reviewed(by.dsl);
    await joined(by.lff, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'], ongoing: true });
    const child = party(await by.dsl.see(id), 'CHILD_SHARED');
    await by.dsl.act(id, 'recordVoice', voice(child, 'Said while it took part'));
    await by.lff.act(id, 'endContribution', { reason: 'Our part is done' });
    await by.dsl.act(id, 'recordVoice', voice(child, 'Said while it was away'));
    const invitationId = await invited(by.dsl, id, 'lff', { sections: ['SUMMARY'] });
    expect(await all(by.lff, id)).not.toContain('Said while it was away');
    await by.lff.act(id, 'acceptInvitation', { invitationId });
    const back = await all(by.lff, id);
    expect(back).toContain('Said while it took part');
    expect(back).not.toContain('Said while it was away');
  });

  it('says which agency decided, to the agency that received and to whoever holds the risk', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await joined(by.lff, id, 'lff', { sections: ['SUMMARY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    await by.officer.act(id, 'recordSharingDecision', decision('lff', { sections: ['SUMMARY'] }));
    const ask =
      'query($id: ID!) { referral(id: $id) { sharingDecisions { byAgency { key } recipientAgency { key } } } }';
    const decisions = async (who: Person): Promise<unknown> =>
      ((await who.ask(ask, { id })).data?.referral as { sharingDecisions: unknown }).sharingDecisions;
    const made = (agency: string, recipient: string): object => ({
      byAgency: { key: agency },
      recipientAgency: { key: recipient },
    });
    expect(await decisions(by.lff)).toEqual([made('northgate', 'lff'), made('gmp', 'lff')]);
    expect(await decisions(by.officer)).toEqual([
      made('northgate', 'lff'),
      made('northgate', 'gmp'),
      made('gmp', 'lff'),
    ]);
  });

  it('is no state of a section that the deciding agency does not read itself', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await joined(by.lff, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    await joined(survivors, id, 'survivors', { sections: ['SUMMARY'] });
    await by.triage.act(id, 'acceptHandoff', {
      handoffId: await offered(by.dsl, id, 'gmp', { sections: ['SUMMARY', 'RISK'] }),
    });
    await by.lff.act(
      id,
      'recordSharingDecision',
      decision('survivors', { sections: ['POLICE_RECORD', 'RISK', 'SOCIAL_CARE_RECORD'], ongoing: true }),
    );
    const before = await survivors.see(id);
    expect(before.state).toEqual(['immediateReferral']);
    expect(before.sections.filter(({ access }) => access !== 'NONE').map(({ section }) => section)).not.toEqual(
      expect.arrayContaining(['RISK']),
    );
    await by.officer.act(id, 'recordPoliceDecision', {
      route: 'DIVERSION',
      rationale: 'x',
      feedbackToReferrer: 'It went to diversion.',
    });
    const after = await survivors.see(id);
    expect(after.state.join()).not.toMatch(/police|support|takedown/);
    expect(after.version).toBe(before.version);
  });

  it.each(['handoff', 'invitation'] as const)(
    'is nothing of an open %s once its agency has decided not to share; it stays known, and cannot be accepted',
    async (kind) => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      const offer = kind === 'handoff' ? await offered(by.dsl, id, 'csc') : await invited(by.dsl, id, 'csc');
      expect(await all(by.care, id)).toMatch(/Kofi|group chat/);
      await by.dsl.act(id, 'recordSharingDecision', notToShare('csc'));
      const seen = await by.care.see(id);
      expect(JSON.stringify(seen)).not.toMatch(/Kofi|Ayla|group chat|passed on/);
      expect([...seen.handoffs, ...seen.invitations].map((one) => one.id)).toEqual([offer]);
      const accept = kind === 'handoff' ? 'acceptHandoff' : 'acceptInvitation';
      const reason = expect.stringContaining('since decided not to share') as unknown;
      expect(seen.availableActions.find(({ name }) => name === accept)).toMatchObject({ allowed: false, reason });
      expect(await by.care.refused(id, accept, { [`${kind}Id`]: offer })).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        reason,
      });
      expect(await by.dsl.see(id)).toMatchObject({ custodian: { key: 'northgate' } });
      await by.care.act(id, kind === 'handoff' ? 'declineHandoff' : 'declineInvitation', {
        [`${kind}Id`]: offer,
        reason: 'We would have to see it',
      });
      expect(await by.care.read(id)).toBeNull();
    },
  );

  it('is less of a packet once its agency has decided to share less; a hand-off then still shows the risk, or cannot be accepted', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'csc');
    await by.dsl.act(id, 'recordSharingDecision', decision('csc', { decision: 'SHARE_PART', sections: ['SUMMARY'] }));
    expect(await by.care.refused(id, 'acceptHandoff', { handoffId })).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    await by.dsl.act(
      id,
      'recordSharingDecision',
      decision('csc', { decision: 'SHARE_PART', sections: ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY'] }),
    );
    const packet = await all(by.care, id);
    expect(packet).toContain('Kofi');
    expect(packet).not.toMatch(/Ayla|group chat/);
    await by.care.act(id, 'acceptHandoff', { handoffId });
    const harmed = party(await by.dsl.see(id), 'CHILD_DEPICTED');
    const shared = party(await by.dsl.see(id), 'CHILD_SHARED');
    await by.dsl.act(id, 'recordVoice', voice(harmed, 'Words of the other child'));
    await by.dsl.act(id, 'recordVoice', voice(shared, 'Words of the child who shared'));
    const held = await all(by.care, id);
    expect(held).toContain('Words of the child who shared');
    expect(held).not.toContain('Words of the other child');
  });

  it('stays with whoever holds a referral that was entered in error, and with nobody else', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const before = await by.triage.see(id);
    await by.dsl.act(id, 'markEnteredInError', { reason: 'Another incident' });
    const after = await by.triage.see(id);
    expect(after.status).toBe('ENTERED_IN_ERROR');
    expect(after.narrative).toBe(before.narrative);
    expect(after.narrative).not.toBeNull();
    expect(after.parties).toEqual(before.parties);
    expect(after.timeline.edges).toHaveLength(before.timeline.edges.length + 1);
    expect(await by.dsl.read(id)).toBeNull();
  });
});
