import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding } from './bench.js';
import type { BenchDatabases } from './bench-databases.js';
import { BenchServer } from './bench-server.js';
import { type Caller, signedIn } from './callers.js';
import { inTurns, type Request, requestsPerSecond } from './load.js';
import { plainServer } from './plain.js';
import type { Seeded } from './seeded-referrals.js';

const ROUNDS = 5;
const ROUND_MS = 4000;
const BAR = 0.4;
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
  const handrail = await BenchServer.start(database.databaseUrl, databases.directory);
  const callers = await signedIn(database.seeded.actors, handrail);
  const plain = await plainServer(database.databaseUrl, databases.directory, callers);
  try {
    const measured = {
      handrail: () => requestsPerSecond(handrail.address, notesInTurn(database.seeded, callers, '/graphql'), ROUND_MS),
      plain: () => requestsPerSecond(plain.address, notesInTurn(database.seeded, callers, '/note'), ROUND_MS),
    };
    await inTurns(1, measured);
    const found = await inTurns(ROUNDS, measured);
    const ratio = found.handrail / found.plain;
    return {
      columns: {
        'Handrail, actions a second': found.handrail.toFixed(0),
        'plain node http and one PL/pgSQL function': found.plain.toFixed(0),
        ratio: ratio.toFixed(2),
      },
      figures: { ratio, handrail: found.handrail, plain: found.plain },
      met: ratio >= BAR,
      bar: `at least ${BAR}, ${databases.referrals.toLocaleString('en-GB')} referrals, 50 agencies, 16 connections`,
    };
  } finally {
    await Promise.all([handrail.stop(), plain.stop()]);
  }
}
