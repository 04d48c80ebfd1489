import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceAssign } from '../../src/agencies/service-command.js';
import type { Answer, Person } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { offered, people, submitted } from '../harness/incidents.js';

interface Line {
  id: string;
  actorName: string;
  action: string;
  purpose: string;
  referralIds: string[];
  personIds: string[];
}
const RECORD_OF = `query($id: ID!, $person: ID, $first: Int) { recordOf(referralId: $id, personId: $person, first: $first) {
  edges { node { id actorName action purpose referralIds personIds } } } }`;
const NOBODYS = '018f0000-0000-7000-8000-000000000000';

/** A police force's part in one referral belongs to its offender management; in another it is all of the force's. */
describe('Who looked at a referral that a service has', () => {
  let handrail: HandrailBeside;
  let dsl: Person;
  let triage: Person;
  let officer: Person;
  let supervisor: Person;
  let auditor: Person;
  let theirs: string;
  let everybodys: string;
  let peopleThere: string[];
  const asked = (by: Person, id: string, person: string | null = null): Promise<Answer> =>
    by.ask(RECORD_OF, { id, person, first: 100 });
  const linesOf = async (by: Person, id: string, person: string | null = null): Promise<Line[]> => {
    const { data, raw } = await asked(by, id, person);
    if (!data?.recordOf) throw new Error(raw);
    return (data.recordOf as { edges: { node: Line }[] }).edges.map(({ node }) => node);
  };
  const handedOver = async (service?: string): Promise<string> => {
    const id = await submitted(dsl);
    const handoffId = await offered(dsl, id, 'gmp');
    await triage.act(id, 'acceptHandoff', { handoffId, ...(service === undefined ? {} : { service }) });
    return id;
  };

  beforeAll(async () => {
    handrail = await HandrailBeside.start();
    ({ dsl, triage, officer, supervisor } = await people(handrail));
    auditor = await handrail.as('auditor@gmp.example');
    [theirs, everybodys] = [await handedOver('offender-management'), await handedOver()];
    peopleThere = (await officer.see(theirs)).parties.map(({ id }) => id);
    // A list of both, and a look at who looked that names what the list named, and who stands on each.
    await officer.ask('{ worklist { edges { node { id } } } }');
    await supervisor.ask('query { worklist { edges { node { id parties { givenName } } } } }');
    await linesOf(supervisor, everybodys);
  }, 60_000);
  afterAll(() => handrail.stop());

  it('is told to whoever supervises there, and to nobody else of the agency: for them there is no such referral', async () => {
    const lines = await linesOf(supervisor, theirs);
    expect(lines.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['acceptHandoff', 'referral', 'worklist']),
    );
    expect((await asked(auditor, theirs)).raw).toBe((await asked(auditor, NOBODYS)).raw);
    expect(peopleThere).toHaveLength(3);
    for (const person of peopleThere) expect(await linesOf(auditor, theirs, person)).toEqual([]);
  });

  it('names to the service those to whom it passed something on, of whom it knows', async () => {
    await officer.act(theirs, 'addNote', { text: 'To all who take part.', audience: 'ALL_PARTICIPANTS' });
    const { data } = await supervisor.ask(
      'query($id: ID!) { recordOf(referralId: $id, operation: DISCLOSURE) { edges { node { action recipients { key } } } } }',
      { id: theirs },
    );
    const { edges } = data?.recordOf as { edges: { node: unknown }[] };
    expect(edges.map(({ node }) => node)).toContainEqual({ action: 'addNote', recipients: [{ key: 'northgate' }] });
  });

  it('stays told to the service, with what was recorded before it was theirs, and ends for the others then', async () => {
    const id = await handedOver();
    await triage.read(id);
    expect((await linesOf(auditor, id)).length).toBeGreaterThan(2);
    await triage.act(id, 'passToService', { service: 'offender-management' });
    expect(await linesOf(auditor, id)).toEqual([]);
    const told = await linesOf(supervisor, id);
    expect(told.map(({ action }) => action)).toEqual(expect.arrayContaining(['passToService', 'referral']));
  });

  it('does not show in what is told of another referral, on whose lists it stood', async () => {
    const inside = await linesOf(supervisor, everybodys);
    const outside = await linesOf(auditor, everybodys);
    const both = inside.filter(({ referralIds }) => referralIds.includes(theirs));
    expect(new Set(both.map(({ action }) => action))).toEqual(new Set(['worklist', 'referral details']));
    const cut = outside.filter(({ id }) => both.some((line) => line.id === id));
    expect(cut).toHaveLength(both.length);
    for (const line of cut) expect(line.referralIds).toEqual([everybodys]);
    const audited = outside.filter(({ action, actorName }) => action === 'record' && actorName === both[0]?.actorName);
    expect(audited.length).toBeGreaterThan(0);
    const raw = JSON.stringify(outside);
    expect(raw).toContain(everybodys);
    for (const hidden of [theirs, ...peopleThere]) expect(raw).not.toContain(hidden);
    // The people of the other referral stay named.
    for (const { id } of (await officer.see(everybodys)).parties) expect(raw).toContain(id);
  });

  it('is found by no person who stands on it, and asking names none of it in the record', async () => {
    const [person] = peopleThere;
    expect((await linesOf(supervisor, everybodys, person)).length).toBeGreaterThan(0);
    expect((await asked(auditor, everybodys, person)).raw).toBe((await asked(auditor, everybodys, NOBODYS)).raw);
    await linesOf(auditor, everybodys);
    const named = await handrail.store.asSuperuser(async (db) => {
      const { rows } = await db.query<{ named: string[] }>(
        `select e.referral_ids || e.person_ids as named from record_entry e join person p on p.id = e.actor_id
         where p.email = 'auditor@gmp.example' and e.action = 'record'`,
      );
      return rows.flatMap((row) => row.named);
    });
    expect(named).toContain(everybodys);
    for (const hidden of [theirs, ...peopleThere]) expect(named).not.toContain(hidden);
  });

  it('is told to an auditor who is made one of the service', async () => {
    await serviceAssign(handrail.database, 'auditor@gmp.example', 'offender-management');
    await new Promise((done) => setTimeout(done, 2100));
    const lines = await linesOf(auditor, theirs);
    expect(lines.map(({ action }) => action)).toEqual(expect.arrayContaining(['acceptHandoff', 'referral', 'record']));
    expect(await auditor.read(theirs)).toBeNull();
  });

  it('is told to nobody who left the service', async () => {
    expect((await linesOf(supervisor, theirs)).length).toBeGreaterThan(0);
    await handrail.store.asSuperuser((db) =>
      db.query(
        `delete from person_service m using person p where p.id = m.person_id and p.email = 'supervisor@gmp.example'`,
      ),
    );
    await new Promise((done) => setTimeout(done, 2100));
    expect(await linesOf(supervisor, theirs)).toEqual([]);
  });
});
