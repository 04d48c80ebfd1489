import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathways } from '../../libs/pathways/index.js';
import { Handrail, type Person } from '../harness/http.js';
import { invited, offered, people, submitted } from '../harness/incidents.js';
import { everyReplay } from '../harness/replay.js';

const ALL = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];

describe('Who works on a referral', () => {
  let handrail: Handrail;
  let who: Awaited<ReturnType<typeof people>>;
  let id: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    who = await people(handrail);
    id = await submitted(who.dsl);
    const handoffId = await offered(who.dsl, id, 'gmp', { sections: ALL });
    await who.triage.act(id, 'acceptHandoff', { handoffId });
  });
  afterAll(() => handrail.stop());

  const allocatedTo = async (person: Person, referral = id): Promise<unknown> => {
    const { data, errors } = await person.ask('query($id: ID!) { referral(id: $id) { allocatedTo { name email } } }', {
      id: referral,
    });
    expect(errors).toEqual([]);
    return (data?.referral as { allocatedTo: { email: string } | null } | null)?.allocatedTo?.email ?? null;
  };
  const listed = async (person: Person, allocatedToMe: boolean): Promise<string[]> => {
    const { data, errors } = await person.ask(
      'query($mine: Boolean) { worklist(filter: { allocatedToMe: $mine }) { edges { node { id } } } }',
      { mine: allocatedToMe },
    );
    expect(errors).toEqual([]);
    return (data?.worklist as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
  };

  it('is nobody until it is allocated, then whom the newest allocation of the own agency names', async () => {
    expect(await allocatedTo(who.triage)).toBeNull();
    await who.triage.act(id, 'allocate', { personEmail: 'triage@gmp.example' });
    await who.triage.act(id, 'allocate', { personEmail: 'officer@gmp.example' });
    for (const person of [who.triage, who.officer, who.supervisor])
      expect(await allocatedTo(person)).toBe('officer@gmp.example');
  });

  it('is each agency’s own, and no other’s to see', async () => {
    expect(await allocatedTo(who.dsl)).toBeNull();
    await who.dsl.act(id, 'allocate', { personEmail: 'deputy@northgate.example' });
    expect(await allocatedTo(who.dsl)).toBe('deputy@northgate.example');
    expect(await allocatedTo(who.officer)).toBe('officer@gmp.example');
  });

  it('is hidden from a role that does not read the agency’s notes, but for their own work', async () => {
    expect(await allocatedTo(who.head)).toBeNull();
    expect(await listed(who.head, true)).toEqual([]);
    await who.dsl.act(id, 'allocate', { personEmail: 'head@northgate.example' });
    expect(await allocatedTo(who.head)).toBe('head@northgate.example');
    expect(await listed(who.head, true)).toEqual([id]);
    await who.dsl.act(id, 'allocate', { personEmail: 'deputy@northgate.example' });
  });

  it('is what a worklist can be asked for, and nothing for who only reported', async () => {
    const other = await submitted(who.dsl);
    expect(await listed(who.officer, true)).toEqual([id]);
    expect(await listed(who.triage, true)).toEqual([]);
    expect(await listed(who.triage, false)).toEqual([id]);
    expect(await listed(who.dsl, true)).toEqual([]);
    expect((await listed(who.dsl, false)).sort()).toEqual([id, other].sort());
    expect(await listed(who.deputy, true)).toEqual([id]);
    const reported = await submitted(who.teacher);
    expect(await listed(who.teacher, true)).toEqual([]);
    expect(await listed(who.teacher, false)).toEqual([reported]);
  });

  it('reads the own part of the worklist by an index, whatever the agency’s open work', async () => {
    await handrail.store.asSuperuser(async (client) => {
      await client.query(`set enable_seqscan = off`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select l.referral_id from handrail.allocation l
         where l.agency_id = gen_random_uuid() and l.person_id = gen_random_uuid() and l.ended_at is null`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('allocation_held');
    });
  });

  it('ends with the agency’s part', async () => {
    const referral = await submitted(who.dsl);
    const invitationId = await invited(who.dsl, referral, 'lff', { sections: ALL });
    await who.lff.act(referral, 'acceptInvitation', { invitationId });
    await who.lff.act(referral, 'allocate', { personEmail: 'practitioner@lff.example' });
    expect(await listed(who.practitioner, true)).toEqual([referral]);
    await who.lff.act(referral, 'endContribution', { reason: 'All done' });
    expect(await listed(who.practitioner, true)).toEqual([]);
    expect(await allocatedTo(who.practitioner, referral)).toBeNull();
    const again = await invited(who.dsl, referral, 'lff', { sections: ALL });
    await who.lff.act(referral, 'acceptInvitation', { invitationId: again });
    expect(await allocatedTo(who.lff, referral)).toBeNull();
  });

  it('ends with the referral', async () => {
    const referral = await submitted(who.dsl);
    await who.dsl.act(referral, 'allocate', { personEmail: 'deputy@northgate.example' });
    await who.dsl.act(referral, 'withdraw', { reason: 'Reported twice' });
    expect(await allocatedTo(who.dsl, referral)).toBeNull();
  });

  it('is stored as its events replay, and ended where nobody works on it any more', async () => {
    const replays = await everyReplay(handrail.store.ownerUrl);
    const rows = await handrail.store.asSuperuser(async (client) => {
      const found = await client.query<{ referral: string; agencyId: string; personId: string; seq: number }>(
        `select referral_id as referral, agency_id as "agencyId", person_id as "personId", seq from allocation where ended_at is null`,
      );
      const { rows: all } = await client.query('select 1 from allocation');
      expect(all.length).toBeGreaterThan(found.rows.length);
      return found.rows;
    });
    expect(rows.length).toBeGreaterThan(1);
    for (const { id: referral, stored, replay } of replays) {
      expect(replay).toEqual(stored);
      const context = pathways.get(stored.pathway)?.contextOf(stored);
      const kept = rows.filter((row) => row.referral === referral).map(({ referral: _one, ...row }) => row);
      expect(kept.sort(byAgency)).toEqual([...(context?.allocations ?? [])].sort(byAgency));
    }
  });
});

const byAgency = (one: { agencyId: string }, other: { agencyId: string }): number =>
  one.agencyId < other.agencyId ? -1 : 1;
