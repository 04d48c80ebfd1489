import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personActive, personRole } from '../../src/agencies/person-command.js';
import { serviceAdd, serviceAssign, serviceShow, serviceUnassign } from '../../src/agencies/service-command.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { HandrailBeside } from '../harness/beside.js';
import { invited, submitted } from '../harness/incidents.js';

const NOBODY_ELSE = 'nobody else in it could carry on with all of it';

describe('the operator’s services', () => {
  let handrail: HandrailBeside;
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
  });
  afterAll(() => handrail.stop());

  it('are shown with who belongs to them', async () => {
    expect((await serviceShow(handrail.database)).split('\n').slice(0, 4)).toEqual([
      'gmp: offender-management  Offender management (invented)',
      '  mosovo@gmp.example',
      '  officer@gmp.example',
      '  supervisor@gmp.example',
    ]);
  });

  it('say that they are left to nobody, to whoever deactivates the last who could carry on, and in the list', async () => {
    const owner = await ownerDataSource(handrail.store.ownerUrl);
    const [lead, member] = ['programme.lead@lff.example', 'programme@lff.example'];
    expect(await personActive(owner, member, false)).not.toContain('left to nobody');
    expect(await personActive(owner, lead, false)).toContain('The service offending-programme is left to nobody');
    expect(await serviceShow(handrail.database)).toContain(
      `  ${lead} (not active)\n  ${member} (not active)\n  nobody who supervises and is trained`,
    );
    await personActive(owner, lead, true);
    const role = { email: lead, role: 'SERVICE_COORDINATOR' };
    expect(await personRole(owner, { ...role, change: 'remove' })).toContain('left to nobody');
    await personRole(owner, { ...role, change: 'add' });
    await personActive(owner, member, true);
    await owner.destroy();
    expect(await serviceShow(handrail.database)).not.toContain('not active');
  });

  it('take work as soon as somebody who supervises belongs to them, and not before', async () => {
    const dsl = await handrail.as('dsl@northgate.example');
    const lead = await handrail.as('coordinator@survivors.example');
    const id = await submitted(dsl);
    const invitationId = await invited(dsl, id, 'survivors');
    await serviceAdd(handrail.database, 'survivors', 'night-line', 'Night line (invented)');
    expect(await serviceShow(handrail.database)).toMatch(
      /night-line .*\n {2}nobody who supervises and is trained: no work can be passed to it/,
    );
    expect(await lead.refused(id, 'acceptInvitation', { invitationId, service: 'night-line' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'service' }],
    });
    await serviceAssign(handrail.database, 'Coordinator@survivors.example ', 'night-line');
    await lead.act(id, 'acceptInvitation', { invitationId, service: 'night-line' });
    await new Promise((done) => setTimeout(done, 2100));
    expect((await lead.see(id)).relations).toEqual(['CONTRIBUTOR']);

    // Who is the last that may accept stays, as long as there is work.
    await expect(serviceUnassign(handrail.database, 'coordinator@survivors.example', 'night-line')).rejects.toThrow(
      'has work, and nobody else in it could carry on',
    );
    expect((await lead.see(id)).relations).toEqual(['CONTRIBUTOR']);
  });

  it('let the last go who has no work, and anybody but the last who has', async () => {
    expect(await serviceUnassign(handrail.database, 'support.lead@lff.example', 'survivor-support')).toContain(
      'finds nothing that is with it',
    );
    expect(await serviceUnassign(handrail.database, 'support.lead@lff.example', 'survivor-support')).toContain(
      'Nothing to do',
    );
    expect(await serviceAssign(handrail.database, 'support.lead@lff.example', 'survivor-support')).toContain('belongs');
    expect(await serviceAssign(handrail.database, 'support.lead@lff.example', 'survivor-support')).toContain('belongs');
    const dsl = await handrail.as('dsl@northgate.example');
    const lead = await handrail.as('coordinator@lff.example');
    const id = await submitted(dsl);
    const invitationId = await invited(dsl, id, 'lff');
    await lead.act(id, 'acceptInvitation', { invitationId, service: 'survivor-support' });
    await serviceUnassign(handrail.database, 'support@lff.example', 'survivor-support');
    await expect(serviceUnassign(handrail.database, 'support.lead@lff.example', 'survivor-support')).rejects.toThrow(
      'Nothing was changed',
    );
    await serviceAssign(handrail.database, 'coordinator@lff.example', 'survivor-support');
    await serviceUnassign(handrail.database, 'support.lead@lff.example', 'survivor-support');
    expect(await serviceShow(handrail.database)).not.toContain('support.lead@lff.example');
  });

  it('keep whoever works on what they have until that is allocated to somebody else', async () => {
    const lead = await handrail.as('programme.lead@lff.example');
    const id = await passedTo('offending-programme');
    await lead.act(id, 'allocate', { personEmail: 'programme@lff.example' });
    await expect(serviceUnassign(handrail.database, 'programme@lff.example', 'offending-programme')).rejects.toThrow(
      'First have that allocated to somebody else',
    );
    expect(await serviceShow(handrail.database)).toContain('programme@lff.example');
    await lead.act(id, 'allocate', { personEmail: 'programme.lead@lff.example' });
    await serviceUnassign(handrail.database, 'programme@lff.example', 'offending-programme');
    expect(await serviceShow(handrail.database)).not.toContain('programme@lff.example');
  });

  it('keep whoever alone is not shut out of one referral that they have, though another supervises there too', async () => {
    const [first, second] = ['programme.lead@lff.example', 'coordinator@lff.example'];
    await serviceAssign(handrail.database, second, 'offending-programme');
    const lead = await handrail.as(first);
    for (const held of await openWorkOf(first)) await lead.act(held, 'allocate', { personEmail: second });
    const id = await passedTo('offending-programme');
    await lead.act(id, 'declareConflict', { personEmail: second });
    await expect(serviceUnassign(handrail.database, first, 'offending-programme')).rejects.toThrow(NOBODY_ELSE);
    await lead.act(id, 'endConflict', { personEmail: second, reason: 'Another family.' });
    await lead.act(id, 'restrictReferral', { people: [{ personEmail: first }], reason: 'A colleague’s child.' });
    await expect(serviceUnassign(handrail.database, first, 'offending-programme')).rejects.toThrow(NOBODY_ELSE);
    await lead.act(id, 'liftRestriction', { reason: 'No longer needed.' });
    await serviceUnassign(handrail.database, first, 'offending-programme');
    expect((await serviceShow(handrail.database)).split('offending-programme')[1]).not.toContain(`${first}\n`);
  });

  async function passedTo(service: string): Promise<string> {
    const dsl = await handrail.as('dsl@northgate.example');
    const coordinator = await handrail.as('coordinator@lff.example');
    const id = await submitted(dsl);
    const invitationId = await invited(dsl, id, 'lff');
    await coordinator.act(id, 'acceptInvitation', { invitationId, service });
    return id;
  }
  async function openWorkOf(email: string): Promise<string[]> {
    const { data } = await (
      await handrail.as(email)
    ).ask('{ worklist(first: 100, filter: { allocatedToMe: true }) { edges { node { id } } } }');
    return (data?.worklist as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
  }

  it.each<[string, (handrail: HandrailBeside) => Promise<string>, string]>([
    [
      'an agency that there is not',
      ({ database }) => serviceAdd(database, 'archive', 'team', 'Team'),
      'no active agency',
    ],
    ['a key that is none', ({ database }) => serviceAdd(database, 'lff', 'Team A', 'Team'), 'small letters'],
    ['no name', ({ database }) => serviceAdd(database, 'lff', 'team', ' '), 'A name has'],
    [
      'a key that is taken',
      ({ database }) => serviceAdd(database, 'lff', 'survivor-support', 'Another'),
      'with this key already',
    ],
    ['nobody', ({ database }) => serviceAssign(database, 'nobody@lff.example', 'survivor-support'), 'Nobody has'],
    [
      'somebody of another agency',
      ({ database }) => serviceAssign(database, 'dsl@northgate.example', 'survivor-support'),
      'no service with this key',
    ],
    [
      'a service of another agency',
      ({ database }) => serviceUnassign(database, 'coordinator@lff.example', 'offender-management'),
      'no service with this key',
    ],
  ])('refuse %s, and say what to do', async (_what, asked, said) => {
    const before = await serviceShow(handrail.database);
    await expect(asked(handrail)).rejects.toThrow(said);
    expect(await serviceShow(handrail.database)).toBe(before);
  });
});
