import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, type Person } from '../harness/http.js';
import { decision, invited, offered, people, submitted } from '../harness/incidents.js';
import { InServices } from '../harness/services.js';

interface Field {
  name: string;
  required: boolean;
  options: string[];
  fields: Field[];
}
interface Form {
  name: string;
  allowed: boolean;
  reason: string | null;
  fields: Field[];
}
const FORMS =
  'query($id: ID!) { referral(id: $id) { availableActions { name allowed reason fields { name required options fields { name required options } } } } }';

describe('Those whom a form offers', () => {
  let handrail: Handrail;
  let who: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    who = await people(handrail);
  });
  afterAll(() => handrail.stop());

  async function formOf(person: Person, id: string, action: string): Promise<Form> {
    const { data } = await person.ask(FORMS, { id });
    const { availableActions } = data?.referral as { availableActions: Form[] };
    const form = availableActions.find(({ name }) => name === action);
    if (!form) throw new Error(`${action} is not offered at all`);
    return form;
  }
  const offeredIn = ({ fields }: Form): string[] =>
    fields.flatMap((field) => [field, ...field.fields]).find(({ name }) => name === 'personEmail')?.options ?? [];
  const everybodyOf = (agency: string): Promise<string[]> =>
    handrail.store.asSuperuser(async (client) => {
      const { rows } = await client.query<{ email: string }>(
        'select p.email from person p join agency a on a.id = p.agency_id where a.key = $1 order by 1',
        [agency],
      );
      return rows.map(({ email }) => email);
    });

  const heldByTheSchool = (): Promise<string> => submitted(who.dsl);
  async function heldByPolice(): Promise<string> {
    const id = await submitted(who.dsl);
    await who.triage.act(id, 'acceptHandoff', { handoffId: await offered(who.dsl, id, 'gmp') });
    return id;
  }
  const withConflictOf =
    (held: () => Promise<string>, by: () => Person, personEmail: string) => async (): Promise<string> => {
      const id = await held();
      await by().act(id, 'declareConflict', { personEmail });
      return id;
    };
  const alone = (personEmail: string): Record<string, unknown> => ({ personEmail });
  const ended = (personEmail: string): Record<string, unknown> => ({ personEmail, reason: 'They have moved away.' });
  const beside =
    (decides: string) =>
    (personEmail: string): Record<string, unknown> => ({
      people: [{ personEmail: decides }, { personEmail }],
      reason: 'A colleague’s child',
    });

  it.each([
    ['allocate', 'gmp', 'triage', heldByPolice, alone],
    ['declareConflict', 'gmp', 'supervisor', heldByPolice, alone],
    ['declareConflict', 'gmp', 'officer', heldByPolice, alone],
    ['declareConflict', 'northgate', 'head', heldByTheSchool, alone],
    [
      'restrictReferral',
      'gmp',
      'supervisor',
      withConflictOf(heldByPolice, () => who.supervisor, 'officer@gmp.example'),
      beside('supervisor@gmp.example'),
    ],
    [
      'endConflict',
      'gmp',
      'supervisor',
      withConflictOf(heldByPolice, () => who.supervisor, 'officer@gmp.example'),
      ended,
    ],
    [
      'declareConflict',
      'northgate',
      'dsl',
      withConflictOf(heldByTheSchool, () => who.head, 'deputy@northgate.example'),
      alone,
    ],
  ] as const)(
    'for %s, of %s and to its %s, are those whom the door takes, and nobody else',
    async (action, agency, by, standing, inputOf) => {
      const person = who[by];
      const id = await standing();
      const options = offeredIn(await formOf(person, id, action));
      expect(options).not.toEqual([]);
      const everybody = await everybodyOf(agency);
      expect(everybody).toEqual(expect.arrayContaining(options));
      for (const email of everybody.filter((one) => !options.includes(one))) {
        const { code } = await person.refused(id, action, inputOf(email));
        expect([email, code]).toEqual([email, expect.stringMatching(/^(BAD_USER_INPUT|ACTION_NOT_AVAILABLE)$/)]);
      }
      for (const email of options) await person.act(await standing(), action, inputOf(email));
    },
  );

  it('tell whoever does not read the agency’s notes nothing of to whom a referral is shut', async () => {
    const id = await heldByTheSchool();
    const before = await formOf(who.head, id, 'declareConflict');
    expect(offeredIn(before)).toEqual(expect.arrayContaining([who.dsl.email, who.deputy.email, who.teacher.email]));
    await who.deputy.act(id, 'declareConflict');
    expect(await formOf(who.head, id, 'declareConflict')).toEqual(before);
    const named = [who.dsl, who.head].map(({ email: personEmail }) => ({ personEmail }));
    await who.dsl.act(id, 'restrictReferral', { people: named, reason: 'A governor’s family' });
    expect(await formOf(who.head, id, 'declareConflict')).toEqual(before);
    // Who reads them is not offered whom the door would refuse.
    expect(await formOf(who.dsl, id, 'declareConflict')).toMatchObject({
      allowed: true,
      fields: [{ required: true }, { required: false }],
    });
    const offered = offeredIn(await formOf(who.dsl, id, 'declareConflict'));
    expect(offered).toContain(who.teacher.email);
    expect(offered).not.toContain(who.deputy.email);
    expect(offered).not.toContain(who.dsl.email);
  });

  it('are none where whoever is meant has left, and the action is not allowed', async () => {
    const id = await withConflictOf(heldByTheSchool, () => who.dsl, who.teacher.email)();
    expect(await formOf(who.dsl, id, 'endConflict')).toMatchObject({ allowed: true });
    const active = (is: boolean): Promise<unknown> =>
      handrail.store.asSuperuser((client) =>
        client.query('update person set active = $2 where email = $1', [who.teacher.email, is]),
      );
    await active(false);
    const form = await formOf(who.dsl, id, 'endConflict');
    expect(form).toMatchObject({ allowed: false, reason: expect.stringContaining('nobody of your agency') as unknown });
    expect((await who.dsl.refused(id, 'endConflict', ended(who.teacher.email))).code).toBe('BAD_USER_INPUT');
    await active(true);
  });

  it('are no children where the agency is shown none: what is about one is not allowed, and says why', async () => {
    const id = await submitted(who.dsl);
    const invitationId = await invited(who.dsl, id, 'lff', { sections: ['SUMMARY'] });
    await who.lff.act(id, 'acceptInvitation', { invitationId });
    for (const about of ['recordVoice', 'startIntervention'])
      expect(await formOf(who.lff, id, about)).toMatchObject({
        allowed: false,
        reason: expect.stringContaining('shown nobody here') as unknown,
      });
    await who.dsl.act(id, 'recordSharingDecision', decision('lff', { sections: ['SUBJECT_IDENTITY'] }));
    for (const about of ['recordVoice', 'startIntervention'])
      expect(await formOf(who.lff, id, about)).toMatchObject({ allowed: true, reason: null });
  });

  it('are none where no other service could carry on: passing is not offered, and says why', async () => {
    const its = await InServices.of(handrail);
    const id = await its.withService('survivor-support');
    expect(await formOf(its.supportLead, id, 'passToService')).toMatchObject({ allowed: true });
    await its.supportLead.act(id, 'restrictReferral', {
      people: [{ personEmail: its.supportLead.email }],
      reason: 'A name from the newspapers',
    });
    const form = await formOf(its.supportLead, id, 'passToService');
    expect(form).toMatchObject({ allowed: false, reason: expect.stringContaining('carry on with it') as unknown });
    const { code } = await its.supportLead.refused(id, 'passToService', { service: 'offending-programme' });
    expect(code).toBe('ACTION_NOT_AVAILABLE');
  });
});
