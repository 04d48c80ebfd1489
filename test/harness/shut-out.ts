import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { newKey, type Person } from './http.js';

export const SHUT_REASON = 'The pupil is a colleague’s child.';
const LISTED = `query($reference: String) { worklist(first: 100, filter: { reference: $reference }) { edges { node { id } } } }`;
const PREVIEW = `query($id: ID!) { previewPacket(referralId: $id, input: { recipientAgency: "survivors", sections: [SUMMARY] }) { summary } }`;
export const BREAK = 'mutation($input: BreakGlassInput!) { breakGlass(input: $input) { id } }';

export const named = (...emails: string[]): { people: { personEmail: string }[]; reason: string } => ({
  people: emails.map((personEmail) => ({ personEmail })),
  reason: SHUT_REASON,
});

/** Whatever can be asked of a referral, as it is answered; the referral's own id and reference written as one that nobody has. */
async function everything(person: Person, id: string, reference: string): Promise<string[]> {
  const command = { idempotencyKey: newKey(), referralId: id };
  const breaking = { ...command, emergency: 'MISSING_CHILD', reason: 'Gone since noon.' };
  const note = { text: 'Spoken to at school.', audience: 'OWN_AGENCY' };
  const answers = [
    await person.ask('query($id: ID!) { referral(id: $id) { id version availableActions { name } } }', { id }),
    await person.ask(LISTED, { reference }),
    await person.ask(PREVIEW, { id }),
    await person.ask(BREAK, { input: breaking }),
    ...(await Promise.all(
      [1, 7].map((expectedVersion) => person.send('addNote', { ...command, expectedVersion, ...note })),
    )),
    await person.send('declareConflict', { ...command, idempotencyKey: newKey(), expectedVersion: 1 }),
  ];
  return answers.map(({ status, raw }) => `${status} ${raw.replaceAll(id, 'ID')}`);
}

/** To them it is answered, in whatever they ask, exactly as one that nobody has. */
export async function gone(person: Person, id: string, reference: string): Promise<void> {
  expect(await person.read(id)).toBeNull();
  expect(await everything(person, id, reference)).toEqual(
    await everything(person, randomUUID(), 'GM-0000-0000-0000-0'),
  );
  const { raw } = await person.ask(
    `{ worklist(first: 100) { edges { node { id } } } notices(first: 100) { edges { node { reference } } } }`,
  );
  expect(raw).not.toContain(id);
  expect(raw).not.toContain(reference);
}
