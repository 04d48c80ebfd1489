import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { agencyAdd } from '../../src/agencies/agency-command.js';
import { personAdd, personTraining } from '../../src/agencies/person-command.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { Handrail, type Person } from '../harness/http.js';
import { invited, people, reviewed } from '../harness/incidents.js';
import { signedIn } from '../harness/signed-in.js';

const WORKER = 'worker@othertown.example';
const DECIDED = { rationale: 'Looked at with care.', feedbackToReferrer: 'Thank you, we are looking after it.' };

describe('Two social care authorities that are invited by the school, each for itself,', () => {
  let handrail: Handrail;
  let owner: DataSource;
  let dsl: Person;
  let social: Person;
  let other: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    owner = await ownerDataSource(handrail.store.ownerUrl);
    await agencyAdd(owner, { key: 'othertown', name: 'Othertown Council (invented)', kind: 'SOCIAL_CARE' });
    await personAdd(owner, { email: WORKER, name: 'O. Worker', agency: 'othertown', roles: ['DECISION_MAKER'] });
    const training = { email: WORKER, kind: 'safeguarding', completedOn: '2026-01-01', expiresOn: '2099-12-31' };
    await personTraining(owner, training);
    ({ dsl, care: social } = await people(handrail));
    other = await signedIn(handrail, WORKER);
  });
  afterAll(async () => {
    await owner.destroy();
    await handrail.stop();
  });

  it('answer to the byte as before whatever the other decides, and decide themselves', async () => {
    const id = await reviewed(dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    for (const [by, agency] of [
      [social, 'csc'],
      [other, 'othertown'],
    ] as const) {
      const invitationId = await invited(dsl, id, agency, { sections: ['SUMMARY'] });
      await by.act(id, 'acceptInvitation', { invitationId });
    }
    const asked = async (): Promise<string> => JSON.stringify(await other.see(id));
    const before = await asked();
    expect((await other.see(id)).state).toEqual(['immediateReferral', 'socialCare.takingPart']);
    for (const decision of ['SECTION_47', 'ADVICE']) {
      await social.act(id, 'recordSocialCareDecision', { decision, ...DECIDED });
      expect(await asked()).toBe(before);
    }
    await other.act(id, 'recordSocialCareDecision', { decision: 'ASSESSMENT', ...DECIDED });
    expect((await other.see(id)).state).toContain('socialCare.assessment');
    expect((await social.see(id)).state).toContain('socialCare.decided');
  });
});
