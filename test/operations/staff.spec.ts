import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { agencyAdd, agencyShow } from '../../src/agencies/agency-command.js';
import { clientActive, clientAdd } from '../../src/agencies/client-command.js';
import {
  personActive,
  personAdd,
  personRole,
  personShow,
  personTraining,
  personTrainingWithdrawn,
} from '../../src/agencies/person-command.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { HandrailBeside } from '../harness/beside.js';
import { submitted } from '../harness/incidents.js';
import { clientSignedIn, signedIn } from '../harness/signed-in.js';

describe('The operator’s agencies, people and systems', () => {
  let handrail: HandrailBeside;
  let owner: DataSource;
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
    owner = await ownerDataSource(handrail.store.ownerUrl);
  });
  afterAll(async () => {
    await owner.destroy();
    await handrail.stop();
  });

  const LEAD = 'lead@hillside.example';
  const hillside = (): Promise<string> => agencyShow(handrail.database, 'hillside');

  it('begin with an agency, which can be offered work once somebody there may accept it', async () => {
    expect(await agencyAdd(owner, { key: 'hillside', name: ' Hillside School ', kind: 'school' })).toContain(
      'handrail person add EMAIL NAME hillside ROLE',
    );
    expect(await hillside()).toBe(
      'hillside  Hillside School, SCHOOL\n  nobody who may accept: no work can be offered to it',
    );
    await personAdd(owner, { email: ` ${LEAD.toUpperCase()}`, name: 'A. Lead', agency: 'hillside', roles: [] });
    expect(await hillside()).toContain(`  ${LEAD}  no role\n  nobody who may accept`);
    await personRole(owner, { change: 'add', email: LEAD, role: 'safeguarding_lead' });
    expect(await hillside()).toBe(`hillside  Hillside School, SCHOOL\n  ${LEAD}  SAFEGUARDING_LEAD (not trained)`);
  });

  it('let a person act from the moment at which a training is entered', async () => {
    await personTraining(owner, {
      email: LEAD,
      kind: 'safeguarding',
      completedOn: '2026-01-01',
      expiresOn: '2099-12-31',
    });
    expect(await hillside()).toBe(`hillside  Hillside School, SCHOOL\n  ${LEAD}  SAFEGUARDING_LEAD`);
    const lead = await signedIn(handrail, LEAD);
    expect((await lead.see(await submitted(lead))).custodian.key).toBe('hillside');
  });

  it('take away a training that was entered by mistake, and never the only one', async () => {
    const days = { completedOn: '2026-01-01', expiresOn: '2026-01-31' };
    await personTraining(owner, { email: LEAD, kind: 'safegarding', ...days });
    expect(await hillside()).toContain('(not trained)');
    const withdrawn = (kind: string): Promise<string> => personTrainingWithdrawn(owner, { email: LEAD, kind });
    expect(await withdrawn('safegarding')).toBe('A. Lead has no training safegarding any more.');
    expect(await hillside()).toBe(`hillside  Hillside School, SCHOOL\n  ${LEAD}  SAFEGUARDING_LEAD`);
    expect(await withdrawn('safegarding')).toMatch(/^Nothing to do: /);
    await expect(withdrawn('safeguarding')).rejects.toThrow('This is their only training');
    expect(() => withdrawn('Safe Guarding')).toThrow('A kind of training is a short word');
    expect(await personShow(owner, LEAD)).toContain('training  safeguarding: completed 2026-01-01');
    const changes = await handrail.store.asSuperuser((client) =>
      client.query<{ what: string; detail: string }>(
        `select c.what, c.detail from staff_change c join person p on p.id = c.person_id where p.email = $1 order by c.at desc limit 1`,
        [LEAD],
      ),
    );
    expect(changes.rows).toEqual([{ what: 'TRAINING_WITHDRAWN', detail: 'safegarding' }]);
  });

  it('say when an agency is left to nobody who supervises: when a role goes, and when somebody does', async () => {
    const LEFT = 'Hillside School is left to nobody who supervises and is trained';
    const role = { email: LEAD, role: 'SAFEGUARDING_LEAD' };
    expect(await personRole(owner, { ...role, change: 'remove' })).toContain(LEFT);
    expect(await personRole(owner, { ...role, change: 'add' })).not.toContain(LEFT);
    expect(await personActive(owner, LEAD, false)).toContain(
      `${LEFT}: handrail person role add EMAIL SAFEGUARDING_LEAD`,
    );
    await personActive(owner, LEAD, true);
    // A deputy remains.
    expect(await personActive(owner, 'dsl@northgate.example', false)).not.toContain('left to nobody');
    await personActive(owner, 'dsl@northgate.example', true);
  });

  it('leave to whoever loses one of two roles what the other reads, from the next request on', async () => {
    const role = { email: LEAD, role: 'SCHOOL_LEADER' };
    await personRole(owner, { ...role, change: 'add' });
    const lead = await signedIn(handrail, LEAD);
    const asked = async (): Promise<string> =>
      (await lead.ask('{ worklist { edges { node { id } } } }')).errors[0]?.extensions.code ?? 'DONE';
    const roles = async (): Promise<unknown> => (await lead.ask('{ me { roles } }')).data?.me;
    await new Promise((done) => setTimeout(done, 2100));
    expect(await roles()).toEqual({ roles: ['SAFEGUARDING_LEAD', 'SCHOOL_LEADER'] });
    await personRole(owner, { ...role, change: 'remove' });
    expect(await asked()).toBe('UNAUTHENTICATED');
    expect(await asked()).toBe('DONE');
    expect(await roles()).toEqual({ roles: ['SAFEGUARDING_LEAD'] });
  });

  it('let a system in, shut it out at once, and let it in again', async () => {
    const added = await clientAdd(owner, { clientId: 'survivors-system', name: 'Their system', agency: 'survivors' });
    expect(added).toBe(
      'Their system may sign in for Survivors Manchester (demo), with a token of the issuer in which client_id and sub are its client id.',
    );
    const system = await clientSignedIn(handrail, 'survivors-system');
    const me = async (): Promise<unknown> => (await system.ask('{ me { name agency { key } roles } }')).data?.me;
    const itself = { name: 'Their system', agency: { key: 'survivors' }, roles: ['INTEGRATION'] };
    expect(await me()).toEqual(itself);
    expect(await clientActive(owner, 'survivors-system', false)).toContain('reads and changes nothing');
    expect(await clientActive(owner, 'survivors-system', false)).toContain('Nothing to do');
    expect(await me()).toBeUndefined();
    expect(await agencyShow(handrail.database, 'survivors')).toContain('survivors-system  INTEGRATION (not active)');
    await clientActive(owner, 'survivors-system', true);
    await new Promise((done) => setTimeout(done, 2100));
    expect(await me()).toEqual(itself);
  });

  it('say where roles are given with which nobody works on referrals there', async () => {
    const person = { email: 'one@gmp.example', name: 'One', agency: 'gmp' };
    const said = await personAdd(owner, { ...person, roles: ['SAFEGUARDING_LEAD', 'SAFEGUARDING_LEAD'] });
    expect(said).toContain(
      '\nWith SAFEGUARDING_LEAD nobody works on referrals at an agency of the kind POLICE; those who do have TRIAGE_OFFICER, CASE_WORKER, SUPERVISOR.',
    );
    expect(await personRole(owner, { change: 'add', email: person.email, role: 'CASE_WORKER' })).not.toContain(
      'nobody',
    );
    expect(await clientAdd(owner, { clientId: 'csc-system', name: 'Theirs', agency: 'csc' })).toContain(
      '\nWith INTEGRATION nobody works on referrals at an agency of the kind SOCIAL_CARE; those who do have DECISION_MAKER.',
    );
    await personActive(owner, person.email, false);
    expect(await agencyShow(handrail.database)).toContain(
      '  one@gmp.example  CASE_WORKER, SAFEGUARDING_LEAD (not active)\n',
    );
  });

  it('are dated as what changes about them later', async () => {
    const changes = await owner.query<{ what: string; detail: string | null }[]>(
      `select what, detail from staff_change c join person p on p.id = c.person_id where p.email = 'one@gmp.example' order by c.at`,
    );
    expect(changes).toEqual([
      { what: 'ENTERED', detail: null },
      { what: 'ROLE_ADDED', detail: 'SAFEGUARDING_LEAD' },
      { what: 'ROLE_ADDED', detail: 'CASE_WORKER' },
      { what: 'DEACTIVATED', detail: null },
    ]);
  });

  const person = { email: 'new@lff.example', name: 'New', agency: 'lff', roles: ['PRACTITIONER'] };
  const agency = { key: 'quayside', name: 'Quayside', kind: 'SCHOOL' };
  const client = { clientId: 'quay', name: 'Quay', agency: 'lff' };
  it.each<[string, () => Promise<string>, string]>([
    ['a key that is none', () => agencyAdd(owner, { ...agency, key: 'Quay Side' }), 'small letters'],
    ['a kind that is none', () => agencyAdd(owner, { ...agency, kind: 'CLUB' }), 'There are: POLICE, SCHOOL'],
    ['an agency without a name', () => agencyAdd(owner, { ...agency, name: ' ' }), '1 to 200 characters'],
    ['a name with a line break', () => agencyAdd(owner, { ...agency, name: 'Quay\nside' }), 'control character'],
    ['an agency’s key that is taken', () => agencyAdd(owner, { ...agency, key: 'lff' }), 'with this key already'],
    ['an address that is none', () => personAdd(owner, { ...person, email: 'new' }), 'e-mail address is needed'],
    ['somebody twice', () => personAdd(owner, { ...person, email: 'Dsl@northgate.example' }), 'address already'],
    ['an agency that there is not', () => personAdd(owner, { ...person, agency: 'archive' }), 'no active agency'],
    [
      'a role that there is not',
      () => personAdd(owner, { ...person, roles: ['PRACTITIONER', 'KING'] }),
      'no such role',
    ],
    [
      'a training that is not completed yet',
      () =>
        personTraining(owner, {
          email: LEAD,
          kind: 'safeguarding',
          completedOn: '2098-01-01',
          expiresOn: '2099-01-01',
        }),
      'still to come',
    ],
    ['a system’s id with an @', () => clientAdd(owner, { ...client, clientId: 'a@b' }), 'no @'],
    ['a system twice', () => clientAdd(owner, { ...client, clientId: 'lff-case-system' }), 'client id already'],
    ['a system of no agency', () => clientAdd(owner, { ...client, agency: 'archive' }), 'no active agency'],
    ['a system that there is not', () => clientActive(owner, 'quay', false), 'no system with this client id'],
    ['an agency that is shown and is not there', () => agencyShow(handrail.database, 'archive'), 'no agency with'],
  ])('refuse %s, and change nothing', async (_what, asked, said) => {
    const before = await agencyShow(handrail.database);
    await expect(asked()).rejects.toThrow(said);
    expect(await agencyShow(handrail.database)).toBe(before);
  });
});
