import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { decision, invited, offered, people, reviewed, submitted } from '../harness/incidents.js';
import { everyReplay } from '../harness/replay.js';

const REASON = 'The pupil is a colleague’s child.';
const NOTICES = '{ notices(first: 100) { edges { node { kind reference } } } }';
const LISTED = `query($reference: String) { worklist(first: 100, filter: { reference: $reference }) { edges { node { id } } } }`;
const PREVIEW = `query($id: ID!) { previewPacket(referralId: $id, input: { recipientAgency: "survivors", sections: [SUMMARY] }) { summary } }`;
const BREAK = 'mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }';
const OPENINGS = '{ emergencyOpenings(first: 100) { edges { node { id reference } } } }';

const named = (...emails: string[]): { people: { personEmail: string }[]; reason: string } => ({
  people: emails.map((personEmail) => ({ personEmail })),
  reason: REASON,
});
const reason = (words: string): unknown => expect.stringContaining(words);

describe('A referral that is shut to somebody', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  let deputy: Person;
  let supervisor: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
    ({ deputy, supervisor } = by);
  });
  afterAll(() => handrail.stop());

  const note = { text: 'Spoken to at school.', audience: 'OWN_AGENCY' };
  const restricted = (id: string, ...emails: string[]): Promise<string> =>
    by.dsl.act(id, 'restrictReferral', named(...emails));
  /** Whatever can be asked of a referral, as it is answered; the referral's own id and reference written as one that nobody has. */
  async function everything(person: Person, id: string, reference: string): Promise<string[]> {
    const command = { idempotencyKey: newKey(), referralId: id };
    const breaking = { ...command, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
    const answers = [
      await person.ask('query($id: ID!) { referral(id: $id) { id version availableActions { name } } }', { id }),
      await person.ask(LISTED, { reference }),
      await person.ask(PREVIEW, { id }),
      await person.ask(BREAK, { input: breaking }),
      ...(await Promise.all(
        [1, 7].map((expectedVersion) => person.send('addNote', { ...command, expectedVersion, ...note })),
      )),
      await person.send('declareConflict', { ...command, idempotencyKey: newKey(), expectedVersion: 1 }),
    ];
    return answers.map(({ status, raw }) => `${status} ${raw.replaceAll(id, 'ID')}`);
  }
  const notices = async (person: Person, reference: string): Promise<string[]> => {
    const { data } = await person.ask(NOTICES);
    return (data?.notices as { edges: { node: { kind: string; reference: string } }[] }).edges
      .filter(({ node }) => node.reference === reference)
      .map(({ node }) => node.kind);
  };
  async function gone(person: Person, id: string, reference: string): Promise<void> {
    expect(await person.read(id)).toBeNull();
    expect(await everything(person, id, reference)).toEqual(
      await everything(person, randomUUID(), 'GM-0000-0000-0000-0'),
    );
    const { raw } = await person.ask(
      `{ worklist(first: 100) { edges { node { id } } } notices(first: 100) { edges { node { reference } } } }`,
    );
    expect(raw).not.toContain(id);
    expect(raw).not.toContain(reference);
  }

  describe('by a restriction to named colleagues', () => {
    it('is as if it did not exist for everybody else of that agency, and goes on as before for those who are named', async () => {
      const id = await reviewed(by.dsl);
      const { reference, version } = await by.dsl.see(id);
      expect(await by.head.read(id)).not.toBeNull();
      await restricted(id, 'dsl@northgate.example', 'deputy@northgate.example');
      await gone(by.head, id, reference);
      expect((await deputy.see(id)).version).toBe(version + 1);
      await deputy.act(id, 'addNote', note);
      const entry = (await by.dsl.see(id)).timeline.edges.find(({ node }) => node.action === 'restrictReferral')?.node;
      expect(entry).toMatchObject({ section: 'OWN_NOTES', text: reason('Restricted to named colleagues') });
      expect(entry?.values.map(({ value }) => value)).toEqual([
        'dsl@northgate.example',
        'deputy@northgate.example',
        REASON,
      ]);
    });

    it('is hidden from who reported it too, unless they are named', async () => {
      const id = await submitted(by.teacher);
      await by.dsl.act(id, 'openInitialReview');
      const { reference } = await by.teacher
        .ask('query($id: ID!) { referral(id: $id) { reference } }', { id })
        .then(({ data }) => data?.referral as { reference: string });
      await restricted(id, 'dsl@northgate.example');
      await gone(by.teacher, id, reference);
    });

    it('shows nothing of that to another agency: no entry, no version, no action, and restricts its own side itself', async () => {
      const id = await reviewed(by.dsl);
      const invitationId = await invited(by.dsl, id, 'gmp');
      await supervisor.act(id, 'acceptInvitation', { invitationId });
      const before = await by.officer.see(id);
      await restricted(id, 'dsl@northgate.example');
      await by.dsl.act(id, 'declareConflict', { personEmail: 'head@northgate.example' });
      expect(await by.officer.see(id)).toEqual(before);
      await supervisor.act(id, 'restrictReferral', named('officer@gmp.example'));
      expect(await supervisor.read(id)).toBeNull();
      expect(await by.triage.read(id)).toBeNull();
      expect((await by.officer.see(id)).version).toBe(before.version + 1);
      expect(await by.dsl.read(id)).not.toBeNull();
    });

    it('is answered without the referral to whoever leaves themselves out, and again the same when it is asked again', async () => {
      const id = await reviewed(by.dsl);
      const { version: expectedVersion } = await by.dsl.see(id);
      const command = {
        idempotencyKey: newKey(),
        referralId: id,
        expectedVersion,
        ...named('deputy@northgate.example'),
      };
      const first = await by.dsl.send('restrictReferral', command);
      expect(first.errors).toEqual([]);
      expect(first.data).toMatchObject({ restrictReferral: { referral: null, entry: { action: 'restrictReferral' } } });
      expect((await by.dsl.send('restrictReferral', command)).data).toEqual(first.data);
      expect(await by.dsl.read(id)).toBeNull();
    });

    it('takes back work that was allocated to who is left out, and refuses to allocate it to them again', async () => {
      const id = await reviewed(by.dsl);
      const works = async (): Promise<unknown> => {
        const { data } = await by.dsl.ask('query($id: ID!) { referral(id: $id) { allocatedTo { name } } }', { id });
        return (data?.referral as { allocatedTo: unknown }).allocatedTo;
      };
      await by.dsl.act(id, 'allocate', { personEmail: 'deputy@northgate.example' });
      expect(await works()).not.toBeNull();
      await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
      expect(await works()).toBeNull();
      const { version: expectedVersion } = await by.dsl.see(id);
      const command = { idempotencyKey: newKey(), referralId: id, expectedVersion };
      const again = await by.dsl.send('allocate', { ...command, personEmail: 'deputy@northgate.example' });
      expect(again.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'personEmail' }] });
      await by.dsl.act(id, 'allocate', { personEmail: 'dsl@northgate.example' });
      expect(await works()).not.toBeNull();
    });

    it('takes another list, and is lifted', async () => {
      const id = await reviewed(by.dsl);
      const lift = (await by.dsl.see(id)).availableActions.find(({ name }) => name === 'liftRestriction');
      expect(lift).toEqual({
        name: 'liftRestriction',
        allowed: false,
        reason: 'Your agency has not restricted this referral.',
      });
      await restricted(id, 'dsl@northgate.example');
      await restricted(id, 'dsl@northgate.example', 'head@northgate.example');
      expect(await by.head.read(id)).not.toBeNull();
      expect(await deputy.read(id)).toBeNull();
      await by.dsl.act(id, 'liftRestriction', { reason: 'The family has moved.' });
      expect(await deputy.read(id)).not.toBeNull();
    });

    it('names at least one colleague who decides, and only colleagues who see referrals', async () => {
      const id = await reviewed(by.dsl);
      const { version } = await by.dsl.see(id);
      const faults = async (...emails: string[]): Promise<unknown> =>
        (await by.dsl.refused(id, 'restrictReferral', named(...emails))).fields;
      expect(await faults('head@northgate.example')).toEqual([
        { path: 'people', messages: [reason('decides about sharing')] },
      ]);
      expect(await faults('dsl@northgate.example', 'officer@gmp.example', 'nobody@northgate.example')).toEqual(
        [1, 2].map((place) => ({ path: `people.${place}.personEmail`, messages: [reason('Nobody of your agency')] })),
      );
      expect(await faults('dsl@northgate.example', 'teacher@northgate.example')).toEqual([
        { path: 'people.1.personEmail', messages: [reason('may see this')] },
      ]);
      expect(await by.dsl.refused(id, 'restrictReferral', { people: [], reason: REASON })).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      expect((await by.dsl.see(id)).version).toBe(version);
      expect((await by.head.refused(id, 'restrictReferral', named('dsl@northgate.example'))).code).toBe('FORBIDDEN');
    });

    it('shuts a partner’s own system out as well, since nobody knows who sits behind it', async () => {
      const id = await reviewed(by.dsl);
      const invitationId = await invited(by.dsl, id, 'lff');
      await by.lff.act(id, 'acceptInvitation', { invitationId });
      const system = await handrail.as('lff-case-system');
      expect(await system.read(id)).not.toBeNull();
      await by.lff.act(id, 'restrictReferral', named('coordinator@lff.example'));
      expect(await system.read(id)).toBeNull();
      expect(await by.practitioner.read(id)).toBeNull();
    });

    it('cannot be opened in an emergency by who is not named, and an opening that runs ends', async () => {
      const mosovo = await handrail.as('mosovo@gmp.example');
      const id = await reviewed(by.dsl);
      const invitationId = await invited(by.dsl, id, 'gmp');
      await supervisor.act(id, 'acceptInvitation', { invitationId });
      const breaking = { referralId: id, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
      const opened = await mosovo.ask(BREAK, { input: { ...breaking, idempotencyKey: newKey() } });
      expect(opened.errors).toEqual([]);
      expect(await mosovo.read(id)).not.toBeNull();
      await supervisor.act(id, 'restrictReferral', named('officer@gmp.example'));
      const { reference } = await by.officer.see(id);
      await gone(mosovo, id, reference);
      // Nor does a supervisor who is not named learn of it from what was opened.
      expect((await supervisor.ask(OPENINGS)).raw).not.toContain(reference);
    });
  });

  describe('by a conflict of interest', () => {
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
      expect(await notices(deputy, reference)).toContain('conflict.declared');
      expect(await notices(by.dsl, reference)).toEqual([]);
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
      await by.dsl.act(id, 'declareConflict', { personEmail: 'teacher@northgate.example', reason: REASON });
      await gone(by.teacher, id, reference);
      expect(await declare(by.dsl, 'teacher@northgate.example')).toMatchObject(fields('already'));
    });

    it('is declared by a school’s leader for the safeguarding lead of whom something was said', async () => {
      const id = await submitted(by.teacher);
      const { reference } = await by.dsl.see(id);
      await by.head.act(id, 'declareConflict', { personEmail: 'dsl@northgate.example' });
      await gone(by.dsl, id, reference);
      expect(await notices(deputy, reference)).toContain('conflict.declared');
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
        (await by.head.refused(id, 'endConflict', { personEmail: 'deputy@northgate.example', reason: REASON })).code,
      ).toBe('FORBIDDEN');
      expect(
        await by.dsl.refused(id, 'endConflict', { personEmail: 'head@northgate.example', reason: REASON }),
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
});
