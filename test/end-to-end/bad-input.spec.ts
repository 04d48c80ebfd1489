import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { PARTIES, people, submitted } from '../harness/incidents.js';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('Bad input', () => {
  let handrail: Handrail;
  let dsl: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    dsl = await handrail.as('dsl@northgate.example');
  });
  afterAll(() => handrail.stop());

  const submission = (change: Record<string, unknown>): Record<string, unknown> => ({
    idempotencyKey: newKey(),
    pathway: 'nudes-at-school',
    summary: 'A picture was passed on.',
    parties: PARTIES,
    ...change,
  });
  const referrals = async (): Promise<number> =>
    handrail.store.asSuperuser(async (client) =>
      Number((await client.query<{ count: string }>('select count(*) from referral')).rows[0]?.count),
    );

  it.each([
    ['an unknown pathway', { pathway: 'secret-way' }, 'pathway'],
    ['a summary of blanks', { summary: '   ' }, 'summary'],
    [
      'a name of ten thousand characters',
      { parties: [{ role: 'CHILD_DEPICTED', givenName: 'x '.repeat(5000) }] },
      'parties.0.givenName',
    ],
    ['control characters', { narrative: 'bell\u0007 rings' }, 'narrative'],
    ['half a surrogate pair', { narrative: 'half \ud83d of it' }, 'narrative'],
    ['a day in the future', { occurredOn: '2199-01-01' }, 'occurredOn'],
    ['a day before 1900', { occurredOn: '1899-12-31' }, 'occurredOn'],
    [
      'a birth date in the future',
      { parties: [{ role: 'CHILD_DEPICTED', dateOfBirth: '2199-01-01' }] },
      'parties.0.dateOfBirth',
    ],
    ['nobody at all', { parties: [] }, 'parties'],
    ['a parent of nobody', { parties: [{ role: 'PARENT_OR_CARER', relatedTo: 7 }] }, 'parties.0.relatedTo'],
  ])('names the field of %s, repeats no value and keeps nothing', async (_what, change, path) => {
    const before = await referrals();
    const answer = await dsl.send('submitReferral', submission(change));
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [expect.objectContaining({ path })],
    });
    expect(answer.raw).not.toMatch(/secret-way|x x x|bell|2199|1899/);
    expect(await referrals()).toBe(before);
  });

  it('takes a text of blanks, where none is needed, as if it had been left out', async () => {
    const parties = [{ role: 'CHILD_DEPICTED', givenName: ' ', familyName: 'Demo' }];
    const id = await submitted(dsl, { narrative: '', parties });
    expect(await dsl.see(id)).toMatchObject({ narrative: null, parties: [{ givenName: null, familyName: 'Demo' }] });
    const entryId = await dsl.act(id, 'acknowledge', { note: '\n' });
    const { edges } = (await dsl.see(id)).timeline;
    expect(edges.find(({ node }) => node.id === entryId)?.node.values).toEqual([]);
  });

  it.each([
    [{ parties: [{ role: 'UNCLE' }] }, 'parties.0.role', /^Choose from: .*CHILD_DEPICTED, .*SURVIVOR/],
    [{ parties: [{ role: 7001 }] }, 'parties.0.role', /^Choose from: .*CHILD_DEPICTED/],
    [{ parties: ['UNCLE'] }, 'parties.0', /^A group of fields is needed/],
    [{ parties: [{ role: 'SURVIVOR', relatedTo: 'UNCLE' }] }, 'parties.0.relatedTo', /^A whole number is needed/],
    [
      { parties: [{ role: 'SURVIVOR', dateOfBirth: '7001' }] },
      'parties.0.dateOfBirth',
      /^A day is needed, as 2026-11-25/,
    ],
    [{ summary: 7001 }, 'summary', /^A text is needed/],
    [
      { parties: [{ role: 'UNCLE" does not exist in "Uncle" enum.' }] },
      'parties.0.role',
      /^(Choose from: .*SURVIVOR|This has another form)/,
    ],
  ])('says which values or form %j should have had at %s, and repeats nothing', async (change, path, said) => {
    const answer = await dsl.send('submitReferral', submission(change));
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path, messages: [expect.stringMatching(said)] }],
    });
    expect(answer.raw).not.toMatch(/uncle|7001/i);
  });

  it.each(['pathway', 'state', 'reference', 'holder'])(
    'names a filter by %s that has a sign no text has',
    async (name) => {
      const page = 'query($filter: WorklistFilter) { worklist(filter: $filter) { edges { cursor } } }';
      const answer = await dsl.ask(page, { filter: { [name]: 'Priscilla\u0000' } });
      expect(answer.errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: `filter.${name}` }],
      });
      expect(answer.raw).not.toContain('Priscilla');
    },
  );

  it('names every faulty field at once', async () => {
    const answer = await dsl.send(
      'submitReferral',
      submission({ summary: ' ', occurredOn: '2199-01-01', parties: [{ role: 'OTHER', relatedTo: 3 }] }),
    );
    const { fields } = answer.errors[0]?.extensions as unknown as { fields: { path: string }[] };
    expect(fields.map(({ path }) => path).sort()).toEqual(['occurredOn', 'parties.0.relatedTo', 'summary']);
  });

  it.each([
    ['a data URI', `see data:image/png;base64,${PIXEL}`],
    ['base64 alone', PIXEL.repeat(4)],
    ['base64 within a sentence', `Here it is: ${PIXEL} as she sent it`],
    ['hexadecimal', `ffd8ffe0${'00104a46494600010101'.repeat(4)}`],
  ])('refuses a picture in any text, as %s, before other faults', async (_what, narrative) => {
    const before = await referrals();
    const answer = await dsl.send('submitReferral', submission({ narrative, summary: '' }));
    expect(answer.errors[0]?.extensions.code).toBe('IMAGERY_REFUSED');
    expect(await referrals()).toBe(before);
  });

  it('keeps emoji and names written from right to left as they were typed', async () => {
    const parties = [{ role: 'CHILD_DEPICTED', givenName: 'نور 🦋', familyName: 'Ó Súilleabháin' }];
    const seen = await dsl.see(await submitted(dsl, { parties }));
    expect(seen.parties).toMatchObject([{ givenName: 'نور 🦋', familyName: 'Ó Súilleabháin' }]);
  });

  it('refuses an action out of turn, a wrong version and an unknown child, and changes nothing', async () => {
    const id = await submitted(dsl);
    const before = await dsl.see(id);
    expect(await dsl.refused(id, 'close', { outcome: 'x', riskNote: 'x', feedbackToReferrer: 'x' })).toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
      reason: expect.any(String),
    });
    expect(await dsl.refused(id, 'openInitialReview', { expectedVersion: 9 })).toMatchObject({
      code: 'VERSION_CONFLICT',
      currentVersion: 1,
    });
    const stranger = '018f0000-0000-7000-8000-000000000000';
    expect(await dsl.refused(id, 'recordSupport', { partyId: stranger, status: 'OFFERED' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [expect.objectContaining({ path: 'partyId' })],
    });
    expect(await dsl.see(id)).toEqual(before);
  });

  it('lets nobody submit whose role never may', async () => {
    const { officer } = await people(handrail);
    expect((await officer.send('submitReferral', submission({}))).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
