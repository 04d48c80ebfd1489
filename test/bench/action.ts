import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { besidePlain } from './beside-plain.js';
import type { Caller } from './callers.js';
import type { Request } from './load.js';
import type { Seeded } from './seeded-referrals.js';

const NOTE = `mutation Note($input: AddNoteInput!) { addNote(input: $input) {
  referral { id version status state nextDeadline { id kind dueAt status } } entry { id at action title } } }`;

/** A note on another referral each time, by its school's safeguarding lead. A note touches every table that any action touches. */
export function notesInTurn(seeded: Seeded, callers: readonly Caller[], path: string): () => Request {
  let turn = 0;
  return () => {
    turn += 1;
    const place = turn % callers.length;
    const [referralId] = seeded.referralsOf[place]?.splice(-1) ?? [];
    if (referralId === undefined) throw new Error('More referrals must be seeded than are acted on');
    const input = {
      idempotencyKey: randomUUID(),
      referralId,
      expectedVersion: seeded.version,
      text: 'Spoke to the form tutor, who will keep an eye on things this week.',
      audience: 'OWN_AGENCY',
    };
    return { path, token: callers[place]?.token ?? '', body: JSON.stringify({ query: NOTE, variables: { input } }) };
  };
}

/** An action through the whole of Handrail beside one hand-written function that writes the same rows. */
export async function actionMeasured(databases: BenchDatabases): Promise<Finding> {
  const database = await databases.of(databases.referrals);
  const written = readFileSync(fileURLToPath(new URL('plain-note.sql', import.meta.url)), 'utf8');
  await database.asSuperuser((client) => client.query(written));
  return besidePlain(databases, database, (callers, path) => notesInTurn(database.seeded, callers, path), '/note', {
    handrail: 'Handrail, actions a second',
    plain: 'plain node http and one PL/pgSQL function',
  });
}
