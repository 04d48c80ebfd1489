import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoId } from '../../src/agencies/demo-people.js';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { party } from '../harness/incidents.js';
import { InServices } from '../harness/services.js';

describe('A service of an agency', () => {
  let handrail: Handrail;
  let its: InServices;
  beforeAll(async () => {
    handrail = await Handrail.start();
    its = await InServices.of(handrail);
  }, 60_000);
  afterAll(() => handrail.stop());

  it('takes work on acceptance, and from then on nobody else of the agency finds it, whoever accepted it included', async () => {
    const { id, invitationId } = await its.asked();
    expect((await its.who.lff.see(id)).relations).toEqual(['INVITED']);
    expect((await its.supportLead.see(id)).relations).toEqual(['INVITED']);
    const answer = await its.who.lff.try(id, 'acceptInvitation', { invitationId, service: 'survivor-support' });
    expect(answer.errors).toEqual([]);
    expect(answer.data?.acceptInvitation).toMatchObject({ referral: null, entry: { action: 'acceptInvitation' } });

    for (const member of [its.supportLead, its.support]) {
      expect(await member.see(id)).toMatchObject({ relations: ['CONTRIBUTOR'], narrative: expect.any(String) });
      expect(await its.worklistOf(member)).toContain(id);
    }
    for (const other of [its.who.lff, its.who.practitioner, its.programmeLead, its.programme])
      await its.findsNothing(other, id);
    expect(await its.client.read(id)).toBeNull();
    expect(await its.noticesOf(its.supportLead)).toContain('service.passed');
  });

  it('keeps apart what two services do on two referrals with the same children', async () => {
    const [theirs, ours] = [await its.withService('survivor-support'), await its.withService('offending-programme')];
    await its.supportLead.act(theirs, 'addNote', { text: 'She is afraid of him.', audience: 'OWN_AGENCY' });
    await its.programmeLead.act(ours, 'addNote', { text: 'He has begun.', audience: 'OWN_AGENCY' });
    await its.findsNothing(its.programmeLead, theirs);
    await its.findsNothing(its.programme, theirs);
    await its.findsNothing(its.supportLead, ours);
    await its.findsNothing(its.support, ours);
    expect(JSON.stringify((await its.support.see(theirs)).timeline)).toContain('She is afraid of him.');
    expect(JSON.stringify((await its.programme.see(ours)).timeline)).toContain('He has begun.');
  });

  it('shows other agencies the agency, as before: the same referral with and without a service, but for what was said', async () => {
    const passed = await its.withService('survivor-support');
    const { id: whole, invitationId } = await its.asked();
    await its.who.lff.act(whole, 'acceptInvitation', { invitationId });
    const seenBy = async (person: Person, id: string): Promise<unknown> => {
      const { version, status, state, relations, sections, invitations, availableActions, timeline } =
        await person.see(id);
      return {
        version,
        status,
        state,
        relations,
        sections,
        invitations: invitations.map(({ status: answered, toAgency }) => [answered, toAgency]),
        availableActions,
        timeline: timeline.edges.map(({ node: { action, text, section, values } }) => ({
          action,
          text,
          section,
          values,
        })),
      };
    };
    expect(await seenBy(its.who.dsl, passed)).toEqual(await seenBy(its.who.dsl, whole));
    const version = (await its.who.dsl.see(whole)).version;
    const entries = (await its.who.dsl.see(whole)).timeline.edges.length;
    await its.who.lff.act(whole, 'passToService', { service: 'survivor-support' });
    expect((await its.who.dsl.see(whole)).version).toBe(version);
    expect((await its.who.dsl.see(whole)).timeline.edges).toHaveLength(entries);
    const raw = (
      await its.who.dsl.ask(
        'query($id: ID!) { referral(id: $id) { service { key } timeline { edges { node { text values { value } } } } } me { services { key } } }',
        { id: whole },
      )
    ).raw;
    expect(raw).not.toContain('survivor-support');
    expect(raw).not.toContain(demoId('survivor-support'));
    expect(await its.noticesOf(its.who.dsl)).not.toContain('service.passed');
  });

  it('takes what is under way with all that stands of it: notes, sessions, deadlines, notices, and what ended long ago', async () => {
    const { id, invitationId } = await its.asked();
    await its.who.lff.act(id, 'acceptInvitation', { invitationId });
    const seen = await its.who.lff.see(id);
    await its.who.lff.act(id, 'addNote', { text: 'First impressions.', audience: 'OWN_AGENCY' });
    const interventionId = await its.who.lff.act(id, 'startIntervention', {
      partyId: party(seen, 'CHILD_SHARED'),
      programme: 'Inform',
      plannedSessions: 2,
    });
    await its.who.practitioner.act(id, 'recordSession', {
      interventionId,
      occurredOn: '2026-01-05',
      attended: true,
      notes: 'He listened.',
    });
    await its.who.dsl.act(id, 'requestInformation', { toAgency: 'lff', question: 'How is it going?' });
    const before = await its.who.practitioner.see(id);
    await its.who.lff.act(id, 'passToService', { service: 'offending-programme' });
    await its.findsNothing(its.who.lff, id);
    await its.findsNothing(its.who.practitioner, id);
    await its.findsNothing(its.supportLead, id);
    const after = await its.programme.see(id);
    const entries = (one: typeof before): string[] => one.timeline.edges.map(({ node }) => node.id);
    expect(entries(after)).toEqual(expect.arrayContaining(entries(before)));
    expect(after.timeline.edges.at(-1)?.node).toMatchObject({
      action: 'passToService',
      section: 'OWN_NOTES',
      values: [{ value: 'Programme for people who have offended (invented)' }],
    });
    expect(after.deadlines.map((one) => one.id)).toEqual(before.deadlines.map((one) => one.id));
    expect([after.parties, after.interventions, after.sections]).toEqual([
      before.parties,
      before.interventions,
      before.sections,
    ]);
    expect(await its.noticesOf(its.programmeLead)).toContain('information.requested');
    // No row of any table names the agency any more.
    const left = await handrail.store.asSuperuser(async (db) => {
      const { rows: tables } = await db.query<{ name: string }>(
        `select table_name as name from information_schema.columns where table_schema = 'handrail' and column_name = 'visible_to' order by 1`,
      );
      expect(tables.length).toBeGreaterThan(15);
      const counted: Record<string, number> = {};
      for (const { name } of tables) {
        const { rows } = await db.query<{ found: number }>(
          `select count(*)::int as found from ${name} where referral_id = $1 and $2 = any (visible_to)`,
          [id, demoId('lff')],
        );
        counted[name] = rows[0]?.found ?? -1;
      }
      return Object.entries(counted).filter(([, found]) => found !== 0);
    });
    expect(left).toEqual([]);
  });

  it('goes on as the agency would: what is added, asked and answered afterwards, and what a clock says', async () => {
    const id = await its.withService('offending-programme');
    await its.who.dsl.act(id, 'addNote', { text: 'He was at school today.', audience: 'ALL_PARTICIPANTS' });
    expect(JSON.stringify((await its.programme.see(id)).timeline)).toContain('He was at school today.');
    await its.who.dsl.act(id, 'requestInformation', { toAgency: 'lff', question: 'Does he come?' });
    const [request] = (await its.programmeLead.see(id)).timeline.edges.filter(
      ({ node }) => node.action === 'requestInformation',
    );
    await its.programmeLead.act(id, 'provideInformation', { requestId: request?.node.id, answer: 'He does.' });
    expect(JSON.stringify((await its.who.dsl.see(id)).timeline)).toContain('He does.');
    await handrail.advance('P5D');
    const overdue = (await its.programmeLead.see(id)).deadlines.filter(({ status }) => status === 'OVERDUE');
    expect(overdue.map(({ kind }) => kind)).toContain('charityFirstContact');
    expect(await its.noticesOf(its.programmeLead)).toContain('charityFirstContact.overdue');
    await its.findsNothing(its.who.lff, id);
    await its.findsNothing(its.supportLead, id);
  });

  it('passes work on to another service with its own notes, by its members alone, and back again', async () => {
    const id = await its.withService('survivor-support');
    await its.supportLead.act(id, 'addNote', { text: 'Ours so far.', audience: 'OWN_AGENCY' });
    const refused = await its.programmeLead.send('passToService', {
      referralId: id,
      expectedVersion: 1,
      idempotencyKey: newKey(),
      service: 'offending-programme',
    });
    expect(refused.errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await its.supportLead.refused(id, 'passToService', { service: 'survivor-support' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'service' }],
    });
    await its.supportLead.act(id, 'passToService', { service: 'offending-programme' });
    await its.findsNothing(its.supportLead, id);
    await its.findsNothing(its.support, id);
    expect(JSON.stringify((await its.programme.see(id)).timeline)).toContain('Ours so far.');
    await its.programmeLead.act(id, 'passToService', { service: demoId('survivor-support') });
    await its.findsNothing(its.programmeLead, id);
    expect(JSON.stringify((await its.support.see(id)).timeline)).toContain('Ours so far.');
  });
});
