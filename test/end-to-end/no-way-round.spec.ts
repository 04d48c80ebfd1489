import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { PARTIES, submitted } from '../harness/incidents.js';

/** As even as a picture's bytes, and the same at every run. */
const BYTES = Buffer.concat(
  Array.from({ length: 100 }, (_, place) => createHash('sha256').update(`picture ${place}`).digest()),
);
const cut = (text: string, length: number, between: string): string =>
  (text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join(between);

describe('Beside the fields of an action', () => {
  let handrail: Handrail;
  let dsl: Person;
  let client: Person;
  beforeAll(async () => {
    handrail = await Handrail.start();
    dsl = await handrail.as('dsl@northgate.example');
    client = await handrail.as('lff-case-system');
  });
  afterAll(() => handrail.stop());

  const submission = (change: Record<string, unknown>): Record<string, unknown> => ({
    idempotencyKey: newKey(),
    pathway: 'nudes-at-school',
    summary: 'A picture was passed on.',
    parties: PARTIES,
    ...change,
  });
  const kept = (): Promise<string> =>
    handrail.store.asSuperuser(async (database) =>
      JSON.stringify(
        (await database.query('select (select count(*) from referral), (select count(*) from idempotency_key)')).rows,
      ),
    );

  it.each([
    ['a data address', `data:image/jpeg;base64,${BYTES.toString('base64').slice(0, 100)}`],
    ['the start of a photograph', `/9j/4AAQSkZJRgABAQEAYABgAAD${BYTES.toString('base64').slice(0, 100)}`],
  ])('no picture gets in as a key, as %s', async (_what, idempotencyKey) => {
    const before = await kept();
    const answer = await dsl.send('submitReferral', submission({ idempotencyKey }));
    expect(answer.errors[0]?.extensions.code).toBe('IMAGERY_REFUSED');
    expect(await kept()).toBe(before);
  });

  it.each([
    ['blanks', '   ', 'This is needed.'],
    ['nothing', '', 'This is needed.'],
    ['thousands of characters', 'ab '.repeat(1000), 'At most 200 characters.'],
    ['a character that ends it', 'a\u0000b', 'Write this in one line of printable characters.'],
    ['half a surrogate pair', 'a\ud800b', 'Write this in one line of printable characters.'],
  ])(
    'a key of %s is refused by its name, before the referral is looked for',
    async (_what, idempotencyKey, message) => {
      const before = await kept();
      const refused = {
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'idempotencyKey', messages: [message] }],
      };
      expect((await dsl.send('submitReferral', submission({ idempotencyKey }))).errors[0]?.extensions).toMatchObject(
        refused,
      );
      const absent = { referralId: '018f0000-0000-7000-8000-000000000000', expectedVersion: 1 };
      expect((await dsl.send('openInitialReview', { ...absent, idempotencyKey })).errors[0]?.extensions).toMatchObject(
        refused,
      );
      expect(await kept()).toBe(before);
    },
  );

  it.each([
    ['runs of a hundred', cut(BYTES.toString('base64'), 100, ' ')],
    ['lines of forty', cut(BYTES.toString('base64'), 40, '\n')],
    ['hexadecimal pairs', cut(BYTES.toString('hex').slice(0, 2000), 2, ':')],
    ['decimal bytes', [...BYTES.subarray(0, 800)].join(' ')],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ])('no picture gets in as an account of %s', async (_what, narrative) => {
    const before = await kept();
    const answer = await dsl.send('submitReferral', submission({ narrative }));
    expect(answer.errors[0]?.extensions.code).toBe('IMAGERY_REFUSED');
    expect(await kept()).toBe(before);
  });

  it('no picture gets in by pieces over the people on it', async () => {
    const text = BYTES.toString('base64');
    const parties = Array.from({ length: 30 }, (_, place) => ({
      role: 'OTHER',
      contact: text.slice(place * 100, place * 100 + 100),
    }));
    const answer = await dsl.send('submitReferral', submission({ parties }));
    expect(answer.errors[0]?.extensions.code).toBe('IMAGERY_REFUSED');
  });

  it('a person acts for themselves and names nobody else', async () => {
    const before = await kept();
    const answer = await dsl.send('submitReferral', submission({ onBehalfOf: 'head@northgate.example' }));
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'onBehalfOf' }] });
    expect(answer.raw).not.toContain('head@');
    expect(await kept()).toBe(before);
    await submitted(dsl, { onBehalfOf: null });
  });

  it.each([
    ['a second line', 'one\ntwo'],
    ['a turn of direction', '\u202eevil'],
    ['a character that ends it', 'x\u0000y'],
    ['half a surrogate pair', 'x\ud800y'],
    ['blanks', '  '],
    ['too much', 'worker '.repeat(40)],
  ])('a client’s name for its person is a short line, and not %s', async (_what, onBehalfOf) => {
    const id = await submitted(dsl);
    const sections = ['SUMMARY'];
    const decided = await dsl.act(id, 'recordSharingDecision', {
      recipientAgency: 'lff',
      decision: 'SHARE',
      sections,
      purpose: 'Support',
      lawfulBasis: 'PUBLIC_TASK',
      rationale: 'Necessary.',
      familyInformed: true,
    });
    const asked = { toAgency: 'lff', ask: 'Please take part', sharingDecisionId: decided };
    const invitationId = await dsl.act(id, 'inviteContributor', asked);
    const refused = await client.refused(id, 'acceptInvitation', { invitationId, onBehalfOf });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'onBehalfOf' }] });
    await client.act(id, 'acceptInvitation', { invitationId, onBehalfOf: 'Case worker 12' });
  });
});
