import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HandrailBeside } from '../../test/harness/beside.js';
import { demoId } from '../agencies/demo-people.js';
import { RequestRate } from './request-rate.js';

describe('The rate of requests', () => {
  let handrail: HandrailBeside;
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
  });
  afterAll(() => handrail.stop());

  const aProcess = (): RequestRate => new RequestRate(handrail.database.workerPool);
  const refusal = (counted: Promise<void>): Promise<unknown> =>
    counted.then(
      () => null,
      (error: unknown) => error,
    );

  it('lets a client that runs away wait, says how long, and nobody else', async () => {
    const rate = aProcess();
    expect(await refusal(rate.count({ id: 'one' }, 60_001))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 60,
    });
    await rate.count({ id: 'another' });
  });

  it('is one for all processes, and stays known to the one that was told', async () => {
    const [first, second] = [aProcess(), aProcess()];
    await first.count({ id: 'spread' }, 40_000);
    await second.count({ id: 'spread' }, 19_000);
    expect(await refusal(second.count({ id: 'spread' }, 1_100))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await refusal(second.count({ id: 'spread' }))).toMatchObject({ code: 'RATE_LIMITED' });
    await second.count({ id: 'somebody else' }, 1_100);
  });

  it('writes nothing for whoever asks as people do', async () => {
    const rate = aProcess();
    for (let asked = 0; asked < 99; asked += 1) await rate.count({ id: 'a person' });
    const kept = await handrail.store.asSuperuser((client) =>
      client.query('select points from request_rate where key = $1', ['a person']),
    );
    expect(kept.rows).toEqual([]);
    await rate.count({ id: 'a person' });
    const told = await handrail.store.asSuperuser((client) =>
      client.query('select points from request_rate where key = $1', ['a person']),
    );
    expect(told.rows).toEqual([{ points: 100 }]);
  });

  it('answers with 429 and Retry-After over HTTP, once another process has counted the rest', async () => {
    const dsl = await handrail.as('dsl@northgate.example');
    await handrail.store.asSuperuser((client) =>
      client.query('insert into request_rate values ($1, 59950, $2)', [
        demoId('dsl@northgate.example'),
        Date.now() + 45_000,
      ]),
    );
    const answers = await Promise.all(Array.from({ length: 100 }, () => dsl.ask('{ __typename }')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    const last = await dsl.ask('{ __typename }');
    for (const answer of [...refused, last]) {
      expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(45);
    }
  });
});
