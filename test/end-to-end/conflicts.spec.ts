import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { decision, invited, offered, people, reviewed, submitted } from '../harness/incidents.js';
import { toldOn } from '../harness/notices.js';
import { everyReplay } from '../harness/replay.js';
import { gone, named, SHUT_REASON } from '../harness/shut-out.js';

const reason = (words: string): unknown => expect.stringContaining(words);

describe('A referral that is shut by a conflict of interest', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let deputy: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    ({ deputy } = by);
  });
  afterAll(() => handrail.stop());

  const restricted = (id: string, ...emails: string[]): Promise<string> =>
    by.dsl.act(id, 'restrictReferral', named(...emails));

  it('is gone for whoever declares their own, and passes to those whom the entry and a notice name', async () => {
    const id = await reviewed(by.dsl);
    const { reference, version: expectedVersion } = await by.dsl.see(id);
    const command = { idempotencyKey: newKey(), referralId: id, expectedVersion };
    const answer = await by.dsl.send('declareConflict', command);
    expect(answer.data).toMatchObject({ declareConflict: { referral: null, entry: { action: 'declareConflict' } } });
    expect((await by.dsl.send('declareConflict', command)).data).toEqual(answer.data);
    await gone(by.dsl, id, reference);
    const entry = (await deputy.see(id)).timeline.edges.find(({ node }) => node.action === 'declareConflict')?.node;
    expect(entry).toMatchObject({ section: 'OWN_NOTES', text: reason('Conflict of interest declared') });
    expect(entry?.values).toEqual([{ name: 'canActNow', value: 'deputy@northgate.example, head@northgate.example' }]);
    expect(await toldOn(deputy, reference)).toContain('conflict.declared');
    expect(await toldOn(by.dsl, reference)).toEqual([]);
    await deputy.act(id, 'recordSharingDecision', decision('gmp'));
  });

  it('is declared by a supervisor for a colleague, whatever the colleague’s role, and by nobody else for another', async () => {
    const id = await submitted(by.teacher);
    const { reference } = await by.dsl.see(id);
    const declare = (person: Person, personEmail: string): Promise<object> =>
      person.refused(id, 'declareConflict', { personEmail });
    const fields = (words: string): object => ({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'personEmail', messages: [reason(words)] }],
    });
    expect(await declare(by.dsl, 'officer@gmp.example')).toMatchObject(fields('Nobody of your agency'));
    await by.dsl.act(id, 'declareConflict', { personEmail: 'teacher@northgate.example', reason: SHUT_REASON });
    await gone(by.teacher, id, reference);
    expect(await declare(by.dsl, 'teacher@northgate.example')).toMatchObject(fields('already'));
  });

  it('is declared by a school’s leader for the safeguarding lead of whom something was said', async () => {
    const id = await submitted(by.teacher);
    const { reference } = await by.dsl.see(id);
    await by.head.act(id, 'declareConflict', { personEmail: 'dsl@northgate.example' });
    await gone(by.dsl, id, reference);
    expect(await toldOn(deputy, reference)).toContain('conflict.declared');
    await deputy.act(id, 'openInitialReview');
    expect(await by.head.refused(id, 'declareConflict', { personEmail: 'deputy@northgate.example' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: reason('Have a deputy with your role entered first'),
    });
  });

  it('tells a school’s leader, who does not read the own notes, neither of a conflict nor of a restriction that is there', async () => {
    const id = await submitted(by.teacher);
    const tooLong = { personEmail: 'deputy@northgate.example', reason: 'x'.repeat(2001) };
    const before = await by.head.refused(id, 'declareConflict', tooLong);
    await deputy.act(id, 'declareConflict');
    expect(await by.head.refused(id, 'declareConflict', tooLong)).toEqual(before);
    await by.head.act(id, 'declareConflict', { personEmail: 'deputy@northgate.example' });
    const lead = { personEmail: 'dsl@northgate.example' };
    const refusal = await by.head.refused(id, 'declareConflict', lead);
    await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
    expect(await by.head.refused(id, 'declareConflict', lead)).toEqual(refusal);
  });

  it('is declared for nobody else by who neither supervises nor leads a school', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    expect(await by.officer.refused(id, 'declareConflict', { personEmail: 'triage@gmp.example' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'personEmail', messages: [reason('Only a supervisor, or a school’s leader')] }],
    });
  });

  it('is refused where nobody else could decide, with what to do, and nothing has changed', async () => {
    const id = await reviewed(by.dsl);
    await by.care.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'csc') });
    const { version } = await by.care.see(id);
    expect(await by.care.refused(id, 'declareConflict')).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: reason('Have a deputy with your role entered first'),
    });
    expect((await by.care.see(id)).version).toBe(version);
    await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
    expect(await by.dsl.refused(id, 'declareConflict')).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: reason('Name a deputy in the restriction first'),
    });
    await restricted(id, 'dsl@northgate.example', 'deputy@northgate.example');
    await by.dsl.act(id, 'declareConflict');
    expect(await by.dsl.read(id)).toBeNull();
    expect(await deputy.read(id)).not.toBeNull();
  });

  it('is offered as far as it would be accepted: not for oneself where nobody else could decide, and then only for a colleague', async () => {
    const OFFERED =
      'query($id: ID!) { referral(id: $id) { availableActions { name allowed reason fields { name required options } } } }';
    interface Offered {
      name: string;
      allowed: boolean;
      reason: string | null;
      fields: { name: string; required: boolean; options: string[] }[];
    }
    const declaring = async (person: Person, id: string): Promise<unknown> => {
      const { data } = await person.ask(OFFERED, { id });
      const { availableActions } = data?.referral as { availableActions: Offered[] };
      const { allowed, reason, fields } = availableActions.find(({ name }) => name === 'declareConflict') as Offered;
      const { required, options } = fields.find(({ name }) => name === 'personEmail') ?? {};
      return { allowed, reason, required, options };
    };
    const id = await reviewed(by.dsl);
    await by.care.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'csc') });
    await by.triage.act(id, 'acceptInvitation', { invitationId: await invited(by.dsl, id, 'gmp') });
    expect(await declaring(by.dsl, id)).toMatchObject({ allowed: true, reason: null, required: false });
    expect(await declaring(by.care, id)).toMatchObject({ allowed: false, reason: reason('Have a deputy') });
    await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
    const { options, ...offered } = (await declaring(by.dsl, id)) as { options: string[] };
    expect(offered).toEqual({ allowed: true, reason: null, required: true });
    expect(options).toContain('head@northgate.example');
    expect(options).not.toContain('dsl@northgate.example');
    expect(await declaring(by.head, id)).toMatchObject({ allowed: true, required: false });
    await by.officer.act(id, 'restrictReferral', named('officer@gmp.example'));
    expect(await declaring(by.officer, id)).toMatchObject({ allowed: false, reason: reason('Name a deputy') });
  });

  it('is stronger than being named, and whoever has one cannot be named', async () => {
    const id = await reviewed(by.dsl);
    await by.dsl.act(id, 'declareConflict', { personEmail: 'deputy@northgate.example' });
    const refused = await by.dsl.refused(
      id,
      'restrictReferral',
      named('dsl@northgate.example', 'deputy@northgate.example'),
    );
    expect(refused.fields).toEqual([
      { path: 'people.1.personEmail', messages: [reason('A conflict of interest is declared')] },
    ]);
    await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
    await by.dsl.act(id, 'declareConflict', { personEmail: 'head@northgate.example' });
    expect(await by.head.read(id)).toBeNull();
  });

  it('is ended by a supervisor, and the colleague sees the referral again as their role does', async () => {
    const id = await reviewed(by.dsl);
    const before = (await deputy.see(id)).parties;
    await by.dsl.act(id, 'declareConflict', { personEmail: 'deputy@northgate.example' });
    expect(await deputy.read(id)).toBeNull();
    expect(
      (await by.head.refused(id, 'endConflict', { personEmail: 'deputy@northgate.example', reason: SHUT_REASON })).code,
    ).toBe('FORBIDDEN');
    expect(
      await by.dsl.refused(id, 'endConflict', { personEmail: 'head@northgate.example', reason: SHUT_REASON }),
    ).toMatchObject({ fields: [{ path: 'personEmail' }] });
    await by.dsl.act(id, 'endConflict', { personEmail: 'deputy@northgate.example', reason: 'It was somebody else.' });
    expect((await deputy.see(id)).parties).toEqual(before);
  });

  it('stays when the referral is handed on, and comes back from a replay of its events', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await by.dsl.act(id, 'declareConflict', { personEmail: 'head@northgate.example' });
    await restricted(id, 'dsl@northgate.example', 'deputy@northgate.example');
    const handoffId = await offered(by.dsl, id, 'gmp');
    await by.triage.act(id, 'acceptHandoff', { handoffId });
    expect(await by.head.read(id)).toBeNull();
    await by.dsl.act(id, 'liftRestriction', { reason: 'Known to all now.' });
    expect(await by.head.read(id)).toBeNull();
    const one = (await everyReplay(handrail.store.ownerUrl)).find((replay) => replay.id === id);
    expect(one?.replay).toEqual(one?.stored);
    expect(JSON.stringify(one?.replay.snapshot)).toMatch(/"conflicts":\[{/);
    // The events name nobody by an address.
    expect(JSON.stringify(one?.events)).not.toContain('@');
  });
});
