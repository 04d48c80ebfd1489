import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { offered, people, submitted } from '../harness/incidents.js';
import { deadlinesOf, everyReplay } from '../harness/replay.js';

const RACES = Number(process.env.RACES ?? 1000);
/** Races that run side by side, each on a referral of its own. */
const SIDE_BY_SIDE = 5;
type Move = 'accept' | 'accept again' | 'decline' | 'withdraw hand-off' | 'withdraw referral' | 'close' | 'offer again';
const MOVES: Move[] = [
  'accept',
  'accept again',
  'decline',
  'withdraw hand-off',
  'withdraw referral',
  'close',
  'offer again',
];

/** Of a referral, what a command names of it. */
async function seen(who: Person, id: string): Promise<{ version: number; decisionId: string | undefined }> {
  const { data } = await who.ask('query($id: ID!) { referral(id: $id) { version sharingDecisions { id } } }', { id });
  const { version, sharingDecisions } = data?.referral as { version: number; sharingDecisions: { id: string }[] };
  return { version, decisionId: sharingDecisions[0]?.id };
}

describe('Whoever is first, a referral', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  /** All moves at the same moment, in that order, decided on what each agency saw before. */
  async function race(moves: readonly Move[]): Promise<string> {
    const id = await submitted(by.dsl);
    const handoffId = await offered(by.dsl, id, 'gmp');
    const [theirs, ours] = await Promise.all([seen(by.triage, id), seen(by.dsl, id)]);
    const acceptance = newKey();
    const common = (expectedVersion: number, idempotencyKey = newKey()): object => ({
      referralId: id,
      expectedVersion,
      idempotencyKey,
    });
    const sent: Record<Move, () => Promise<unknown>> = {
      accept: () => by.triage.send('acceptHandoff', { ...common(theirs.version, acceptance), handoffId }),
      'accept again': () => by.triage.send('acceptHandoff', { ...common(theirs.version, acceptance), handoffId }),
      decline: () => by.triage.send('declineHandoff', { ...common(theirs.version), handoffId, reason: 'Not ours' }),
      'withdraw hand-off': () =>
        by.dsl.send('withdrawHandoff', { ...common(ours.version), handoffId, reason: 'A mistake' }),
      'withdraw referral': () => by.dsl.send('withdraw', { ...common(ours.version), reason: 'A mistake' }),
      close: () =>
        by.dsl.send('close', { ...common(ours.version), outcome: 'x', riskNote: 'x', feedbackToReferrer: 'x' }),
      'offer again': () =>
        by.dsl.send('offerHandoff', {
          ...common(ours.version),
          toAgency: 'gmp',
          reason: 'x',
          sharingDecisionId: ours.decisionId,
        }),
    };
    await Promise.all(moves.map((move) => sent[move]()));
    return id;
  }

  it(`has one holder and never two, in ${RACES} raced schedules`, async () => {
    const order = fc.shuffledSubarray(MOVES, { minLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: SIDE_BY_SIDE, maxLength: SIDE_BY_SIDE }), async (races) => {
        await Promise.all(races.map(race));
      }),
      { numRuns: Math.ceil(RACES / SIDE_BY_SIDE), endOnFailure: true },
    );
    const wrong = await handrail.store.asSuperuser(async (client) => {
      const { rows } = await client.query<{ referral_id: string }>(
        `select referral_id from participation group by referral_id having count(*) filter (where 'CUSTODIAN' = any (relations)) <> 1
           or count(distinct custodian_id) <> 1
         union all select referral_id from offer where status = 'ACCEPTED' group by referral_id having count(*) > 1
         union all select referral_id from offer where status in ('OFFERED', 'OVERDUE') group by referral_id having count(*) > 1`,
      );
      return rows;
    });
    expect(wrong).toEqual([]);
    const replays = await everyReplay(handrail.store.ownerUrl);
    expect(replays.length).toBeGreaterThanOrEqual(RACES);
    for (const { stored, replay, deadlines } of replays) {
      expect(replay).toEqual(stored);
      expect(deadlines).toEqual(deadlinesOf(stored));
    }
    const ends = replays.map(({ events }) => events.at(-1)?.type);
    console.log(
      `races: ${JSON.stringify(Object.fromEntries([...new Set(ends)].map((end) => [end, ends.filter((one) => one === end).length])))}`,
    );
  }, 600_000);
});
