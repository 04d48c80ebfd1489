import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DecisionsNameWhoDecided1765210000000 } from '../../migrations/1765210000000-decisions-name-who-decided.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { decision, invited, offered, people, reviewed } from '../harness/incidents.js';
import { everyReplay } from '../harness/replay.js';

interface Decided {
  id: string;
  [field: string]: unknown;
}
const ASKED = `query($id: ID!) { referral(id: $id) { sharingDecisions { id decision lawfulBasis regime basisSource schedule8Condition consent
  consentNotSoughtReason familyInformed familyNotInformedReason rationale necessity proportionality notSharedReasons decidedBy
  review { reviewedBy agrees note reviewedAt } } timeline(first: 100) { edges { node { action values { name value } } } } } }`;
/** What only who decided reads, each in words that are found nowhere else. */
const REASONS = {
  rationale: 'Because of the brother',
  necessity: 'Nothing less will do',
  proportionality: 'The danger outweighs it',
  consentNotSoughtReason: 'The father would destroy it',
  familyNotInformedReason: 'Not before the visit',
};
const WALLED = new RegExp(Object.values(REASONS).join('|'));
const GROUNDS = { ...REASONS, consent: 'NOT_SOUGHT', familyInformed: false };

describe('The grounds of a decision to share', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const asked = async (who: Person, id: string): Promise<{ last: Decided; raw: string }> => {
    const { data, raw } = await who.ask(ASKED, { id });
    const { sharingDecisions } = data?.referral as { sharingDecisions: Decided[] };
    const last = sharingDecisions.at(-1);
    if (!last) throw new Error('No decision is seen');
    return { last, raw };
  };
  const faults = async (who: Person, id: string, change: object): Promise<string[]> => {
    const input = { ...decision('survivors', { sections: ['SUMMARY'] }), ...change };
    const refused = await who.refused(id, 'recordSharingDecision', input);
    expect(refused.code).toBe('BAD_USER_INPUT');
    return (refused.fields as { path: string }[]).map(({ path }) => path);
  };

  it('stand whole with who decided; the other agency reads whether consent was sought and the family told, and no reasons', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff', GROUNDS) });
    const open = {
      regime: 'GENERAL',
      basisSource: 'UK GDPR Article 6(1)(e)',
      schedule8Condition: null,
      consent: 'NOT_SOUGHT',
      familyInformed: false,
    };
    for (const who of [by.dsl, by.deputy])
      expect((await asked(who, id)).last).toMatchObject({
        ...open,
        ...REASONS,
        notSharedReasons: [],
        decidedBy: expect.stringMatching(/\w/) as unknown,
        review: null,
      });
    const theirs = await asked(by.lff, id);
    const hidden = Object.fromEntries(
      [...Object.keys(REASONS), 'notSharedReasons', 'decidedBy'].map((one) => [one, null]),
    );
    expect(theirs.last).toMatchObject({ ...open, ...hidden });
    expect(theirs.raw).not.toMatch(WALLED);
    expect(theirs.raw).toContain('"value":"NOT_SOUGHT"');
  });

  it('stay with who decided when the other agency comes to hold the risk', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp', GROUNDS);
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    for (const who of [by.triage, by.officer, by.supervisor]) expect((await asked(who, id)).raw).not.toMatch(WALLED);
    expect((await asked(by.dsl, id)).last).toMatchObject(REASONS);
  });

  it('of a decision not to share are reasons that the other agency never reads', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
    const notSharedReasons = ['MORE_DETRIMENTAL_TO_CHILD', 'IDENTITY_AT_RISK'];
    const input = { decision: 'DO_NOT_SHARE', sections: null, notSharedReasons };
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', input));
    expect((await asked(by.dsl, id)).last).toMatchObject({ decision: 'DO_NOT_SHARE', notSharedReasons });
    const theirs = await asked(by.lff, id);
    expect(theirs.last).toMatchObject({ decision: 'DO_NOT_SHARE', notSharedReasons: null });
    expect(theirs.raw).not.toMatch(/DETRIMENTAL|IDENTITY_AT_RISK/);
  });

  it('of police are those of law enforcement, with its condition, where they say so', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.supervisor.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'gmp') });
    const grounds = { lawfulBasis: 'LAW_ENFORCEMENT_TASK', schedule8Condition: 'SAFEGUARDING' };
    await by.officer.act(id, 'recordSharingDecision', decision('survivors', { ...grounds, sections: ['SUMMARY'] }));
    expect((await asked(by.officer, id)).last).toMatchObject({
      ...grounds,
      regime: 'LAW_ENFORCEMENT',
      basisSource: 'Data Protection Act 2018, s.35(2)(b)',
    });
    const options = async (who: Person): Promise<unknown> => {
      const { data } = await who.ask(
        'query($id: ID!) { referral(id: $id) { availableActions { name fields { name options } } } }',
        { id },
      );
      const { availableActions } = data?.referral as {
        availableActions: { name: string; fields: { name: string; options: string[] }[] }[];
      };
      const form = availableActions.find(({ name }) => name === 'recordSharingDecision');
      return form?.fields.find(({ name }) => name === 'schedule8Condition')?.options;
    };
    expect(await options(by.officer)).toContain('SAFEGUARDING');
    expect(await options(by.dsl)).toBeUndefined();
    expect(await faults(by.officer, id, { schedule8Condition: 'SAFEGUARDING' })).toEqual(['schedule8Condition']);
    expect(await faults(by.dsl, id, grounds)).toEqual(['lawfulBasis', 'schedule8Condition']);
  });

  it.each([
    ['why consent was not sought is missing', { consent: 'NOT_SOUGHT' }, ['consentNotSoughtReason']],
    [
      'why consent was not sought is said, and it was',
      { consent: 'SOUGHT_AND_GIVEN', consentNotSoughtReason: 'x' },
      ['consentNotSoughtReason'],
    ],
    ['why consent was not sought is said of nothing', { consentNotSoughtReason: 'x' }, ['consentNotSoughtReason']],
    ['consent is the basis and was refused', { lawfulBasis: 'CONSENT', consent: 'SOUGHT_AND_REFUSED' }, ['consent']],
    ['reasons not to share come with sharing', { notSharedReasons: ['OTHER'] }, ['notSharedReasons']],
    [
      'reasons not to share are none',
      { decision: 'DO_NOT_SHARE', sections: null, notSharedReasons: [] },
      ['notSharedReasons'],
    ],
    [
      'a reason not to share comes twice',
      { decision: 'DO_NOT_SHARE', sections: null, notSharedReasons: ['OTHER', 'OTHER'] },
      ['notSharedReasons'],
    ],
  ])('are refused where %s', async (_what, change, paths) => {
    const id = await reviewed(by.dsl);
    expect(await faults(by.dsl, id, change)).toEqual(paths);
    expect((await by.dsl.see(id)).sharingDecisions).toEqual([]);
  });

  it('of which a text of blanks says as little as one that is left out', async () => {
    const id = await reviewed(by.dsl);
    const blank = { necessity: '  ', handlingConditions: '' };
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', blank));
    expect((await asked(by.dsl, id)).last.necessity).toBeNull();
    const { data } = await by.dsl.ask(
      'query($id: ID!) { referral(id: $id) { sharingDecisions { handling handlingConditions } } }',
      { id },
    );
    expect(data?.referral).toEqual({ sharingDecisions: [{ handling: 'P', handlingConditions: null }] });
  });

  it('may be consent that was given, and consent that was refused may be why it is not shared', async () => {
    const id = await reviewed(by.dsl);
    const given = { lawfulBasis: 'CONSENT', consent: 'SOUGHT_AND_GIVEN' };
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', given));
    const not = { ...given, consent: 'SOUGHT_AND_REFUSED', decision: 'DO_NOT_SHARE', sections: null };
    await by.dsl.act(id, 'recordSharingDecision', decision('lff', not));
    expect((await asked(by.dsl, id)).last).toMatchObject({ consent: 'SOUGHT_AND_REFUSED' });
  });

  describe('are reviewed', () => {
    const review = { agrees: false, note: 'The narrative was not needed' };
    const reviews = (who: Person, id: string, sharingDecisionId: string, change: object = {}): Promise<string> =>
      who.act(id, 'reviewSharingDecision', { sharingDecisionId, ...review, ...change });
    const newest = async (who: Person, id: string): Promise<string> => (await asked(who, id)).last.id;
    const whyNot = async (who: Person, id: string): Promise<string | null | undefined> =>
      (await who.see(id)).availableActions.find(({ name }) => name === 'reviewSharingDecision')?.reason;

    it('by somebody else of the agency: found with the decision there, and nothing of it by the other one', async () => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
      const before = { seen: await by.lff.see(id), raw: (await asked(by.lff, id)).raw };
      await reviews(by.deputy, id, await newest(by.dsl, id));
      const { last, raw } = await asked(by.dsl, id);
      expect(last.review).toMatchObject({ ...review, reviewedBy: expect.stringMatching(/\w/) as unknown });
      expect((last.review as { reviewedBy: string }).reviewedBy).not.toBe(last.decidedBy);
      expect(raw).toContain('"action":"reviewSharingDecision","values":[{"name":"agrees","value":"no"},');
      expect(await by.lff.see(id)).toEqual(before.seen);
      expect((await asked(by.lff, id)).raw).toBe(before.raw);
    });

    it('and open or close nothing by it', async () => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      const handoffId = await offered(by.dsl, id, 'gmp');
      await reviews(by.deputy, id, await newest(by.dsl, id));
      expect((await by.triage.see(id)).narrative).toContain('group chat');
      await by.triage.act(id, 'acceptHandoff', { handoffId });
      expect(JSON.stringify(await by.triage.see(id))).not.toContain('reviewSharingDecision');
    });

    it('never by who decided, once, and of the agency’s own only', async () => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      expect(await whyNot(by.deputy, id)).toBe('Your agency has recorded no decision about sharing here.');
      await by.lff.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'lff') });
      const ours = await newest(by.dsl, id);
      const refused = (who: Person, sharingDecisionId: string): Promise<object> =>
        who.refused(id, 'reviewSharingDecision', { sharingDecisionId, ...review });
      expect(await whyNot(by.dsl, id)).toContain('you decided yourself');
      expect(await refused(by.dsl, ours)).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
      expect(await refused(by.head, ours)).toEqual({ code: 'FORBIDDEN' });
      // With one of the deputy's to look at, the action is there; their own is still not theirs to review.
      await by.deputy.act(id, 'recordSharingDecision', decision('survivors'));
      const fault = { code: 'BAD_USER_INPUT', fields: [{ path: 'sharingDecisionId' }] };
      expect(await refused(by.dsl, ours)).toMatchObject(fault);
      const system = await handrail.as('lff-case-system');
      const theirs = await system.act(id, 'recordSharingDecision', {
        ...decision('survivors', { sections: ['SUMMARY'] }),
        onBehalfOf: 'Lou Demo',
      });
      for (const named of [ours, '00000000-0000-7000-8000-000000000000', 'no id'])
        expect(await refused(by.lff, named)).toMatchObject(fault);
      await reviews(by.lff, id, theirs);
      expect((await asked(by.lff, id)).last.decidedBy).toMatch(/, for Lou Demo$/);
      await reviews(by.deputy, id, ours, { agrees: true });
      expect(await refused(by.deputy, ours)).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    });

    it('again by the same command without a second effect', async () => {
      const id = await reviewed(by.dsl);
      const sharingDecisionId = await by.dsl.act(id, 'recordSharingDecision', decision('csc'));
      const { version: expectedVersion } = await by.deputy.see(id);
      const command = { referralId: id, expectedVersion, idempotencyKey: newKey(), sharingDecisionId, agrees: true };
      const first = await by.deputy.send('reviewSharingDecision', command);
      const second = await by.deputy.send('reviewSharingDecision', command);
      expect([first.errors, second.data]).toEqual([[], first.data]);
      expect((await asked(by.dsl, id)).last.review).toMatchObject({ agrees: true, note: null });
    });

    it('also where they were decided before it was kept who decided', async () => {
      const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
      await invited(by.dsl, id, 'lff');
      await handrail.store.asSuperuser(async (client) => {
        await client.query(
          `update referral set stored = stored #- '{snapshot,context,decisions,0,decidedBy}' where referral_id = $1`,
          [id],
        );
        await client.query(`delete from migration where name like 'DecisionsNameWhoDecided%'`);
      });
      const owner = await ownerDataSource(handrail.store.ownerUrl, [DecisionsNameWhoDecided1765210000000]);
      await owner.runMigrations();
      await owner.destroy();
      for (const { stored, replay } of await everyReplay(handrail.store.ownerUrl)) expect(stored).toEqual(replay);
      expect(await whyNot(by.dsl, id)).toContain('you decided yourself');
      await reviews(by.deputy, id, await newest(by.dsl, id));
    });
  });

  it('say no condition that would bind nothing: who holds the risk reads summary, risk and sessions whatever is decided', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    const handlingConditions = 'Never to the father.';
    const bound = { recipientAgency: 'gmp', handlingConditions };
    expect(await faults(by.dsl, id, { ...bound, sections: ['SUMMARY', 'RISK'] })).toEqual(['handlingConditions']);
    const later = { handlingConditions, sections: ['SUMMARY', 'RISK'], ongoing: true };
    await by.dsl.act(id, 'recordSharingDecision', decision('gmp', later));
    const more = decision('gmp', { handlingConditions, sections: ['SUMMARY', 'NARRATIVE'] });
    await by.dsl.act(id, 'recordSharingDecision', more);
    await by.dsl.act(id, 'recordSharingDecision', decision('survivors', { ...bound, recipientAgency: 'survivors' }));
  });
});
