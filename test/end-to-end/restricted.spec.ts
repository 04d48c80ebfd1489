import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { invited, people, reviewed, submitted } from '../harness/incidents.js';
import { BREAK, gone, named, SHUT_REASON } from '../harness/shut-out.js';

const OPENINGS = '{ emergencyOpenings(first: 100) { edges { node { id reference } } } }';
const reason = (words: string): unknown => expect.stringContaining(words);

describe('A referral that is restricted to named colleagues', () => {
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
      SHUT_REASON,
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
    expect(await by.dsl.refused(id, 'restrictReferral', { people: [], reason: SHUT_REASON })).toMatchObject({
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
