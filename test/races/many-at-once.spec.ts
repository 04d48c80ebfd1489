import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handrail, newKey } from '../harness/http.js';
import { people, submitted } from '../harness/incidents.js';

/** More than the server has sessions with its database. */
const AT_ONCE = 48;

describe('Many commands at the same moment', () => {
  let handrail: Handrail;
  let by: Awaited<ReturnType<typeof people>>;
  beforeAll(async () => {
    handrail = await Handrail.start();
    by = await people(handrail);
  });
  afterAll(() => handrail.stop());

  it('are all carried out when each asks about people of staff while it holds a referral', async () => {
    const ids = await Promise.all(Array.from({ length: AT_ONCE }, () => submitted(by.dsl)));
    const answers = await Promise.all(
      ids.map((referralId) =>
        by.dsl.send('allocate', {
          referralId,
          expectedVersion: 1,
          idempotencyKey: newKey(),
          personEmail: 'deputy@northgate.example',
        }),
      ),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  });
});
