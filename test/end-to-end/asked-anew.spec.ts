import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail } from '../harness/http.js';
import { invited, offered, people, reviewed } from '../harness/incidents.js';
import { toldOn } from '../harness/notices.js';

interface Invitation {
  status: string;
  respondBy: string;
}

describe('An agency whose time to answer had run out', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('is asked anew by what forces the referral on, with its whole time, and hears of it', async () => {
    const id = await reviewed(by.dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const invitationId = await invited(by.dsl, id, 'csc');
    await by.triage.act(id, 'acceptHandoff', { handoffId: await offered(by.dsl, id, 'gmp') });
    const invitation = async (): Promise<Invitation | undefined> => {
      const { data } = await by.care.ask('query($id: ID!) { referral(id: $id) { invitations { status respondBy } } }', {
        id,
      });
      return (data?.referral as { invitations: Invitation[] }).invitations[0];
    };
    const first = await invitation();
    await handrail.advance('P7D');
    expect(await invitation()).toEqual({ ...first, status: 'OVERDUE' });
    expect((await by.officer.see(id)).state).toContain('active');

    await by.officer.act(id, 'reportNewInformation', { kind: 'RISK_UP', note: 'An older cousin has it' });
    const seen = await by.care.see(id);
    expect(seen.state).toContain('immediateReferral');
    const again = await invitation();
    expect(again?.status).toBe('OFFERED');
    expect(Date.parse(again?.respondBy ?? '')).toBeGreaterThan(Date.parse(first?.respondBy ?? ''));
    const duties = seen.deadlines.filter(({ kind }) => kind === 'offerResponse').map(({ status }) => status);
    expect(duties.sort()).toEqual(['CANCELLED', 'RUNNING']);
    expect((await toldOn(by.care, seen.reference)).at(-1)).toBe('deadline.set');

    await by.care.act(id, 'acceptInvitation', { invitationId });
    expect((await by.care.see(id)).relations).toEqual(['CONTRIBUTOR']);
  });
});
