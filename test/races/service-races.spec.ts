import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceAdd, serviceAssign, serviceUnassign } from '../../src/agencies/service-command.js';
import { newKey } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { InServices } from '../harness/services.js';

const ROUNDS = 12;
const APART_MS = 4;
const [LEAD, MEMBER] = ['programme.lead@lff.example', 'programme@lff.example'];

/** Outside, an operator takes somebody out of a service; inside, work comes to it at the same moment. */
describe('A service that somebody leaves while work comes to it', () => {
  let handrail: HandrailBeside;
  let its: InServices;
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
    its = await InServices.of(handrail);
  }, 60_000);
  afterAll(() => handrail.stop());

  const team = async (key: string, ...people: string[]): Promise<void> => {
    await serviceAdd(handrail.database, 'lff', key, key);
    for (const email of people) await serviceAssign(handrail.database, email, key);
  };
  /** A little later each round, so that one round meets the moment in between. */
  const leaves = async (email: string, key: string, round: number): Promise<boolean> => {
    await new Promise((done) => setTimeout(done, round * APART_MS));
    return serviceUnassign(handrail.database, email, key).then(
      () => true,
      () => false,
    );
  };

  it('either has somebody who could carry on, or has no work', async () => {
    const ends = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const service = `team-${round}`;
      await team(service, LEAD);
      const id = await its.whole();
      const { version: expectedVersion } = await its.who.lff.see(id);
      const pass = { referralId: id, expectedVersion, idempotencyKey: newKey(), service };
      const [left, { errors }] = await Promise.all([
        leaves(LEAD, service, round),
        its.who.lff.send('passToService', pass),
      ]);
      expect(['ACTION_NOT_AVAILABLE', 'BAD_USER_INPUT', undefined]).toContain(errors[0]?.extensions.code);
      const passed = errors.length === 0;
      ends.add(`${passed ? 'passed' : 'refused'}, ${left ? 'left' : 'stays'}`);
      expect(passed && left).toBe(false);
      expect((await its.who.lff.read(id)) === null).toBe(passed);
    }
    console.info([...ends].join('; '));
  }, 60_000);

  it('never has work that is allocated to somebody who does not see it', async () => {
    const ends = new Set<string>();
    const desks = Array.from({ length: ROUNDS }, (_none, round) => `desk-${round}`);
    for (const service of desks) await team(service, 'coordinator@lff.example', MEMBER);
    await new Promise((done) => setTimeout(done, 2100));
    for (const [round, service] of desks.entries()) {
      const id = await its.withService(service);
      const { version: expectedVersion } = await its.who.lff.see(id);
      const allocation = { referralId: id, expectedVersion, idempotencyKey: newKey(), personEmail: MEMBER };
      const [left, { errors }] = await Promise.all([
        leaves(MEMBER, service, round),
        its.who.lff.send('allocate', allocation),
      ]);
      const allocated = errors.length === 0;
      ends.add(`${allocated ? 'allocated' : 'refused'}, ${left ? 'left' : 'stays'}`);
      expect(allocated && left).toBe(false);
    }
    console.info([...ends].join('; '));
  }, 60_000);
});
