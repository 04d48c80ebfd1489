import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { invited, offered, people, reviewed } from '../harness/incidents.js';

describe('An invitation is answered by the agency that was asked, and', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  const noAnswer = { code: 'BAD_USER_INPUT', fields: [expect.objectContaining({ path: 'invitationId' })] };

  it('never by the custodian in its name, though an invitation of the custodian’s own is open too', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    await invited(by.dsl, id, 'csc');
    const handoffId = await offered(by.dsl, id, 'csc');
    const invitationId = await invited(by.dsl, id, 'lff');
    await by.care.act(id, 'acceptHandoff', { handoffId });
    const before = await by.lff.see(id);

    expect(await by.care.refused(id, 'acceptInvitation', { invitationId })).toMatchObject(noAnswer);
    expect(await by.care.refused(id, 'declineInvitation', { invitationId, reason: 'Not us' })).toMatchObject(noAnswer);
    expect(await by.lff.see(id)).toEqual(before);

    await by.lff.act(id, 'acceptInvitation', { invitationId });
    expect((await by.lff.see(id)).relations).toEqual(['CONTRIBUTOR']);
  });

  it('another agency learns nothing of it from its id, open or answered', async () => {
    const id = await reviewed(by.dsl);
    await invited(by.dsl, id, 'lff');
    const invitationId = await invited(by.dsl, id, 'csc');
    expect(await by.lff.refused(id, 'acceptInvitation', { invitationId })).toMatchObject(noAnswer);
    await by.care.act(id, 'declineInvitation', { invitationId, reason: 'Known to another team' });
    expect(await by.lff.refused(id, 'acceptInvitation', { invitationId })).toMatchObject(noAnswer);
  });

  it('its questions end when it declines: the agency it asked has nothing left to answer', async () => {
    const id = await reviewed(by.dsl);
    const invitationId = await invited(by.dsl, id, 'lff');
    const question = { toAgency: 'northgate', question: 'Does he know that you ask us?' };
    const requestId = await by.lff.act(id, 'requestInformation', question);
    await by.lff.act(id, 'declineInvitation', { invitationId, reason: 'We have no room' });
    expect(await by.dsl.refused(id, 'provideInformation', { requestId, answer: 'He does' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: 'No question to your agency is open.',
    });
  });

  it('somebody is left who may answer it: the last of them declares no conflict before a deputy is there', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'gmp');
    await by.triage.act(id, 'declareConflict');
    expect(await by.supervisor.refused(id, 'declareConflict')).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: expect.stringContaining('answer what it is asked') as unknown,
    });
    await by.supervisor.act(id, 'declineInvitation', { invitationId, reason: 'Another force has it' });
  });
});
