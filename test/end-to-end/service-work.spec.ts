import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { personActive } from '../../src/agencies/person-command.js';
import { serviceAssign } from '../../src/agencies/service-command.js';
import { AgencyCalendars } from '../../src/clocks/agency-calendars.js';
import { DomainClock } from '../../src/clocks/domain-clock.js';
import { RestrictionPassing } from '../../src/clocks/restriction-passing.js';
import { StaffTelling } from '../../src/clocks/staff-telling.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import type { Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { invited, submitted } from '../harness/incidents.js';
import { everyReplay } from '../harness/replay.js';
import { InServices } from '../harness/services.js';

const [LEAD, MEMBER] = ['support.lead@lff.example', 'support@lff.example'];
const named = (...emails: string[]): Record<string, unknown> => ({
  people: emails.map((personEmail) => ({ personEmail })),
  reason: 'She is a colleague’s daughter.',
});

describe('What a service has', () => {
  let handrail: HandrailBeside;
  let its: InServices;
  let owner: DataSource;
  beforeAll(async () => {
    handrail = await HandrailBeside.start({ HANDRAIL_ROLE: 'api' });
    its = await InServices.of(handrail);
    owner = await ownerDataSource(handrail.store.ownerUrl);
  }, 60_000);
  afterAll(async () => {
    await owner.destroy();
    await handrail.stop();
  });

  async function holderOf(id: string, person: Person): Promise<string | null> {
    const { data } = await person.ask('query($id: ID!) { referral(id: $id) { allocatedTo { email } } }', {
      id,
    });
    const { allocatedTo } = data?.referral as { allocatedTo: { email: string } | null };
    return allocatedTo?.email ?? null;
  }
  const mine = (person: Person): Promise<string[]> => its.worklistOf(person, { allocatedToMe: true });
  const optionsOf = async (person: Person, id: string, action: string): Promise<string[]> => {
    const { data } = await person.ask(
      'query($id: ID!) { referral(id: $id) { availableActions { name fields { options } } } }',
      { id },
    );
    const { availableActions } = data?.referral as {
      availableActions: { name: string; fields: { options: string[] }[] }[];
    };
    return availableActions.find(({ name }) => name === action)?.fields[0]?.options ?? [];
  };

  it('goes back to be allocated there where somebody else worked on it, and stays with whoever belongs to it', async () => {
    const [theirs, ours] = [await its.whole(), await its.whole()];
    await its.who.lff.act(theirs, 'allocate', { personEmail: 'practitioner@lff.example' });
    await its.who.lff.act(ours, 'allocate', { personEmail: MEMBER });
    expect(await mine(its.who.practitioner)).toEqual([theirs]);
    for (const id of [theirs, ours]) await its.who.lff.act(id, 'passToService', { service: 'survivor-support' });

    expect(await holderOf(theirs, its.supportLead)).toBeNull();
    expect(await mine(its.who.practitioner)).toEqual([]);
    expect(await holderOf(ours, its.supportLead)).toBe(MEMBER);
    expect(await mine(its.support)).toEqual([ours]);
    await its.supportLead.act(theirs, 'allocate', { personEmail: MEMBER });
    expect((await mine(its.support)).sort()).toEqual([theirs, ours].sort());
    const replays = (await everyReplay(handrail.store.ownerUrl)).filter(({ id }) => [theirs, ours].includes(id));
    expect(replays).toHaveLength(2);
    for (const { replay, stored } of replays) expect(replay).toEqual(stored);
  });

  it('must move, when whoever works on it is shut out, for its own supervisors alone', async () => {
    const id = await its.withService('survivor-support');
    await its.supportLead.act(id, 'allocate', { personEmail: MEMBER });
    await personActive(owner, MEMBER, false);
    const clock = new DomainClock(handrail.database);
    await new StaffTelling(handrail.database, new AgencyCalendars(handrail.database, clock), clock).tell();
    const { raw } = await its.supportLead.ask(
      '{ workToMove(first: 100) { edges { node { cause referral { id } } } } }',
    );
    expect(raw).toContain(id);
    expect(raw).toContain('DEACTIVATED');
    expect(await its.noticesOf(its.supportLead)).toContain('work.toMove');
    for (const other of [its.who.lff, its.programmeLead]) {
      await its.findsNothing(other, id);
      expect(await its.noticesOf(other)).not.toContain('work.toMove');
    }
    await personActive(owner, MEMBER, true);
    await new Promise((done) => setTimeout(done, 2100));
  });

  it('keeps its marks: under which condition something came, and that it is not to be shared on without agreement', async () => {
    const id = await submitted(its.who.dsl);
    const handlingConditions = 'Ask us before anybody else learns of it.';
    const opens = { sections: ['SUMMARY', 'SUBJECT_IDENTITY', 'RISK'], handlingConditions };
    const invitationId = await invited(its.who.dsl, id, 'lff', opens);
    await its.who.lff.act(id, 'acceptInvitation', { invitationId });
    const marks = async (person: Person): Promise<unknown> => {
      const { data } = await person.ask(
        'query($id: ID!) { referral(id: $id) { handlingConditions { section conditions originator { key } } sharingDecisions { handlingConditions } } }',
        { id },
      );
      return data?.referral;
    };
    const before = await marks(its.who.lff);
    expect(before).toMatchObject({ handlingConditions: expect.arrayContaining([expect.anything()]) });
    await its.who.lff.act(id, 'passToService', { service: 'survivor-support' });
    expect(await marks(its.supportLead)).toEqual(before);
    expect(await marks(its.who.lff)).toBeNull();
    await its.supportLead.act(id, 'askOnwardSharing', {
      originator: 'northgate',
      toAgency: 'csc',
      reason: 'They know the family.',
    });
    const [asked] = (await its.who.dsl.see(id)).timeline.edges.filter(({ node }) => node.action === 'askOnwardSharing');
    await its.who.dsl.act(id, 'agreeOnwardSharing', { requestId: asked?.node.id, reason: 'They are with her.' });
    expect(await its.noticesOf(its.supportLead)).toContain('onwardSharing.agreed');
    await its.findsNothing(its.who.lff, id);
  });

  it('is restricted to people of the service only, and a conflict of interest leaves it to them', async () => {
    const id = await its.withService('survivor-support');
    expect(await its.supportLead.refused(id, 'restrictReferral', named(LEAD, 'coordinator@lff.example'))).toMatchObject(
      {
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'people.1.personEmail' }],
      },
    );
    await its.supportLead.act(id, 'restrictReferral', named(LEAD));
    expect(await its.support.read(id)).toBeNull();
    await its.supportLead.act(id, 'liftRestriction', { reason: 'No longer needed.' });

    // Other coordinators of the agency could decide, and do not see it.
    expect(await its.supportLead.refused(id, 'declareConflict')).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: expect.stringContaining('Nobody else of the service could decide about it'),
    });
    await its.support.act(id, 'declareConflict');
    expect(await its.support.read(id)).toBeNull();
    const entry = (await its.supportLead.see(id)).timeline.edges.find(({ node }) => node.action === 'declareConflict');
    expect(entry?.node.values.map(({ value }) => value)).toContain(LEAD);
    expect(JSON.stringify(entry)).not.toContain('coordinator@lff.example');
    expect(await its.noticesOf(its.supportLead)).toContain('conflict.declared');
    for (const other of [its.who.lff, its.programmeLead]) await its.findsNothing(other, id);
  });

  it('passes, where it is restricted and nobody named is left, to those of the service who supervise, and waits for one', async () => {
    const id = await its.withService('survivor-support');
    const second = 'coordinator@lff.example';
    await its.supportLead.act(id, 'restrictReferral', named(LEAD));
    await personActive(owner, LEAD, false);
    const clock = new DomainClock(handrail.database);
    const passing = new RestrictionPassing(handrail.database, new AgencyCalendars(handrail.database, clock));
    // Whoever supervises elsewhere in the agency is not asked.
    expect(await passing.pass()).toBe(0);
    await its.findsNothing(its.programmeLead, id);
    await serviceAssign(handrail.database, second, 'survivor-support');
    await new Promise((done) => setTimeout(done, 2100));
    expect(await its.who.lff.read(id)).toBeNull();
    expect(await passing.pass()).toBe(1);
    expect((await its.who.lff.see(id)).relations).toEqual(['CONTRIBUTOR']);
    expect(await its.noticesOf(its.who.lff)).toContain('restriction.passedOn');
    for (const other of [its.programmeLead, its.support]) await its.findsNothing(other, id);
    expect(await passing.pass()).toBe(0);

    // Somebody named who is of the agency, and of the service no longer, is none who is left.
    await its.who.lff.act(id, 'restrictReferral', named(second));
    await handrail.store.asSuperuser((db) =>
      db.query(`delete from person_service where person_id = (select id from person where email = $1)`, [second]),
    );
    await personActive(owner, LEAD, true);
    expect(await passing.pass()).toBe(1);
    await new Promise((done) => setTimeout(done, 2100));
    expect((await its.supportLead.see(id)).relations).toEqual(['CONTRIBUTOR']);
    await its.findsNothing(its.who.lff, id);
  });

  it('is never passed to where everybody who could carry on is shut out, nor offered it', async () => {
    const { id, invitationId } = await its.asked();
    await its.who.lff.act(id, 'declareConflict', { personEmail: LEAD });
    const accept = { invitationId, service: 'survivor-support' };
    const { version } = await its.who.lff.see(id);
    expect(await its.who.lff.refused(id, 'acceptInvitation', accept)).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: expect.stringContaining('Nobody in this service could carry on with it'),
    });
    expect((await its.who.lff.see(id)).version).toBe(version);
    await its.who.lff.act(id, 'acceptInvitation', { invitationId });
    expect(await optionsOf(its.who.lff, id, 'passToService')).toEqual(['offending-programme']);
    expect(await its.who.lff.refused(id, 'passToService', { service: 'survivor-support' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
    await its.who.lff.act(id, 'endConflict', { personEmail: LEAD, reason: 'Another family.' });
    await its.who.lff.act(id, 'restrictReferral', named('coordinator@lff.example'));
    expect(await optionsOf(its.who.lff, id, 'passToService')).toEqual([]);
    expect(await its.who.lff.refused(id, 'passToService', { service: 'offending-programme' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
    expect((await its.who.lff.see(id)).relations).toEqual(['CONTRIBUTOR']);
  });
});
