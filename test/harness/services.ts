import { expect } from '@jest/globals';
import { type Handrail, newKey, type Person } from './http.js';
import { invited, people, submitted } from './incidents.js';

const OPEN = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK'];
const ACTION = { text: 'Hm', audience: 'OWN_AGENCY' };

/** The demonstration's people, those of the charity's two services among them, and what they come upon. */
export class InServices {
  private constructor(
    readonly who: Awaited<ReturnType<typeof people>>,
    readonly supportLead: Person,
    readonly support: Person,
    readonly programmeLead: Person,
    readonly programme: Person,
    readonly client: Person,
  ) {}

  static async of(handrail: Handrail): Promise<InServices> {
    const emails = ['support.lead', 'support', 'programme.lead', 'programme'].map((one) => `${one}@lff.example`);
    const [supportLead, support, programmeLead, programme, client] = (await Promise.all(
      [...emails, 'lff-case-system'].map((one) => handrail.as(one)),
    )) as [Person, Person, Person, Person, Person];
    return new InServices(await people(handrail), supportLead, support, programmeLead, programme, client);
  }

  /** An invitation to the charity that nobody has answered. */
  async asked(): Promise<{ id: string; invitationId: string }> {
    const id = await submitted(this.who.dsl);
    return { id, invitationId: await invited(this.who.dsl, id, 'lff', { sections: OPEN, ongoing: true }) };
  }
  async withService(service: string): Promise<string> {
    const { id, invitationId } = await this.asked();
    await this.who.lff.act(id, 'acceptInvitation', { invitationId, service });
    return id;
  }
  /** The charity takes part, all of it. */
  async whole(): Promise<string> {
    const { id, invitationId } = await this.asked();
    await this.who.lff.act(id, 'acceptInvitation', { invitationId });
    return id;
  }
  reference = async (id: string): Promise<string> => (await this.who.dsl.see(id)).reference;

  async worklistOf(person: Person, filter: object = {}): Promise<string[]> {
    const { data } = await person.ask(
      'query($filter: WorklistFilter) { worklist(first: 100, filter: $filter) { edges { node { id } } } }',
      { filter },
    );
    return (data?.worklist as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
  }
  async noticesOf(person: Person): Promise<string> {
    const { raw, errors } = await person.ask(
      '{ notices(first: 100) { edges { node { kind reference referral { id } } } } }',
    );
    expect(errors).toEqual([]);
    return raw;
  }
  /** Every way in which somebody could come upon it. */
  async findsNothing(person: Person, id: string): Promise<void> {
    const reference = await this.reference(id);
    expect(await person.read(id)).toBeNull();
    expect(await this.worklistOf(person)).not.toContain(id);
    expect(await this.worklistOf(person, { reference })).toEqual([]);
    const { raw } = await person.ask(
      `query($id: ID!) { notices(first: 100) { edges { node { reference referral { id } } } } recordOf(referralId: $id) { edges { node { id } } }
        workToMove(first: 100) { edges { node { reference } } } emergencyOpenings(first: 100) { edges { node { reference } } } }`,
      { id },
    );
    expect(raw).toContain('"recordOf":{"edges":[]}');
    expect(raw).not.toContain(id);
    expect(raw).not.toContain(reference);
    const sent = await person.send('addNote', {
      referralId: id,
      expectedVersion: 1,
      idempotencyKey: newKey(),
      ...ACTION,
    });
    expect(sent.errors[0]?.extensions.code).toBe('NOT_FOUND');
  }
}
