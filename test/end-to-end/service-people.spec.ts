import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoId } from '../../src/agencies/demo-people.js';
import { Handrail, newKey } from '../harness/http.js';
import { offered, submitted } from '../harness/incidents.js';
import { InServices } from '../harness/services.js';

describe('A service of an agency and its people', () => {
  let handrail: Handrail;
  let its: InServices;
  beforeAll(async () => {
    handrail = await Handrail.start();
    its = await InServices.of(handrail);
  }, 60_000);
  afterAll(() => handrail.stop());

  it('carries a hand-off too: supervisors, triage and auditors outside the service find nothing', async () => {
    const id = await submitted(its.who.dsl);
    const handoffId = await offered(its.who.dsl, id, 'gmp');
    await its.who.triage.act(id, 'acceptHandoff', { handoffId, service: 'offender-management' });
    await its.findsNothing(its.who.triage, id);
    expect(await (await handrail.as('auditor@gmp.example')).read(id)).toBeNull();
    expect((await its.who.supervisor.see(id)).relations).toEqual(['CUSTODIAN']);
    await its.who.officer.act(id, 'recordPoliceDecision', {
      route: 'DIVERSION',
      rationale: 'He is fourteen.',
      feedbackToReferrer: 'We work with him.',
    });
    expect((await its.who.dsl.see(id)).custodian).toEqual({ key: 'gmp' });
    await its.findsNothing(its.who.triage, id);
  });

  it('names the service to its members, and offers work to services in which somebody may accept', async () => {
    const id = await its.withService('survivor-support');
    const { data } = await its.supportLead.ask(
      `query($id: ID!) { me { services { key name } } referral(id: $id) { service { key } availableActions { name fields { name options } } } }`,
      { id },
    );
    const answer = data as unknown as {
      me: { services: { key: string }[] };
      referral: {
        service: { key: string };
        availableActions: { name: string; fields: { name: string; options: string[] }[] }[];
      };
    };
    expect(answer.me.services).toEqual([{ key: 'survivor-support', name: 'Support for survivors (invented)' }]);
    expect(answer.referral.service).toEqual({ key: 'survivor-support' });
    const options = (action: string, field: string): string[] | undefined =>
      answer.referral.availableActions.find(({ name }) => name === action)?.fields.find(({ name }) => name === field)
        ?.options;
    expect(options('passToService', 'service')).toEqual(['offending-programme']);
    expect(options('allocate', 'personEmail')).toEqual(['support.lead@lff.example', 'support@lff.example']);
    expect(await its.supportLead.refused(id, 'allocate', { personEmail: 'practitioner@lff.example' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'personEmail' }],
    });
  });

  it.each([
    ['of another agency', 'offender-management'],
    ['of another agency, by its id', demoId('offender-management')],
    ['that there is not', 'archive'],
  ])('is refused by the field where it is one %s, and nothing happens', async (_which, service) => {
    const { id, invitationId } = await its.asked();
    const { version } = await its.who.lff.see(id);
    expect(await its.who.lff.refused(id, 'acceptInvitation', { invitationId, service })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        { path: 'service', messages: ['Your agency has no such service in which somebody could carry on with this.'] },
      ],
    });
    expect((await its.who.lff.see(id)).version).toBe(version);
  });

  it('answers the same command again, to whoever passed it on and lost sight of it', async () => {
    const { id, invitationId } = await its.asked();
    const command = {
      referralId: id,
      expectedVersion: (await its.who.lff.see(id)).version,
      idempotencyKey: newKey(),
      invitationId,
      service: 'survivor-support',
    };
    const first = await its.who.lff.send('acceptInvitation', command);
    expect(first.errors).toEqual([]);
    expect((await its.who.lff.send('acceptInvitation', command)).raw).toBe(first.raw);
  });

  it('is told that an opening is overdue for judging when custody had passed to it, and judges it: nobody else of the agency', async () => {
    const outside = 'triage@gmp.example';
    const role = (sql: string): Promise<unknown> =>
      handrail.store.asSuperuser((db) => db.query(sql, [demoId(outside), 'SUPERVISOR']));
    await role('insert into person_role (person_id, role) values ($1, $2)');
    const id = await submitted(its.who.dsl);
    const opening = {
      idempotencyKey: newKey(),
      referralId: id,
      emergency: 'MISSING_CHILD',
      reason: 'Gone since noon.',
    };
    const { data } = await its.who.teacher.ask(
      'mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }',
      { input: opening },
    );
    const { id: openingId } = data?.breakGlass as { id: string };
    const handoffId = await offered(its.who.dsl, id, 'gmp');
    await its.who.triage.act(id, 'acceptHandoff', { handoffId, service: 'offender-management' });
    await handrail.advance('P7D');
    expect(await its.noticesOf(its.who.supervisor)).toContain('emergencyJudgement.overdue');
    await its.findsNothing(its.who.triage, id);
    const judges = async (person: typeof its.who.dsl): Promise<string> => {
      const input = { idempotencyKey: newKey(), openingId, justified: true, judgement: 'It had to be.' };
      const { errors } = await person.ask(
        'mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { id } }',
        { input },
      );
      return errors[0]?.extensions.code ?? 'DONE';
    };
    expect(await judges(its.who.triage)).toBe('NOT_FOUND');
    expect(await judges(its.who.supervisor)).toBe('DONE');
    await role('delete from person_role where person_id = $1 and role = $2');
    await new Promise((done) => setTimeout(done, 2100));
  });

  it('opens in an emergency to its own people alone, and is judged there', async () => {
    const opening = (referralId: string): object => ({
      idempotencyKey: newKey(),
      referralId,
      emergency: 'DANGER_TO_LIFE',
      reason: 'He is at the door.',
    });
    const OPENS = 'mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }';
    const LISTED = '{ emergencyOpenings(first: 50) { edges { node { id } } } }';
    const id = await submitted(its.who.dsl);
    const handoffId = await offered(its.who.dsl, id, 'gmp');
    const [intel, mosovo] = [await handrail.as('intel@gmp.example'), await handrail.as('mosovo@gmp.example')];
    const early = await intel.ask(OPENS, { input: opening(id) });
    expect(early.errors).toEqual([]);
    expect(await intel.read(id)).toMatchObject({ id });
    await its.who.triage.act(id, 'acceptHandoff', { handoffId, service: 'offender-management' });

    // What was opened before is closed again by the wall.
    expect(await intel.read(id)).toBeNull();
    const late = await intel.ask(OPENS, { input: opening(id) });
    expect(late.errors[0]?.extensions.code).toBe('NOT_FOUND');
    const inside = await mosovo.ask(OPENS, { input: opening(id) });
    expect(inside.errors).toEqual([]);
    expect(await mosovo.read(id)).toMatchObject({ id, narrative: expect.any(String) });
    const made = inside.data?.breakGlass as { id: string };
    expect((await its.who.supervisor.ask(LISTED)).raw).toContain(made.id);
    expect(await its.noticesOf(its.who.supervisor)).toContain('emergency.opened');

    const outside = 'a second supervisor, who is not of the service';
    await handrail.store.asSuperuser((db) =>
      db.query(`delete from person_service where person_id = $1`, [demoId('supervisor@gmp.example')]),
    );
    await new Promise((done) => setTimeout(done, 2100));
    expect([outside, (await its.who.supervisor.ask(LISTED)).raw.includes(made.id)]).toEqual([outside, false]);
    expect(await its.noticesOf(its.who.supervisor)).not.toContain(await its.reference(id));
    const judged = await its.who.supervisor.ask(
      'mutation($input: JudgeEmergencyOpeningInput!) { judgeEmergencyOpening(input: $input) { id } }',
      { input: { idempotencyKey: newKey(), openingId: made.id, justified: true, judgement: 'It had to be.' } },
    );
    expect(judged.errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('closes to whoever leaves it at that moment, and opens to whoever joins it', async () => {
    const id = await its.withService('survivor-support');
    const belongs = (sql: string): Promise<unknown> =>
      handrail.store.asSuperuser((db) => db.query(sql, [demoId('support@lff.example'), demoId('survivor-support')]));
    expect(await its.support.read(id)).not.toBeNull();
    await belongs('delete from person_service where person_id = $1 and service_id = $2');
    const { status, raw } = await its.support.ask('query($id: ID!) { referral(id: $id) { id } }', { id });
    expect([status, raw.includes(id)]).toEqual([401, false]);
    await new Promise((done) => setTimeout(done, 2100));
    expect(await its.support.read(id)).toBeNull();
    await belongs('insert into person_service (person_id, service_id) values ($1, $2)');
    await new Promise((done) => setTimeout(done, 2100));
    expect(await its.support.read(id)).not.toBeNull();
  });
});
