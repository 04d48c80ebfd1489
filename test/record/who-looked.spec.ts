import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Answer, Handrail, newKey, type Person } from '../harness/http.js';
import { invited, offered, party, people, reviewed, submitted } from '../harness/incidents.js';

interface Line {
  id: string;
  at: string;
  operation: string;
  actorKind: string;
  actorName: string;
  agency: { key: string };
  onBehalfOf: string | null;
  purpose: string;
  action: string;
  title: string;
  referralIds: string[];
  personIds: string[];
  sections: string[];
  recipients: { key: string }[];
}
interface Page {
  edges: { cursor: string; node: Line }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const RECORD_OF = `query($id: ID!, $person: ID, $operation: RecordOperation, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  recordOf(referralId: $id, personId: $person, operation: $operation, from: $from, to: $to, first: $first, after: $after) {
    edges { cursor node { id at operation actorKind actorName agency { key } onBehalfOf purpose action title referralIds personIds sections
      recipients { key } } } pageInfo { hasNextPage endCursor } } }`;
const NOBODYS = '018f0000-0000-7000-8000-000000000000';
const pageOf = ({ data, raw }: Answer): Page => {
  if (!data?.recordOf) throw new Error(raw);
  return data.recordOf as Page;
};
const asked = (by: Person, id: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  by.ask(RECORD_OF, { id, first: 100, ...more });
const linesOf = async (by: Person, id: string, more: Record<string, unknown> = {}): Promise<Line[]> =>
  pageOf(await asked(by, id, more)).edges.map(({ node }) => node);

/** "Who looked at this child, and why": for auditors and whoever supervises, of their own agency's people. */
describe('Who looked at a referral', () => {
  let handrail: Handrail;
  let dsl: Person;
  let head: Person;
  let officer: Person;
  let triage: Person;
  let supervisor: Person;
  let lff: Person;
  let riverside: Person;
  let auditor: Person;
  let id: string;
  let shared: string;
  let depicted: string;
  beforeAll(async () => {
    handrail = await Handrail.start();
    ({ dsl, head, officer, triage, supervisor, lff, riverside } = await people(handrail));
    auditor = await handrail.as('auditor@gmp.example');
    id = await reviewed(dsl, { criteria: ['COERCION_OR_CAPACITY'] });
    const seen = await dsl.see(id);
    [shared, depicted] = [party(seen, 'CHILD_SHARED'), party(seen, 'CHILD_DEPICTED')];
    await offered(dsl, id, 'gmp');
    const invitationId = await invited(dsl, id, 'lff', { sections: ['SUMMARY', 'SUBJECT_IDENTITY'] });
    await lff.act(id, 'acceptInvitation', { invitationId });
    await officer.ask('query($id: ID!) { referral(id: $id) { summary parties { givenName } } }', { id });
    await officer.ask('{ worklist { edges { node { reference } } } }');
    await head.read(id);
  }, 60_000);
  afterAll(() => handrail.stop());

  it('is told to the auditor of their agency: who, when, why, what, of whom; and of nobody else', async () => {
    const lines = await linesOf(auditor, id);
    const [list, details, look] = lines.filter(({ actorName }) => actorName === lines[0]?.actorName);
    const me = (await officer.ask('{ me { name } }')).data?.me as { name: string };
    const whole = { actorKind: 'PERSON', actorName: me.name, agency: { key: 'gmp' }, onBehalfOf: null };
    expect([list, details, look]).toMatchObject([
      { ...whole, operation: 'CONSULTATION', action: 'worklist', purpose: 'safeguarding', sections: ['SUMMARY'] },
      {
        ...whole,
        action: 'referral details',
        sections: ['HARMED_PERSON', 'SUBJECT_IDENTITY'],
        personIds: (await dsl.see(id)).parties.map((one) => one.id).sort(),
        referralIds: [id],
      },
      { ...whole, action: 'referral', title: 'Looked at a referral', referralIds: [id], recipients: [] },
    ]);
    expect(lines.filter(({ agency }) => agency.key !== 'gmp')).toEqual([]);
  });

  it('is asked for by the reference on a letter too, which tells nobody else that there is such a referral', async () => {
    const { reference } = await dsl.see(id);
    const lines = await linesOf(auditor, id);
    expect((await linesOf(auditor, ` ${reference.toLowerCase()}`)).slice(1)).toEqual(lines);
    const nobodys = (await linesOf(auditor, 'GM-0000-0000-0000-0')).length;
    expect([nobodys, (await linesOf(riverside, reference)).length]).toEqual([0, 0]);
    expect((await asked(riverside, reference)).raw).toBe((await asked(riverside, NOBODYS)).raw);
  });

  it('holds nothing of what was seen', async () => {
    const seen = await dsl.see(id);
    const words = [seen.reference, seen.summary, seen.narrative, 'Ayla', 'Kofi', 'Noor'];
    for (const by of [auditor, supervisor, dsl, lff]) {
      const { raw } = await asked(by, id);
      expect(raw).toContain(id);
      expect(words.filter((word) => raw.includes(word ?? ''))).toEqual([]);
    }
  });

  it('is told to who supervises, of their own people, and not who oversees them', async () => {
    await linesOf(auditor, id);
    await linesOf(supervisor, id);
    const [told, audited] = [await linesOf(supervisor, id), await linesOf(auditor, id)];
    expect(told.map(({ id: one }) => one)).toEqual(
      audited.filter(({ purpose }) => purpose !== 'oversight').map(({ id: one }) => one),
    );
    expect(audited.filter(({ purpose }) => purpose === 'oversight').length).toBeGreaterThanOrEqual(3);
    const atSchool = await linesOf(dsl, id);
    expect(new Set(atSchool.map(({ agency }) => agency.key))).toEqual(new Set(['northgate']));
    expect(atSchool.map(({ action }) => action)).toEqual(expect.arrayContaining(['submitReferral', 'referral']));
  });

  it('names to the side of one child never the other child', async () => {
    const { raw } = await asked(lff, id);
    expect(raw).toContain('acceptInvitation');
    expect(raw).not.toContain(depicted);
    expect((await asked(dsl, id)).raw).toContain(depicted);
    const ofTheOther = await asked(lff, id, { person: depicted });
    expect(ofTheOther.raw).toBe((await asked(lff, id, { person: NOBODYS })).raw);
  });

  it('is told to nobody else, and answers them as if there were no such referral', async () => {
    const others = [
      'head@northgate.example',
      'teacher@northgate.example',
      'triage@gmp.example',
      'officer@gmp.example',
      'intel@gmp.example',
      'mosovo@gmp.example',
      'admin@gmp.example',
      'practitioner@lff.example',
      'lff-case-system',
      'researcher@university.example',
      // They supervise where nobody was ever shown it.
      'dsl@riverside.example',
      'decision@csc.example',
      'coordinator@survivors.example',
    ];
    for (const email of others) {
      const by = await handrail.as(email);
      const [there, absent] = [await asked(by, id), await asked(by, NOBODYS)];
      expect({ email, edges: pageOf(there).edges }).toEqual({ email, edges: [] });
      expect(there.raw).toBe(absent.raw);
      expect((await asked(by, 'no id at all')).raw).toBe(absent.raw);
    }
  });

  it('is a look itself, for oversight: it names every referral and person that the answer named, and no section', async () => {
    const lines = await linesOf(auditor, id);
    const [itself] = await linesOf(auditor, id, { first: 1 });
    const [before] = lines;
    expect(before?.id).not.toBe(itself?.id);
    expect(itself).toMatchObject({
      operation: 'CONSULTATION',
      action: 'record',
      title: 'Looked at who looked',
      purpose: 'oversight',
      sections: [],
      referralIds: [...new Set(lines.flatMap(({ referralIds }) => referralIds))].sort(),
      personIds: [...new Set(lines.flatMap(({ personIds }) => personIds))].sort(),
    });
    const entries = (): Promise<number> =>
      handrail.store.asSuperuser(
        async (db) => (await db.query<{ n: number }>('select count(*)::int as n from record_entry')).rows[0]?.n ?? 0,
      );
    const until = await entries();
    await linesOf(auditor, id);
    expect(await entries()).toBe(until + 1);
    await linesOf(riverside, id);
    expect(await entries()).toBe(until + 1);
  });

  it('is found by the child, by what was done, and by when', async () => {
    const all = await linesOf(dsl, id);
    const ofOne = await linesOf(dsl, id, { person: shared });
    expect(ofOne.length).toBeGreaterThan(0);
    expect(ofOne).toEqual(all.filter(({ personIds }) => personIds.includes(shared)));
    const disclosed = await linesOf(dsl, id, { operation: 'DISCLOSURE' });
    expect(disclosed).toEqual(all.filter(({ operation }) => operation === 'DISCLOSURE'));
    expect(new Set(disclosed.flatMap(({ recipients }) => recipients.map(({ key }) => key)))).toEqual(
      new Set(['gmp', 'lff']),
    );
    const from = all[5]?.at ?? '';
    const to = all[2]?.at ?? '';
    expect((await linesOf(dsl, id, { from, to })).map(({ at }) => at)).toEqual(
      all.map(({ at }) => at).filter((at) => at >= from && at < to),
    );
    // Empty, it would read as if nobody had looked.
    expect((await asked(dsl, id, { from: to, to: from })).errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'to' }],
    });
  });

  it('comes page by page, newest first, each entry once, whatever is recorded meanwhile', async () => {
    const before = (await linesOf(auditor, id)).map((line) => line.id);
    expect(before.length).toBeGreaterThan(7);
    const found: Line[] = [];
    for (let after: string | null = null; ;) {
      const [page]: [Page, unknown, unknown] = await Promise.all([
        asked(auditor, id, { first: 3, after }).then(pageOf),
        officer.read(id),
        triage.ask('{ worklist { edges { node { id } } } }'),
      ]);
      found.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(new Set(found.map((line) => line.id)).size).toBe(found.length);
    expect(found.map(({ at }) => at)).toEqual([...found.map(({ at }) => at)].sort().reverse());
    expect(found.map((line) => line.id).slice(-before.length)).toEqual(before);
  });

  it('is told of a list to whoever asks about any referral that stood on it, and not about one that did not', async () => {
    const another = await submitted(dsl);
    const looked = async (one: string): Promise<string[]> =>
      (await linesOf(dsl, one)).filter(({ action }) => action === 'worklist').map((line) => line.id);
    const notYet = await looked(another);
    const earlier = await looked(id);
    await head.ask('{ worklist { edges { node { id } } } }');
    const [now] = await looked(another);
    expect(notYet).toEqual([]);
    expect(await looked(id)).toEqual([now, ...earlier]);
    expect((await linesOf(dsl, another)).find((line) => line.id === now)?.referralIds).toEqual(
      expect.arrayContaining([id, another]),
    );
  });

  it('leads from another’s cursor nowhere, and from no cursor to an error', async () => {
    const theirs = pageOf(await asked(dsl, id)).edges.map(({ cursor }) => cursor);
    const own = (await linesOf(lff, id)).map((line) => line.id);
    for (const after of theirs.filter((_one, place) => place % 3 === 0)) {
      const lines = await linesOf(lff, id, { after });
      expect(lines.filter((line) => line.agency.key !== 'lff')).toEqual([]);
      expect(lines.every((line) => own.includes(line.id) || line.purpose === 'oversight')).toBe(true);
    }
    const forged = (...key: string[]): string => Buffer.from(JSON.stringify(['record', ...key])).toString('base64url');
    for (const after of [
      '',
      'x',
      forged('infinity'),
      forged(id),
      forged('2026-13-01T00:00:00Z', id),
      forged('now', id),
    ]) {
      const { errors } = await asked(lff, id, { after });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    }
    expect((await asked(auditor, id, { first: 101 })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('changes by nothing that another agency does for itself', async () => {
    // Oversight of their own is all that may be added.
    const answer = async (): Promise<string> => (await asked(lff, id)).raw;
    const before = await answer();
    await dsl.act(id, 'addNote', { text: 'For the school alone.', audience: 'OWN_AGENCY' });
    await officer.read(id);
    await invited(dsl, id, 'survivors');
    expect(await answer()).toBe(before);
  });

  it('names as recipients only agencies of which their own knows here', async () => {
    const invitationId = await invited(dsl, id, 'university').catch(() => null);
    expect(invitationId).toBeNull();
    const survivors = await handrail.as('coordinator@survivors.example');
    const [invitation] = (await survivors.see(id)).invitations;
    await survivors.act(id, 'acceptInvitation', { invitationId: invitation?.id });
    await lff.act(id, 'addNote', { text: 'To all who take part.', audience: 'ALL_PARTICIPANTS' });
    const [theirs] = await linesOf(lff, id, { operation: 'DISCLOSURE' });
    expect(theirs).toMatchObject({ action: 'addNote', recipients: [{ key: 'northgate' }] });
    const recorded = await handrail.store.asSuperuser(
      async (db) =>
        (
          await db.query<{ key: string }>(
            `select a.key from record_entry e join agency a on a.id = any (e.recipients) where e.action = 'addNote' and e.operation = 'DISCLOSURE' order by 1`,
          )
        ).rows,
    );
    expect(recorded.map(({ key }) => key)).toEqual(['northgate', 'survivors']);
  });

  it('tells of an opening in an emergency, and of the looks by it', async () => {
    const mosovo = await handrail.as('mosovo@gmp.example');
    await mosovo.ask(
      `mutation { breakGlass(input: { idempotencyKey: "${newKey()}", referralId: "${id}", emergency: MISSING_CHILD, reason: "Invented" }) { id } }`,
    );
    await mosovo.read(id);
    const lines = (await linesOf(supervisor, id)).filter(({ purpose }) => purpose === 'emergency');
    expect(lines.map(({ action }) => action)).toEqual(expect.arrayContaining(['breakGlass', 'referral']));
    const me = (await mosovo.ask('{ me { name } }')).data?.me as { name: string };
    expect(new Set(lines.map(({ actorName }) => actorName))).toEqual(new Set([me.name]));
  });

  it('stays told of what its people saw before an agency declined', async () => {
    const declined = await submitted(dsl);
    const invitationId = await invited(dsl, declined, 'survivors');
    const survivors = await handrail.as('coordinator@survivors.example');
    await survivors.read(declined);
    await survivors.act(declined, 'declineInvitation', { invitationId, reason: 'No place free' });
    expect(await survivors.read(declined)).toBeNull();
    const lines = await linesOf(survivors, declined);
    expect(lines.map(({ action }) => action)).toEqual(expect.arrayContaining(['referral', 'declineInvitation']));
    expect(lines.filter(({ operation }) => operation === 'DISCLOSURE')).toEqual([]);
  });

  it('names the person of a partner’s own system', async () => {
    const client = await handrail.as('lff-case-system');
    const { version } = await client.see(id);
    const input = {
      referralId: id,
      expectedVersion: version,
      idempotencyKey: randomUUID(),
      onBehalfOf: 'Case worker 12',
    };
    await client.send('addNote', { ...input, text: 'Called.', audience: 'OWN_AGENCY' });
    const [line] = await linesOf(lff, id, { operation: 'ALTERATION' });
    expect(line).toMatchObject({ actorKind: 'CLIENT', onBehalfOf: 'Case worker 12', action: 'addNote' });
  });

  it('stands in the order in which it happened also where a demonstration moved the clock: changes and looks by one time', async () => {
    await handrail.advance('P1D');
    const one = await submitted(dsl);
    await dsl.act(one, 'addNote', { text: 'Demo words.', audience: 'OWN_AGENCY' });
    await dsl.ask('query($id: ID!) { referral(id: $id) { id } }', { id: one });
    const lines = await linesOf(dsl, one);
    const actions = lines.map(({ action }) => action);
    expect([actions[0], actions.at(-1)]).toEqual(['referral', 'submitReferral']);
    const tomorrow = Date.now() + 23 * 3_600_000;
    expect(lines.filter(({ at }) => Date.parse(at) < tomorrow)).toEqual([]);
  });
});
